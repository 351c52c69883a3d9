//! The Statement that a working draft reads as, and what stands in the way of freezing it.

use model::problem::Problem;
use model::statement::{Direction, Kind, Statement};

/// What a Statement says that is not in the sequence of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields {
    /// What sort of text it is.
    pub kind: Kind,
    /// BCP 47 tag of the text's language.
    pub language: String,
    /// The text's base direction.
    pub direction: Direction,
    /// Symbol of the document it is about.
    pub symbol: Option<String>,
}

/// A draft as it reads now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The Statement; where there are problems, as near as it can be told.
    pub statement: Statement,
    /// What stops a freeze, in the order of places.
    pub problems: Vec<Problem>,
}
