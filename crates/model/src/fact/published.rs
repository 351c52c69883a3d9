//! What is published: an edition's record, with all that its pages depend on beside the text.

use super::translation::Translation;
use crate::digest::Digest;
use crate::ids::{Edition, OrganisationId, PublicationId, RecordNo, RoundId, TextId, VersionNo};
use crate::position::Method;
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// What it translates, and whether its words count, in a translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation: Option<Translation>,
    /// Which mistake it puts right, where that is what it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
    /// The day printed, `YYYY-MM-DD`.
    pub day: String,
    /// The list in the order printed.
    pub list: Vec<Listed>,
    /// How many more stand under it whose names are withheld, on the server's word.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub withheld: u32,
    /// What else the pages depend on.
    pub settings: Settings,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// That a version puts a mistake in a published one right: `Corr.1`, `Corr.2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// From 1, for each text.
    pub number: u32,
    /// The version in whose place it stands.
    pub version: VersionNo,
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
    /// The version that was signed, of a signature that was carried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_from: Option<VersionNo>,
}

/// What the pages depend on beside text and list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The program whose renderer makes the files, such as `Undersigned 0.1.0`.
    pub renderer: String,
    /// How the names are set; one below the other, where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<NameStyle>,
    /// Where the names stand in groups: each with its title, in the order printed; the names are in the list's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<NameGroup>,
    /// Acronyms printed behind names, by organisation; none where they are not printed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub acronyms: BTreeMap<OrganisationId, String>,
}

/// How the names of signatories are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameStyle {
    /// One after the other, as a sentence.
    Inline,
    /// In two columns.
    Columns,
    /// One below the other, with numbers.
    Numbered,
    /// By the country that each works from.
    Country,
    /// By consultative status with ECOSOC.
    Status,
}

/// Names under one title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameGroup {
    /// The country or the status; absent for those of whom none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How many names of the list, from where the group before ended.
    pub names: u32,
}
