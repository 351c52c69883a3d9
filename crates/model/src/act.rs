//! The act: what a signatory agrees to, to the byte, before it is recorded.

use crate::canonical::{self, NotCanonical};
use crate::digest::Digest;
use crate::ids::{CoalitionId, DossierId, MandateId, OrganisationId, PersonId, RoundId, TextId, VersionNo};
use crate::organisation::Names;
use crate::position::Position;
use crate::record::Salt;
use serde::{Deserialize, Serialize};

/// The act's format, and the domain of its hash: a passkey's challenge will be this hash.
pub const FORMAT: &str = "undersigned/act/1";

const SIGNER_DOMAIN: &str = "undersigned/signer/1";

/// What a signatory agrees to; one act for all texts of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Always [`FORMAT`].
    pub format: String,
    /// In which coalition.
    pub coalition: CoalitionId,
    /// In which dossier.
    pub dossier: DossierId,
    /// In which round.
    pub round: RoundId,
    /// What is said of each text, in the round's order.
    pub items: Vec<ActItem>,
    /// Whose position it is.
    pub organisation: OrganisationId,
    /// Its name in the language of each text.
    pub names_as_printed: Names,
    /// A commitment to who acts: see [`signer`]. Never a name.
    pub signer: Digest,
    /// By which mandate; a relayed position has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<MandateId>,
    /// Hash of this organisation's act before in this round, 64 zeros for the first.
    pub replaces: Digest,
    /// Whether the signature is to count for a next version that differs in an editorial way only.
    pub keep_if_editorial: Choice,
    /// Whether the organisation may be named if it stays silent.
    pub assent: Choice,
    /// Language in which the act was shown.
    pub language: String,
    /// Drawn by the server: makes each act one of its own.
    pub nonce: Salt,
}

/// What an act says of one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActItem {
    /// Which text.
    pub text: TextId,
    /// Which version.
    pub version: VersionNo,
    /// Its digest, as the page was served with.
    pub digest: Digest,
    /// What the organisation says of it.
    pub position: Position,
    /// Printed beside the name, of a signature with a reservation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation: Option<String>,
    /// Of a signature whose name is counted and not printed: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld: Option<Withheld>,
}

/// Why a name is counted and not printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Withheld {
    /// For the organisation's safety.
    Safety,
}

/// A choice in an act, which has no booleans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// Yes.
    Yes,
    /// No.
    No,
}

impl Act {
    /// The canonical JSON.
    pub fn to_canonical(&self) -> Result<String, NotCanonical> {
        canonical::to_canonical(self)
    }

    /// SHA-256 over [`FORMAT`], a line feed, and the canonical JSON.
    pub fn hash(&self) -> Result<Digest, NotCanonical> {
        Ok(Digest::of(FORMAT, self.to_canonical()?))
    }
}

/// The commitment to who acts: SHA-256 over `undersigned/signer/1`, a line feed, and the canonical JSON of
/// `{person, salt}`. The salt stays in the private part, so that nobody can try out people.
pub fn signer(person: &PersonId, salt: Salt) -> Digest {
    #[derive(Serialize)]
    struct Opening<'a> {
        person: &'a PersonId,
        salt: Salt,
    }
    let opening = canonical::to_canonical(&Opening { person, salt });
    Digest::of(SIGNER_DOMAIN, opening.expect("identities and salts are plain ASCII"))
}
