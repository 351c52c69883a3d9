//! What a published file prints: one edition of an adopted version with its list.

use crate::ExportError;
use model::canonical::NotCanonical;
use model::fact::{Listed, PublicationFact, Settings};
use model::ids::{Edition, OrganisationId, PublicationId, RecordNo, RoundId, TextId, VersionNo};
use model::key::{ServerKey, ServerSecret};
use model::organisation::Standing;
use model::position::Method;
use model::statement::Statement;
use model::time::UnixMs;

/// One edition, ready to be printed. Everything in it comes from the Statement and the extract that are attached to
/// the file, so that whoever has the file can print it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The frozen words.
    pub statement: Statement,
    /// The Statement's canonical JSON, attached as `statement.json`.
    pub statement_json: String,
    /// The published extract, attached as `extract.jsonl`.
    pub extract: String,
    /// The publication's record: version, digest, edition, day, the list in its order, the renderer.
    pub fact: PublicationFact,
    /// When it was recorded: the file's own date.
    pub at: UnixMs,
    /// Its number in the dossier's ledger.
    pub record: RecordNo,
    /// The coalition's name.
    pub coalition: String,
    /// Whether a real coalition speaks.
    pub standing: Standing,
    /// The key that vouches for the records.
    pub key: ServerKey,
}

impl Publication {
    /// What a publication of this Statement would be, signed by these names: for finding problems before there is one.
    pub(crate) fn trial(statement: &Statement, names: &[String]) -> Result<Self, ExportError> {
        let unprintable = |error: NotCanonical| ExportError::Refused(error.to_string());
        let digest = statement.digest().map_err(unprintable)?;
        let named = |name: &String| Listed {
            organisation: OrganisationId::from_random([0; 16]),
            name: name.clone(),
            reservation: None,
            method: Method::Session,
            at: UnixMs(0),
            record: RecordNo(1),
            carried_from: None,
        };
        Ok(Self {
            statement: statement.clone(),
            statement_json: statement.to_canonical().map_err(unprintable)?,
            extract: String::new(),
            fact: PublicationFact {
                publication: PublicationId::from_random([0; 16]),
                edition: Edition(1),
                round: RoundId::from_random([0; 16]),
                text: TextId::from_random([0; 16]),
                version: VersionNo(1),
                digest,
                translation: None,
                correction: None,
                day: "2000-01-01".into(),
                list: names.iter().map(named).collect(),
                withheld: 0,
                settings: Settings {
                    renderer: crate::RENDERER.into(),
                    names: None,
                    groups: vec![],
                    acronyms: Default::default(),
                },
            },
            at: UnixMs(0),
            record: RecordNo(1),
            coalition: "Trial".into(),
            standing: Standing::Real,
            key: ServerSecret::from_seed([0; 32]).key(),
        })
    }
}
