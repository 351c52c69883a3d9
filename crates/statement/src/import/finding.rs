//! What a person should look at after an import, and how it is said.

use serde::Serialize;

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
    /// The second note under one number got another.
    NoteRenumbered {
        /// Its number now.
        note: u32,
        /// The number in the source.
        printed: u32,
        /// Where.
        source_block: usize,
    },
    /// An ordinary number at the start of a block was taken for a note's.
    LabelReadFromPlainDigit {
        /// The note's number.
        note: u32,
        /// Where.
        source_block: usize,
    },
    /// Lines were joined at a hyphen, which may belong to the word or only to the line.
    JoinedAtHyphen {
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

impl Finding {
    /// One sentence: what was found and what to do.
    pub fn sentence(&self) -> String {
        match self {
            Self::MarkLost { note, proposed: Some((_, after)) } => {
                format!(
                    "Note {note} has lost its mark; it may have stood after {after} Place it in the text."
                )
            }
            Self::MarkLost { note, proposed: None } => {
                format!("Note {note} has lost its mark; place it in the text.")
            }
            Self::MarkReadFromPlainDigit { note, .. } => {
                format!("The mark of note {note} was an ordinary digit; check that it is a mark.")
            }
            Self::NoteRenumbered { note, printed, .. } => {
                format!("Two notes had the number {printed}; the second became note {note}, check its mark.")
            }
            Self::LabelReadFromPlainDigit { note, .. } => {
                format!("The number of note {note} was an ordinary one; check that it is a note.")
            }
            Self::JoinedAtHyphen { .. } => {
                "Two lines were joined at a hyphen; remove it where it only divided a word.".into()
            }
            Self::MarkWithoutNote { note, .. } => {
                format!("The raised number {note} has no note; it was left in the text as it is.")
            }
            Self::NoteJoined { note, .. } => {
                format!("Note {note} lay in two pieces, which were joined; read it.")
            }
            Self::AddressWithSpace { note } => {
                format!("The address in note {note} has a space in it; try the link.")
            }
            Self::LineDropped { text, why, .. } => {
                format!("The line \u{201c}{text}\u{201d} was left out: {why}.")
            }
            Self::ListOfOrganisations { note, found, separator_missing_between } => {
                let missing = match separator_missing_between.as_slice() {
                    [] => String::new(),
                    [a, b, ..] => format!(" A separator was missing between the names {a} and {b}."),
                    [_] => String::new(),
                };
                format!("Note {note} lists {found} organisations; it can become the generated list.{missing}")
            }
            Self::EmphasisLost { .. } => {
                "A quotation says \u{201c}(emphasis added)\u{201d}, but its emphasis was lost; add it again."
                    .into()
            }
            Self::DateMissing => {
                "The file gives no date; the date printed is chosen when the text is published.".into()
            }
        }
    }
}
