//! What is said of bytes that do not fit.

/// Why bytes from a client are refused. The client id is at its end then: what follows would only be a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not an update or state vector of version 1, or one that says more than it holds.
    #[error("these bytes are not an update of the Yjs format, version 1: reload the page")]
    Malformed,
    /// Over a limit for one update.
    #[error("the update is too large: paste the text in parts")]
    TooLarge,
    /// Its places take too long to find: much else was written there meanwhile.
    #[error(
        "too much was written at the same place meanwhile: copy your words, reload the page and paste them"
    )]
    TooCostly,
    /// The draft would be over its limit.
    #[error("the text is full: go on in a new text")]
    Full,
    /// Content other than words, formats and deletions.
    #[error("only words and their formats can stand in a text: paste without pictures and other objects")]
    Content,
    /// Something outside the one sequence of words.
    #[error("the update writes outside the words of the text: reload the page")]
    Parent,
    /// A format that texts do not have, or a value it does not take.
    #[error("the format is not one of those that texts have: paste as plain text")]
    Format,
    /// A format that is kept for later.
    #[error("suggestions and figures are not supported yet: use the formats of the toolbar")]
    Reserved,
    /// Between the halves of one character.
    #[error("the update cuts a character in two: reload the page")]
    HalfCharacter,
    /// Between two places that nobody can have seen side by side.
    #[error("the update puts words where no editor puts them: reload the page")]
    Place,
    /// The line that the server made is to be deleted.
    #[error("the last line of a text cannot be deleted: delete its words instead")]
    FirstLine,
}

impl Refusal {
    /// A stable word for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::TooLarge => "too-large",
            Self::TooCostly => "too-costly",
            Self::Full => "full",
            Self::Content => "content",
            Self::Parent => "parent",
            Self::Format => "format",
            Self::Reserved => "reserved",
            Self::HalfCharacter => "half-character",
            Self::Place => "place",
            Self::FirstLine => "first-line",
        }
    }
}

/// Why a draft cannot go on. Whoever holds it throws it away and reads it again from the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// Bytes that this crate wrote or admitted do not read back.
    #[error("the stored text cannot be read: restore it from a backup")]
    Unreadable,
    /// The library failed on an admitted update; the draft may be half changed.
    #[error("the text in memory is damaged: open it again from the store")]
    Poisoned,
    /// The update was checked against an older state of the draft; the draft is unchanged.
    #[error("the update was checked against an older state: check it again")]
    Stale,
}
