//! What changed between two Statements, for people to read: a redline of paragraphs and, within them, of words.
//!
//! It decides nothing: how far a change goes is `model::change`'s to say. But it leaves nothing out either: reading the
//! old side of a redline gives the old Statement, reading the new side the new one, exactly.
//!
//! First paragraphs are paired (`align`), then the words of each pair (`words`), as segmented by ICU (`tokens`).

mod align;
mod patch;
mod tokens;
mod words;

pub use patch::patch;

use crate::limits::COMPARING_TIME_MAX;
use align::{Group, Unit};
use model::change::{self, Class};
use model::statement::{Block, BlockKind, Direction, ListKind, Run, Statement};
use serde::Serialize;
use std::time::Instant;
use tokens::{NotePairs, block_tokens};

/// A redline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// How far the change goes.
    pub class: Class,
    /// The body.
    pub blocks: Vec<Compared>,
    /// Notes, in the order of the new text; one that was removed follows those that stood before it.
    pub notes: Vec<ComparedNote>,
}

/// A paragraph, or several that became one or came of one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// What became of it.
    pub change: BlockChange,
    /// Of the old text: several where they were joined.
    pub from: Vec<Head>,
    /// Of the new text: several where one was split.
    pub to: Vec<Head>,
    /// The words, in the order in which a redline shows them.
    pub pieces: Vec<Piece>,
}

/// What became of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockChange {
    /// Nothing.
    Kept,
    /// Its words, or what kind of paragraph it is.
    Changed,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It stands here now, perhaps with other words.
    Moved,
    /// It stood here: shown in the old place, counted in the new one.
    MovedAway,
    /// It became several.
    Split,
    /// Several became one.
    Joined,
}

/// A paragraph without its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Its place among the blocks of its Statement, or of its note, from 0.
    pub at: usize,
    /// What kind of block it is.
    #[serde(rename = "type")]
    pub kind: BlockKind,
    /// As in the Statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// As in the Statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<ListKind>,
    /// As in the Statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
}

/// Words, or a border between paragraphs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Piece {
    /// Words or the mark of a note.
    Words {
        /// What became of them.
        change: WordChange,
        /// As the new text has them; as the old one had them where they were removed.
        run: Run,
        /// As the old text had them, where that differs: other emphasis, another number of the same note.
        #[serde(skip_serializing_if = "Option::is_none")]
        was: Option<Run>,
    },
    /// Where a paragraph ends and the next begins.
    Border {
        /// What became of it.
        border: WordChange,
    },
}

/// What became of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum WordChange {
    /// Nothing; a note may have another number.
    Kept,
    /// They are new.
    Added,
    /// They are gone.
    Removed,
    /// The words are the same under another emphasis, link or language.
    Restyled,
}

/// A note's body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedNote {
    /// Its number in the old text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
    /// Its number in the new text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
    /// Its paragraphs.
    pub blocks: Vec<Compared>,
}

/// The redline from one Statement to another.
pub fn compare(from: &Statement, to: &Statement) -> Comparison {
    let until = Instant::now() + COMPARING_TIME_MAX;
    let pairs = NotePairs::of(&from.notes, &to.notes, until);
    Comparison {
        class: change::class(from, to),
        blocks: compare_blocks(&from.blocks, &to.blocks, &pairs, until),
        notes: compare_notes(from, to, &pairs, until),
    }
}

fn compare_blocks(from: &[Block], to: &[Block], pairs: &NotePairs, until: Instant) -> Vec<Compared> {
    let old: Vec<Unit<'_>> =
        from.iter().map(|block| Unit::of(block, block_tokens(block, pairs.in_old()))).collect();
    let new: Vec<Unit<'_>> =
        to.iter().map(|block| Unit::of(block, block_tokens(block, pairs.in_new()))).collect();
    align::groups(&old, &new, until).iter().map(|group| compared(&old, &new, group, until)).collect()
}

fn compared(old: &[Unit<'_>], new: &[Unit<'_>], group: &Group, until: Instant) -> Compared {
    let heads =
        |units: &[Unit<'_>], places: &[usize]| places.iter().map(|at| head(*at, units[*at].block)).collect();
    let (from, to): (Vec<Head>, Vec<Head>) = (heads(old, &group.from), heads(new, &group.to));
    let pieces = words::redline(&words::sequence(old, &group.from), &words::sequence(new, &group.to), until);
    let change = match group.change {
        BlockChange::Kept if !is_kept(&from, &to, &pieces) => BlockChange::Changed,
        change => change,
    };
    Compared { change, from, to, pieces }
}

fn is_kept(from: &[Head], to: &[Head], pieces: &[Piece]) -> bool {
    let same_kind = |(from, to): (&Head, &Head)| Head { at: to.at, ..from.clone() } == *to;
    let kept = |piece: &Piece| matches!(piece, Piece::Words { change: WordChange::Kept, .. });
    from.iter().zip(to).all(same_kind) && pieces.iter().all(kept)
}

fn head(at: usize, block: &Block) -> Head {
    Head { at, kind: block.kind, level: block.level, list: block.list, direction: block.direction }
}

fn compare_notes(from: &Statement, to: &Statement, pairs: &NotePairs, until: Instant) -> Vec<ComparedNote> {
    let none: &[Block] = &[];
    let body = |notes: &'_ [Vec<Block>], at: usize| notes.get(at).cloned().unwrap_or_default();
    let number = |at: usize| u32::try_from(at + 1).ok();
    let mut compared: Vec<ComparedNote> = Vec::new();
    let mut gone = pairs.removed().peekable();
    for (at, note) in to.notes.iter().enumerate() {
        let was = pairs.old_of(at);
        let old = was.map(|was| body(&from.notes, was)).unwrap_or_default();
        while let Some(removed) = gone.next_if(|removed| was.is_some_and(|was| *removed < was)) {
            let blocks = compare_blocks(&body(&from.notes, removed), none, pairs, until);
            compared.push(ComparedNote { from: number(removed), to: None, blocks });
        }
        let blocks = compare_blocks(&old, note, pairs, until);
        compared.push(ComparedNote { from: was.and_then(number), to: number(at), blocks });
    }
    for removed in gone {
        let blocks = compare_blocks(&body(&from.notes, removed), none, pairs, until);
        compared.push(ComparedNote { from: number(removed), to: None, blocks });
    }
    compared
}
