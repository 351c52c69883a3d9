//! Files that are cut, flipped, emptied, old or somebody else's.

use crate::support::{commit, content, copy_folder, entries, files, folder_with, put};
use std::fs;
use std::sync::Arc;
use store::disk::RealDisk;
use store::limits::AFFECTED_NAMED_MAX;
use store::{Batch, IndexState, Sizes, SledStore, StoreError, Table};

fn journal_of(folder: &tempfile::TempDir) -> std::path::PathBuf {
    files(&folder.path().join("journal")).pop().unwrap()
}

fn without_index(folder: &tempfile::TempDir) {
    fs::remove_dir_all(folder.path().join("index")).unwrap();
}

#[test]
fn a_second_process_is_refused_with_a_sentence() {
    let folder = folder_with(1);
    let held = SledStore::open(folder.path()).unwrap();
    let Err(refused) = SledStore::open(folder.path()) else { panic!("opened twice") };
    assert!(matches!(refused, StoreError::Locked(_)));
    assert!(refused.to_string().contains("in use by another process"), "{refused}");
    drop(held);
    assert!(SledStore::open(folder.path()).is_ok());
}

#[test]
fn a_folder_of_an_unknown_format_is_refused_and_left_alone() {
    for other in ["2\n", "banana", ""] {
        let folder = folder_with(1);
        fs::write(folder.path().join("format"), other).unwrap();
        let before = fs::read(journal_of(&folder)).unwrap();
        assert!(matches!(SledStore::open(folder.path()), Err(StoreError::Format { .. })), "{other:?}");
        assert_eq!(fs::read(journal_of(&folder)).unwrap(), before);
    }
}

#[test]
fn a_last_write_cut_anywhere_is_dropped_and_nothing_else() {
    let folder = folder_with(3);
    without_index(&folder);
    let journal = journal_of(&folder);
    let whole = fs::read(&journal).unwrap();
    let one = whole.len() / 3;
    for cut in 2 * one..whole.len() {
        fs::write(&journal, &whole[..cut]).unwrap();
        let store = SledStore::open(folder.path()).unwrap();
        assert_eq!(content(&store).len(), 2, "cut at {cut}");
        assert_eq!(store.opened().torn_bytes, (cut - 2 * one) as u64);
        drop(store);
        without_index(&folder);
    }
}

#[test]
fn a_store_goes_on_after_a_torn_write() {
    let folder = folder_with(3);
    without_index(&folder);
    let journal = journal_of(&folder);
    let whole = fs::read(&journal).unwrap();
    fs::write(&journal, &whole[..whole.len() - 1]).unwrap();
    let store = SledStore::open(folder.path()).unwrap();
    commit(&store, &put(Table::Meta, b"after", b"")).unwrap();
    drop(store);
    assert_eq!(entries(folder.path()), 3);
}

#[test]
fn a_flipped_bit_in_the_middle_is_named_and_never_dropped() {
    let folder = folder_with(3);
    let journal = journal_of(&folder);
    let whole = fs::read(&journal).unwrap();
    let one = whole.len() / 3;
    for byte in (one..2 * one).step_by(3) {
        let mut flipped = whole.clone();
        flipped[byte] ^= 4;
        fs::write(&journal, &flipped).unwrap();
        let Err(StoreError::Damaged { file, offset, after, .. }) = SledStore::open(folder.path()) else {
            panic!("byte {byte} was not noticed");
        };
        assert_eq!((file, offset, after), (journal.clone(), one as u64, 1));
        assert_eq!(fs::read(&journal).unwrap(), flipped, "a damaged file is left as it is");
    }
}

#[test]
fn a_flipped_bit_in_the_last_record_is_named_too_whether_the_index_has_seen_it_or_not() {
    for index_is_there in [true, false] {
        let folder = folder_with(3);
        let journal = journal_of(&folder);
        let whole = fs::read(&journal).unwrap();
        let last = 2 * whole.len() / 3;
        if !index_is_there {
            without_index(&folder);
        }
        for at in (8 * last..8 * whole.len()).step_by(5) {
            let mut flipped = whole.clone();
            flipped[at / 8] ^= 1 << (at % 8);
            fs::write(&journal, &flipped).unwrap();
            let error = SledStore::open(folder.path()).err().unwrap().to_string();
            assert!(error.contains(&format!("bit {} of byte {} is another", at % 8, at / 8)), "{error}");
            assert_eq!(fs::read(&journal).unwrap(), flipped, "a damaged file is left as it is");
        }
    }
}

