//! What stops a freeze: each problem has a place and a sentence, so that a page can show it where it is.

use serde::{Deserialize, Serialize};

/// Something in a text that stops it from being frozen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// A stable name for programs, such as `note-without-mark`.
    pub code: String,
    /// Where in the working draft, in UTF-16 units from its start; absent when it is about the text as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// One sentence for a person: what is wrong and what to do.
    pub sentence: String,
    /// The one-click repair, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<Repair>,
}

/// A range of the working draft, in UTF-16 units from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// First unit.
    pub index: u32,
    /// How many units.
    pub length: u32,
}

/// A repair that the editor offers with one click.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Repair {
    /// Delete the range.
    Delete,
    /// Put other characters in place of the range.
    Replace {
        /// The characters.
        with: String,
    },
    /// Put the orphaned note's mark where the cursor is.
    PlaceNote {
        /// The note's id.
        note: String,
    },
    /// Remove the note's body.
    DiscardNote {
        /// The note's id.
        note: String,
    },
    /// Write this line format.
    SetHeading {
        /// Level 1 to 4.
        level: u8,
    },
}
