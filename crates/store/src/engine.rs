//! What an open folder does: admits a group, writes it to the journal, then lets the index follow.

use crate::batch::ops;
use crate::disk::Disk;
use crate::folder::Folder;
use crate::index::{Changes, Claim, Index};
use crate::journal::{self, Journal};
use crate::limits::GROUP_BYTES_MAX;
use crate::recent::{Recent, Rows};
use crate::recovery::note;
use crate::snapshot::{self, Snapshot};
use crate::tally::Tally;
use crate::{Batch, StoreError};
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The parts of an open folder.
pub(crate) struct Inner {
    pub disk: Arc<dyn Disk>,
    pub folder: Folder,
    pub index: Index,
    /// Held while the index is given anything, and by whoever needs it to stand still. Taken before all others.
    pub settling: Mutex<()>,
    /// What the index does not have yet. Held for writing while a group is taken in: nobody sees half a batch.
    pub recent: RwLock<Recent>,
    pub end: Mutex<End>,
    pub poisoned: AtomicBool,
    pub _lock: File,
}

/// Where the journal ends, and what the index holds then.
pub(crate) struct End {
    pub journal: Journal,
    pub tally: Tally,
}

/// The batches cut into groups that fit a frame; the writer's groups are one each.
pub(crate) fn groups(batches: &[Batch]) -> impl Iterator<Item = &[Batch]> {
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

/// Does something with the index, which panics where something is wrong with its files.
fn unless_it_panics<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let failed = |_| Err(StoreError::Index("its files are damaged".into()));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(failed)
}

impl Inner {
    pub fn end(&self) -> MutexGuard<'_, End> {
        // A panic while it was held leaves a journal of unknown state.
        self.end.lock().unwrap_or_else(|held| {
            self.poisoned.store(true, Ordering::SeqCst);
            held.into_inner()
        })
    }

    pub fn read<T>(&self, with: impl FnOnce(Rows<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let recent = self.recent();
        self.check_sound()?;
        with(Rows { index: &self.index, recent: &recent }).inspect_err(|error| self.poison(error))
    }

    /// Brings the index up to the journal as it is now. Commits and readings go on meanwhile.
    pub fn settle(&self) -> Result<(), StoreError> {
        let _alone = self.settling();
        self.check_sound()?;
        let changed = self.recent_to_change().settle();
        changed.settle(&self.index)?;
        self.recent_to_change().settled();
        Ok(())
    }

    /// The same for whoever nobody waits for.
    pub fn settle_or_poison(&self) {
        if let Err(error) = unless_it_panics(|| self.settle()) {
            self.poison(&error);
        }
    }

    fn check_sound(&self) -> Result<(), StoreError> {
        if self.poisoned.load(Ordering::SeqCst) { Err(StoreError::Poisoned) } else { Ok(()) }
    }

    pub fn recent(&self) -> RwLockReadGuard<'_, Recent> {
        self.recent.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn recent_to_change(&self) -> RwLockWriteGuard<'_, Recent> {
        self.recent.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn settling(&self) -> MutexGuard<'_, ()> {
        self.settling.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn poison(&self, error: &StoreError) {
        if !self.poisoned.swap(true, Ordering::SeqCst) {
            tracing::error!(%error, "the store stops: nothing is saved or shown any more until a restart");
        }
    }

    pub fn commit(
        &self,
        end: &mut End,
        batches: &[Batch],
    ) -> Result<Vec<Result<(), StoreError>>, StoreError> {
        self.check_sound()?;
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
        self.recent_to_change().newer.note(&changes, Claim { seq, tally });
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
                None => self.read(|rows| rows.contains(table, key))?,
            };
            if exists {
                return Ok(Err(StoreError::Conflict));
            }
        }
        ops(batch.encoded()).flatten().for_each(|op| note(changes, op));
        Ok(Ok(()))
    }

    fn tally_after(&self, mut tally: Tally, changes: &Changes<'_>) -> Result<Tally, StoreError> {
        self.read(|rows| {
            for ((table, key), value) in changes {
                if let Some(before) = rows.get(*table, key)? {
                    tally.remove(*table, key, &before);
                }
                if let Some(value) = value {
                    tally.add(*table, key, value);
                }
            }
            Ok(tally)
        })
    }

    /// All entries at one group. The index stands still while they are read; commits go on.
    pub fn collect(&self) -> Result<Snapshot, StoreError> {
        let _still = self.settling();
        self.check_sound()?;
        let (seq, tally, recent) = {
            let end = self.end();
            (end.journal.last(), end.tally, self.recent().clone())
        };
        let mut snapshot = Snapshot { seq, ..Snapshot::default() };
        let rows = Rows { index: &self.index, recent: &recent };
        rows.each(&[], &mut |table, key, value| snapshot.push(table, key, value))
            .inspect_err(|error| self.poison(error))?;
        if snapshot.tally != tally {
            let error = StoreError::Index("it does not hold what the journal says".into());
            self.poison(&error);
            return Err(error);
        }
        Ok(snapshot)
    }

    pub fn snapshot_if_grown(&self) -> Result<(), StoreError> {
        if self.end().journal.bytes_since_snapshot == 0 {
            return Ok(());
        }
        unless_it_panics(|| self.snapshot()).inspect_err(|error| {
            if matches!(error, StoreError::Index(_)) {
                self.poison(error);
            }
        })
    }

    pub fn snapshot(&self) -> Result<(), StoreError> {
        let covered = self.end().journal.bytes_since_snapshot;
        let snapshot = self.collect()?;
        snapshot.write(&*self.disk, &snapshot::path(&self.folder.snapshots, snapshot.seq))?;
        self.end().journal.bytes_since_snapshot -= covered;
        if let Some(seq) = snapshot::rotate(&*self.disk, &self.folder.snapshots)? {
            journal::prune(&*self.disk, &self.folder.journal, seq)?;
        }
        tracing::info!(seq = snapshot.seq, "a snapshot was made and read back");
        Ok(())
    }
}
