//! Records of the coalition's ledger. It is never published; people stand in private parts all the same.

use super::house::{KeyChange, Restoration};
use crate::bytes::Bytes;
use crate::digest::Digest;
use crate::ids::{CoalitionId, DossierId, OrganisationId, PersonId};
use crate::key::ServerKey;
use crate::organisation::{Office, Profile, Proofs, Standing};
use crate::passkey::Party;
use crate::position::Method;
use serde::{Deserialize, Serialize};

/// Public parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum CoalitionFact {
    /// The first record.
    Founded {
        /// The coalition.
        coalition: CoalitionId,
        /// Its name, as printed.
        name: String,
        /// Whether it is a real one.
        standing: Standing,
        /// The server's key.
        key: ServerKey,
    },
    /// An organisation joined.
    OrganisationAdded {
        /// Which.
        organisation: OrganisationId,
        /// What the coalition says of it.
        #[serde(flatten)]
        profile: Profile,
    },
    /// What the coalition says of an organisation changed.
    OrganisationChanged {
        /// Which.
        organisation: OrganisationId,
        /// What it says from now on.
        #[serde(flatten)]
        profile: Profile,
    },
    /// An organisation left.
    OrganisationLeft {
        /// Which.
        organisation: OrganisationId,
    },
    /// A person was added; who, is private.
    PersonAdded,
    /// What the coalition knows of a person changed; private.
    PersonChanged,
    /// A login link was made; for whom, is private.
    LinkMade {
        /// How it reaches the person.
        way: LinkWay,
    },
    /// A person enrolled a passkey; who, is private. Whoever keeps the list of these outside finds one made up.
    PasskeyEnrolled {
        /// Hash of the key.
        passkey: Digest,
        /// The person's organisation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        organisation: Option<OrganisationId>,
        /// How the session began in which it was enrolled.
        begun: Method,
    },
    /// A passkey is not used any more; what it signed stands.
    PasskeyRemoved {
        /// Hash of the key.
        passkey: Digest,
    },
    /// A dossier was opened.
    DossierOpened {
        /// Which.
        dossier: DossierId,
    },
    /// From now on published files carry, or do not carry, what passkeys signed.
    ProofsSet {
        /// Which.
        proofs: Proofs,
    },
    /// People come to another address from now on. Passkeys of the one before sign no more; what they signed stands.
    Moved {
        /// The origin until now, where one was recorded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        /// The origin from now on.
        to: String,
    },
    /// Another key vouches from the next record on.
    KeyChanged(KeyChange),
    /// The server was set back to a backup.
    Restored(Restoration),
    /// The coalition's work on this server is over: names can still come off, and nothing else happens.
    Retired,
}

/// How a login link reaches its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkWay {
    /// By mail, to the address on record.
    Mailed,
    /// By the hands of somebody else: what is done in the session that it begins says so.
    Handed,
}

/// Private parts. `by` is the person who did it; the program itself where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum CoalitionSecret {
    /// Nothing else is private.
    By {
        /// Who did it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
    /// A person, as added or changed.
    Person {
        /// Who did it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// The person.
        person: PersonId,
        /// Their address.
        email: String,
        /// Their name.
        name: String,
        /// The organisation they are of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        organisation: Option<OrganisationId>,
        /// What they may do in the coalition.
        office: Office,
    },
    /// A passkey.
    Passkey {
        /// Whose.
        by: PersonId,
        /// What they call it.
        name: String,
        /// The credential's id.
        credential: Bytes,
        /// The public key: SubjectPublicKeyInfo in DER.
        key: Bytes,
        /// The site that it is good for.
        party: Party,
    },
    /// Whom a link logs in.
    Link {
        /// Who did it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        /// The person.
        person: PersonId,
    },
}
