//! Blocks of the source, divided by empty lines, and what each is.

use super::{Finding, ImportedFields};
use model::statement::{Direction, Kind};
use std::ops::Range;

/// The source in its blocks.
pub struct Source {
    /// In order; dropped lines and notes' bodies have no lines of the body.
    pub blocks: Vec<SourceBlock>,
}

/// What stands between two empty lines.
pub struct SourceBlock {
    /// Its number in the source, from 0.
    pub index: usize,
    /// Its words; lines within a paragraph are joined by a space.
    pub text: String,
    /// What it is.
    pub role: Role,
    /// Its parts that belong to the body.
    pub lines: Vec<Line>,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Part of the body.
    Body,
    /// The body of the note with this number, whose words begin at this byte.
    Note { number: u32, words: usize },
    /// An address alone: the tail of a note, or a paragraph of its own.
    Address,
    /// Not part of the text, and why.
    Dropped(&'static str),
}

/// A part of a block of the body.
pub struct Line {
    /// One of this type's constants.
    pub kind: u8,
    /// In bytes of the block's text, markers left out.
    pub range: Range<usize>,
}

impl Line {
    pub const TITLE: u8 = 0;
    pub const HEADING: u8 = 1;
    pub const PARAGRAPH: u8 = 2;
    pub const BULLET: u8 = 3;
    pub const ORDERED: u8 = 4;
}

impl Source {
    /// Divides and classifies.
    pub fn read(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        let mut blocks = Vec::new();
        let mut lines: Vec<&str> = Vec::new();
        for line in text.split('\n').chain([""]) {
            if line.trim().is_empty() {
                if !lines.is_empty() {
                    blocks.push(classify(blocks.len(), &lines));
                    lines.clear();
                }
            } else {
                lines.push(line.trim());
            }
        }
        if let Some(first) = blocks.iter_mut().find(|b| b.role == Role::Body)
            && let Some(line) = first.lines.first_mut()
        {
            line.kind = Line::TITLE;
        }
        Self { blocks }
    }

    /// A finding for each line that is not part of the text.
    pub fn dropped(&self) -> Vec<Finding> {
        let finding = |block: &SourceBlock| match block.role {
            Role::Dropped(why) => {
                Some(Finding::LineDropped { source_block: block.index, text: block.text.clone(), why })
            }
            _ => None,
        };
        self.blocks.iter().filter_map(finding).collect()
    }

    /// What the text says of itself.
    pub fn fields(&self) -> ImportedFields {
        let title = self.blocks.iter().find(|b| b.role == Role::Body).map_or("", |b| b.text.as_str());
        let kind = match title.to_uppercase() {
            t if t.starts_with("ANNEX") => Kind::Annex,
            t if t.starts_with("EXPLANATION OF VOTE") => Kind::ExplanationOfVote,
            t if t.starts_with("ORAL STATEMENT") => Kind::OralStatement,
            t if t.contains("LETTER") => Kind::Letter,
            _ => Kind::JointStatement,
        };
        let letters = || self.blocks.iter().flat_map(|b| b.text.chars()).filter(|c| c.is_alphabetic());
        let right_to_left = letters().filter(|c| matches!(c, '\u{590}'..='\u{8ff}')).count();
        let direction = if right_to_left * 2 > letters().count() { Direction::Rtl } else { Direction::Ltr };
        ImportedFields { kind, direction, symbol: self.blocks.iter().find_map(|b| symbol(&b.text)) }
    }
}

impl SourceBlock {
    /// Whether it belongs to a foot of a page: a note, the tail of one, or a dropped line.
    pub fn is_foot(&self) -> bool {
        self.lines.is_empty()
    }
}

/// Whether a block is a date and little else, such as `Geneva, 12 June 2020`.
pub fn is_date(block: &SourceBlock) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let words: Vec<String> = block.text.split([' ', ',', '.']).map(str::to_lowercase).collect();
    let year = words.iter().any(|w| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit()));
    year && block.text.len() <= 60 && words.iter().any(|w| MONTHS.contains(&w.as_str()))
}

