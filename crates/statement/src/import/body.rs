//! The blocks of the body with their runs, and where a place of the source is in the new draft.

use super::blocks::Source;
use super::lines::LineKind;
use super::notes::Mark;
use super::{ImportedBlock, ProposedPlace, inline};
use model::statement::{Block, BlockKind, ListKind};
use std::ops::Range;

/// The body, and for each of its blocks where it comes from.
pub struct Body {
    pub blocks: Vec<ImportedBlock>,
    /// Bytes of the source's block, and the marks in them.
    lines: Vec<BodyLine>,
}

struct BodyLine {
    range: Range<usize>,
    notes: Vec<(Range<usize>, u32)>,
    /// Where it begins in the new draft, in UTF-16 units.
    start: usize,
}

impl Body {
    pub fn of(source: &Source, marks: &[Mark]) -> Self {
        let mut body = Self { blocks: Vec::new(), lines: Vec::new() };
        let mut start = 0;
        let mut marks = marks.iter().filter(|mark| mark.has_note).peekable();
        for block in &source.blocks {
            let mut here = Vec::new();
            while let Some(mark) = marks.next_if(|mark| mark.block == block.index) {
                here.push((mark.range.clone(), mark.note));
            }
            for line in &block.lines {
                let (kind, level, list) = kind_of(line.kind);
                let inside = here.iter().filter(|(range, _)| line.range.contains(&range.start));
                let notes: Vec<_> = inside.cloned().collect();
                let range = line.range.clone();
                let runs = inline::runs(&block.text, range.clone(), &notes);
                // One more for the line's end.
                let length = inline::units_before(&block.text, range.clone(), &notes, range.end) + 1;
                let read = Block { kind, level, list, direction: None, runs };
                body.blocks.push(ImportedBlock { block: read, source_block: block.index });
                body.lines.push(BodyLine { range, notes, start });
                start += length;
            }
        }
        body
    }

    /// Where a proposed place is in the new draft.
    pub fn index(&self, source: &Source, place: &ProposedPlace) -> usize {
        let text = &source.blocks[place.source_block].text;
        let byte = byte_of(text, place.offset_in_block);
        let first = self.blocks.partition_point(|block| block.source_block < place.source_block);
        let line = self.lines[first..].iter().find(|line| byte <= line.range.end);
        line.map_or(0, |line| line.start + inline::units_before(text, line.range.clone(), &line.notes, byte))
    }
}

fn kind_of(line: LineKind) -> (BlockKind, Option<u8>, Option<ListKind>) {
    match line {
        LineKind::Title => (BlockKind::Title, None, None),
        LineKind::Heading => (BlockKind::Heading, Some(1), None),
        LineKind::Bullet => (BlockKind::Item, Some(1), Some(ListKind::Bullet)),
        LineKind::Ordered => (BlockKind::Item, Some(1), Some(ListKind::Ordered)),
        LineKind::Paragraph => (BlockKind::Paragraph, None, None),
    }
}

fn byte_of(text: &str, units: usize) -> usize {
    let mut left = units;
    for (at, character) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(character.len_utf16());
    }
    text.len()
}
