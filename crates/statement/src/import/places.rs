//! Where the mark of an orphan may have stood.
//!
//! A note stands at the foot of the page that has its mark, after the mark of the note before. A note that only names
//! a source belongs to a quotation; one that tells something belongs to the sentence it has most words in common with.

use super::blocks::Source;
use super::notes::{Mark, Note, page};
use super::{MarkFound, ProposedPlace};
use std::collections::{BTreeMap, BTreeSet};

/// Shortest quotation that a source is given for, in words: shorter ones are terms.
const QUOTATION_WORDS_MIN: usize = 5;

/// Longest note that only names a source, in words; a longer one tells something.
const SOURCE_WORDS_MAX: usize = 60;

/// Words before the place that are shown, at most; a quotation up to its own length is shown whole.
const SHOWN_WORDS_MAX: usize = 6;
const SHOWN_QUOTATION_WORDS_MAX: usize = 15;

/// What a word counts that stands in one block only; one that stands in n counts the nth part.
const WEIGHT: usize = 840;

/// Gives each orphan a proposed place, where there is any to propose.
pub fn propose(source: &Source, notes: &mut [Note], marks: &[Mark]) {
    if notes.iter().all(|note| note.mark != MarkFound::Orphan) {
        return;
    }
    let places = Places::of(source);
    let mut after = (0, 0);
    for note in notes.iter_mut() {
        if note.mark == MarkFound::Orphan {
            let place = places.best(note, after);
            after = place.map_or(after, |spot| (spot.block, spot.end));
            note.proposed = place.map(|spot| spot.proposed(source));
        } else if let Some(mark) = marks.iter().find(|m| m.note == note.number && m.has_note) {
            after = (mark.block, mark.range.end);
        }
    }
}

/// Every place that a mark may have stood, found once for all notes.
struct Places<'a> {
    source: &'a Source,
    words: Words,
    /// After quotations and after sentences, in order.
    quoted: Vec<Spot>,
    told: Vec<Spot>,
}

/// A place that a mark may have stood.
struct Spot {
    block: usize,
    /// What is shown: a quotation or a sentence, in bytes of the block. The mark stood at its end.
    start: usize,
    end: usize,
    /// Telling words of the sentence.
    words: Vec<usize>,
    emphasised: bool,
}

const EMPHASIS: &str = "(emphasis added)";

impl Places<'_> {
    fn of(source: &Source) -> Places<'_> {
        let mut places = Places { source, words: Words::default(), quoted: Vec::new(), told: Vec::new() };
        for block in source.blocks.iter().filter(|b| !b.is_foot()) {
            places.words.begin_block();
            let sentences = sentences(&block.text);
            let telling: Vec<Vec<usize>> = sentences
                .iter()
                .map(|(start, end)| places.words.of_block(&block.text[*start..*end]))
                .collect();
            for (start, end) in quotations(&block.text) {
                let around = sentences.partition_point(|(_, sentence_end)| *sentence_end <= start);
                let words = telling.get(around).cloned().unwrap_or_default();
                let emphasised = block.text[end..].trim_start().starts_with(EMPHASIS);
                places.quoted.push(Spot { block: block.index, start, end, words, emphasised });
            }
            for ((start, end), words) in sentences.into_iter().zip(telling) {
                places.told.push(Spot { block: block.index, start, end, words, emphasised: false });
            }
        }
        places
    }

    fn best(&self, note: &Note, after: (usize, usize)) -> Option<&Spot> {
        let page = page(self.source, note.source_blocks[0]);
        let page = page.first().map_or(0, |b| b.index)..=page.last().map_or(0, |b| b.index);
        // Where its foot was moved: anywhere after the note before.
        let was_moved = *page.end() < after.0;
        let counts = self.words.counts(&note.text);
        let is_emphasised = note.text.contains(EMPHASIS);
        let score = |spot: &Spot| {
            let common: usize = spot.words.iter().map(|word| counts[*word]).sum();
            common + if is_emphasised && spot.emphasised { 100 * WEIGHT } else { 0 }
        };
        let first_best = |spots: &'_ [Spot]| -> Option<usize> {
            let here =
                |spot: &Spot| (was_moved || page.contains(&spot.block)) && (spot.block, spot.end) > after;
            let mut best: Option<(usize, usize)> = None;
            for (at, spot) in spots.iter().enumerate().filter(|(_, spot)| here(spot)) {
                let score = score(spot);
                if best.is_none_or(|(_, so_far)| score > so_far) {
                    best = Some((at, score));
                }
            }
            best.map(|(at, _)| at)
        };
        let told = || first_best(&self.told).map(|at| &self.told[at]);
        let names_source = note.text.split_whitespace().count() <= SOURCE_WORDS_MAX;
        if names_source { first_best(&self.quoted).map(|at| &self.quoted[at]).or_else(told) } else { told() }
    }
}

