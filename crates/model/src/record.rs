//! A record: a shell that names its parts by hash, and the parts that its reader may have.
//!
//! A part has 128 random bits in it, so that the hash of one that is left out hides it: the bare hash of something
//! that can be guessed (organisation x position x version) would hide nothing.

use crate::canonical::{self, NotCanonical};
use crate::digest::{Digest, from_hex, hex};
use crate::ids::{LedgerId, RecordNo};
use crate::key::Receipt;
use crate::limits::LINE_BYTES_MAX;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// The shell's format, and the domain of a record's hash.
pub const FORMAT: &str = "undersigned/record/1";

/// A part's format, and the domain of its hash.
pub const PART_FORMAT: &str = "undersigned/part/1";

/// What is hashed, chained and receipted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shell {
    /// Always [`FORMAT`].
    pub format: String,
    /// The ledger it belongs to.
    pub ledger: LedgerId,
    /// Its number there, from 1 without a gap.
    pub seq: RecordNo,
    /// Hash of the record before, 64 zeros for the first.
    pub prev: Digest,
    /// Hashes of the parts.
    pub parts: PartHashes,
}

/// Hashes of a record's parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartHashes {
    /// What members of the dossier read, and a published file where it counts.
    pub public: Digest,
    /// The act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Digest>,
    /// Who, on which mandate, in which words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<Digest>,
}

/// One line of a ledger or an extract; canonical JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// What is hashed, chained and receipted.
    pub shell: Shell,
    /// The server's word that it recorded this.
    pub receipt: Receipt,
    /// The word of the next key, where the record hands over to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub countersigned: Option<Receipt>,
    /// The parts that the reader may have: all of them in a ledger.
    pub parts: Parts,
}

/// The parts that are there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parts {
    /// What members of the dossier read, and a published file where it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<Part>,
    /// The act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Part>,
    /// Who, on which mandate, in which words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<Part>,
}

/// A part: any object in canonical JSON with a `format` and a `salt`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Part(Value);

/// 128 random bits, serialised as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Salt(pub [u8; 16]);

/// Why a record's parts are not those of its shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRecord {
    /// Another format.
    #[error("the record is of another format")]
    Format,
    /// A part that is not the one the shell names.
    #[error("the {0} part is not the one that was recorded")]
    Part(&'static str),
}

#[derive(Serialize, Deserialize)]
struct Salted<Content> {
    format: String,
    salt: Salt,
    #[serde(flatten)]
    content: Content,
}

impl Part {
    /// A part with this content. Fails on content that has no canonical form.
    pub fn seal<Content: Serialize>(content: &Content, salt: Salt) -> Result<Self, NotCanonical> {
        let salted = Salted { format: PART_FORMAT.into(), salt, content };
        let value = serde_json::to_value(salted).map_err(|e| NotCanonical::Shape(e.to_string()))?;
        canonical::to_canonical(&value)?;
        Ok(Self(value))
    }

    /// The content. Refuses unknown members: what reads as `Content` must write as the same part.
    pub fn open<Content: Serialize + DeserializeOwned>(&self) -> Result<Content, NotCanonical> {
        let salted: Salted<Content> =
            serde_json::from_value(self.0.clone()).map_err(|e| NotCanonical::Shape(e.to_string()))?;
        let again = serde_json::to_value(&salted).map_err(|e| NotCanonical::Shape(e.to_string()))?;
        let same = again == self.0 && salted.format == PART_FORMAT;
        if same { Ok(salted.content) } else { Err(NotCanonical::Shape("unknown members".into())) }
    }

    /// SHA-256 over [`PART_FORMAT`], a line feed, and the canonical JSON.
    pub fn hash(&self) -> Result<Digest, NotCanonical> {
        Ok(Digest::of(PART_FORMAT, canonical::to_canonical(&self.0)?))
    }
}

impl Shell {
    /// The record's hash: SHA-256 over [`FORMAT`], a line feed, and the shell's canonical JSON.
    pub fn hash(&self) -> Result<Digest, NotCanonical> {
        Ok(Digest::of(FORMAT, canonical::to_canonical(self)?))
    }
}

impl Record {
    /// The line, without a line feed.
    pub fn to_line(&self) -> Result<String, NotCanonical> {
        canonical::to_canonical(self)
    }

    /// Reads a line; refuses one that is too long or not in its canonical form. Checks no hash: see `verify`.
    pub fn from_line(line: &str) -> Result<Self, NotCanonical> {
        if line.len() > LINE_BYTES_MAX {
            return Err(NotCanonical::Shape("the line is too long".into()));
        }
        canonical::from_canonical(line)
    }

    /// Checks that the shell's format is ours and that each part which is there is the one the shell names.
    pub fn check_parts(&self) -> Result<(), BadRecord> {
        if self.shell.format != FORMAT {
            return Err(BadRecord::Format);
        }
        let (named, parts) = (&self.shell.parts, &self.parts);
        check_part(Some(named.public), &parts.public, "public")?;
        check_part(named.proof, &parts.proof, "proof")?;
        check_part(named.private, &parts.private, "private")
    }

    /// The typed public part.
    pub fn public<Content: Serialize + DeserializeOwned>(&self) -> Result<Content, NotCanonical> {
        self.parts.public.as_ref().ok_or_else(|| missing("public"))?.open()
    }

    /// The typed private part.
    pub fn private<Content: Serialize + DeserializeOwned>(&self) -> Result<Content, NotCanonical> {
        self.parts.private.as_ref().ok_or_else(|| missing("private"))?.open()
    }

    /// The typed proof.
    pub fn proof<Content: Serialize + DeserializeOwned>(&self) -> Result<Content, NotCanonical> {
        self.parts.proof.as_ref().ok_or_else(|| missing("proof"))?.open()
    }
}

fn check_part(named: Option<Digest>, part: &Option<Part>, name: &'static str) -> Result<(), BadRecord> {
    let Some(part) = part else { return Ok(()) };
    let hash = part.hash().map_err(|_| BadRecord::Part(name))?;
    if named == Some(hash) { Ok(()) } else { Err(BadRecord::Part(name)) }
}

fn missing(part: &str) -> NotCanonical {
    NotCanonical::Shape(format!("the {part} part is not there"))
}

impl TryFrom<String> for Salt {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        from_hex(&text).map(Self).ok_or("random bits are 32 digits of 0-9 and a-f")
    }
}

impl From<Salt> for String {
    fn from(salt: Salt) -> String {
        hex(&salt.0)
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}
