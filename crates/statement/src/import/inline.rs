//! Emphasis, links and note marks within a block.

use model::statement::{Mark, NoteMark, Run, TextRun};
use std::ops::Range;

/// Tags and stars, what they switch on or off.
const TAGS: [(&str, Mark, bool); 10] = [
    ("<u>", Mark::Underline, true),
    ("</u>", Mark::Underline, false),
    ("<b>", Mark::Bold, true),
    ("</b>", Mark::Bold, false),
    ("<i>", Mark::Italic, true),
    ("</i>", Mark::Italic, false),
    ("<sub>", Mark::Sub, true),
    ("</sub>", Mark::Sub, false),
    ("<sup>", Mark::Super, true),
    ("</sup>", Mark::Super, false),
];

/// Where marks of notes stand in a block's text, in bytes, and their numbers.
pub type NotesAt = [(Range<usize>, u32)];

/// The runs of `text[range]`.
pub fn runs(text: &str, range: Range<usize>, notes: &NotesAt) -> Vec<Run> {
    let until = range.end;
    let mut writer = read(text, range, notes, until);
    writer.finish();
    writer.runs
}

/// How many UTF-16 units of the runs of `text[range]` stand before the byte `until`; a mark is one.
pub fn units_before(text: &str, range: Range<usize>, notes: &NotesAt, until: usize) -> usize {
    read(text, range, notes, until).units
}

fn read(text: &str, range: Range<usize>, notes: &NotesAt, until: usize) -> Writer {
    let closings =
        TAGS.map(|(tag, _, on)| if on { text[..range.end].rfind(&tag.replacen('<', "</", 1)) } else { None });
    let mut writer = Writer { closings, ..Writer::default() };
    let mut at = range.start;
    while at < until {
        if let Some((place, note)) = notes.iter().find(|(place, _)| place.start == at) {
            writer.note(*note);
            at = place.end;
            continue;
        }
        let rest = &text[at..range.end];
        if let Some(length) = writer.switch(rest, at, &text[range.start..at]) {
            at += length;
        } else if let Some(length) = address(rest) {
            writer.link(&rest[..length]);
            at += length;
        } else {
            let character = rest.chars().next().map_or(1, char::len_utf8);
            writer.words(&rest[..character]);
            at += character;
        }
    }
    writer
}

/// The length of an address at the start of a text, in bytes. A space belongs to it only where what follows ends the
/// text with a file's ending, as in `.../China English.pdf.`
pub fn address(text: &str) -> Option<usize> {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return None;
    }
    let stop = text.find(char::is_whitespace).unwrap_or(text.len());
    let whole = text.trim_end_matches(['.', ',', ';', ')', ' ']);
    let ends_in = |end: &&str| {
        let at = whole.len().saturating_sub(end.len());
        whole.get(at..).is_some_and(|last| last.eq_ignore_ascii_case(end))
    };
    let is_file = [".pdf", ".doc", ".docx", ".html", ".htm"].iter().any(ends_in);
    let spaced = whole.len() > stop
        && is_file
        && whole.split_whitespace().take(5).count() <= 4
        && !whole[stop..].contains('/');
    let length = if spaced { whole.len() } else { stop };
    let trimmed = text[..length].trim_end_matches(['.', ',', ';', ':', ')', '"', '”', '\'', '’', '<', '>']);
    Some(trimmed.len())
}

/// The address a link goes to: spaces as `%20`.
pub fn target(address: &str) -> String {
    address.replace(' ', "%20")
}

#[derive(Default)]
struct Writer {
    runs: Vec<Run>,
    text: String,
    marks: Vec<Mark>,
    units: usize,
    /// Where the last tag stands that closes each of [`TAGS`]: found once, since texts may be made of tags.
    closings: [Option<usize>; TAGS.len()],
}

