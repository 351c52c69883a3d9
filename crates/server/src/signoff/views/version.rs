//! Versions and what they translate, in the API's words.

use model::dossier::{Dossier, Text, Version};
use model::fact::Original;
use serde::Serialize;
use utoipa::ToSchema;

/// A frozen version.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VersionView {
    /// Its number, from 1.
    pub no: u32,
    /// The Statement's digest.
    pub digest: String,
    /// When it was frozen, in milliseconds since 1970.
    pub at: u64,
    /// Where its canonical JSON is.
    pub statement_url: String,
    /// What it translates, in a translation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translates: Option<OriginalView>,
}

/// What a translation translates.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OriginalView {
    /// Which text.
    pub text: String,
    /// Its title.
    pub title: String,
    /// Which of its versions.
    pub version: u32,
    /// The digest of that.
    pub digest: String,
    /// Whether the original has a newer version by now.
    pub is_outdated: bool,
}

/// A version of a text.
pub fn version(dossier: &Dossier, text: &Text, version: &Version) -> VersionView {
    let no = version.fact.version.0;
    let statement_url = format!("/api/v1/texts/{}/versions/{no}", text.fact.text);
    let translates = version.fact.translates.as_ref().map(|it| original(dossier, it));
    VersionView { no, digest: version.fact.digest.to_string(), at: version.at.0, statement_url, translates }
}

/// What a version translates.
pub fn original(dossier: &Dossier, of: &Original) -> OriginalView {
    OriginalView {
        text: of.text.to_string(),
        title: dossier.title(&of.text).to_owned(),
        version: of.version.0,
        digest: of.digest.to_string(),
        is_outdated: dossier.is_outdated(of),
    }
}