impl Spot {
    fn proposed(&self, source: &Source) -> ProposedPlace {
        let text = &source.blocks[self.block].text;
        ProposedPlace {
            source_block: self.block,
            after: shown(&text[self.start..self.end]),
            offset_in_block: text[..self.end].encode_utf16().count(),
            // Known when the body is.
            index: 0,
        }
    }
}

/// Quotations of some length, as byte ranges with their marks.
fn quotations(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        match (character, open) {
            ('"' | '“' | '«', None) => open = Some(at),
            ('"' | '”' | '»', Some(start)) => {
                if text[start..end].split_whitespace().count() >= QUOTATION_WORDS_MIN {
                    found.push((start, end));
                }
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// Sentences as byte ranges, without the space between.
fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let mut end = at + character.len_utf8();
        if !matches!(character, '.' | '!' | '?') {
            continue;
        }
        while let Some((at, closing)) = characters.next_if(|(_, c)| matches!(c, '"' | '”' | '’' | '\'' | ')'))
        {
            end = at + closing.len_utf8();
        }
        let rest = &text[end..];
        let next = rest.trim_start().chars().next();
        let ends = rest.is_empty() || rest.starts_with(' ') && next.is_some_and(|c| !c.is_lowercase());
        if ends {
            found.push((start, end));
            start = end + (rest.len() - rest.trim_start().len());
        }
    }
    if start < text.len() {
        found.push((start, text.len()));
    }
    found
}

/// Telling words of the body by number, and in how many blocks each stands.
#[derive(Default)]
struct Words {
    numbers: BTreeMap<String, usize>,
    blocks: Vec<usize>,
    in_this_block: BTreeSet<usize>,
}

impl Words {
    fn begin_block(&mut self) {
        self.in_this_block.clear();
    }

    /// The words of a part of the block that was begun.
    fn of_block(&mut self, text: &str) -> Vec<usize> {
        let mut numbers = Vec::new();
        for word in telling(text) {
            let next = self.numbers.len();
            let number = *self.numbers.entry(word).or_insert(next);
            self.blocks.resize(self.numbers.len(), 0);
            if self.in_this_block.insert(number) {
                self.blocks[number] += 1;
            }
            numbers.push(number);
        }
        numbers
    }

    /// What each word of the body counts for a note: nothing where the note does not have it, else more, the fewer
    /// blocks do.
    fn counts(&self, note: &str) -> Vec<usize> {
        let mut counts = vec![0; self.blocks.len()];
        for number in telling(note).iter().filter_map(|word| self.numbers.get(word)) {
            counts[*number] = WEIGHT / self.blocks[*number].max(1);
        }
        counts
    }
}

/// Words that say what a text is about: of four letters or more, or with a digit or a capital within.
fn telling(text: &str) -> BTreeSet<String> {
    const COMMON: [&str; 24] = [
        "that", "this", "with", "from", "have", "which", "their", "they", "them", "were", "been", "will",
        "would", "into", "such", "than", "then", "there", "these", "those", "also", "more", "most", "other",
    ];
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '/' && c != '.');
    let words = words.map(|w| w.trim_matches(['.', '/']));
    let tells = |w: &&str| {
        w.chars().count() >= 4 || w.len() >= 2 && w.chars().all(|c| c.is_uppercase() || c.is_numeric())
    };
    let folded = words.filter(tells).map(|w| w.to_lowercase().trim_end_matches('s').to_owned());
    folded.filter(|w| !COMMON.contains(&w.as_str())).collect()
}

/// What stands right before a place: a short quotation whole, else the last words of the last clause.
fn shown(text: &str) -> String {
    let is_quotation = text.starts_with(['"', '“', '«']);
    if is_quotation && text.split_whitespace().count() <= SHOWN_QUOTATION_WORDS_MAX {
        return text.to_owned();
    }
    let body = text.trim_end_matches(['"', '”', '»', '.', ',']);
    let clause = body.rfind(", ").map_or(text, |at| &text[at + 2..]);
    let clause = ["and ", "or "].iter().find_map(|word| clause.strip_prefix(word)).unwrap_or(clause);
    let words: Vec<&str> = clause.split_whitespace().collect();
    words[words.len().saturating_sub(SHOWN_WORDS_MAX)..].join(" ")
}
