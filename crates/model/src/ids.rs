//! Identities and counters as types, so that a `Seq` is never a `VersionNo` and a person never a text.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Longest identity, in characters.
pub const ID_LENGTH_MAX: usize = 32;

/// An identity that is not 1 to 32 characters of `[a-z0-9]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an identity is 1 to 32 characters of a-z and 0-9")]
pub struct BadId;

fn check(id: &str) -> Result<(), BadId> {
    let fits = (1..=ID_LENGTH_MAX).contains(&id.len());
    let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if fits && plain { Ok(()) } else { Err(BadId) }
}

macro_rules! identities {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// From 1 to 32 characters of `[a-z0-9]`.
            pub fn new(id: impl Into<String>) -> Result<Self, BadId> {
                let id = id.into();
                check(&id)?;
                Ok(Self(id))
            }

            /// From 128 random bits: 26 characters.
            pub fn from_random(bits: [u8; 16]) -> Self {
                Self(base32(bits))
            }

            /// The characters.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(id: String) -> Result<Self, BadId> {
                Self::new(id)
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadId;
            fn from_str(id: &str) -> Result<Self, BadId> {
                Self::new(id)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    )*};
}

identities! {
    /// The coalition that runs a server.
    CoalitionId;
    /// An organisation of the coalition.
    OrganisationId;
    /// A person, of one organisation or of none.
    PersonId;
    /// A campaign: its texts and who may do what.
    DossierId;
    /// A drafting document of a dossier.
    TextId;
    /// A request for positions on exact versions.
    RoundId;
    /// That a person may bind an organisation in a dossier.
    MandateId;
    /// Files of an adopted version with its list.
    PublicationId;
    /// A ledger: the coalition's bears the coalition's identity, a dossier's that of the dossier.
    LedgerId;
}

impl From<&CoalitionId> for LedgerId {
    fn from(id: &CoalitionId) -> Self {
        Self(id.0.clone())
    }
}

impl From<&DossierId> for LedgerId {
    fn from(id: &DossierId) -> Self {
        Self(id.0.clone())
    }
}

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident($int:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $int);

        impl $name {
            /// The one after this.
            #[must_use]
            pub fn next(self) -> Self {
                Self(self.0 + 1)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

counters! {
    /// Number of an update in the log of one text, from 1; 0 is the state before any.
    Seq(u64);
    /// Number of a frozen version of a text, from 1.
    VersionNo(u32);
    /// Number of a record in its ledger, from 1.
    RecordNo(u64);
    /// Number of an edition of a publication, from 1.
    Edition(u32);
    /// How often a text's history was set back (by restoring a backup), from 0.
    Epoch(u32);
}

/// 128 bits as 26 characters of `[a-v0-9]` (the alphabet of RFC 4648's base32hex, lower case, unpadded).
fn base32(bits: [u8; 16]) -> String {
    let value = u128::from_be_bytes(bits);
    (0..26)
        .rev()
        .map(|place| {
            let digit = u8::try_from((value >> (place * 5)) & 31).unwrap_or(0);
            char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_one_to_32_plain_characters() {
        assert!(TextId::new("a").is_ok());
        assert!(TextId::new("a".repeat(ID_LENGTH_MAX)).is_ok());
        for bad in ["", "A", "a-b", "é", &"a".repeat(ID_LENGTH_MAX + 1)] {
            assert_eq!(TextId::new(bad), Err(BadId), "{bad}");
        }
    }

    #[test]
    fn random_bits_become_26_plain_characters_in_order() {
        assert_eq!(TextId::from_random([0; 16]).as_str(), "0".repeat(26));
        let all = TextId::from_random([255; 16]);
        assert_eq!(all.as_str(), format!("7{}", "v".repeat(25)));
        assert!(TextId::new(all.as_str()).is_ok());
    }
}
