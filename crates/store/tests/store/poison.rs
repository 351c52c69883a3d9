//! A disk that fails: the store stops, says so, and never takes a failure back.

use crate::support::{commit, content, put};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::disk::{Disk, DiskFile, RealDisk};
use store::{Sizes, SledStore, Store, StoreError, Table};

/// The real disk until a number of writes or syncs is used up; then one fails, and later ones work again.
#[derive(Clone)]
struct FailingDisk {
    left: Arc<AtomicI64>,
}

impl FailingDisk {
    fn after(calls: i64) -> Self {
        Self { left: Arc::new(AtomicI64::new(calls)) }
    }

    fn count(&self) -> io::Result<()> {
        match self.left.fetch_sub(1, Ordering::SeqCst) {
            0 => Err(io::Error::other("no space left on device")),
            _ => Ok(()),
        }
    }
}

struct FailingFile(FailingDisk, Box<dyn DiskFile>);

impl DiskFile for FailingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        // Half of it arrives, as on a full disk.
        self.0.count().or_else(|error| self.1.write(&bytes[..bytes.len() / 2]).and(Err(error)))?;
        self.1.write(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.count()?;
        self.1.sync()
    }
}

impl Disk for FailingDisk {
    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        RealDisk.names(folder)
    }
    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        RealDisk.read(file)
    }
    fn create(&self, file: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.count()?;
        Ok(Box::new(FailingFile(self.clone(), RealDisk.create(file)?)))
    }
    fn append(&self, file: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(FailingFile(self.clone(), RealDisk.append(file)?)))
    }
    fn truncate(&self, file: &Path, bytes: u64) -> io::Result<()> {
        self.count()?;
        RealDisk.truncate(file, bytes)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.count()?;
        RealDisk.rename(from, to)
    }
    fn remove(&self, file: &Path) -> io::Result<()> {
        self.count()?;
        RealDisk.remove(file)
    }
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        RealDisk.make_folder(folder)
    }
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.count()?;
        RealDisk.sync_folder(folder)
    }
}

#[test]
fn after_a_failed_write_or_sync_nothing_is_acknowledged_and_nothing_acknowledged_is_lost() {
    let mut failures = 0;
    for calls in 0..30 {
        let folder = tempfile::tempdir().unwrap();
        let disk = Arc::new(FailingDisk::after(calls));
        let Ok(store) = SledStore::open_with(disk, Sizes::default(), folder.path()) else { continue };
        let results: Vec<_> =
            (0..8u8).map(|number| commit(&store, &put(Table::Meta, &[number], b"x"))).collect();
        let taken = results.iter().take_while(|result| result.is_ok()).count();
        if let Some(first) = results.get(taken) {
            failures += 1;
            assert!(matches!(first, Err(StoreError::Io { .. })));
            assert!(results[taken + 1..].iter().all(|later| matches!(later, Err(StoreError::Poisoned))));
            assert!(matches!(store.get(Table::Meta, &[0]), Err(StoreError::Poisoned)));
        }
        drop(store);
        let held = content(&SledStore::open(folder.path()).unwrap()).len();
        assert!(held == taken || held == taken + 1, "{taken} acknowledged, {held} held, call {calls} failed");
    }
    assert!(failures >= 8, "{failures} calls failed under a commit");
}

#[test]
fn a_snapshot_that_fails_leaves_everything_as_it_was() {
    for calls in 0..8 {
        let folder = tempfile::tempdir().unwrap();
        let disk = FailingDisk::after(-1);
        let store = SledStore::open_with(Arc::new(disk.clone()), Sizes::default(), folder.path()).unwrap();
        for number in 0..8u8 {
            commit(&store, &put(Table::Meta, &[number], b"x")).unwrap();
        }
        store.snapshot().unwrap();
        disk.left.store(calls, Ordering::SeqCst);
        store.snapshot().unwrap_or_default();
        disk.left.store(-1, Ordering::SeqCst);
        commit(&store, &put(Table::Meta, b"after", b"x")).unwrap();
        store.snapshot().unwrap();
        drop(store);
        std::fs::remove_dir_all(folder.path().join("index")).unwrap();
        assert_eq!(content(&SledStore::open(folder.path()).unwrap()).len(), 9);
    }
}
