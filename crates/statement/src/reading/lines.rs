//! The sequence cut into lines, and what the line's format makes of each.

use crate::spans::{Format, Span};
use crate::table::{Key, NOTE_MARK};
use model::problem::Place;
use model::statement::{BlockKind, ListKind, Mark};
use std::collections::BTreeSet;

/// All formats of a stretch of characters; on a newline the line's count, elsewhere those of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formats {
    title: bool,
    subtitle: bool,
    header: Option<u8>,
    list: Option<ListKind>,
    numbered: bool,
    indent: Option<u8>,
    blockquote: bool,
    signatories: bool,
    pub rtl: bool,
    pub note: Option<String>,
    pub marks: BTreeSet<Mark>,
    pub link: Option<String>,
    pub lang: Option<String>,
}

/// Characters of one line under the same formats.
#[derive(Debug, Clone)]
pub struct Piece {
    /// In UTF-16 units from the draft's start.
    pub index: u32,
    pub text: String,
    pub formats: Formats,
}

/// What ends with a newline.
#[derive(Debug, Clone)]
pub struct Line {
    pub pieces: Vec<Piece>,
    /// Where the newline is.
    pub newline: u32,
    /// The newline's.
    pub formats: Formats,
}

/// How many UTF-16 units.
pub fn units(text: &str) -> u32 {
    text.chars().map(|c| if u32::from(c) > 0xffff { 2 } else { 1 }).sum()
}

/// All lines; where the last newline is missing, it is supplied.
pub fn of(spans: &[Span]) -> Vec<Line> {
    let (mut lines, mut pieces, mut index) = (Vec::new(), Vec::new(), 0);
    for span in spans {
        let formats = Formats::of(&span.formats);
        for (at, text) in span.text.split('\n').enumerate() {
            if at > 0 {
                let pieces = std::mem::take(&mut pieces);
                lines.push(Line { pieces, newline: index, formats: formats.clone() });
                index += 1;
            }
            if !text.is_empty() {
                pieces.push(Piece { index, text: text.to_owned(), formats: formats.clone() });
                index += units(text);
            }
        }
    }
    if !pieces.is_empty() || lines.is_empty() {
        lines.push(Line { pieces, newline: index, formats: Formats::default() });
    }
    lines
}

impl Formats {
    fn of(formats: &[(String, Format)]) -> Self {
        let mut all = Self::default();
        for (name, format) in formats {
            if let Some(key) = Key::named(name) {
                all.set(key, format);
            }
        }
        all
    }

    fn set(&mut self, key: Key, format: &Format) {
        let mut mark = |mark| {
            self.marks.insert(mark);
        };
        match (key, format) {
            (Key::Title, Format::True) => self.title = true,
            (Key::Subtitle, Format::True) => self.subtitle = true,
            (Key::Numbered, Format::True) => self.numbered = true,
            (Key::Blockquote, Format::True) => self.blockquote = true,
            (Key::Signatories, Format::True) => self.signatories = true,
            (Key::Header, Format::Number(level)) => self.header = Some(*level),
            (Key::Indent, Format::Number(level)) => self.indent = Some(*level),
            (Key::List, Format::Text(list)) => {
                self.list = Some(if list == "ordered" { ListKind::Ordered } else { ListKind::Bullet });
            }
            (Key::Direction, Format::Text(_)) => self.rtl = true,
            (Key::Bold, Format::True) => mark(Mark::Bold),
            (Key::Italic, Format::True) => mark(Mark::Italic),
            (Key::Underline, Format::True) => mark(Mark::Underline),
            (Key::Script, Format::Text(script)) => {
                mark(if script == "sub" { Mark::Sub } else { Mark::Super })
            }
            (Key::Note, Format::Text(id)) => self.note = Some(id.clone()),
            (Key::Link, Format::Text(link)) => self.link = Some(link.clone()),
            (Key::Lang, Format::Text(tag)) => self.lang = Some(tag.clone()),
            _ => {}
        }
    }
}

impl Line {
    /// By precedence; `signatories` stands above all, for such a line has no words.
    pub fn kind(&self) -> BlockKind {
        let formats = &self.formats;
        match () {
            () if formats.signatories && self.pieces.is_empty() => BlockKind::Signatories,
            () if formats.title => BlockKind::Title,
            () if formats.subtitle => BlockKind::Subtitle,
            () if formats.header.is_some() => BlockKind::Heading,
            () if formats.list.is_some() => BlockKind::Item,
            () if formats.numbered => BlockKind::Numbered,
            () if formats.blockquote => BlockKind::Quote,
            () => BlockKind::Paragraph,
        }
    }

    /// Of a heading its level, of an item its depth, of the others their indent.
    pub fn level(&self) -> Option<u8> {
        match self.kind() {
            BlockKind::Heading => self.formats.header,
            BlockKind::Item => Some(self.formats.indent.unwrap_or(0) + 1),
            BlockKind::Paragraph | BlockKind::Numbered | BlockKind::Quote => self.formats.indent,
            BlockKind::Title | BlockKind::Subtitle | BlockKind::Signatories => None,
        }
    }

    pub fn list(&self) -> Option<ListKind> {
        self.formats.list.filter(|_| self.kind() == BlockKind::Item)
    }

    pub fn is_signatories(&self) -> bool {
        self.kind() == BlockKind::Signatories
    }

    /// Whether the list of signatories was to stand where there are words.
    pub fn has_words_for_signatories(&self) -> bool {
        self.formats.signatories && !self.pieces.is_empty()
    }

    pub fn has_words(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// Whether there is more than spaces and marks of notes.
    pub fn has_letters(&self) -> bool {
        let mut characters = self.pieces.iter().flat_map(|piece| piece.text.chars());
        characters.any(|character| character != NOTE_MARK && !character.is_whitespace())
    }

    /// From its first character to its newline.
    pub fn place(&self) -> Place {
        let index = self.pieces.first().map_or(self.newline, |piece| piece.index);
        Place { index, length: self.newline + 1 - index }
    }
}
