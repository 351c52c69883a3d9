//! Records of a dossier's ledger.
//!
//! What a published file shows is the public part of `coalition`, `key-changed`, `version`, `position` and `publication`: nothing in
//! these five may name a person, an address, an objection, or an organisation that did not sign.

use super::house::{KeyChange, Restoration};
use super::published::PublicationFact;
use super::said::{LeaveFact, OutcomeOf, Relaying, RoundFact, SpokenFact, TextFact, VersionFact};
use crate::digest::Digest;
use crate::ids::{
    CoalitionId, DossierId, Edition, MandateId, OrganisationId, PublicationId, RoundId, TextId, VersionNo,
};
use crate::key::ServerKey;
use crate::organisation::{Names, OrganisationKind, Standing};
use crate::right::MandateState;
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
        /// How long the server was away, in milliseconds, where that is why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gap: Option<u64>,
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
    /// One of an organisation's people opened a version that the organisation was asked about; who, is private.
    VersionRead {
        /// Which text.
        text: TextId,
        /// Which version.
        version: VersionNo,
        /// Whose person.
        organisation: OrganisationId,
    },
    /// An organisation said whether it may be named if it stays silent.
    Leave(LeaveFact),
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
    /// Another key vouches from the next record on.
    KeyChanged(KeyChange),
    /// The server was set back to a backup.
    Restored(Restoration),
    /// The coalition's work on this server is over: names can still come off, and nothing else happens.
    Retired,
}
