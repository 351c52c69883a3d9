//! What the public parts of a dossier's records are made of.

use super::translation::Original;
use crate::act::{Choice, Withheld};
use crate::change::Class;
use crate::digest::Digest;
use crate::ids::{OrganisationId, RecordNo, RoundId, TextId, VersionNo};
use crate::organisation::Names;
use crate::patch::Patch;
use crate::position::{Method, Position};
use crate::rule::{Outcome, Rule};
use crate::statement::{Direction, Kind};
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};

/// Whether a dossier takes relayed positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Relaying {
    /// It does.
    Allowed,
    /// It does not.
    Forbidden,
}

/// A drafting document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextFact {
    /// Its identity.
    pub text: TextId,
    /// What sort of text it is.
    pub kind: Kind,
    /// Its title in the dossier.
    pub title: String,
    /// BCP 47 tag.
    pub language: String,
    /// Its base direction.
    pub direction: Direction,
    /// Symbol of the document it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The text that it translates, if it is a translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translates: Option<TextId>,
}

/// A frozen version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionFact {
    /// Of which text.
    pub text: TextId,
    /// Its number.
    pub version: VersionNo,
    /// The Statement's digest.
    pub digest: Digest,
    /// BCP 47 tag of the Statement's language.
    pub language: String,
    /// The version before; none before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<VersionNo>,
    /// What it translates, in a translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translates: Option<Original>,
}

/// A request for positions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundFact {
    /// Its identity.
    pub round: RoundId,
    /// On which versions.
    pub items: Vec<RoundItem>,
    /// Who is asked.
    pub asked: Vec<OrganisationId>,
    /// When it adopts.
    pub rule: Rule,
    /// The last instant in time.
    pub deadline: UnixMs,
    /// The time zone that the deadline is printed in.
    pub zone: String,
    /// Whether names are taken after closing.
    pub late_names: LateNames,
    /// What becomes of objections from earlier rounds.
    pub objections: Objections,
    /// Texts whose change somebody called substantive, whatever its class: no signature is carried to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub raised: Vec<TextId>,
    /// Translations whose words count as those of the original do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authentic: Vec<TextId>,
}

/// A version that a round is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundItem {
    /// Which text.
    pub text: TextId,
    /// Which version.
    pub version: VersionNo,
    /// Its digest.
    pub digest: Digest,
}

/// Whether names are taken after closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LateNames {
    /// They make a new edition.
    Taken,
    /// They are refused.
    NotTaken,
}

/// What becomes of objections from earlier rounds on the same text when the version is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Objections {
    /// The objector has to resolve them.
    Resolved,
    /// The coordinator may override them with a reason.
    MayBeOverridden,
}

/// A round's outcome for one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeOf {
    /// Which text.
    pub text: TextId,
    /// Which version.
    pub version: VersionNo,
    /// What the rule came to.
    pub outcome: Outcome,
}

/// A position as everybody in the dossier reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpokenFact {
    /// In which round.
    pub round: RoundId,
    /// On which text.
    pub text: TextId,
    /// On which version.
    pub version: VersionNo,
    /// Its digest.
    pub digest: Digest,
    /// Whose.
    pub organisation: OrganisationId,
    /// Its name as printed.
    pub name: String,
    /// What it says.
    pub position: Position,
    /// How it came.
    pub method: Method,
    /// Printed beside the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation: Option<String>,
    /// Of a signature whose name is counted and not printed: why. No published file shows such a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld: Option<Withheld>,
    /// Of a signature on earlier words that counts for these: what was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<Carried>,
}

/// Whether an organisation may be named if it stays silent until a round's deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveFact {
    /// In which round.
    pub round: RoundId,
    /// Whose word it is.
    pub organisation: OrganisationId,
    /// Its name as printed under each text, by the text's language.
    pub names: Names,
    /// Yes or no.
    pub assent: Choice,
    /// How it came.
    pub method: Method,
}

/// What was signed, of a signature that was carried to a version that differs in an editorial way at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// The version signed.
    pub version: VersionNo,
    /// Its digest.
    pub digest: Digest,
    /// The record of that signature.
    pub record: RecordNo,
    /// How far the words signed are from these.
    pub class: Class,
    /// From these words back to those signed.
    pub patch: Patch,
}
