//! Organisations of a coalition and the people who speak for them.

use crate::ids::{OrganisationId, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Names as printed, by BCP 47 tag of the language they are printed in.
pub type Names = BTreeMap<String, String>;

/// How an organisation takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrganisationKind {
    /// Drafts and signs through people of its own.
    Member,
    /// A network of organisations. It signs as itself; a member of it is bound by a mandate of its own, never by this one.
    Network,
    /// Has no account: what it says is relayed.
    Endorser,
}

/// Whether a coalition is a real one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// A coalition's own.
    Real,
    /// Made for trying the program out: everything it publishes says so.
    Demonstration,
}

/// Whether published files carry what passkeys signed. It tells the server's address, and which signatures are one
/// person's: a coalition decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Proofs {
    /// They do not: members have it in the ledger.
    #[default]
    Kept,
    /// They do, where the act says nothing but signatures that are printed.
    Published,
}

/// What a coalition says of one of its organisations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Names as printed, at least one.
    pub names: Names,
    /// A short form of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    /// The country it works from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Its consultative status with ECOSOC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ecosoc: Option<String>,
    /// How it takes part.
    pub kind: OrganisationKind,
}

/// An organisation as the coalition's ledger has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its identity.
    pub id: OrganisationId,
    /// What the coalition says of it.
    pub profile: Profile,
    /// Whether it is still of the coalition.
    pub membership: Membership,
}

/// Whether an organisation is of the coalition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// It is.
    Present,
    /// It left: its people read and write nothing, and can still withdraw its positions.
    Left,
}

/// A person as the coalition's ledger has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their identity.
    pub id: PersonId,
    /// The address that login links go to; compared without regard to case.
    pub email: String,
    /// Their name.
    pub name: String,
    /// The organisation they are of; a translator or counsel is of none.
    pub organisation: Option<OrganisationId>,
    /// What they may do in the coalition.
    pub office: Office,
}

/// What a person may do in the coalition as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Office {
    /// Nothing beyond what dossiers give them.
    Member,
    /// Adds organisations and people, opens dossiers, hands out login links.
    Administrator,
}

impl Profile {
    /// What it is called where there is little room: the acronym, else a name.
    pub fn short_name(&self) -> Option<&str> {
        self.acronym.as_deref().or_else(|| self.names.values().next().map(String::as_str))
    }

    /// The name printed in a language: that of the exact tag, else of the tag's language, else English, else any.
    pub fn name_in(&self, language: &str) -> &str {
        let primary = language.split('-').next().unwrap_or(language);
        let wanted = [language, primary, "en"];
        let found = wanted.iter().find_map(|tag| self.names.get(*tag)).or_else(|| self.names.values().next());
        found.map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_printed_is_that_of_the_language_else_english_else_any() {
        let names = |tags: &[&str]| tags.iter().map(|tag| (tag.to_string(), format!("in {tag}"))).collect();
        let kind = OrganisationKind::Member;
        let of =
            |tags: &[&str]| Profile { names: names(tags), acronym: None, country: None, ecosoc: None, kind };
        assert_eq!(of(&["en", "fr"]).name_in("fr"), "in fr");
        assert_eq!(of(&["en", "fr"]).name_in("fr-CH"), "in fr");
        assert_eq!(of(&["en", "fr"]).name_in("es"), "in en");
        assert_eq!(of(&["fa"]).name_in("es"), "in fa");
    }
}
