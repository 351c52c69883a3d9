//! Words that the server itself puts into a new draft.

use model::ids::BadId;
use model::statement::{BlockKind, Direction, ListKind, TextRun};

/// Names a note inside a working draft: 1 to 32 characters of `[a-z0-9]`; never part of a Statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteId(String);

impl NoteId {
    /// From 1 to 32 characters of `[a-z0-9]`.
    pub fn new(id: impl Into<String>) -> Result<Self, BadId> {
        let id = id.into();
        if crate::table::is_id(&id) { Ok(Self(id)) } else { Err(BadId) }
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A block for a new draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBlock {
    /// What kind of block it is.
    pub kind: BlockKind,
    /// As in [`model::statement::Block::level`].
    pub level: Option<u8>,
    /// Of an item: what kind of list.
    pub list: Option<ListKind>,
    /// Where it differs from the text's; only right to left can be written.
    pub direction: Option<Direction>,
    /// The note whose body this block belongs to.
    pub note: Option<NoteId>,
    /// Its words; a line feed in them is read as a space.
    pub runs: Vec<NewRun>,
}

/// Words or the mark of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewRun {
    /// Words.
    Text(TextRun),
    /// The mark of a note.
    Note(NoteId),
}
