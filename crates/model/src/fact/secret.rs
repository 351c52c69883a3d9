//! The private parts of a dossier's records: who did it, and what is nobody else's business.

use crate::ids::{Epoch, MandateId, OrganisationId, PersonId, Seq};
use crate::record::Salt;
use crate::right::Role;
use serde::{Deserialize, Serialize};

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
    /// What stands behind a signature that was carried.
    Carried {
        /// Who opened the round.
        by: PersonId,
        /// The organisation's holders, to whom the redline was sent.
        sent_to: Vec<PersonId>,
    },
    /// That nobody acted: silence had been given leave.
    Silence,
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
