//! Reading plain text that came out of a PDF: paragraphs, headings, lists, and notes whose bodies lie between paragraphs.
//!
//! Nothing is dropped without being named: what is not in the body or in a note is in a finding. Nothing is guessed
//! silently either: a note whose mark was lost stays an orphan, with a proposed place that a person accepts.

mod blocks;
mod draft;
mod inline;
mod notes;
mod organisations;
mod places;
mod sentences;

use blocks::{Line, Source};
use model::statement::{Block, BlockKind, Direction, Kind, ListKind, Run};
use serde::Serialize;

pub use organisations::Organisation;

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
}

/// Something a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Finding {
    /// A note without its mark; the block and the words after which it may have stood.
    MarkLost {
        /// The note's number.
        note: u32,
        /// Block of the source, and words.
        #[serde(skip_serializing_if = "Option::is_none")]
        proposed: Option<(usize, String)>,
    },
    /// An ordinary digit was taken for a mark.
    MarkReadFromPlainDigit {
        /// The note's number.
        note: u32,
        /// Where.
        source_block: usize,
    },
    /// A superscript number without a note; it stays in the text.
    MarkWithoutNote {
        /// The number.
        note: u32,
        /// Where.
        source_block: usize,
    },
    /// A note that lay in two pieces.
    NoteJoined {
        /// The note's number.
        note: u32,
        /// The pieces in reading order.
        source_blocks: Vec<usize>,
    },
    /// An address with a space in it, which a link writes as `%20`.
    AddressWithSpace {
        /// The note's number.
        note: u32,
    },
    /// A line that is not part of the text.
    LineDropped {
        /// Where.
        source_block: usize,
        /// The line.
        text: String,
        /// Why.
        why: &'static str,
    },
    /// A note that lists organisations: one click makes it the generated list.
    ListOfOrganisations {
        /// The note's number.
        note: u32,
        /// How many.
        found: usize,
        /// Between which two, counted from 1, a separator was missing; pairs in a row.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        separator_missing_between: Vec<usize>,
    },
    /// The text speaks of an emphasis that is not there.
    EmphasisLost {
        /// Where.
        source_block: usize,
        /// Why it is thought so.
        why: &'static str,
    },
    /// The text gives no date of its own.
    DateMissing,
}

/// Reads plain text; `known` are organisations' names as printed, which help where separators were lost.
pub fn plain_text(text: &str, known: &[&str]) -> Imported {
    let source = Source::read(text);
    let mut notes = notes::collect(&source);
    let marks = notes::marks(&source, &mut notes);
    places::propose(&source, &mut notes, &marks);
    let body = body(&source, &marks);
    let imported = notes.iter().map(notes::Note::imported).collect();
    let (organisations, list) = organisations::listed(&notes, known);
    let mut findings = notes::findings(&notes, &marks);
    findings.extend(source.dropped());
    findings.extend(list);
    findings.extend(emphasis_lost(&source, &body));
    if !source.blocks.iter().any(blocks::is_date) {
        findings.push(Finding::DateMissing);
    }
    Imported { fields: source.fields(), body, notes: imported, organisations, findings }
}

fn body(source: &Source, marks: &[notes::Mark]) -> Vec<ImportedBlock> {
    let mut body = Vec::new();
    for block in &source.blocks {
        for line in &block.lines {
            let (kind, level, list) = match line.kind {
                Line::TITLE => (BlockKind::Title, None, None),
                Line::HEADING => (BlockKind::Heading, Some(1), None),
                Line::BULLET => (BlockKind::Item, Some(1), Some(ListKind::Bullet)),
                Line::ORDERED => (BlockKind::Item, Some(1), Some(ListKind::Ordered)),
                _ => (BlockKind::Paragraph, None, None),
            };
            let here = marks
                .iter()
                .filter(|m| m.has_note && m.block == block.index && line.range.contains(&m.range.start));
            let here: Vec<_> = here.map(|m| (m.range.clone(), m.note)).collect();
            let runs = inline::runs(&block.text, line.range.clone(), &here);
            body.push(ImportedBlock {
                block: Block { kind, level, list, direction: None, runs },
                source_block: block.index,
            });
        }
    }
    body
}

/// Blocks that say "(emphasis added)" of a quotation without any.
fn emphasis_lost(source: &Source, body: &[ImportedBlock]) -> Vec<Finding> {
    let why = "says \"(emphasis added)\", no emphasis in the quotation";
    let plain = |block: &&ImportedBlock| {
        block.block.runs.iter().all(|run| !matches!(run, Run::Text(text) if !text.marks.is_empty()))
    };
    let says = |block: &&ImportedBlock| {
        let text =
            &source.blocks.iter().find(|b| b.index == block.source_block).map_or("", |b| b.text.as_str());
        text.contains("(emphasis added)") && text.contains(['"', '“', '«'])
    };
    let lost = body.iter().filter(says).filter(plain);
    lost.map(|block| Finding::EmphasisLost { source_block: block.source_block, why }).collect()
}