impl Writer {
    fn finish(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.runs.push(Run::Text(TextRun {
                text,
                marks: self.marks.clone(),
                link: None,
                language: None,
            }));
        }
    }

    fn words(&mut self, words: &str) {
        self.units += words.encode_utf16().count();
        self.text.push_str(words);
    }

    fn note(&mut self, note: u32) {
        self.finish();
        self.units += 1;
        self.runs.push(Run::Note(NoteMark { note }));
    }

    fn link(&mut self, address: &str) {
        self.finish();
        self.units += address.encode_utf16().count();
        let link = Some(target(address));
        self.runs.push(Run::Text(TextRun {
            text: address.into(),
            marks: self.marks.clone(),
            link,
            language: None,
        }));
    }

    /// Switches emphasis at a tag or a star that has its partner, and gives the length to pass over.
    fn switch(&mut self, rest: &str, at: usize, before: &str) -> Option<usize> {
        let tag = TAGS.iter().zip(self.closings).find(|((tag, ..), _)| rest.starts_with(tag));
        let has_partner = |mark: Mark, on: bool, closing: Option<usize>| {
            if on { closing.is_some_and(|closing| closing > at) } else { self.marks.contains(&mark) }
        };
        let (length, mark, on) = tag
            .filter(|((_, mark, on), closing)| has_partner(*mark, *on, *closing))
            .map(|((tag, mark, on), _)| (tag.len(), *mark, *on))
            .or_else(|| self.star(rest, before))?;
        self.finish();
        self.marks.retain(|m| *m != mark);
        if on {
            self.marks.push(mark);
            self.marks.sort();
        }
        Some(length)
    }

    /// `*italic*` and `**bold**`: opening before a word, closing after one, with the partner in the same block.
    fn star(&self, rest: &str, before: &str) -> Option<(usize, Mark, bool)> {
        let (star, mark) = if rest.starts_with("**") { ("**", Mark::Bold) } else { ("*", Mark::Italic) };
        let inner = rest.strip_prefix(star)?;
        if self.marks.contains(&mark) {
            let closes = before.chars().next_back().is_some_and(|c| !c.is_whitespace());
            return closes.then_some((star.len(), mark, false));
        }
        let opens = inner.chars().next().is_some_and(|c| !c.is_whitespace() && c != '*');
        let partner = inner.find(star).is_some_and(|at| !inner[..at].ends_with(char::is_whitespace));
        (opens && partner).then_some((star.len(), mark, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Vec<(String, Vec<Mark>, Option<String>)> {
        let runs = runs(text, 0..text.len(), &[]);
        let of = |run: &Run| match run {
            Run::Text(run) => (run.text.clone(), run.marks.clone(), run.link.clone()),
            Run::Note(_) => unreachable!("no marks were given"),
        };
        runs.iter().map(of).collect()
    }

    #[test]
    fn stars_and_tags_with_a_partner_become_emphasis_and_others_stay() {
        let marked = |text: &str, marks: &[Mark]| (text.to_owned(), marks.to_vec(), None);
        assert_eq!(
            plain("a *b* **c** <u>d</u>"),
            [
                marked("a ", &[]),
                marked("b", &[Mark::Italic]),
                marked(" ", &[]),
                marked("c", &[Mark::Bold]),
                marked(" ", &[]),
                marked("d", &[Mark::Underline]),
            ]
        );
        assert_eq!(plain("2 * 3 * 4 <u>x"), [marked("2 * 3 * 4 <u>x", &[])]);
    }

    #[test]
    fn an_address_ends_before_its_punctuation_and_may_have_a_space_before_a_files_ending() {
        let links =
            |text: &str| plain(text).into_iter().find_map(|(text, _, link)| link.map(|link| (text, link)));
        let (text, link) = links("at: https://a.example/b/c d.pdf.").unwrap();
        assert_eq!(
            (text.as_str(), link.as_str()),
            ("https://a.example/b/c d.pdf", "https://a.example/b/c%20d.pdf")
        );
        let (text, _) = links("see https://a.example/b, and more").unwrap();
        assert_eq!(text, "https://a.example/b");
    }
}
