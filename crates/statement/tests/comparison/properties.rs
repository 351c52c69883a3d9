//! A redline holds both texts whole: its old side is the old text, its new side the new one.

use super::of;
use model::change::class;
use model::statement::{Block, BlockKind, Mark, NoteMark, Run, Statement, TextRun};
use proptest::prelude::*;
use statement::comparison::{BlockChange, Compared, Comparison, Head, Piece, WordChange, compare, patch};
use std::collections::BTreeMap;

const WORDS: [&str; 10] =
    ["State", "state", "shall", "not", "rights", "neighbour", "neighbor", "2018", "的", "حق"];
const SIGNS: [&str; 8] = [" ", "  ", "-", "\u{2013}", "\"", "\u{201c}", ".", "\u{1f469}\u{200d}\u{1f680}"];

fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![prop::sample::select(&WORDS[..]), prop::sample::select(&SIGNS[..])];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

fn run(notes: u32) -> impl Strategy<Value = Run> {
    let text = (words(), any::<bool>()).prop_map(|(text, is_bold)| {
        let marks = if is_bold { vec![Mark::Bold] } else { vec![] };
        Run::Text(TextRun { text, marks, link: None, language: None })
    });
    prop_oneof![6 => text, 1 => (1..=notes.max(1)).prop_map(|note| Run::Note(NoteMark { note }))]
}

fn block(notes: u32) -> impl Strategy<Value = Block> {
    let kind = prop::sample::select(&[BlockKind::Paragraph, BlockKind::Quote, BlockKind::Numbered][..]);
    (kind, prop::option::of(1..3_u8), prop::collection::vec(run(notes), 0..5)).prop_map(
        |(kind, level, runs)| Block { kind, level, list: None, direction: None, runs: merged(runs) },
    )
}

/// Equal neighbours are one run, as in every Statement.
fn merged(runs: Vec<Run>) -> Vec<Run> {
    let mut all: Vec<Run> = Vec::new();
    for run in runs {
        match (all.last_mut(), &run) {
            (Some(Run::Text(last)), Run::Text(more))
                if (&last.marks, &last.link, &last.language) == (&more.marks, &more.link, &more.language) =>
            {
                last.text.push_str(&more.text);
            }
            _ => all.push(run),
        }
    }
    all
}

/// A text, and the same text after somebody took blocks out, put them elsewhere, cut, joined and rewrote.
fn pair() -> impl Strategy<Value = (Statement, Statement)> {
    let body = prop::collection::vec(block(3), 0..7);
    let notes = prop::collection::vec(prop::collection::vec(block(0), 1..3), 0..4);
    let edits = prop::collection::vec((0..6_u8, any::<prop::sample::Index>(), block(3)), 0..6);
    (body, notes, edits).prop_map(|(blocks, notes, edits)| {
        let (mut now, mut now_notes) = (blocks.clone(), notes.clone());
        for (what, at, new) in edits {
            edit(&mut now, &mut now_notes, what, &at, new);
        }
        (of("en", blocks, notes), of("en", now, now_notes))
    })
}

fn edit(
    blocks: &mut Vec<Block>,
    notes: &mut Vec<Vec<Block>>,
    what: u8,
    at: &prop::sample::Index,
    new: Block,
) {
    if blocks.is_empty() {
        return blocks.push(new);
    }
    let at = at.index(blocks.len());
    match what {
        0 => _ = blocks.remove(at),
        1 => blocks.insert(at, new),
        2 => {
            let block = blocks.remove(at);
            blocks.push(block);
        }
        3 => {
            let half = blocks[at].runs.len() / 2;
            let runs = blocks[at].runs.split_off(half);
            let rest = Block { runs, ..blocks[at].clone() };
            blocks.insert(at + 1, rest);
        }
        4 if at + 1 < blocks.len() => {
            let next = blocks.remove(at + 1);
            let runs = std::mem::take(&mut blocks[at].runs);
            blocks[at].runs = merged([runs, next.runs].concat());
        }
        5 if !notes.is_empty() => _ = notes.remove(at % notes.len()),
        _ => blocks[at].runs = merged([blocks[at].runs.clone(), new.runs].concat()),
    }
}

/// One side of a redline.
#[derive(Clone, Copy)]
enum Side {
    Old,
    New,
}

impl Side {
    fn shows(self, change: WordChange) -> bool {
        match self {
            Self::Old => change != WordChange::Added,
            Self::New => change != WordChange::Removed,
        }
    }

    fn heads(self, compared: &Compared) -> &[Head] {
        match self {
            Self::Old => &compared.from,
            Self::New => &compared.to,
        }
    }

    fn blocks(self, compared: &[Compared]) -> Vec<Block> {
        let mut blocks = BTreeMap::new();
        for compared in compared.iter().filter(|c| c.change != BlockChange::MovedAway) {
            let mut bodies: Vec<Vec<Run>> = vec![Vec::new()];
            for piece in &compared.pieces {
                match piece {
                    Piece::Border { border } if self.shows(*border) => bodies.push(Vec::new()),
                    Piece::Words { change, run, was } if self.shows(*change) => {
                        let run = match self {
                            Self::Old => was.as_ref().unwrap_or(run),
                            Self::New => run,
                        };
                        bodies.last_mut().unwrap().push(run.clone());
                    }
                    _ => {}
                }
            }
            for (head, runs) in self.heads(compared).iter().zip(bodies) {
                let Head { at, kind, level, list, direction } = head.clone();
                let block = Block { kind, level, list, direction, runs: merged(runs) };
                assert!(blocks.insert(at, block).is_none(), "block {at} is shown twice");
            }
        }
        assert!(blocks.keys().copied().eq(0..blocks.len()), "a block is missing");
        blocks.into_values().collect()
    }

    fn notes(self, comparison: &Comparison) -> Vec<Vec<Block>> {
        let number = |note: &statement::comparison::ComparedNote| match self {
            Self::Old => note.from,
            Self::New => note.to,
        };
        let notes =
            comparison.notes.iter().filter_map(|note| Some((number(note)?, self.blocks(&note.blocks))));
        notes.collect::<BTreeMap<_, _>>().into_values().collect()
    }
}

proptest! {
    #[test]
    fn applying_a_redline_to_the_old_text_gives_the_new_one((from, to) in pair()) {
        let comparison = compare(&from, &to);
        prop_assert_eq!(Side::Old.blocks(&comparison.blocks), from.blocks.clone());
        prop_assert_eq!(Side::New.blocks(&comparison.blocks), to.blocks.clone());
        prop_assert_eq!(Side::Old.notes(&comparison), from.notes.clone());
        prop_assert_eq!(Side::New.notes(&comparison), to.notes.clone());
        prop_assert_eq!(comparison.class, class(&from, &to));
    }

    #[test]
    fn a_text_beside_itself_has_no_change((from, _) in pair()) {
        let comparison = compare(&from, &from);
        let notes = comparison.notes.iter().flat_map(|note| &note.blocks);
        let changes: Vec<_> = comparison.blocks.iter().chain(notes).map(|block| block.change).collect();
        prop_assert!(changes.iter().all(|change| *change == BlockChange::Kept), "{:?}", changes);
    }

    #[test]
    fn a_patch_leads_from_one_text_to_the_other((from, to) in pair()) {
        let (old, new) = (from.to_canonical().unwrap(), to.to_canonical().unwrap());
        prop_assert_eq!(patch(&old, &new).apply(&old), Ok(to));
        prop_assert_eq!(patch(&new, &old).apply(&new), Ok(from));
        prop_assert!(patch(&old, &old).0.is_empty());
    }
}
