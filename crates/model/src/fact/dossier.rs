//! Records of a dossier's ledger.
//!
//! What a published file shows is the public part of `coalition`, `version`, `position` and `publication`: nothing in
//! these four may name a person, an address, an objection, or an organisation that did not sign.

use crate::digest::Digest;
use crate::ids::{
    CoalitionId, DossierId, Edition, Epoch, MandateId, OrganisationId, PersonId, PublicationId, RecordNo,
    RoundId, Seq, TextId, VersionNo,
};
use crate::key::ServerKey;
use crate::organisation::{Names, OrganisationKind, Standing};
use crate::position::{Method, Position};
use crate::record::Salt;
use crate::right::{MandateState, Role};
use crate::rule::{Outcome, Rule};
use crate::statement::{Direction, Kind};
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};

/// Public parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum DossierFact {
    /// The first record: what the dossier relies on, copied from the coalition's ledger.
    Coalition {
        /// The coalition.
        coalition: CoalitionId,
        /// Its name, as printed.
        name: String,
        /// Whether it is a real one.
        standing: Standing,
        /// The server's key.
        key: ServerKey,
    },
    /// The second record: the dossier itself.
    Opened {
        /// Its identity.
        dossier: DossierId,
        /// Its title.
        title: String,
        /// Whether positions may be relayed.
        relaying: Relaying,
    },
    /// From now on positions may, or may not, be relayed.
    RelayingSet {
        /// Which.
        relaying: Relaying,
    },
    /// A text was added.
    Text(TextFact),
    /// A person's role was set; whose, is private.
    Role,
    /// A person may bind an organisation; which person, is private.
    Mandate {
        /// The mandate.
        mandate: MandateId,
        /// Whom it binds.
        organisation: OrganisationId,
        /// The organisation's names, copied from the coalition's ledger.
        names: Names,
        /// How it takes part.
        kind: OrganisationKind,
        /// From when.
        from: UnixMs,
        /// Until when, that instant not included.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<UnixMs>,
    },
    /// A mandate was suspended, ended or taken up again.
    MandateSet {
        /// The mandate.
        mandate: MandateId,
        /// What it is from now on.
        state: MandateState,
    },
    /// An organisation left the coalition.
    OrganisationLeft {
        /// Which.
        organisation: OrganisationId,
    },
    /// A version was frozen.
    Version(VersionFact),
    /// A round was opened.
    RoundOpened(RoundFact),
    /// A round's deadline was put off.
    RoundExtended {
        /// The round.
        round: RoundId,
        /// The new deadline.
        deadline: UnixMs,
    },
    /// A round was closed, with its outcome, which never changes.
    RoundClosed {
        /// The round.
        round: RoundId,
        /// The outcome for each of its texts.
        outcomes: Vec<OutcomeOf>,
    },
    /// A round was cancelled.
    RoundCancelled {
        /// The round.
        round: RoundId,
    },
    /// A round was opened on a newer version.
    RoundSuperseded {
        /// The round that is over.
        round: RoundId,
        /// The one that was opened.
        by: RoundId,
    },
    /// An organisation took a position on a version.
    Position(SpokenFact),
    /// An edition of an adopted version.
    Publication(PublicationFact),
    /// A file of an edition, by its SHA-256 as `sha256sum` prints it.
    File {
        /// The publication.
        publication: PublicationId,
        /// The edition.
        edition: Edition,
        /// A short name such as `pdf`.
        kind: String,
        /// Of the file's bytes.
        sha256: Digest,
    },
    /// A publication is not to be relied on any more.
    Retracted {
        /// The publication.
        publication: PublicationId,
        /// Why, for everybody to read.
        reason: String,
    },
}

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
}

/// An edition of an adopted version with its list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationFact {
    /// Its identity, the same for all editions.
    pub publication: PublicationId,
    /// Its number.
    pub edition: Edition,
    /// Which round adopted it.
    pub round: RoundId,
    /// Which text.
    pub text: TextId,
    /// Which version.
    pub version: VersionNo,
    /// Its digest.
    pub digest: Digest,
    /// The day printed, `YYYY-MM-DD`.
    pub day: String,
    /// The list in the order printed.
    pub list: Vec<Listed>,
    /// What else the pages depend on.
    pub settings: Settings,
}

/// A name on the printed list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Which organisation.
    pub organisation: OrganisationId,
    /// Its name as printed.
    pub name: String,
    /// Printed beside the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation: Option<String>,
    /// How the position came.
    pub method: Method,
    /// When it was recorded.
    pub at: UnixMs,
    /// Its record.
    pub record: RecordNo,
}

/// What the pages depend on beside text and list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The program whose renderer makes the files, such as `Undersigned 0.1.0`.
    pub renderer: String,
}

/// Private parts: who did it, and what is nobody else's business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum DossierSecret {
    /// Nothing else is private.
    By {
        /// Who did it.
        by: PersonId,
    },
    /// Whose role, and which; absent where it was taken away.
    Role {
        /// Who did it.
        by: PersonId,
        /// Whose.
        person: PersonId,
        /// The role from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<Role>,
    },
    /// Who holds a mandate.
    Holder {
        /// Who granted it.
        by: PersonId,
        /// Who holds it.
        person: PersonId,
    },
    /// Who lost reading and writing with their organisation.
    Left {
        /// Who recorded it.
        by: PersonId,
        /// The organisation's people.
        people: Vec<PersonId>,
    },
    /// What a version was frozen from.
    Frozen {
        /// Who froze it.
        by: PersonId,
        /// The last update in it.
        seq: Seq,
        /// The text's epoch.
        epoch: Epoch,
    },
    /// What stands behind a position.
    Spoken(SpokenSecret),
    /// Which earlier objections were overridden, and why.
    Overridden {
        /// Who did it.
        by: PersonId,
        /// Why.
        reason: String,
        /// Whose.
        objectors: Vec<OrganisationId>,
    },
}

/// What stands behind a position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpokenSecret {
    /// Who acted: a holder, or the coordinator who relayed it.
    pub by: PersonId,
    /// By which mandate; none if relayed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<MandateId>,
    /// Opens the act's commitment to its signer.
    pub signer_salt: Salt,
    /// Why, in the organisation's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Which passages it is about, quoted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passages: Vec<String>,
    /// On whose word it was relayed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay: Option<Relay>,
}

/// On whose word a position was relayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relay {
    /// The person whose word it is.
    pub on_word_of: String,
    /// How it came: by telephone, in a mail.
    pub how: String,
    /// When, in the words of who relays it.
    pub when: String,
    /// What shows it, such as a mail's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}