fn classify(index: usize, lines: &[&str]) -> SourceBlock {
    let text = lines.join(" ");
    let block = |role, lines| SourceBlock { index, text: text.clone(), role, lines };
    if text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return block(Role::Dropped("page number"), Vec::new());
    }
    if text.chars().all(|c| matches!(c, '_' | '-' | '–' | '—' | '―' | '*' | ' ')) {
        return block(Role::Dropped("stray rule"), Vec::new());
    }
    if let Some((number, words)) = label(&text) {
        return block(Role::Note { number, words }, Vec::new());
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        return block(Role::Address, Vec::new());
    }
    let parts = parts(lines);
    block(Role::Body, parts)
}

/// A block's parts: an item for each line with a marker, else one paragraph or heading.
fn parts(lines: &[&str]) -> Vec<Line> {
    let mut parts: Vec<Line> = Vec::new();
    let mut start = 0;
    for line in lines {
        let end = start + line.len();
        match (marker(line), parts.last_mut()) {
            (Some((kind, length)), _) => parts.push(Line { kind, range: start + length..end }),
            (None, Some(last)) => last.range.end = end,
            (None, None) => parts.push(Line { kind: Line::PARAGRAPH, range: start..end }),
        }
        start = end + 1;
    }
    if let [only] = parts.as_mut_slice()
        && only.kind == Line::PARAGRAPH
        && is_capitals(&lines.join(" "))
    {
        only.kind = Line::HEADING;
    }
    parts
}

/// The kind of list a line's marker stands for, and the marker's length in bytes.
fn marker(line: &str) -> Option<(u8, usize)> {
    for bullet in ["- ", "• ", "– ", "* ", "▪ ", "◦ "] {
        if line.starts_with(bullet) {
            return Some((Line::BULLET, bullet.len()));
        }
    }
    let (head, _) = line.split_once(' ')?;
    let inner = head.strip_suffix(['.', ')'])?;
    let inner = inner.strip_prefix('(').unwrap_or(inner);
    let number = inner.len() <= 2 && inner.bytes().all(|b| b.is_ascii_digit());
    let letter = inner.len() == 1 && head.ends_with(')') && inner.bytes().all(|b| b.is_ascii_lowercase());
    (!inner.is_empty() && (number || letter)).then_some((Line::ORDERED, head.len() + 1))
}

fn is_capitals(text: &str) -> bool {
    text.chars().filter(|c| c.is_uppercase()).count() >= 2 && !text.chars().any(char::is_lowercase)
}

/// A note's number in superscript at the start of a block, and where its words begin.
fn label(text: &str) -> Option<(u32, usize)> {
    let (number, length) = superscript(text)?;
    let rest = &text[length..];
    let space = rest.len() - rest.trim_start().len();
    (space > 0 && !rest.trim().is_empty()).then_some((number, length + space))
}

/// The number in superscript at the start of a text, and its length in bytes.
pub fn superscript(text: &str) -> Option<(u32, usize)> {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let (mut number, mut length) = (0_u32, 0);
    for (count, character) in text.chars().enumerate() {
        let Some(digit) = DIGITS.iter().position(|d| *d == character) else { break };
        if count == 4 {
            return None;
        }
        number = number * 10 + u32::try_from(digit).ok()?;
        length += character.len_utf8();
    }
    (number > 0).then_some((number, length))
}

/// The first symbol of a United Nations document, such as `A/HRC/43/L.31` (ST/SGB/.. and the like included).
fn symbol(text: &str) -> Option<String> {
    let words =
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '"' | '“' | '”'));
    let mut words = words.map(|w| w.trim_end_matches(['.', ':']));
    words.find(|w| is_symbol(w)).map(String::from)
}

fn is_symbol(word: &str) -> bool {
    let parts: Vec<&str> = word.split('/').collect();
    let plain = |part: &&str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '.' || c == '-')
    };
    parts.len() >= 3
        && matches!(parts[0], "A" | "E" | "S" | "ST" | "CCPR" | "CAT" | "CEDAW" | "CRC" | "CERD")
        && parts.iter().all(plain)
        && word.contains(|c: char| c.is_ascii_digit())
}
