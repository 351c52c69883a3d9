//! The update that makes a new draft: the server's own newline, and a text before it. It passes the gate like any
//! other.

use crate::table::{self, NOTE_MARK};
use crate::update::{FORMAT, HAS_ORIGIN, HAS_RIGHT_ORIGIN, PARENT_IS_NAMED, ROOT, WORDS};
use crate::{ClientId, NewBlock, NewRun, ServerClient};
use model::statement::{BlockKind, Direction, ListKind, Mark, TextRun};
use std::collections::BTreeMap;

/// Formats and their values as JSON.
type Formats = BTreeMap<&'static str, String>;

/// The first update of a draft: these blocks, or one empty line.
pub fn first_update(client: ServerClient, blocks: &[NewBlock]) -> Vec<u8> {
    let mut writer = Writer::new(client.id());
    for (at, block) in blocks.iter().enumerate() {
        for run in &block.runs {
            match run {
                NewRun::Text(run) => writer.words(&run.text.replace('\n', " "), inline(run)),
                NewRun::Note(id) => {
                    writer.words(&NOTE_MARK.to_string(), Formats::from([("note", json(id.as_str()))]));
                }
            }
        }
        if at + 1 < blocks.len() {
            writer.words("\n", line(block));
        } else {
            writer.formats(line(block));
        }
    }
    writer.finish()
}

fn inline(run: &TextRun) -> Formats {
    let mut formats = Formats::new();
    for mark in &run.marks {
        match mark {
            Mark::Bold => formats.insert("bold", json(true)),
            Mark::Italic => formats.insert("italic", json(true)),
            Mark::Underline => formats.insert("underline", json(true)),
            Mark::Sub => formats.insert("script", json("sub")),
            Mark::Super => formats.insert("script", json("super")),
        };
    }
    if let Some(link) = run.link.as_deref().filter(|link| table::is_link(link)) {
        formats.insert("link", json(link));
    }
    if let Some(language) = run.language.as_deref().filter(|tag| table::is_tag(tag)) {
        formats.insert("lang", json(language));
    }
    formats
}

fn line(block: &NewBlock) -> Formats {
    let mut formats = Formats::new();
    let level = block.level.unwrap_or(0);
    let mut indent = level;
    match block.kind {
        BlockKind::Title => formats.insert("title", json(true)),
        BlockKind::Subtitle => formats.insert("subtitle", json(true)),
        BlockKind::Heading => formats.insert("header", json(level.clamp(1, 4))),
        BlockKind::Numbered => formats.insert("numbered", json(true)),
        BlockKind::Quote => formats.insert("blockquote", json(true)),
        BlockKind::Signatories => formats.insert("signatories", json(true)),
        BlockKind::Paragraph => None,
        BlockKind::Item => {
            indent = level.saturating_sub(1);
            let ordered = block.list == Some(ListKind::Ordered);
            formats.insert("list", json(if ordered { "ordered" } else { "bullet" }))
        }
    };
    if indent > 0 && block.kind != BlockKind::Heading {
        formats.insert("indent", json(indent.min(2)));
    }
    if block.direction == Some(Direction::Rtl) {
        formats.insert("direction", json("rtl"));
    }
    if let Some(note) = &block.note {
        formats.insert("note", json(note.as_str()));
    }
    formats
}

fn json(value: impl Into<serde_json::Value>) -> String {
    value.into().to_string()
}

/// Structs of one client, each inserted right before the client's first newline.
struct Writer {
    client: ClientId,
    structs: Vec<u8>,
    count: u64,
    clock: u64,
    /// The clock before the next struct's, where that is not the newline's.
    origin: Option<u64>,
    pending: String,
    current: Formats,
}

impl Writer {
    fn new(client: ClientId) -> Self {
        let mut structs = vec![WORDS];
        number(&mut structs, PARENT_IS_NAMED);
        text(&mut structs, ROOT);
        text(&mut structs, "\n");
        let (pending, current) = (String::new(), Formats::new());
        Self { client, structs, count: 1, clock: 1, origin: None, pending, current }
    }

    fn words(&mut self, words: &str, formats: Formats) {
        if !words.is_empty() {
            self.formats(formats);
            self.pending.push_str(words);
        }
    }

    /// Writes where the formats of what follows differ from those of what came before.
    fn formats(&mut self, wanted: Formats) {
        if wanted == self.current {
            return;
        }
        self.flush();
        let current = std::mem::replace(&mut self.current, wanted.clone());
        for name in current.keys().filter(|name| !wanted.contains_key(*name)) {
            self.format(name, "null");
        }
        for (name, value) in wanted.iter().filter(|(name, value)| current.get(*name) != Some(*value)) {
            self.format(name, value);
        }
    }

    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            self.begin(WORDS);
            text(&mut self.structs, &pending);
            self.end(pending.encode_utf16().count() as u64);
        }
    }

    fn format(&mut self, name: &str, value: &str) {
        self.begin(FORMAT);
        text(&mut self.structs, name);
        text(&mut self.structs, value);
        self.end(1);
    }

    fn begin(&mut self, content: u8) {
        self.structs.push(content | HAS_RIGHT_ORIGIN | if self.origin.is_some() { HAS_ORIGIN } else { 0 });
        for clock in self.origin.into_iter().chain([0]) {
            number(&mut self.structs, self.client.get());
            number(&mut self.structs, clock);
        }
    }

    fn end(&mut self, length: u64) {
        self.clock += length;
        self.origin = Some(self.clock - 1);
        self.count += 1;
    }

    /// Ends the formats after the newline, so that nothing typed there takes them over.
    fn finish(mut self) -> Vec<u8> {
        self.flush();
        let mut before = 0;
        for name in std::mem::take(&mut self.current).into_keys() {
            self.structs.push(FORMAT | HAS_ORIGIN);
            number(&mut self.structs, self.client.get());
            number(&mut self.structs, before);
            text(&mut self.structs, name);
            text(&mut self.structs, "null");
            before = self.clock;
            self.end(1);
        }
        let mut update = Vec::new();
        for value in [1, self.count, self.client.get(), 0] {
            number(&mut update, value);
        }
        update.extend(self.structs);
        number(&mut update, 0);
        update
    }
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    number(bytes, text.len() as u64);
    bytes.extend(text.as_bytes());
}

fn number(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}
