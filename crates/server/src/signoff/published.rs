//! What the API says of publications: made from the ledgers at each question, stored nowhere.

use model::dossier::{Dossier, Publication, PublicationState, PublishedEdition};
use serde::Serialize;
use utoipa::ToSchema;

/// A publication as its last edition has it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicationView {
    /// Its identity, the same for all editions.
    pub id: String,
    /// Its dossier.
    pub dossier: String,
    /// The text.
    pub text: String,
    /// The version.
    pub version: u32,
    /// The version's digest.
    pub digest: String,
    /// The edition's number, from 1.
    pub edition: u32,
    /// `current` or `retracted`.
    pub state: String,
    /// Why it was retracted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The day printed, `YYYY-MM-DD`.
    pub day: String,
    /// Its files.
    pub files: Vec<FileView>,
    /// The names in the order printed.
    pub signatories: Vec<String>,
    /// How many more stand under it whose names are withheld.
    pub withheld: u32,
}

/// A file of an edition.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileView {
    /// A short name such as `pdf`.
    pub kind: String,
    /// Where it is.
    pub url: String,
    /// Of its bytes, as `sha256sum` prints it.
    pub sha256: String,
}

/// A publication's last edition; every publication has one.
pub fn publication(dossier: &Dossier, publication: &Publication) -> Option<PublicationView> {
    let edition = publication.latest()?;
    let (state, reason) = match &publication.state {
        PublicationState::Current => ("current", None),
        PublicationState::Retracted { reason } => ("retracted", Some(reason.clone())),
    };
    Some(PublicationView {
        id: publication.id.to_string(),
        dossier: dossier.id.to_string(),
        text: edition.fact.text.to_string(),
        version: edition.fact.version.0,
        digest: edition.fact.digest.to_string(),
        edition: edition.fact.edition.0,
        state: state.to_owned(),
        reason,
        day: edition.fact.day.clone(),
        files: files(publication, edition),
        withheld: edition.fact.withheld,
        signatories: edition.fact.list.iter().map(|listed| listed.name.clone()).collect(),
    })
}

fn files(publication: &Publication, edition: &PublishedEdition) -> Vec<FileView> {
    let view = |(kind, sha256): (&String, &model::digest::Digest)| FileView {
        kind: kind.clone(),
        url: format!("/api/v1/publications/{}/files/{kind}", publication.id),
        sha256: sha256.to_string(),
    };
    edition.files.iter().map(view).collect()
}
