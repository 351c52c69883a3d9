//! Opening: the index is compared with the journal, and caught up or rebuilt.

use crate::StoreError;
use crate::batch::{Op, ops};
use crate::disk::Disk;
use crate::folder::Folder;
use crate::index::{Changes, Claim, Index};
use crate::journal::{Found, Group, Journal};
use crate::recent::Changed;
use crate::snapshot::{self, Snapshot};
use crate::tally::Tally;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What opening found and did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Number of the last durable group; 0 in a new folder.
    pub last: u64,
    /// Bytes of a write that was cut short and never acknowledged, cut off.
    pub torn_bytes: u64,
    /// What had to be done to the index.
    pub index: IndexState,
}

/// How the index stood to the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexState {
    /// It held exactly what the journal says.
    Current,
    /// It was sound but behind by a number of groups, which were added.
    CaughtUp(u64),
    /// It was made anew, for a reason.
    Rebuilt(String),
}

/// Opens the index so that it holds what the journal says.
pub(crate) fn open(disk: &dyn Disk, folder: &Folder) -> Result<(Index, Claim, Opened), StoreError> {
    let sound = sound_index(folder);
    let claimed = sound.as_ref().map_or_else(|_| Claim::default(), |(_, claim)| *claim);
    let mut at_claim = None;
    let found = Journal::recover(disk, &folder.journal, &mut |group| {
        if group.seq == claimed.seq {
            at_claim = Some(group.tally);
        }
        Ok(())
    })?;
    let newest = match found.range {
        Some(_) => None,
        None => newest_snapshot(disk, folder)?,
    };
    if found.range.is_none() && newest.is_none() {
        at_claim = Some(Tally::default());
    }
    if let Some(snapshot) = newest.as_ref().filter(|snapshot| snapshot.seq == claimed.seq) {
        at_claim = Some(snapshot.tally);
    }
    let end = Claim {
        seq: found.range.map(|(_, last)| last).or(newest.as_ref().map(|newest| newest.seq)).unwrap_or(0),
        tally: newest.as_ref().map_or(found.tally, |newest| newest.tally),
    };
    drop(newest);
    if claimed.seq > end.seq {
        let what = format!("it ends before record {}, which the index has seen durable", claimed.seq);
        return Err(StoreError::Damaged { file: folder.journal.clone(), offset: 0, after: end.seq, what });
    }
    Journal::cut(disk, &found)?;
    let (index, state) = match sound {
        Ok((index, claim)) if at_claim == Some(claim.tally) && reaches(&found, claim.seq) => {
            match end.seq - claim.seq {
                0 => (index, IndexState::Current),
                behind => {
                    catch_up(disk, folder, &index, claim)?;
                    (index, IndexState::CaughtUp(behind))
                }
            }
        }
        other => {
            let why = why(other);
            tracing::warn!(why, "the index does not hold what the journal says; it is being rebuilt");
            (rebuild(disk, folder, &found)?, IndexState::Rebuilt(why))
        }
    };
    if !matches!(state, IndexState::Current) && index.tally()? != end.tally {
        return Err(StoreError::Index("after catching up it does not hold what the journal says".into()));
    }
    tracing::info!(last = end.seq, index = ?state, "the store is open");
    Ok((
        index,
        end,
        Opened { last: end.seq, torn_bytes: found.torn.map_or(0, |torn| torn.bytes), index: state },
    ))
}

/// Whether every group after `seq` is in the journal.
fn reaches(found: &Found, seq: u64) -> bool {
    found.range.is_none_or(|(first, _)| first <= seq + 1)
}

fn why(index: Result<(Index, Claim), StoreError>) -> String {
    match index {
        Ok((_, claim)) if claim.seq == 0 => "it is empty".into(),
        Ok((_, claim)) => format!("it stands at record {}, with other entries or too far back", claim.seq),
        Err(error) => error.to_string(),
    }
}

/// The index, if it holds what it claims to hold. sled panics where something is wrong with what it reads.
fn sound_index(folder: &Folder) -> Result<(Index, Claim), StoreError> {
    let read = || {
        let index = Index::open(&folder.index)?;
        let claim = index.claim()?;
        let tally = index.tally()?;
        if tally != claim.tally {
            return Err(StoreError::Index(format!("it claims {} and holds {tally}", claim.tally)));
        }
        Ok((index, claim))
    };
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(StoreError::Index("it cannot be opened".into())))
}

/// The newest snapshot that verifies.
fn newest_snapshot(disk: &dyn Disk, folder: &Folder) -> Result<Option<Snapshot>, StoreError> {
    for (_, file) in snapshot::list(disk, &folder.snapshots)? {
        match Snapshot::read(disk, &file) {
            Ok(snapshot) => return Ok(Some(snapshot)),
            Err(error) => tracing::error!(%error, "a snapshot is damaged; the one before it is used"),
        }
    }
    Ok(None)
}

fn rebuild(disk: &dyn Disk, folder: &Folder, found: &Found) -> Result<Index, StoreError> {
    match fs::remove_dir_all(&folder.index) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(StoreError::io(&folder.index)(error));
        }
        _ => {}
    }
    let index = Index::open(&folder.index)?;
    let snapshot = newest_snapshot(disk, folder)?.unwrap_or_default();
    let claim = Claim { seq: snapshot.seq, tally: snapshot.tally };
    let last = found.range.map_or(claim.seq, |(_, last)| last);
    if !reaches(found, claim.seq) || claim.seq > last {
        let what = "neither a snapshot nor the journal holds the records before it".to_owned();
        return Err(StoreError::Damaged { file: folder.journal.clone(), offset: 0, after: claim.seq, what });
    }
    for piece in &snapshot.pieces {
        index.fill(piece)?;
    }
    index.apply(&Changes::new(), claim)?;
    catch_up(disk, folder, &index, claim)?;
    Ok(index)
}

/// In steps of many groups, as when they came.
fn catch_up(disk: &dyn Disk, folder: &Folder, index: &Index, from: Claim) -> Result<(), StoreError> {
    let mut changed = Changed::default();
    Journal::replay(disk, &folder.journal, from.seq, &mut |group: Group<'_>| {
        let changes =
            changes(group.ops).ok_or_else(|| StoreError::Index("a group that cannot be read".into()))?;
        changed.note(&changes, Claim { seq: group.seq, tally: group.tally });
        if changed.is_full() { std::mem::take(&mut changed).settle(index) } else { Ok(()) }
    })?;
    changed.settle(index)
}

/// What operations leave each key with.
fn changes(bytes: &[u8]) -> Option<Changes<'_>> {
    let mut changes = Changes::new();
    for op in ops(bytes) {
        note(&mut changes, op?);
    }
    Some(changes)
}

/// Adds an operation to what came before it.
pub(crate) fn note<'a>(changes: &mut Changes<'a>, op: Op<'a>) {
    match op {
        Op::Put { table, key, value } => changes.insert((table, key), Some(value)),
        Op::Delete { table, key } => changes.insert((table, key), None),
    };
}
