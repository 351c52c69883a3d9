//! Lines within a block: joined to paragraphs, or items of a list.

use super::blocks::SourceBlock;
use std::ops::Range;

/// A part of a block of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub kind: LineKind,
    /// In bytes of the block's text, markers left out.
    pub range: Range<usize>,
    marker: Option<Marker>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    Title,
    Heading,
    Paragraph,
    Bullet,
    Ordered,
}

/// What stands before an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Marker {
    kind: LineKind,
    /// Of an ordered item: what is around its number, so that `2)` does not follow `1.`.
    style: (bool, char, bool),
    number: u32,
    /// In bytes, the space included.
    length: usize,
}

/// A block's words and parts: an item for each line with a marker, else one paragraph or heading.
#[derive(Debug, Default)]
pub struct Joined {
    pub text: String,
    pub lines: Vec<Line>,
    /// A line ended in a hyphen, and the next went on in small letters: they were joined without a space.
    pub at_hyphen: bool,
}

pub fn join(lines: &[&str]) -> Joined {
    let mut joined = Joined::default();
    for line in lines {
        let marker = marker(line);
        let goes_on =
            marker.is_none() && line.starts_with(char::is_lowercase) && ends_in_hyphen(&joined.text);
        joined.at_hyphen |= goes_on;
        if !joined.text.is_empty() && !goes_on {
            joined.text.push(' ');
        }
        let start = joined.text.len();
        joined.text.push_str(line);
        let end = joined.text.len();
        match (marker, joined.lines.last_mut()) {
            (Some(Marker { kind, length, .. }), _) => {
                joined.lines.push(Line { kind, range: start + length..end, marker });
            }
            (None, Some(last)) => last.range.end = end,
            (None, None) => {
                joined.lines.push(Line { kind: LineKind::Paragraph, range: start..end, marker: None });
            }
        }
    }
    if let [only] = joined.lines.as_mut_slice() {
        only.heading_if_capitals(&joined.text);
    }
    joined
}

fn ends_in_hyphen(text: &str) -> bool {
    text.strip_suffix('-').is_some_and(|word| word.ends_with(char::is_alphabetic))
}

impl Line {
    /// A whole block as one paragraph.
    pub fn paragraph(text: &str) -> Self {
        Self { kind: LineKind::Paragraph, range: 0..text.len(), marker: None }
    }

    fn heading_if_capitals(&mut self, text: &str) {
        if self.kind == LineKind::Paragraph && is_capitals(&text[self.range.clone()]) {
            self.kind = LineKind::Heading;
        }
    }
}

fn is_capitals(text: &str) -> bool {
    text.chars().filter(|c| c.is_uppercase()).count() >= 2 && !text.chars().any(char::is_lowercase)
}

/// A list computes its numbers, so only items that count from one, one after the other, become a list; any other
/// number, such as that of a paragraph that is cited, stays in the words.
pub fn keep_numbers(blocks: &mut [SourceBlock]) {
    let markers: Vec<Option<Marker>> = blocks.iter().flat_map(|b| &b.lines).map(|line| line.marker).collect();
    let ordered = |at: usize| markers.get(at).copied().flatten().filter(|m| m.kind == LineKind::Ordered);
    let mut counted: Option<Marker> = None;
    let mut at = 0;
    for block in blocks {
        for line in &mut block.lines {
            let this = ordered(at);
            let follows = |next: Marker, last: Marker| {
                next.style == last.style && next.number == last.number.saturating_add(1)
            };
            counted = this.filter(|this| {
                let begins = this.number == 1 && ordered(at + 1).is_some_and(|next| follows(next, *this));
                begins || counted.is_some_and(|last| follows(*this, last))
            });
            if let Some(marker) = this.filter(|_| counted.is_none()) {
                line.kind = LineKind::Paragraph;
                line.range.start -= marker.length;
                line.heading_if_capitals(&block.text);
            }
            at += 1;
        }
    }
}

fn marker(line: &str) -> Option<Marker> {
    for bullet in ["- ", "• ", "– ", "* ", "▪ ", "◦ "] {
        if line.starts_with(bullet) {
            let style = (false, ' ', false);
            return Some(Marker { kind: LineKind::Bullet, style, number: 0, length: bullet.len() });
        }
    }
    let (head, _) = line.split_once(' ')?;
    let inner = head.strip_suffix(['.', ')'])?;
    let (inner, opened) = inner.strip_prefix('(').map_or((inner, false), |inner| (inner, true));
    let end = if head.ends_with(')') { ')' } else { '.' };
    let (number, letter) = match inner.as_bytes() {
        [letter @ b'a'..=b'z'] if end == ')' => (u32::from(letter - b'a') + 1, true),
        [b'1'..=b'9'] | [b'1'..=b'9', b'0'..=b'9'] => (inner.parse().ok()?, false),
        _ => return None,
    };
    let style = (opened, end, letter);
    Some(Marker { kind: LineKind::Ordered, style, number, length: head.len() + 1 })
}
