//! A disk that does one thing at a time, when it is told to, and may fail or lie.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex};
use store::{Batch, Entry, MemoryStore, Store, StoreError, Table};

/// What a barrier comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// What was written is on the platter.
    Synced,
    /// It is said to be, and is not.
    Lied,
    /// It failed; what was written may be on the platter all the same.
    Failed { is_there: bool },
}

/// What survives a crash.
pub type Platter = Arc<Mutex<Vec<Batch>>>;

/// One process's view of the disk.
pub struct Disk {
    memory: MemoryStore,
    platter: Platter,
    inner: Mutex<Inner>,
    told: Condvar,
}

#[derive(Default)]
struct Inner {
    verdicts: VecDeque<Verdict>,
    /// Written and called synced, and not on the platter.
    lies: Vec<Batch>,
    is_over: bool,
}

impl Disk {
    /// As a process finds it when it starts.
    pub fn open(platter: &Platter) -> Self {
        let memory = MemoryStore::default();
        let batches = platter.lock().unwrap();
        assert!(memory.commit(&batches).iter().all(Result::is_ok), "the platter holds what was committed");
        drop(batches);
        Self { memory, platter: Arc::clone(platter), inner: Mutex::default(), told: Condvar::new() }
    }

    /// What the next barrier comes to.
    pub fn will(&self, verdict: Verdict) {
        self.inner.lock().unwrap().verdicts.push_back(verdict);
        self.told.notify_all();
    }

    /// Forgets what no barrier asked for. Gives whether there was such a thing.
    pub fn forget(&self) -> bool {
        let mut inner = self.inner.lock().unwrap();
        let was_asked_for = inner.verdicts.is_empty();
        inner.verdicts.clear();
        was_asked_for
    }

    /// The process is gone: nothing of it reaches the platter any more.
    pub fn end(&self) {
        self.inner.lock().unwrap().is_over = true;
        self.told.notify_all();
    }

    /// Whether the disk has lied about something that is not on the platter yet.
    pub fn has_lied(&self) -> bool {
        !self.inner.lock().unwrap().lies.is_empty()
    }
}

impl Store for Disk {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.memory.get(table, key)
    }

    fn scan(&self, table: Table, prefix: &[u8]) -> Result<Vec<Entry>, StoreError> {
        self.memory.scan(table, prefix)
    }

    fn commit(&self, batches: &[Batch]) -> Vec<Result<(), StoreError>> {
        let written: Vec<Batch> = batches.iter().filter(|batch| batch.bytes() > 0).cloned().collect();
        if written.is_empty() {
            return batches.iter().map(|_| Ok(())).collect();
        }
        let inner = self.inner.lock().unwrap();
        let waits = |inner: &mut Inner| inner.verdicts.is_empty() && !inner.is_over;
        let mut inner = self.told.wait_while(inner, waits).unwrap();
        let refused = || batches.iter().map(|_| Err(StoreError::Poisoned)).collect();
        if inner.is_over {
            return refused();
        }
        match inner.verdicts.pop_front().expect("it was told") {
            Verdict::Synced => {
                let mut platter = self.platter.lock().unwrap();
                platter.append(&mut inner.lies);
                platter.extend(written);
                self.memory.commit(batches)
            }
            Verdict::Lied => {
                inner.lies.extend(written);
                self.memory.commit(batches)
            }
            Verdict::Failed { is_there } => {
                inner.is_over = true;
                if is_there {
                    let mut platter = self.platter.lock().unwrap();
                    platter.append(&mut inner.lies);
                    platter.extend(written);
                }
                refused()
            }
        }
    }

    fn backup(&self, _: &std::path::Path) -> Result<(), StoreError> {
        unreachable!("no room makes a backup")
    }
}
