//! Rows: compaction, links that work once, backups, and what `check` says about rows that cannot be read.

use crate::support::{commit, content, folder_in_memory, put};
use model::digest::Digest;
use model::ids::{Epoch, OrganisationId, PersonId, Seq, TextId};
use model::time::UnixMs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use store::rows::{
    self, IdempotencyRow, LinkRow, LoginMethod, SessionRow, StateRow, TokenRow, UpdateRow, VersionRow,
};
use store::{Batch, MemoryStore, SledStore, Store, StoreError, Table};

pub fn update(person: &PersonId, bytes: &[u8]) -> UpdateRow {
    let organisation = Some(OrganisationId::new("org").unwrap());
    UpdateRow { author: person.clone(), organisation, at: UnixMs(1_700_000_000_000), bytes: bytes.to_vec() }
}

pub fn state(seq: u64) -> StateRow {
    StateRow { seq: Seq(seq), epoch: Epoch(0), bytes: vec![1; 5000] }
}

pub fn version() -> VersionRow {
    VersionRow { seq: Seq(5), epoch: Epoch(0), statement: "{}".into(), state: vec![2; 50] }
}

pub fn session(person: &PersonId) -> SessionRow {
    let (created, seen, expires) = (UnixMs(1), UnixMs(2), UnixMs(3));
    SessionRow { person: person.clone(), method: LoginMethod::Handed, created, seen, expires }
}

pub fn link(person: &PersonId) -> LinkRow {
    LinkRow { person: person.clone(), method: LoginMethod::Mailed, expires: UnixMs(4) }
}

pub fn token(person: &PersonId) -> TokenRow {
    TokenRow { person: person.clone(), label: "bench".into(), created: UnixMs(5), expires: UnixMs(6) }
}

pub fn idempotency() -> IdempotencyRow {
    let content_type = "application/json".into();
    IdempotencyRow { request: secret(9), at: UnixMs(7), status: 201, content_type, body: b"{}".to_vec() }
}

pub fn secret(number: u8) -> Digest {
    Digest::of("test/1", [number])
}

fn text(id: &str) -> TextId {
    TextId::new(id).unwrap()
}

#[test]
fn a_compaction_leaves_the_state_and_the_updates_after_it_and_other_texts() {
    let (store, person) = (MemoryStore::new(), PersonId::new("p").unwrap());
    let mut batch = Batch::new();
    for of in ["a", "ab"] {
        for seq in 1..=300 {
            rows::put_update(&mut batch, &text(of), Seq(seq), &update(&person, b"u"));
        }
    }
    commit(&store, &batch).unwrap();
    let mut batch = Batch::new();
    rows::compact(&mut batch, &text("a"), Seq(0), &state(299));
    commit(&store, &batch).unwrap();
    let left = rows::updates_after(&store, &text("a"), Seq(0)).unwrap();
    assert_eq!(left.iter().map(|(seq, _)| seq.0).collect::<Vec<_>>(), [300]);
    assert_eq!(rows::updates_after(&store, &text("ab"), Seq(0)).unwrap().len(), 300);
}

#[test]
fn the_next_updates_end_at_a_hole_and_with_the_one_that_reaches_the_limit_of_bytes() {
    let (store, person) = (MemoryStore::new(), PersonId::new("p").unwrap());
    let mut batch = Batch::new();
    for seq in [1, 2, 3, 4, 6] {
        rows::put_update(&mut batch, &text("a"), Seq(seq), &update(&person, b"u"));
    }
    commit(&store, &batch).unwrap();
    let one = store.scan(Table::Update, b"").unwrap()[0].1.len();
    let next = |after, bytes| {
        let found = rows::next_updates(&store, &text("a"), Seq(after), bytes).unwrap();
        found.iter().map(|(seq, _)| seq.0).collect::<Vec<_>>()
    };
    assert_eq!(next(0, usize::MAX), [1, 2, 3, 4]);
    assert_eq!(next(1, 2 * one), [2, 3]);
    assert_eq!(next(1, 2 * one + 1), [2, 3, 4]);
    assert_eq!(next(5, 1), [6]);
    assert!(next(4, usize::MAX).is_empty());
}

#[test]
fn of_two_writers_of_one_number_one_is_refused() {
    let (store, person) = (MemoryStore::new(), PersonId::new("p").unwrap());
    let batch = || {
        let mut batch = Batch::new();
        rows::put_update(&mut batch, &text("a"), Seq(1), &update(&person, b"u"));
        batch
    };
    let results = store.commit(&[batch(), batch()]);
    assert!(matches!(results[..], [Ok(()), Err(StoreError::Conflict)]));
}

