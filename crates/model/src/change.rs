//! How far two Statements differ: the class that decides whether a signature may be carried from one to the other.
//!
//! A closed table (`sign-off`, change class): what it does not name is substantive. Computed from the words that an
//! organisation signed, never from step to step, so that small steps cannot add up to a great one.

mod spelling;
mod wording;

use crate::statement::{Block, BlockKind, Statement};
use serde::{Deserialize, Serialize};

/// How far two Statements differ, in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Not at all: they have one digest.
    Identical,
    /// In indent, in direction, or in where the list of signatories stands.
    Layout,
    /// In white space, style of quotation marks, kinds of hyphen and dash, spelling of a listed pair; see [`wording`].
    Editorial,
    /// In anything else.
    Substantive,
}

impl Class {
    /// Whether a signature may be carried over a change of this class.
    pub fn is_carried(self) -> bool {
        self <= Self::Editorial
    }
}

/// The class of the change from one Statement to another; the same in both directions.
pub fn class(from: &Statement, to: &Statement) -> Class {
    let same_head = from.format == to.format
        && from.kind == to.kind
        && from.language == to.language
        && from.symbol == to.symbol
        && from.notes.len() == to.notes.len();
    if !same_head {
        return Class::Substantive;
    }
    let language = &from.language;
    let layout = layout(&from.direction, &to.direction).max(layout(&place_of_list(from), &place_of_list(to)));
    let body = blocks(&words(&from.blocks), &words(&to.blocks), language);
    let notes = from.notes.iter().zip(&to.notes).map(|(from, to)| {
        let (from, to): (Vec<&Block>, Vec<&Block>) = (from.iter().collect(), to.iter().collect());
        blocks(&from, &to, language)
    });
    notes.fold(layout.max(body), Class::max)
}

/// The body without the place of the generated list, which is layout.
fn words(blocks: &[Block]) -> Vec<&Block> {
    blocks.iter().filter(|block| block.kind != BlockKind::Signatories).collect()
}

fn place_of_list(statement: &Statement) -> Option<(usize, &Block)> {
    statement.blocks.iter().enumerate().find(|(_, block)| block.kind == BlockKind::Signatories)
}

fn blocks(from: &[&Block], to: &[&Block], language: &str) -> Class {
    if from.len() != to.len() {
        return Class::Substantive;
    }
    from.iter().zip(to).map(|(from, to)| block(from, to, language)).fold(Class::Identical, Class::max)
}

fn block(from: &Block, to: &Block, language: &str) -> Class {
    if from.kind != to.kind || from.list != to.list {
        return Class::Substantive;
    }
    if from.level != to.level && !is_indent(from.kind) {
        return Class::Substantive;
    }
    let layout = layout(&(from.level, from.direction), &(to.level, to.direction));
    layout.max(wording::class(&from.runs, &to.runs, language))
}

/// Of these kinds the level is an indent and nothing else; of a heading, an item or a numbered paragraph it says what
/// belongs to what.
fn is_indent(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Title | BlockKind::Subtitle | BlockKind::Paragraph | BlockKind::Quote)
}

/// The class of a difference that is layout and nothing else.
fn layout<T: PartialEq>(from: &T, to: &T) -> Class {
    if from == to { Class::Identical } else { Class::Layout }
}
