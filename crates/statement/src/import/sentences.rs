//! Findings as sentences for a person.

use super::Finding;

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