#[test]
fn a_login_link_works_once() {
    let (store, person) = (MemoryStore::new(), PersonId::new("p").unwrap());
    let mut batch = Batch::new();
    rows::put_link(&mut batch, &secret(1), &link(&person));
    commit(&store, &batch).unwrap();
    let using = || {
        let mut batch = Batch::new();
        rows::use_link(&mut batch, &secret(1));
        batch
    };
    let results = store.commit(&[using(), using()]);
    assert!(matches!(results[..], [Ok(()), Err(StoreError::Conflict)]));
    assert_eq!(rows::link(&store, &secret(1)).unwrap(), None);
    assert!(rows::link_was_used(&store, &secret(1)).unwrap());
}

#[test]
fn check_names_a_row_that_cannot_be_read() {
    let folder = folder_in_memory();
    let store = SledStore::open(folder.path()).unwrap();
    commit(&store, &put(Table::Session, b"key", b"not a session")).unwrap();
    drop(store);
    let damage = store::check(folder.path()).unwrap().damage;
    assert_eq!(damage, ["the row key of table Session cannot be read"]);
}

#[test]
fn a_backup_is_the_same_whichever_store_made_it() {
    let folder = folder_in_memory();
    let files = ["memory", "sled"].map(|name| folder.path().join(name));
    let stores: [Box<dyn Store>; 2] =
        [Box::new(MemoryStore::new()), Box::new(SledStore::open(&folder.path().join("one")).unwrap())];
    for (store, file) in stores.iter().zip(&files) {
        store.commit(&[put(Table::Meta, b"k", &[3; 10_000])]).remove(0).unwrap();
        store.backup(file).unwrap();
        assert_eq!(store::check_backup(file).unwrap(), 1);
        let restored = store::restore(file, &file.with_extension("restored")).unwrap();
        assert_eq!(restored.get(Table::Meta, b"k").unwrap(), Some(vec![3; 10_000]));
    }
}

#[test]
fn a_backup_restores_into_an_empty_folder_with_every_epoch_raised() {
    let folder = folder_in_memory();
    let store = SledStore::open(&folder.path().join("one")).unwrap();
    let mut batch = Batch::new();
    rows::put_state(&mut batch, &text("a"), &state(1));
    let person = PersonId::new("translator").unwrap();
    rows::put_update(&mut batch, &text("neverc"), Seq(1), &update(&person, &[1]));
    batch.put(Table::Meta, b"k", &[3; 10_000]);
    commit(&store, &batch).unwrap();
    let backup = folder.path().join("backup.snap");
    store.backup(&backup).unwrap();
    commit(&store, &put(Table::Meta, b"later", b"")).unwrap();
    assert!(matches!(store::restore(&backup, &folder.path().join("one")), Err(StoreError::Locked(_))));
    drop(store);
    assert!(matches!(store::restore(&backup, &folder.path().join("one")), Err(StoreError::NotEmpty(_))));
    let two = folder.path().join("two");
    let restored = store::restore(&backup, &two).unwrap();
    assert_eq!(content(&restored).len(), 4);
    commit(&restored, &put(Table::Meta, b"goes on", b"")).unwrap();
    drop(restored);
    let again = SledStore::open(&two).unwrap();
    assert_eq!(content(&again).len(), 5);
    for raised in ["a", "neverc"] {
        assert_eq!(rows::state(&again, &text(raised)).unwrap().unwrap().epoch, Epoch(1), "{raised}");
    }
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let kept = ["", "journal", "snapshots", "index"].map(|part| mode(&two.join(part)));
    assert_eq!((kept, mode(&backup)), ([0o700; 4], 0o600), "what is kept is the owner's alone");
}

#[test]
fn so_many_old_answers_go_at_once_and_not_one_more() {
    let store = MemoryStore::new();
    let person = PersonId::new("ana").unwrap();
    for number in 0..3 {
        let mut batch = Batch::new();
        rows::put_idempotency(&mut batch, &person, &secret(number), &idempotency());
        commit(&store, &batch).unwrap();
    }
    let after = UnixMs(idempotency().at.0 + 1);
    for (before, most, gone) in [(idempotency().at, 3, 0), (after, 2, 2), (after, 2, 1), (after, 2, 0)] {
        let mut batch = Batch::new();
        assert_eq!(rows::delete_answers(&mut batch, &store, before, most).unwrap(), gone);
        commit(&store, &batch).unwrap();
    }
}
