//! Appending to a ledger, and reading one back: numbers without a gap, each record bound to the one before.

use crate::canonical::NotCanonical;
use crate::digest::Digest;
use crate::ids::{LedgerId, RecordNo};
use crate::key::{Receipt, ServerSecret};
use crate::record::{FORMAT, Part, PartHashes, Parts, Record, Salt, Shell};
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};

/// Where a ledger ends. Kept outside by organisations: a later extract goes on from it, or history was rewritten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Number of the last record.
    pub seq: RecordNo,
    /// Its hash.
    pub hash: Digest,
    /// Its receipt; there is none before the first record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
}

/// What happened, as the parts of the record that will say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event<Fact, Secret> {
    /// When, never before the record before.
    pub at: UnixMs,
    /// The public part.
    pub fact: Fact,
    /// The act, where there is one.
    pub proof: Option<Proof>,
    /// The private part.
    pub secret: Option<Secret>,
}

/// The public part of every record: when, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Public<Fact> {
    /// When it was recorded.
    pub at: UnixMs,
    /// What happened.
    #[serde(flatten)]
    pub fact: Fact,
}

/// The proof: the act, and the passkey's word on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// What the signatory agreed to.
    pub act: crate::act::Act,
    /// That the holder of a passkey agreed to it, where that is how the position came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<crate::passkey::Assertion>,
}

/// A ledger that cannot be read: which record, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("record {seq} of ledger {ledger} cannot be read: {why}")]
pub struct Broken {
    /// The ledger.
    pub ledger: String,
    /// The record.
    pub seq: RecordNo,
    /// What is wrong, in words without anything of its content.
    pub why: String,
}

impl Broken {
    /// A record that cannot be taken in.
    pub(crate) fn at(record: &Record, why: impl ToString) -> Self {
        Self { ledger: record.shell.ledger.to_string(), seq: record.shell.seq, why: why.to_string() }
    }

    /// A ledger without a record.
    pub(crate) fn empty(ledger: &str) -> Self {
        Self { ledger: ledger.into(), seq: RecordNo(0), why: "there is no record".into() }
    }
}

impl Default for Head {
    fn default() -> Self {
        Self { seq: RecordNo(0), hash: Digest::ZERO, receipt: None }
    }
}

impl Head {
    /// The head after this record. The record's hash is computed, nothing is checked.
    pub fn of(record: &Record) -> Result<Self, NotCanonical> {
        let hash = record.shell.hash()?;
        Ok(Self { seq: record.shell.seq, hash, receipt: Some(record.receipt.clone()) })
    }

    /// Whether the record is the next one after this head.
    pub fn is_before(&self, record: &Record) -> bool {
        record.shell.seq == self.seq.next() && record.shell.prev == self.hash
    }

    /// Refuses a record of another ledger, one that does not follow, and one whose parts are not those of its shell.
    pub(crate) fn check_next(&self, ledger: &LedgerId, record: &Record) -> Result<(), Broken> {
        if record.shell.ledger != *ledger {
            return Err(Broken::at(record, "it is of another ledger"));
        }
        if !self.is_before(record) {
            return Err(Broken::at(record, "it does not follow the record before"));
        }
        record.check_parts().map_err(|e| Broken::at(record, e))
    }
}

/// Makes the next record: seals the parts with fresh random bits, chains the shell, receipts its hash.
pub fn append<Fact: Serialize + Clone, Secret: Serialize>(
    head: &Head,
    ledger: &LedgerId,
    event: &Event<Fact, Secret>,
    secret: &ServerSecret,
    fresh: &mut dyn FnMut() -> [u8; 16],
) -> Result<Record, NotCanonical> {
    let public = Public { at: event.at, fact: event.fact.clone() };
    let parts = Parts {
        public: Some(Part::seal(&public, Salt(fresh()))?),
        proof: event.proof.as_ref().map(|proof| Part::seal(proof, Salt(fresh()))).transpose()?,
        private: event.secret.as_ref().map(|private| Part::seal(private, Salt(fresh()))).transpose()?,
    };
    let hash = |part: &Option<Part>| part.as_ref().map(Part::hash).transpose();
    let public = hash(&parts.public)?.ok_or_else(|| NotCanonical::Shape("no public part".into()))?;
    let shell = Shell {
        format: FORMAT.into(),
        ledger: ledger.clone(),
        seq: head.seq.next(),
        prev: head.hash,
        parts: PartHashes { public, proof: hash(&parts.proof)?, private: hash(&parts.private)? },
    };
    let receipt = secret.receipt(shell.hash()?);
    Ok(Record { shell, receipt, countersigned: None, parts })
}

/// Hands over to the next key, in a ledger of either kind: the record is receipted by both keys where the one before is
/// there, else by the next one alone.
pub fn hand_over<Fact: Serialize + Clone, Secret: Serialize>(
    head: &Head,
    ledger: &LedgerId,
    event: &Event<Fact, Secret>,
    (before, next): (Option<&ServerSecret>, &ServerSecret),
    fresh: &mut dyn FnMut() -> [u8; 16],
) -> Result<Record, NotCanonical> {
    let record = append(head, ledger, event, before.unwrap_or(next), fresh)?;
    let hash = record.shell.hash()?;
    Ok(Record { countersigned: before.map(|_| next.receipt(hash)), ..record })
}

/// Appends several, one after the other.
pub fn append_all<Fact: Serialize + Clone, Secret: Serialize>(
    head: &Head,
    ledger: &LedgerId,
    events: &[Event<Fact, Secret>],
    secret: &ServerSecret,
    fresh: &mut dyn FnMut() -> [u8; 16],
) -> Result<Vec<Record>, NotCanonical> {
    let mut head = head.clone();
    let mut records = Vec::with_capacity(events.len());
    for event in events {
        let record = append(&head, ledger, event, secret, fresh)?;
        head = Head::of(&record)?;
        records.push(record);
    }
    Ok(records)
}
