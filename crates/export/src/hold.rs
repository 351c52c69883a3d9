//! Keeping each note on the page of its mark.
//!
//! A block that breaks over pages may leave a note it marks on another one, an item of a list nearly always does
//! (typst#8792, #5314, #5405). A block that does not break takes its notes along. So items with a note are held whole
//! from the start, other blocks where the layout is found to have gone wrong.

use crate::limits::WHOLE_CHARACTERS_MAX;
use crate::page::{Item, Page, Piece};
use model::statement::{Block, Run};
use serde::Serialize;

/// How a block stands on the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Hold {
    /// It breaks where a page ends.
    Flow,
    /// It does not break.
    Whole,
    /// It does not break, and begins a page.
    NextPage,
}

impl Hold {
    /// How an item and those under it stand at first: one that would not fit on a page has to break.
    pub fn of_items(items: &[Block]) -> Hold {
        let runs = || items.iter().flat_map(|item| &item.runs);
        let characters = |run: &Run| match run {
            Run::Text(run) => run.text.chars().count(),
            Run::Note(_) => 0,
        };
        let marks_a_note = runs().any(|run| matches!(run, Run::Note(_)));
        let fits = runs().map(characters).sum::<usize>() <= WHOLE_CHARACTERS_MAX;
        if marks_a_note && fits { Hold::Whole } else { Hold::Flow }
    }

    fn firmer(self) -> Hold {
        match self {
            Hold::Flow => Hold::Whole,
            Hold::Whole | Hold::NextPage => Hold::NextPage,
        }
    }
}

impl Page {
    /// Holds the block that marks this note more firmly than before.
    pub fn hold(&mut self, note: u32) {
        for item in &mut self.blocks {
            match item {
                Item::Block(block) if marks(&block.runs, note) => block.hold = block.hold.firmer(),
                Item::List(list) => {
                    let entries = list.items.iter_mut().filter(|entry| entry.marks(note));
                    entries.for_each(|entry| entry.hold = entry.hold.firmer());
                }
                Item::Block(_) => {}
            }
        }
    }
}

impl crate::list::Entry {
    fn marks(&self, note: u32) -> bool {
        let mut under = self.lists.iter().flat_map(|list| &list.items);
        marks(&self.runs, note) || under.any(|entry| entry.marks(note))
    }
}

fn marks(runs: &[Piece], wanted: u32) -> bool {
    runs.iter().any(|piece| matches!(piece, Piece::Note { note } if *note == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::statement::{BlockKind, NoteMark, TextRun};

    fn item(characters: usize, notes: u32) -> Block {
        let text = TextRun { text: "é".repeat(characters), marks: vec![], link: None, language: None };
        let marks = (1..=notes).map(|note| Run::Note(NoteMark { note }));
        let runs = marks.chain([Run::Text(text)]).collect();
        Block { kind: BlockKind::Item, level: None, list: None, direction: None, runs }
    }

    #[test]
    fn an_item_with_a_note_is_held_whole_unless_it_is_too_long_for_a_page() {
        assert_eq!(Hold::of_items(&[item(10, 0)]), Hold::Flow);
        assert_eq!(Hold::of_items(&[item(10, 0), item(10, 1)]), Hold::Whole);
        assert_eq!(Hold::of_items(&[item(WHOLE_CHARACTERS_MAX, 1)]), Hold::Whole);
        assert_eq!(Hold::of_items(&[item(WHOLE_CHARACTERS_MAX + 1, 1)]), Hold::Flow);
    }
}
