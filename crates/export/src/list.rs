//! Items in a row, as the nested lists they stand for.

use crate::hold::Hold;
use crate::limits::ITEM_DEPTH_MAX;
use crate::page::{Piece, pieces};
use model::statement::{Block, Direction, ListKind};
use serde::Serialize;

/// Items of one kind and depth that follow each other.
#[derive(Debug, Serialize)]
pub(crate) struct List {
    pub list: ListKind,
    pub items: Vec<Entry>,
}

/// An item and the lists under it.
#[derive(Debug, Serialize)]
pub(crate) struct Entry {
    pub direction: Option<Direction>,
    pub runs: Vec<Piece>,
    pub lists: Vec<List>,
    pub hold: Hold,
}

/// The lists that a row of items makes. An item deeper than the one before it goes under that one, however much
/// deeper it says it is; a change of kind starts another list.
pub(crate) fn lists(blocks: &[Block]) -> Vec<List> {
    let mut lists: Vec<List> = Vec::new();
    let mut rest = blocks;
    while let Some((block, after)) = rest.split_first() {
        let under = after.iter().take_while(|deeper| level(deeper) > level(block)).count();
        let (under, after) = after.split_at(under);
        let hold = Hold::of_items(&rest[..rest.len() - after.len()]);
        let (direction, runs) = (block.direction, pieces(&block.runs));
        let entry = Entry { direction, runs, lists: self::lists(under), hold };
        let kind = block.list.unwrap_or(ListKind::Bullet);
        match lists.last_mut() {
            Some(list) if list.list == kind => list.items.push(entry),
            _ => lists.push(List { list: kind, items: vec![entry] }),
        }
        rest = after;
    }
    lists
}

fn level(block: &Block) -> u8 {
    block.level.unwrap_or(1).clamp(1, ITEM_DEPTH_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::statement::BlockKind;

    fn item(level: u8, list: ListKind) -> Block {
        Block { kind: BlockKind::Item, level: Some(level), list: Some(list), direction: None, runs: vec![] }
    }

    fn shape(lists: &[List]) -> String {
        let entry = |entry: &Entry| format!("({})", shape(&entry.lists));
        lists
            .iter()
            .map(|list| list.items.iter().map(entry).collect::<String>())
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn deeper_items_go_under_the_one_before_them_whatever_level_they_claim() {
        use ListKind::{Bullet, Ordered};
        let of = |levels: &[u8]| shape(&lists(&levels.iter().map(|l| item(*l, Bullet)).collect::<Vec<_>>()));
        assert_eq!(of(&[1, 2, 2, 1]), "(()())()");
        assert_eq!(of(&[2, 2, 1]), "()()()");
        assert_eq!(of(&[1, 3, 2, 1]), "(()())()");
        assert_eq!(shape(&lists(&[item(1, Bullet), item(1, Ordered)])), "()|()");
    }
}
