//! Both back ends do what a store must do.

use store::{MemoryStore, SledStore, Store};

#[test]
fn the_memory_store_does_what_a_store_must_do() {
    store::acceptance::run(MemoryStore::new);
}

/// Keeps its folder as long as it lives.
struct InFolder {
    store: SledStore,
    _folder: tempfile::TempDir,
}

impl Store for InFolder {
    fn get(&self, table: store::Table, key: &[u8]) -> Result<Option<Vec<u8>>, store::StoreError> {
        self.store.get(table, key)
    }

    fn scan(&self, table: store::Table, prefix: &[u8]) -> Result<Vec<store::Entry>, store::StoreError> {
        self.store.scan(table, prefix)
    }

    fn commit(&self, batches: &[store::Batch]) -> Vec<Result<(), store::StoreError>> {
        self.store.commit(batches)
    }

    fn backup(&self, file: &std::path::Path) -> Result<(), store::StoreError> {
        self.store.backup(file)
    }
}

#[test]
fn the_sled_store_does_what_a_store_must_do() {
    store::acceptance::run(|| {
        let folder = tempfile::tempdir().unwrap();
        InFolder { store: SledStore::open(folder.path()).unwrap(), _folder: folder }
    });
}