#[test]
fn check_names_every_damaged_record_and_changes_nothing() {
    let folder = folder_with(6);
    let journal = journal_of(&folder);
    let mut bytes = fs::read(&journal).unwrap();
    let one = bytes.len() / 6;
    bytes[one + 30] ^= 1;
    bytes[3 * one] ^= 1;
    fs::write(&journal, &bytes).unwrap();
    let damage = store::check(folder.path()).unwrap().damage;
    assert_eq!(damage.len(), 3, "{damage:?}");
    assert!(damage[1].contains(&format!("{one} bytes at {one} after record 1")), "{damage:?}");
    assert!(damage[2].contains(&format!("{one} bytes at {} after record 3", 3 * one)), "{damage:?}");
    assert_eq!(fs::read(&journal).unwrap(), bytes);
}

#[test]
fn check_names_the_texts_of_a_damaged_record_and_no_secret() {
    for (texts, others) in [(AFFECTED_NAMED_MAX, ""), (AFFECTED_NAMED_MAX + 1, ", others")] {
        let folder = folder_with(0);
        let store = SledStore::open(folder.path()).unwrap();
        let mut batch = Batch::new();
        for text in 1..texts {
            batch.put(Table::Update, format!("text-{text}\0\x01").as_bytes(), b"words");
        }
        batch.put(Table::Session, b"hash", b"");
        commit(&store, &batch).unwrap();
        commit(&store, &put(Table::Meta, b"after", b"")).unwrap();
        drop(store);
        let journal = journal_of(&folder);
        let mut bytes = fs::read(&journal).unwrap();
        let word = bytes.windows(5).rposition(|bytes| bytes == b"words").unwrap();
        bytes[word] ^= 1;
        fs::write(&journal, &bytes).unwrap();
        let damage = store::check(folder.path()).unwrap().damage.pop().unwrap();
        let held = (1..texts).map(|text| format!("Update text-{text}"));
        let mut held: Vec<_> = ["Session".to_owned()].into_iter().chain(held).collect();
        held.truncate(AFFECTED_NAMED_MAX);
        assert!(damage.ends_with(&format!("; it held {}{others}", held.join(", "))), "{damage}");
    }
}

#[test]
fn an_acknowledged_end_that_is_gone_is_named() {
    let folder = folder_with(3);
    let journal = journal_of(&folder);
    let whole = fs::read(&journal).unwrap();
    fs::write(&journal, &whole[..whole.len() - 10]).unwrap();
    let error = SledStore::open(folder.path()).err().unwrap().to_string();
    assert!(error.contains("ends before record 3"), "{error}");
    assert_eq!(fs::read(&journal).unwrap(), whole[..whole.len() - 10], "what is left of it is left");
}

#[test]
fn an_index_that_is_gone_emptied_cut_or_garbled_is_rebuilt() {
    type Break = fn(&std::path::Path);
    let breaks: [(&str, Break); 4] = [
        ("gone", |index| fs::remove_dir_all(index).unwrap()),
        ("emptied", |index| fs::write(index.join("db"), b"").unwrap()),
        ("cut", |index| {
            let db = fs::read(index.join("db")).unwrap();
            fs::write(index.join("db"), &db[..3000]).unwrap();
        }),
        ("garbled", |index| {
            let mut db = fs::read(index.join("db")).unwrap();
            db.iter_mut().skip(50).step_by(97).for_each(|byte| *byte ^= 0x55);
            fs::write(index.join("db"), db).unwrap();
        }),
    ];
    for (name, break_it) in breaks {
        for with_snapshot in [false, true] {
            let folder = folder_with(200);
            let store = SledStore::open(folder.path()).unwrap();
            if with_snapshot {
                store.snapshot().unwrap();
                commit(&store, &put(Table::Meta, b"after the snapshot", b"")).unwrap();
            }
            let before = content(&store);
            drop(store);
            break_it(&folder.path().join("index"));
            let store = SledStore::open(folder.path()).unwrap();
            let state = &store.opened().index;
            assert!(matches!(state, IndexState::Rebuilt(_)), "{name}: {state:?}");
            assert_eq!(content(&store), before, "{name}");
        }
    }
}

