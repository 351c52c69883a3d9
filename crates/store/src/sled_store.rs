//! The store on disk: journal first, then the answer; the index follows.

use crate::disk::{Disk, RealDisk};
use crate::engine::{End, Inner, groups};
use crate::folder::Folder;
use crate::index::Claim;
use crate::journal::{self, Journal};
use crate::keeper::Keeper;
use crate::limits::{INDEX_FOLLOWS_EVERY, SEGMENT_BYTES_MAX, SNAPSHOT_AFTER_BYTES, SNAPSHOT_EVERY};
use crate::recovery::{self, Opened};
use crate::snapshot;
use crate::{Batch, Entry, Store, StoreError, Table};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, RwLock};

/// A data folder, open. Dropping it closes the folder.
pub struct SledStore {
    inner: Arc<Inner>,
    /// Makes snapshots.
    keeper: Keeper,
    /// Brings the index up.
    follower: Keeper,
    snapshot_after_bytes: u64,
    opened: Opened,
}

/// How far files grow.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// After how many bytes a journal segment is closed.
    pub segment_bytes: u64,
    /// After how many bytes of journal a snapshot is made.
    pub snapshot_after_bytes: u64,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { segment_bytes: SEGMENT_BYTES_MAX, snapshot_after_bytes: SNAPSHOT_AFTER_BYTES }
    }
}

impl SledStore {
    /// Opens a data folder, or makes one. Another process that has it open is refused, as is an unknown format.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::open_with(Arc::new(RealDisk), Sizes::default(), folder)
    }

    /// The same through another file layer and with other sizes; the index, which can always be rebuilt, does not go
    /// through that layer.
    pub fn open_with(disk: Arc<dyn Disk>, sizes: Sizes, folder: &Path) -> Result<Self, StoreError> {
        let folder = Folder::new(folder);
        let lock = folder.lock()?;
        folder.prepare(&*disk)?;
        let (index, Claim { seq, tally }, opened) = recovery::open(&*disk, &folder)?;
        let mut journal = Journal::open_end(Arc::clone(&disk), &folder.journal, seq, sizes.segment_bytes)?;
        let newest = snapshot::list(&*disk, &folder.snapshots)?.first().map_or(0, |(newest, _)| *newest);
        journal.bytes_since_snapshot = journal::bytes_from(&*disk, &folder.journal, newest + 1)?;
        let inner = Arc::new(Inner {
            disk,
            folder,
            index,
            settling: Mutex::default(),
            recent: RwLock::default(),
            end: Mutex::new(End { journal, tally }),
            poisoned: AtomicBool::new(false),
            _lock: lock,
        });
        let weak = Arc::downgrade(&inner);
        let snapshot = move || {
            let made = weak.upgrade().map_or(Ok(()), |inner| inner.snapshot_if_grown());
            if let Err(error) = made {
                tracing::error!(%error, "no snapshot was made; the journal is kept whole");
            }
        };
        let keeper = Keeper::start("store-keeper", SNAPSHOT_EVERY, snapshot)?;
        let weak = Arc::downgrade(&inner);
        let follow = move || weak.upgrade().into_iter().for_each(|inner| inner.settle_or_poison());
        let follower = Keeper::start("store-index", INDEX_FOLLOWS_EVERY, follow)?;
        Ok(Self { inner, keeper, follower, snapshot_after_bytes: sizes.snapshot_after_bytes, opened })
    }

    /// What opening found and did.
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// Makes a snapshot now, reads it back, and lets the journal before the last two verified ones go.
    pub fn snapshot(&self) -> Result<(), StoreError> {
        self.inner.snapshot()
    }
}

impl Store for SledStore {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.read(|rows| rows.get(table as u8, key))
    }

    fn scan(&self, table: Table, prefix: &[u8]) -> Result<Vec<Entry>, StoreError> {
        self.inner.read(|rows| rows.scan(table as u8, prefix))
    }

    fn commit(&self, batches: &[Batch]) -> Vec<Result<(), StoreError>> {
        if self.inner.recent().newer.is_over() {
            self.inner.settle_or_poison();
        }
        let mut end = self.inner.end();
        let mut results = Vec::with_capacity(batches.len());
        for group in groups(batches) {
            results.extend(self.inner.commit(&mut end, group).unwrap_or_else(|error| {
                self.inner.poison(&error);
                group.iter().map(|_| Err(error.clone())).collect()
            }));
        }
        if end.journal.bytes_since_snapshot > self.snapshot_after_bytes {
            self.keeper.tell();
        }
        if self.inner.recent().newer.is_full() {
            self.follower.tell();
        }
        results
    }

    fn backup(&self, file: &Path) -> Result<(), StoreError> {
        self.inner.collect()?.write(&*self.inner.disk, file)
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        self.keeper.stop();
        self.follower.stop();
        if let Err(error) = self.inner.settle() {
            tracing::warn!(%error, "the index was not brought up; the next start does it");
        }
    }
}
