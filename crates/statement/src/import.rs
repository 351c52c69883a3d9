//! Reading plain text that came out of a PDF: paragraphs, headings, lists, notes whose bodies lie between paragraphs.
//!
//! Nothing is dropped without being named: what is not in the body or in a note is in a finding. Nothing is guessed
//! silently either: a note whose mark was lost stays an orphan, with a proposed place that a person accepts.

mod blocks;
mod body;
mod draft;
mod finding;
mod inline;
mod lines;
mod notes;
mod organisations;
mod places;

use blocks::Source;
use body::Body;
use model::statement::{Block, Direction, Kind, Run};
use serde::Serialize;

pub use finding::Finding;
pub use organisations::Organisation;

/// A text over one of the limits for importing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the file has more than {limit} {what}: import it in parts")]
pub struct ImportError {
    /// The limit.
    pub limit: usize,
    /// What it limits.
    pub what: &'static str,
}

/// A text as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// What the text says of itself.
    pub fields: ImportedFields,
    /// Title, headings, paragraphs and items in order; a mark's number is the source's.
    pub body: Vec<ImportedBlock>,
    /// Bodies of notes in the order of their numbers.
    pub notes: Vec<ImportedNote>,
    /// Organisations listed in a note.
    pub organisations: Vec<Organisation>,
    /// What a person should look at.
    pub findings: Vec<Finding>,
}

/// What a text says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedFields {
    /// By the title's first words.
    pub kind: Kind,
    /// By the script that prevails.
    pub direction: Direction,
    /// The first symbol of a United Nations document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
}

/// A block of the body, and which block of the source it comes from, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedBlock {
    /// The block; its notes' numbers are the source's.
    #[serde(flatten)]
    pub block: Block,
    /// Where it comes from.
    pub source_block: usize,
}

/// The body of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedNote {
    /// As printed in the source.
    pub source_number: u32,
    /// Its words.
    pub runs: Vec<Run>,
    /// Where they come from; several when the note was split.
    pub source_blocks: Vec<usize>,
    /// Whether its mark is in the body.
    pub mark: MarkFound,
    /// Where the mark of an orphan may have stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposed_place: Option<ProposedPlace>,
}

/// Whether a note's mark is in the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum MarkFound {
    /// As a superscript.
    #[serde(rename = "found")]
    Found,
    /// As an ordinary digit after the end of a sentence.
    #[serde(rename = "found, written as a plain digit")]
    PlainDigit,
    /// It was lost.
    #[serde(rename = "orphan")]
    Orphan,
}

/// Where the mark of an orphan may have stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProposedPlace {
    /// The block of the source.
    pub source_block: usize,
    /// The words right before the place.
    pub after: String,
    /// In UTF-16 units from the start of the source's block.
    pub offset_in_block: usize,
    /// In UTF-16 units from the start of the new draft, before any other orphan is placed.
    #[serde(skip)]
    pub index: usize,
}

/// Reads plain text; `known` are organisations' names as printed, which help where separators were lost.
pub fn plain_text(text: &str, known: &[&str]) -> Result<Imported, ImportError> {
    let mut source = Source::read(text)?;
    let mut notes = notes::collect(&mut source);
    let marks = notes::marks(&source, &mut notes);
    places::propose(&source, &mut notes, &marks);
    let body = Body::of(&source, &marks);
    for note in &mut notes {
        if let Some(place) = &mut note.proposed {
            place.index = body.index(&source, place);
        }
    }
    let Body { blocks: body, .. } = body;
    let imported = notes.iter().map(notes::Note::imported).collect();
    let (organisations, list) = organisations::listed(&notes, known);
    let mut findings = notes::findings(&notes, &marks);
    findings.extend(source.plain_labels());
    findings.extend(source.at_hyphens());
    findings.extend(source.dropped());
    findings.extend(list);
    findings.extend(emphasis_lost(&source, &body));
    if !source.blocks.iter().any(blocks::is_date) {
        findings.push(Finding::DateMissing);
    }
    Ok(Imported { fields: source.fields(), body, notes: imported, organisations, findings })
}

/// Blocks that say "(emphasis added)" of a quotation without any.
fn emphasis_lost(source: &Source, body: &[ImportedBlock]) -> Vec<Finding> {
    let why = "says \"(emphasis added)\", no emphasis in the quotation";
    let plain = |block: &&ImportedBlock| {
        block.block.runs.iter().all(|run| !matches!(run, Run::Text(text) if !text.marks.is_empty()))
    };
    let says = |block: &&ImportedBlock| {
        let text = &source.blocks[block.source_block].text;
        text.contains("(emphasis added)") && text.contains(['"', '“', '«'])
    };
    let lost = body.iter().filter(says).filter(plain);
    lost.map(|block| Finding::EmphasisLost { source_block: block.source_block, why }).collect()
}
