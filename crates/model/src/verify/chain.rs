//! What holds of any ledger or extract: lines, numbers, links, and receipts under the keys that follow each other.

use super::NotHeld;
use crate::fact::{Handover, KeyChange};
use crate::ids::RecordNo;
use crate::key::ServerKey;
use crate::ledger::{Head, Public};
use crate::limits::{EXTRACT_BYTES_MAX, EXTRACT_RECORDS_MAX};
use crate::record::Record;
use serde::{Deserialize, Serialize};

/// The keys that vouch for a ledger, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    first: ServerKey,
    changes: Vec<(RecordNo, KeyChange)>,
}

/// Why a key that somebody holds says nothing of a ledger's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTrusted {
    /// It has no part in it.
    #[error(
        "the records are vouched for by another key than the one given; if the coalition changed its key since, give the \
         line of the one before too"
    )]
    Another,
    /// It was lost on the way.
    #[error(
        "the key given was lost, says record {0}, and records after it are vouched for by another: ask the \
         organisations for the key that they publish now"
    )]
    Lost(RecordNo),
}

impl Keys {
    /// The key in force at the end.
    pub fn current(&self) -> ServerKey {
        self.changes.last().map_or(self.first, |(_, change)| change.to)
    }

    /// Where one key followed another.
    pub fn changes(&self) -> impl Iterator<Item = (RecordNo, KeyChange)> {
        self.changes.iter().copied()
    }

    /// Whether whoever trusts this key can trust the end of the ledger: it is the key there, or vouched for the one that
    /// followed, and so on. A key that was lost vouched for none.
    pub fn check_trust(&self, key: ServerKey) -> Result<(), NotTrusted> {
        if key == self.current() {
            return Ok(());
        }
        let handed = self.changes.iter().rposition(|(_, change)| change.from == key);
        let later = &self.changes[handed.ok_or(NotTrusted::Another)?..];
        match later.iter().find(|(_, change)| change.how == Handover::Lost) {
            None => Ok(()),
            Some((record, _)) => Err(NotTrusted::Lost(*record)),
        }
    }
}

/// Reads an extract's records; each line ends with a line feed and is canonical.
pub fn read(extract: &str) -> Result<Vec<Record>, NotHeld> {
    if extract.len() > EXTRACT_BYTES_MAX {
        return Err(NotHeld::TooLarge);
    }
    let mut records = Vec::new();
    for line in extract.split_inclusive('\n') {
        let number = RecordNo(u64::try_from(records.len()).unwrap_or(u64::MAX)).next();
        if records.len() >= EXTRACT_RECORDS_MAX {
            return Err(NotHeld::TooLarge);
        }
        let ended = line.strip_suffix('\n').ok_or_else(|| NotHeld::Line(number, "it is cut off".into()))?;
        let record = Record::from_line(ended).map_err(|error| NotHeld::Line(number, error.to_string()))?;
        record.check_parts().map_err(|error| NotHeld::Part(number, error.to_string()))?;
        records.push(record);
    }
    Ok(records)
}

/// Numbers without a gap, each record bound to the one before, all of one ledger, each vouched for by the key in force.
pub fn check_chain(records: &[Record], first: ServerKey) -> Result<(Head, Keys), NotHeld> {
    let (mut head, mut keys) = (Head::default(), Keys { first, changes: Vec::new() });
    for record in records {
        let number = head.seq.next();
        let strange = records.first().is_some_and(|first| first.shell.ledger != record.shell.ledger);
        if !head.is_before(record) || strange {
            return Err(NotHeld::Chain(number));
        }
        head = Head::of(record).map_err(|error| NotHeld::Line(number, error.to_string()))?;
        let change = key_change(record);
        if !is_vouched_for(record, &head, keys.current(), change) {
            return Err(NotHeld::Receipt(number));
        }
        keys.changes.extend(change.map(|change| (number, change)));
    }
    Ok((head, keys))
}

/// Whether a record has the receipts that it needs: of the key in force; where that hands over, of both; where it was
/// lost, of the next.
fn is_vouched_for(record: &Record, head: &Head, current: ServerKey, change: Option<KeyChange>) -> bool {
    let by = |key: ServerKey| key.vouches(head.hash, &record.receipt);
    match (change, &record.countersigned) {
        (None, None) => by(current),
        (Some(KeyChange { from, to, how: Handover::Rotated }), Some(next)) => {
            from == current && by(from) && to.vouches(head.hash, next)
        }
        (Some(KeyChange { from, to, how: Handover::Lost }), None) => from == current && by(to),
        _ => false,
    }
}

/// The change of keys that a record shows.
fn key_change(record: &Record) -> Option<KeyChange> {
    #[derive(Serialize, Deserialize)]
    #[serde(tag = "type", rename_all = "kebab-case")]
    enum Fact {
        KeyChanged(KeyChange),
    }
    let Public { fact: Fact::KeyChanged(change), .. } = record.public().ok()?;
    Some(change)
}

/// Whether records that were checked go on from a head that was kept outside; if not, history was rewritten.
pub fn extends(records: &[Record], kept: &Head) -> bool {
    let at = |record: &&Record| record.shell.seq == kept.seq;
    let hash = records.iter().find(at).and_then(|record| record.shell.hash().ok());
    kept.seq == RecordNo(0) || hash == Some(kept.hash)
}
