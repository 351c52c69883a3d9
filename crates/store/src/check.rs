//! Checking, backing up and restoring a data folder: all of it reads and writes the journal's one format.

use crate::disk::{Disk, RealDisk};
use crate::folder::Folder;
use crate::journal::{self, Journal};
use crate::rows::{StateRow, decode, encode, name, readable};
use crate::snapshot::{self, Snapshot};
use crate::{Batch, SledStore, Store, StoreError, Table};
use model::ids::{Epoch, Seq};
use std::collections::BTreeMap;
use std::path::Path;

/// An update of version 1 with no structs and no deletions.
const NOTHING_V1: [u8; 2] = [0, 0];

/// What a check found; nothing was changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Groups that the journal holds, whole.
    pub groups: u64,
    /// Snapshots that verify.
    pub snapshots: usize,
    /// One sentence for each damage: file and place, or table and key of a row that cannot be read.
    pub damage: Vec<String>,
}

/// Reads a backup through, and gives how many rows it holds.
pub fn check_backup(file: &Path) -> Result<u64, StoreError> {
    Ok(Snapshot::read(&RealDisk, file)?.tally.entries())
}

/// Reads everything in a folder that no process has open. A torn last write is cut off, as on any opening.
pub fn check(folder: &Path) -> Result<Checked, StoreError> {
    let parts = Folder::new(folder);
    let lock = parts.lock()?;
    parts.prepare(&RealDisk)?;
    let mut checked = Checked::default();
    let journal = Journal::recover(&RealDisk, &parts.journal, &mut |_| {
        checked.groups += 1;
        Ok(())
    });
    for (_, file) in snapshot::list(&RealDisk, &parts.snapshots)? {
        match Snapshot::read(&RealDisk, &file) {
            Ok(_) => checked.snapshots += 1,
            Err(error) => checked.damage.push(error.to_string()),
        }
    }
    drop(lock);
    match journal {
        Ok(_) => check_rows(folder, &mut checked)?,
        Err(error) => {
            checked.damage.push(error.to_string());
            checked.damage.extend(journal::damages(&RealDisk, &parts.journal)?);
        }
    }
    Ok(checked)
}

fn check_rows(folder: &Path, checked: &mut Checked) -> Result<(), StoreError> {
    let store = match SledStore::open(folder) {
        Ok(store) => store,
        Err(error) => {
            checked.damage.push(error.to_string());
            return Ok(());
        }
    };
    for table in Table::ALL {
        for (key, value) in store.scan(*table, b"")? {
            if !readable(*table, &value) {
                let (table, key) = (table.name(), key.escape_ascii());
                checked.damage.push(format!("the row {key} of table {table} cannot be read"));
            }
        }
    }
    Ok(())
}

/// Makes a new data folder from a backup. Each text gets a new epoch, so that clients which have seen what came after
/// the backup set their copy aside instead of sending it back.
pub fn restore(backup: &Path, folder: &Path) -> Result<SledStore, StoreError> {
    let snapshot = Snapshot::read(&RealDisk, backup)?;
    let parts = Folder::new(folder);
    let lock = parts.lock()?;
    let names = RealDisk.names(folder).map_err(StoreError::io(folder))?;
    if names.iter().any(|name| name != "lock") {
        return Err(StoreError::NotEmpty(folder.to_owned()));
    }
    parts.prepare(&RealDisk)?;
    snapshot.write(&RealDisk, &snapshot::path(&parts.snapshots, snapshot.seq))?;
    drop(lock);
    let store = SledStore::open(folder)?;
    let raised = raise_epochs(&store)?;
    store.commit(&[raised]).remove(0)?;
    Ok(store)
}

/// A text that was never compacted has its epoch in a state that nothing is in yet.
fn raise_epochs(store: &dyn Store) -> Result<Batch, StoreError> {
    let texts = store.scan(Table::Update, b"")?.into_iter().map(|(key, _)| name(&key).to_vec());
    let nothing = StateRow { seq: Seq(0), epoch: Epoch(0), bytes: NOTHING_V1.to_vec() };
    let mut rows: BTreeMap<Vec<u8>, StateRow> = texts.map(|text| (text, nothing.clone())).collect();
    for (text, value) in store.scan(Table::State, b"")? {
        rows.insert(text, decode(Table::State, &value)?);
    }
    let mut batch = Batch::new();
    for (text, mut row) in rows {
        row.epoch = Epoch::next(row.epoch);
        batch.put(Table::State, &text, &encode(&row));
    }
    Ok(batch)
}
