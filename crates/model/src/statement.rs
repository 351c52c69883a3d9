//! The Statement: the exact words that a version freezes and a position is about, and their digest.

use crate::canonical::{self, NotCanonical};
use crate::digest::Digest;
use serde::{Deserialize, Serialize};

/// The format's name, and the domain of its digest.
pub const FORMAT: &str = "undersigned/statement/1";

/// A frozen text. Absent members are omitted; texts are in normalization form C.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Always [`FORMAT`].
    pub format: String,
    /// What sort of text it is.
    pub kind: Kind,
    /// BCP 47 tag of the text's language.
    pub language: String,
    /// The text's base direction.
    pub direction: Direction,
    /// Symbol of the document it is about, such as `A/HRC/43/L.31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The body, in order.
    pub blocks: Vec<Block>,
    /// Bodies of the notes, in the order of their marks: note n is `notes[n - 1]`.
    pub notes: Vec<Vec<Block>>,
}

/// What sort of text a drafting document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Concerns with a draft resolution.
    Annex,
    /// Words offered to delegations, who explain their votes.
    ExplanationOfVote,
    /// A statement of the organisations together.
    JointStatement,
    /// A letter.
    Letter,
    /// Delivered by one organisation for several.
    OralStatement,
}

/// Base direction of a text or a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// A block of the body or of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// What kind of block it is.
    #[serde(rename = "type")]
    pub kind: BlockKind,
    /// Of a heading 1 to 4; of an item, its depth from 1; of another block, its indent from 1. Absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// Of an item: what kind of list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<ListKind>,
    /// Where it differs from the Statement's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The words, equal neighbours merged, empty ones dropped; omitted when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<Run>,
}

/// Kinds of block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// The one title.
    Title,
    /// A line under the title.
    Subtitle,
    /// A heading, level 1 to 4.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A numbered paragraph.
    Numbered,
    /// An item of a list.
    Item,
    /// A quotation set off from the text.
    Quote,
    /// Where the generated list of signatories stands.
    Signatories,
}

/// Kinds of list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListKind {
    /// With bullets.
    Bullet,
    /// With numbers.
    Ordered,
}

/// Words under the same marks, or the mark of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Run {
    /// The mark of note n, from 1.
    Note(NoteMark),
    /// Words.
    Text(TextRun),
}

/// The mark of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteMark {
    /// The note's number, from 1.
    pub note: u32,
}

/// Words under the same marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextRun {
    /// The words, never empty.
    pub text: String,
    /// Sorted, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// An address: http, https or mailto.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// BCP 47 tag where the words' language is not the Statement's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// Marks of emphasis; their order here is the canonical order, that of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Subscript.
    Sub,
    /// Superscript.
    Super,
    /// Underlined.
    Underline,
}

impl Statement {
    /// The canonical JSON, which a version keeps and a digest is taken of.
    pub fn to_canonical(&self) -> Result<String, NotCanonical> {
        canonical::to_canonical(self)
    }

    /// Reads a Statement from its canonical JSON; every other spelling of it is refused.
    pub fn from_canonical(json: &str) -> Result<Self, NotCanonical> {
        canonical::from_canonical(json)
    }

    /// SHA-256 over the format's name, a line feed, and the canonical JSON.
    pub fn digest(&self) -> Result<Digest, NotCanonical> {
        Ok(Digest::of(FORMAT, self.to_canonical()?))
    }
}