#[test]
fn yesterdays_index_is_caught_up() {
    let folder = folder_with(20);
    let yesterday = tempfile::tempdir().unwrap();
    copy_folder(&folder.path().join("index"), yesterday.path());
    let store = SledStore::open(folder.path()).unwrap();
    for number in 0..7u8 {
        commit(&store, &put(Table::Meta, &[number], b"today")).unwrap();
    }
    drop(store);
    without_index(&folder);
    copy_folder(yesterday.path(), &folder.path().join("index"));
    let store = SledStore::open(folder.path()).unwrap();
    assert_eq!(store.opened().index, IndexState::CaughtUp(7));
    assert_eq!(content(&store).len(), 27);
}

#[test]
fn the_index_of_another_folder_is_not_believed() {
    let (folder, other) = (folder_with(5), folder_with(0));
    let store = SledStore::open(other.path()).unwrap();
    for number in 0..5u8 {
        commit(&store, &put(Table::Meta, &[number], b"somebody else's")).unwrap();
    }
    drop(store);
    without_index(&folder);
    copy_folder(&other.path().join("index"), &folder.path().join("index"));
    let store = SledStore::open(folder.path()).unwrap();
    assert!(matches!(store.opened().index, IndexState::Rebuilt(_)));
    assert!(content(&store).keys().all(|(table, _)| *table == Table::Update));
}

#[test]
fn values_of_any_size_leave_no_blob_files() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path()).unwrap();
    for number in 0..400u32 {
        let size = [10, 4095, 4096, 5000, 70_000][number as usize % 5];
        commit(&store, &put(Table::File, &number.to_be_bytes(), &vec![1; size])).unwrap();
    }
    drop(store);
    assert_eq!(files(&folder.path().join("index/blobs")), Vec::<std::path::PathBuf>::new());
}

#[test]
fn a_snapshot_is_made_by_itself_once_the_journal_has_grown_by_so_much_and_not_before() {
    let one = fs::read(journal_of(&folder_with(1))).unwrap().len() as u64;
    for (grown, snapshots) in [(one, 0), (one - 1, 1)] {
        let folder = tempfile::tempdir().unwrap();
        let sizes = Sizes { snapshot_after_bytes: grown, ..Sizes::default() };
        let store = SledStore::open_with(Arc::new(RealDisk), sizes, folder.path()).unwrap();
        commit(&store, &put(Table::Update, &0u32.to_be_bytes(), &[7; 100])).unwrap();
        // Closing waits for what is under way.
        drop(store);
        assert_eq!(files(&folder.path().join("snapshots")).len(), snapshots, "after {grown} bytes");
    }
}

#[test]
fn snapshots_let_the_journal_before_the_last_two_go() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path()).unwrap();
    let big = vec![1; 9 * 1024 * 1024];
    for number in 0..8u8 {
        commit(&store, &put(Table::File, &[number % 2], &big)).unwrap();
        store.snapshot().unwrap();
    }
    assert_eq!(files(&folder.path().join("snapshots")).len(), 2);
    assert_eq!(files(&folder.path().join("journal")).len(), 1, "group 8; 7 is in the older snapshot");
    drop(store);
    without_index(&folder);
    assert_eq!(entries(folder.path()), 2);
    // With the newest snapshot damaged, the one before it and the journal give the same.
    let newest = files(&folder.path().join("snapshots")).pop().unwrap();
    let mut bytes = fs::read(&newest).unwrap();
    bytes[1000] ^= 1;
    fs::write(&newest, bytes).unwrap();
    without_index(&folder);
    assert_eq!(entries(folder.path()), 2);
}
