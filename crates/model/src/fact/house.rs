//! What happens to the server itself. Such records stand in every ledger, in the coalition's and in each dossier's.

use crate::canonical::INTEGER_MAX;
use crate::digest::Digest;
use crate::ids::RecordNo;
use crate::key::ServerKey;
use serde::{Deserialize, Serialize};

/// Another key vouches from the next record on. Every extract shows it: receipts before and after are by different keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChange {
    /// The key until now.
    pub from: ServerKey,
    /// The key from now on.
    pub to: ServerKey,
    /// What became of the one before.
    pub how: Handover,
}

/// What became of the key before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Handover {
    /// It vouched for the new one: the record is receipted by both.
    Rotated,
    /// It was lost. The record is receipted by the new one alone, and nobody but the server says so.
    Lost,
}

/// The server was set back to a backup: what it held at `from` is all that it knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restoration {
    /// The last record that the backup held.
    pub from: RecordNo,
    /// Heads that somebody had kept and that it does not reach: records after `from` are lost.
    pub unreachable: Vec<KeptHead>,
}

/// A head as somebody kept it outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptHead {
    /// The record's number.
    pub seq: RecordNo,
    /// Its hash.
    pub hash: Digest,
}

impl KeyChange {
    /// The key after the change, for a ledger that knows the one before.
    pub(crate) fn after(self, before: ServerKey) -> Result<ServerKey, &'static str> {
        if self.from == before {
            Ok(self.to)
        } else {
            Err("another key is handed over than the one in force")
        }
    }
}

/// Text that is no head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a head is written as it was given: the record's number, a colon, 64 digits")]
pub struct BadHead;

impl std::str::FromStr for KeptHead {
    type Err = BadHead;
    fn from_str(text: &str) -> Result<Self, BadHead> {
        let (seq, hash) = text.trim().split_once(':').ok_or(BadHead)?;
        let seq = RecordNo(seq.parse().ok().filter(|no| (1..=INTEGER_MAX).contains(no)).ok_or(BadHead)?);
        Ok(Self { seq, hash: hash.parse().map_err(|_| BadHead)? })
    }
}

impl std::fmt::Display for KeptHead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}
