//! Short words for the tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::{Batch, SledStore, Store, StoreError, Table};

/// The seal of an index that was open when the power went.
pub const OF_ANOTHER_BOOT: &str = "open before the power cut\n";

/// What a store holds, table by table.
pub type Content = BTreeMap<(Table, Vec<u8>), Vec<u8>>;

pub fn content(store: &impl Store) -> Content {
    let all = Table::ALL.iter();
    all.flat_map(|table| {
        let entries = store.scan(*table, b"").unwrap();
        entries.into_iter().map(|(key, value)| ((*table, key), value))
    })
    .collect()
}

pub fn put(table: Table, key: &[u8], value: &[u8]) -> Batch {
    let mut batch = Batch::new();
    batch.put(table, key, value);
    batch
}

pub fn commit(store: &impl Store, batch: &Batch) -> Result<(), StoreError> {
    store.commit(std::slice::from_ref(batch)).remove(0)
}

/// A folder in which `count` batches were committed, one by one, and the store closed.
pub fn folder_with(count: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path()).unwrap();
    for number in 0..count {
        commit(&store, &put(Table::Update, &number.to_be_bytes(), &[7; 100])).unwrap();
    }
    folder
}

pub fn entries(folder: &Path) -> usize {
    content(&SledStore::open(folder).unwrap()).len()
}

pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in files(from) {
        let target = to.join(file.file_name().unwrap());
        if file.is_dir() {
            copy_folder(&file, &target);
        } else {
            std::fs::copy(&file, &target).unwrap();
        }
    }
}

/// A folder in memory where the system has one: for tests that simulate the disk and need no real one.
pub fn folder_in_memory() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}
