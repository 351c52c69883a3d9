//! Blocks of the source, divided by empty lines, and what each is.

use super::lines::{self, Joined, Line, LineKind};
use super::{Finding, ImportError, ImportedFields};
use crate::limits::{IMPORT_BLOCK_BYTES_MAX, IMPORT_BLOCKS_MAX, IMPORT_BYTES_MAX, IMPORT_NOTES_MAX};
use model::statement::{Direction, Kind};
use std::collections::BTreeMap;

/// The source in its blocks.
pub struct Source {
    /// In order; dropped lines and notes' bodies have no lines of the body.
    pub blocks: Vec<SourceBlock>,
}

/// What stands between two empty lines.
pub struct SourceBlock {
    /// Its number in the source, from 0: its place among the blocks.
    pub index: usize,
    /// Its words; lines within a paragraph are joined by a space, or by nothing at a hyphen.
    pub text: String,
    /// Whether lines were joined at a hyphen.
    pub at_hyphen: bool,
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
    /// The body of the note with this number, whose words begin at this byte; the number may be an ordinary one.
    Note { number: u32, words: usize, plain: bool },
    /// An address alone: the tail of a note, or a paragraph of its own.
    Address,
    /// Not part of the text, and why.
    Dropped(&'static str),
}

impl Source {
    /// Divides and classifies.
    pub fn read(text: &str) -> Result<Self, ImportError> {
        at_most(text.len(), IMPORT_BYTES_MAX, "bytes")?;
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        let mut blocks = Vec::new();
        let mut lines: Vec<&str> = Vec::new();
        for line in text.split('\n').chain([""]) {
            if !line.trim().is_empty() {
                lines.push(line.trim());
            } else if !lines.is_empty() {
                let block = classify(blocks.len(), &lines);
                at_most(block.text.len(), IMPORT_BLOCK_BYTES_MAX, "bytes in one paragraph")?;
                blocks.push(block);
                at_most(blocks.len(), IMPORT_BLOCKS_MAX, "paragraphs")?;
                lines.clear();
            }
        }
        plain_labels(&mut blocks);
        let notes = blocks.iter().filter(|b| matches!(b.role, Role::Note { .. } | Role::Address)).count();
        at_most(notes, IMPORT_NOTES_MAX, "notes")?;
        lines::keep_numbers(&mut blocks);
        let title = blocks.iter_mut().find(|b| b.role == Role::Body).and_then(|b| b.lines.first_mut());
        if let Some(line) = title {
            line.kind = LineKind::Title;
        }
        Ok(Self { blocks })
    }

    /// A finding for each block whose lines were joined at a hyphen: it may belong to the word or not.
    pub fn at_hyphens(&self) -> impl Iterator<Item = Finding> {
        let joined = self.blocks.iter().filter(|b| b.at_hyphen);
        joined.map(|b| Finding::JoinedAtHyphen { source_block: b.index })
    }

    /// A finding for each note whose number came out as ordinary digits.
    pub fn plain_labels(&self) -> impl Iterator<Item = Finding> {
        self.blocks.iter().filter_map(|b| match b.role {
            Role::Note { number, plain: true, .. } => {
                Some(Finding::LabelReadFromPlainDigit { note: number, source_block: b.index })
            }
            _ => None,
        })
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

fn at_most(found: usize, limit: usize, what: &'static str) -> Result<(), ImportError> {
    if found <= limit { Ok(()) } else { Err(ImportError { limit, what }) }
}

fn classify(index: usize, lines: &[&str]) -> SourceBlock {
    let Joined { text, lines, at_hyphen } = lines::join(lines);
    let role = if is_page_number(&text) {
        Role::Dropped("page number")
    } else if text.chars().all(|c| matches!(c, '_' | '-' | '–' | '—' | '―' | '*' | ' ')) {
        Role::Dropped("stray rule")
    } else if let Some((number, words)) = label(&text) {
        Role::Note { number, words, plain: false }
    } else if text.starts_with("http://") || text.starts_with("https://") {
        Role::Address
    } else {
        Role::Body
    };
    let lines = if role == Role::Body { lines } else { Vec::new() };
    SourceBlock { index, text, at_hyphen, role, lines }
}

/// Digits alone or with what is usually set around them: `2`, `- 2 -`, `Page 2 of 5`, `2/5`.
fn is_page_number(text: &str) -> bool {
    const AROUND: [&str; 9] = ["page", "p.", "of", "/", "-", "–", "—", "|", ""];
    let spaced = text.replace('/', " / ").to_lowercase();
    let words: Vec<&str> = spaced.split(' ').collect();
    let is_number =
        |word: &&&str| !word.is_empty() && word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit());
    let numbers = words.iter().filter(is_number).count();
    (1..=2).contains(&numbers) && words.iter().all(|word| is_number(&word) || AROUND.contains(word))
}

/// Notes whose number came out as ordinary digits: taken as such where a raised number in the words has no other note.
fn plain_labels(blocks: &mut [SourceBlock]) {
    let labelled = |b: &SourceBlock| match b.role {
        Role::Note { number, .. } => Some(number),
        _ => None,
    };
    let mut wanted: BTreeMap<u32, usize> = BTreeMap::new();
    for block in blocks.iter().filter(|b| b.role == Role::Body) {
        for (_, _, number) in raised(&block.text) {
            wanted.entry(number).or_insert(block.index);
        }
    }
    for number in blocks.iter().filter_map(labelled) {
        wanted.remove(&number);
    }
    for block in blocks.iter_mut().filter(|b| b.role == Role::Body && b.lines.len() == 1) {
        let Some((digits, words)) = block.text.split_once(' ') else { continue };
        let Some(number) = number(digits) else { continue };
        let begins = words.starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“' | '«' | 'h'));
        if begins && wanted.get(&number).is_some_and(|mark| *mark < block.index) {
            wanted.remove(&number);
            block.role = Role::Note { number, words: digits.len() + 1, plain: true };
            block.lines.clear();
        }
    }
}

/// A number as it is counted: what begins with a zero or a sign would lose that.
fn number(digits: &str) -> Option<u32> {
    digits.starts_with(|c: char| matches!(c, '1'..='9')).then(|| digits.parse().ok())?
}

/// A note's number in superscript at the start of a block, and where its words begin.
fn label(text: &str) -> Option<(u32, usize)> {
    let (number, length) = superscript(text)?;
    let rest = &text[length..];
    let space = rest.len() - rest.trim_start().len();
    (space > 0 && !rest.trim().is_empty()).then_some((number, length + space))
}

/// Raised numbers in a text: where each stands, its length in bytes, and the number.
pub fn raised(text: &str) -> Vec<(usize, usize, u32)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        match superscript(&text[at..]) {
            Some((number, length)) => {
                found.push((at, length, number));
                at += length;
            }
            None => at += character.len_utf8(),
        }
    }
    found
}

/// The number in superscript at the start of a text, and its length in bytes.
fn superscript(text: &str) -> Option<(u32, usize)> {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let (mut number, mut length) = (0_u32, 0);
    for (count, character) in text.chars().enumerate() {
        let Some(digit) = DIGITS.iter().position(|d| *d == character) else { break };
        if count == 4 || (count == 0 && digit == 0) {
            return None;
        }
        number = number * 10 + u32::try_from(digit).ok()?;
        length += character.len_utf8();
    }
    (length > 0).then_some((number, length))
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
