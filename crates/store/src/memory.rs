//! A store that forgets everything with the process: for tests of what stands on a store.

use crate::batch::{Op, ops};
use crate::disk::RealDisk;
use crate::snapshot::Snapshot;
use crate::{Batch, Entry, Store, StoreError, Table};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

type Map = BTreeMap<(u8, Vec<u8>), Vec<u8>>;

/// Everything in one ordered map.
#[derive(Debug, Default)]
pub struct MemoryStore {
    map: Mutex<Map>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn map(&self) -> MutexGuard<'_, Map> {
        self.map.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.map().get(&(table as u8, key.to_vec())).cloned())
    }

    fn scan(&self, table: Table, prefix: &[u8]) -> Result<Vec<Entry>, StoreError> {
        let map = self.map();
        let from = map.range((table as u8, prefix.to_vec())..);
        let inside = from.take_while(|((of, key), _)| *of == table as u8 && key.starts_with(prefix));
        Ok(inside.map(|((_, key), value)| (key.clone(), value.clone())).collect())
    }

    fn commit(&self, batches: &[Batch]) -> Vec<Result<(), StoreError>> {
        let mut map = self.map();
        batches.iter().map(|batch| commit_one(&mut map, batch)).collect()
    }

    fn backup(&self, file: &Path) -> Result<(), StoreError> {
        let mut snapshot = Snapshot::default();
        for ((table, key), value) in self.map().iter() {
            snapshot.push(*table, key, value);
        }
        snapshot.write(&RealDisk, file)
    }
}

fn commit_one(map: &mut Map, batch: &Batch) -> Result<(), StoreError> {
    batch.check()?;
    if batch.absent().any(|(table, key)| map.contains_key(&(table, key.to_vec()))) {
        return Err(StoreError::Conflict);
    }
    for op in ops(batch.encoded()).flatten() {
        match op {
            Op::Put { table, key, value } => {
                map.insert((table, key.to_vec()), value.to_vec());
            }
            Op::Delete { table, key } => {
                map.remove(&(table, key.to_vec()));
            }
        }
    }
    Ok(())
}
