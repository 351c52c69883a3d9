//! Data folders that released formats wrote are kept in `migrations/` and opened here.

use crate::support::{content, copy_folder, folder_in_memory};
use model::ids::{Edition, PersonId, PublicationId, RecordNo, Seq, TextId, VersionNo};
use std::path::{Path, PathBuf};
use store::{Batch, SledStore, Store, Table, rows};

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/1/sample")
}

fn text() -> TextId {
    TextId::new("annex").unwrap()
}

/// One row of every kind that format 1 knows.
fn sample_batch() -> Batch {
    let person = PersonId::new("translator").unwrap();
    let publication = PublicationId::new("published").unwrap();
    let mut batch = Batch::new();
    batch.put(Table::Meta, b"name", b"a sample");
    for seq in 4..=6 {
        rows::put_update(&mut batch, &text(), Seq(seq), &crate::rows::update(&person, &[seq as u8; 30]));
    }
    rows::put_state(&mut batch, &text(), &crate::rows::state(3));
    rows::put_version(&mut batch, &text(), VersionNo(1), &crate::rows::version());
    rows::put_claim(&mut batch, &text(), 7, &person);
    rows::append_record(&mut batch, "coalition", RecordNo(1), r#"{"record":1}"#);
    rows::put_session(&mut batch, &crate::rows::secret(1), &crate::rows::session(&person));
    rows::put_link(&mut batch, &crate::rows::secret(2), &crate::rows::link(&person));
    rows::use_link(&mut batch, &crate::rows::secret(3));
    rows::put_token(&mut batch, &crate::rows::secret(4), &crate::rows::token(&person));
    rows::put_idempotency(&mut batch, &person, &crate::rows::secret(5), &crate::rows::idempotency());
    rows::put_file(&mut batch, &publication, Edition(1), "pdf", &[5; 9000]);
    batch
}

/// How the sample was made; run by hand with `UNDERSIGNED_WRITE_SAMPLE=1` for a new format only.
#[test]
fn a_folder_as_this_program_writes_it_holds_the_sample() {
    let folder = folder_in_memory();
    let target = if std::env::var_os("UNDERSIGNED_WRITE_SAMPLE").is_some() {
        sample()
    } else {
        folder.path().join("new")
    };
    let store = SledStore::open(&target).unwrap();
    store.commit(&[sample_batch()]).remove(0).unwrap();
    store.snapshot().unwrap();
    store.commit(&[std::mem::take(Batch::new().delete(Table::Meta, b"name"))]).remove(0).unwrap();
    assert_eq!(content(&store).len(), 13);
}

#[test]
fn the_folder_that_format_1_wrote_opens_and_every_row_reads_back() {
    let folder = folder_in_memory();
    copy_folder(&sample(), folder.path());
    let store = SledStore::open(folder.path()).unwrap();
    let person = PersonId::new("translator").unwrap();
    let updates = rows::updates_after(&store, &text(), Seq(4)).unwrap();
    assert_eq!(updates.iter().map(|(seq, _)| seq.0).collect::<Vec<_>>(), [5, 6]);
    assert_eq!(updates[0].1, crate::rows::update(&person, &[5; 30]));
    assert_eq!(rows::state(&store, &text()).unwrap(), Some(crate::rows::state(3)));
    assert_eq!(rows::version(&store, &text(), VersionNo(1)).unwrap(), Some(crate::rows::version()));
    assert_eq!(rows::claim(&store, &text(), 7).unwrap(), Some(person.clone()));
    let head = rows::ledger_head(&store, "coalition").unwrap();
    assert_eq!(head, Some((RecordNo(1), r#"{"record":1}"#.into())));
    assert_eq!(rows::session(&store, &crate::rows::secret(1)).unwrap(), Some(crate::rows::session(&person)));
    assert_eq!(rows::link(&store, &crate::rows::secret(2)).unwrap(), Some(crate::rows::link(&person)));
    assert!(rows::link_was_used(&store, &crate::rows::secret(3)).unwrap());
    assert_eq!(rows::token(&store, &crate::rows::secret(4)).unwrap(), Some(crate::rows::token(&person)));
    let answer = rows::idempotency(&store, &person, &crate::rows::secret(5)).unwrap();
    assert_eq!(answer, Some(crate::rows::idempotency()));
    let publication = PublicationId::new("published").unwrap();
    assert_eq!(rows::file(&store, &publication, Edition(1), "pdf").unwrap(), Some(vec![5; 9000]));
    assert_eq!(store.get(Table::Meta, b"name").unwrap(), None);
    drop(store);
    let checked = store::check(folder.path()).unwrap();
    assert_eq!((checked.groups, checked.snapshots, checked.damage), (2, 1, vec![]));
}
