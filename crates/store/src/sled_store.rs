//! The store on disk: journal first, then the index, then the answer.

use crate::batch::ops;
use crate::disk::{Disk, RealDisk};
use crate::folder::Folder;
use crate::index::{Changes, Claim, Index};
use crate::journal::{self, Journal};
use crate::keeper::Keeper;
use crate::limits::{GROUP_BYTES_MAX, SEGMENT_BYTES_MAX, SNAPSHOT_AFTER_BYTES, SNAPSHOT_EVERY};
use crate::recovery::{self, Opened, note};
use crate::snapshot::{self, Snapshot};
use crate::tally::Tally;
use crate::{Batch, Entry, Store, StoreError, Table};
use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// A data folder, open. Dropping it closes the folder.
pub struct SledStore {
    inner: Arc<Inner>,
    keeper: Keeper,
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

struct Inner {
    disk: Arc<dyn Disk>,
    folder: Folder,
    index: Index,
    /// Held for reading by whoever reads, for writing while a group goes into the index: nobody sees half a batch.
    whole: RwLock<()>,
    end: Mutex<End>,
    poisoned: AtomicBool,
    _lock: File,
}

/// Where the journal ends, and what the index holds then.
struct End {
    journal: Journal,
    tally: Tally,
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
            whole: RwLock::new(()),
            end: Mutex::new(End { journal, tally }),
            poisoned: AtomicBool::new(false),
            _lock: lock,
        });
        let weak = Arc::downgrade(&inner);
        let snapshot = move || weak.upgrade().map_or(Ok(()), |inner| inner.snapshot_if_grown());
        let keeper = Keeper::start(SNAPSHOT_EVERY, snapshot).map_err(StoreError::io(&inner.folder.root))?;
        Ok(Self { inner, keeper, snapshot_after_bytes: sizes.snapshot_after_bytes, opened })
    }

    /// What opening found and did.
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// Makes a snapshot now, reads it back, and lets the journal before the last two verified ones go.
    pub fn snapshot(&self) -> Result<(), StoreError> {
        self.inner.snapshot()
    }

    /// Writes everything, as it is now, to one file that `restore` reads.
    pub fn backup(&self, file: &Path) -> Result<(), StoreError> {
        self.inner.collect()?.write(&*self.inner.disk, file)
    }
}

impl Store for SledStore {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.read(|index| index.get(table as u8, key))
    }

    fn scan(&self, table: Table, prefix: &[u8]) -> Result<Vec<Entry>, StoreError> {
        self.inner.read(|index| index.scan(table as u8, prefix))
    }

    fn commit(&self, batches: &[Batch]) -> Vec<Result<(), StoreError>> {
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
        results
    }
}

/// The batches cut into groups that fit a frame; the writer's groups are one each.
fn groups(batches: &[Batch]) -> impl Iterator<Item = &[Batch]> {
    let mut rest = batches;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let full = |batch: &Batch| {
            bytes += batch.bytes();
            bytes >= GROUP_BYTES_MAX
        };
        let count = rest.iter().position(full).map_or(rest.len(), |last| last + 1);
        let (group, after) = rest.split_at(count);
        rest = after;
        (!group.is_empty()).then_some(group)
    })
}

impl Drop for SledStore {
    fn drop(&mut self) {
        self.keeper.stop();
        if let Err(error) = self.inner.index.flush() {
            tracing::warn!(%error, "the index was not flushed; the next start catches it up");
        }
    }
}

impl Inner {
    fn end(&self) -> MutexGuard<'_, End> {
        // A panic while it was held leaves a journal of unknown state.
        self.end.lock().unwrap_or_else(|held| {
            self.poisoned.store(true, Ordering::SeqCst);
            held.into_inner()
        })
    }

    fn read<T>(&self, with: impl FnOnce(&Index) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let _whole = self.whole.read().unwrap_or_else(PoisonError::into_inner);
        if self.poisoned.load(Ordering::SeqCst) {
            return Err(StoreError::Poisoned);
        }
        with(&self.index).inspect_err(|error| self.poison(error))
    }

    fn poison(&self, error: &StoreError) {
        if !self.poisoned.swap(true, Ordering::SeqCst) {
            tracing::error!(%error, "the store stops: nothing is saved or shown any more until a restart");
        }
    }

    fn commit(&self, end: &mut End, batches: &[Batch]) -> Result<Vec<Result<(), StoreError>>, StoreError> {
        if self.poisoned.load(Ordering::SeqCst) {
            return Err(StoreError::Poisoned);
        }
        let mut changes = Changes::new();
        let mut results = Vec::with_capacity(batches.len());
        for batch in batches {
            results.push(self.admit(&mut changes, batch)?);
        }
        let tally = self.tally_after(end.tally, &changes)?;
        let taken = || batches.iter().zip(&results).filter(|(_, result)| result.is_ok());
        if taken().all(|(batch, _)| batch.encoded().is_empty()) {
            return Ok(results);
        }
        let seq = end.journal.append(tally, taken().map(|(batch, _)| batch.encoded()))?;
        let _whole = self.whole.write().unwrap_or_else(PoisonError::into_inner);
        self.index.apply(&changes, Claim { seq, tally })?;
        end.tally = tally;
        Ok(results)
    }

    /// Adds a batch to the changes of its group, or says why it is refused alone.
    fn admit<'a>(
        &self,
        changes: &mut Changes<'a>,
        batch: &'a Batch,
    ) -> Result<Result<(), StoreError>, StoreError> {
        if let Err(too_large) = batch.check() {
            return Ok(Err(too_large));
        }
        for (table, key) in batch.absent() {
            let exists = match changes.get(&(table, key)) {
                Some(change) => change.is_some(),
                None => self.index.contains(table, key)?,
            };
            if exists {
                return Ok(Err(StoreError::Conflict));
            }
        }
        ops(batch.encoded()).flatten().for_each(|op| note(changes, op));
        Ok(Ok(()))
    }

    fn tally_after(&self, mut tally: Tally, changes: &Changes<'_>) -> Result<Tally, StoreError> {
        for ((table, key), value) in changes {
            if let Some(before) = self.index.get(*table, key)? {
                tally.remove(*table, key, &before);
            }
            if let Some(value) = value {
                tally.add(*table, key, value);
            }
        }
        Ok(tally)
    }

    /// All entries at one group. Commits wait while they are read, not while they are written out.
    fn collect(&self) -> Result<Snapshot, StoreError> {
        let end = self.end();
        let mut snapshot = Snapshot { seq: end.journal.last(), ..Snapshot::default() };
        self.read(|index| index.each(&[0], &mut |table, key, value| snapshot.push(table, key, value)))?;
        if snapshot.tally != end.tally {
            let error = StoreError::Index("it does not hold what the journal says".into());
            self.poison(&error);
            return Err(error);
        }
        Ok(snapshot)
    }

    fn snapshot_if_grown(&self) -> Result<(), StoreError> {
        if self.end().journal.bytes_since_snapshot == 0 { Ok(()) } else { self.snapshot() }
    }

    fn snapshot(&self) -> Result<(), StoreError> {
        let snapshot = self.collect()?;
        snapshot.write(&*self.disk, &snapshot::path(&self.folder.snapshots, snapshot.seq))?;
        self.end().journal.bytes_since_snapshot = 0;
        if let Some(seq) = snapshot::rotate(&*self.disk, &self.folder.snapshots)? {
            journal::prune(&*self.disk, &self.folder.journal, seq)?;
        }
        tracing::info!(seq = snapshot.seq, "a snapshot was made and read back");
        Ok(())
    }
}
