//! Translations: a text of its own that says, in another language, what a version of another text says.

use crate::digest::Digest;
use crate::ids::{TextId, VersionNo};
use serde::{Deserialize, Serialize};

/// What a version translates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Original {
    /// Which text.
    pub text: TextId,
    /// Which of its versions.
    pub version: VersionNo,
    /// The digest of that.
    pub digest: Digest,
}

/// Whether a translation is as good as what it translates: its round says so, or it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Authority {
    /// Its words count as those of the original do.
    Authentic,
    /// They do not: every file says so.
    Unofficial,
}

/// A translation as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// What it translates, as its version's record says.
    pub of: Original,
    /// Whether it is authentic.
    pub authority: Authority,
}
