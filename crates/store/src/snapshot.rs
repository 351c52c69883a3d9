//! Snapshots: all entries at one group, in the journal's framing. Backups are the same file.

use crate::StoreError;
use crate::batch::put_op;
use crate::disk::Disk;
use crate::frame::{Kind, read_frame, write_frame};
use crate::limits::{SNAPSHOT_FRAME_BYTES, SNAPSHOTS_KEPT};
use crate::tally::Tally;
use std::path::{Path, PathBuf};

/// All entries after the group `seq`, as puts, in pieces of about [`SNAPSHOT_FRAME_BYTES`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Snapshot {
    pub seq: u64,
    pub tally: Tally,
    pub pieces: Vec<Vec<u8>>,
}

impl Snapshot {
    /// Adds an entry.
    pub fn push(&mut self, table: u8, key: &[u8], value: &[u8]) {
        self.tally.add(table, key, value);
        if self.pieces.last().is_none_or(|piece| piece.len() >= SNAPSHOT_FRAME_BYTES) {
            self.pieces.push(Vec::new());
        }
        if let Some(piece) = self.pieces.last_mut() {
            put_op(piece, table, key, value);
        }
    }

    /// Writes the file, durably, and reads it back; its name appears only after that.
    pub fn write(&self, disk: &dyn Disk, file: &Path) -> Result<(), StoreError> {
        let part = file.with_extension("part");
        let io = StoreError::io;
        let mut out = disk.create(&part).map_err(io(&part))?;
        let mut frame = Vec::new();
        for piece in &self.pieces {
            frame.clear();
            write_frame(&mut frame, Kind::Rows, self.seq, |payload| payload.extend_from_slice(piece));
            out.write(&frame).map_err(io(&part))?;
        }
        frame.clear();
        write_frame(&mut frame, Kind::End, self.seq, |payload| {
            payload.extend_from_slice(&self.tally.to_bytes())
        });
        out.write(&frame).map_err(io(&part))?;
        out.sync().map_err(io(&part))?;
        let again = Self::read(disk, &part)?;
        if (again.seq, again.tally) != (self.seq, self.tally) {
            return Err(damaged(&part, 0, self.seq, "it reads back as something else than was written"));
        }
        disk.rename(&part, file).map_err(io(file))?;
        let folder = file.parent().unwrap_or(Path::new("."));
        disk.sync_folder(folder).map_err(io(folder))
    }

    /// Reads and verifies a snapshot.
    pub fn read(disk: &dyn Disk, file: &Path) -> Result<Self, StoreError> {
        let bytes = disk.read(file).map_err(StoreError::io(file))?;
        let mut snapshot = Self::default();
        let mut offset = 0;
        loop {
            let after = snapshot.seq;
            let bad = |what: &str| damaged(file, offset, after, what);
            let frame = read_frame(&bytes, offset).map_err(bad)?;
            if offset > 0 && frame.seq != snapshot.seq {
                return Err(bad("a record of another snapshot"));
            }
            snapshot.seq = frame.seq;
            match frame.kind {
                Kind::Rows => {
                    snapshot.tally.add_puts(frame.payload).ok_or_else(|| bad("rows that cannot be read"))?;
                    snapshot.pieces.push(frame.payload.to_vec());
                }
                Kind::End => {
                    let whole =
                        Tally::split_from(frame.payload).is_some_and(|(tally, _)| tally == snapshot.tally);
                    let at_end = frame.end() == bytes.len();
                    return if whole && at_end {
                        Ok(snapshot)
                    } else {
                        Err(bad("rows are missing or too many"))
                    };
                }
                Kind::Group => return Err(bad("not a snapshot's record")),
            }
            offset = frame.end();
        }
    }
}

fn damaged(file: &Path, offset: usize, after: u64, what: &str) -> StoreError {
    StoreError::Damaged { file: file.to_owned(), offset: offset as u64, after, what: what.to_owned() }
}

/// Where the snapshot of a group is kept.
pub(crate) fn path(folder: &Path, seq: u64) -> PathBuf {
    folder.join(format!("{seq:020}.snap"))
}

/// Snapshots with the numbers of their groups, newest first.
pub(crate) fn list(disk: &dyn Disk, folder: &Path) -> Result<Vec<(u64, PathBuf)>, StoreError> {
    let names = disk.names(folder).map_err(StoreError::io(folder))?;
    let seq = |name: &String| name.strip_suffix(".snap").and_then(|seq| seq.parse().ok());
    Ok(names.iter().rev().filter_map(|name| Some((seq(name)?, folder.join(name)))).collect())
}

/// Removes all but the last two snapshots that verify; gives the group of the older one, up to which the journal may
/// go. `None`: there are no two, so nothing may go.
pub(crate) fn rotate(disk: &dyn Disk, folder: &Path) -> Result<Option<u64>, StoreError> {
    let names = disk.names(folder).map_err(StoreError::io(folder))?;
    for unfinished in names.iter().filter(|name| name.ends_with(".part")).map(|name| folder.join(name)) {
        disk.remove(&unfinished).map_err(StoreError::io(&unfinished))?;
    }
    let mut kept = Vec::new();
    for (seq, file) in list(disk, folder)? {
        if kept.len() == SNAPSHOTS_KEPT {
            disk.remove(&file).map_err(StoreError::io(&file))?;
            continue;
        }
        match Snapshot::read(disk, &file) {
            Ok(_) => kept.push(seq),
            Err(error) => tracing::error!(%error, "a snapshot is damaged; kept for `check`, not counted"),
        }
    }
    disk.sync_folder(folder).map_err(StoreError::io(folder))?;
    Ok(kept.get(SNAPSHOTS_KEPT - 1).copied())
}
