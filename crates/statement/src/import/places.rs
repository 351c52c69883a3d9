//! Where the mark of an orphan may have stood.
//!
//! A note stands at the foot of the page that has its mark, after the mark of the note before. A note that only names
//! a source belongs to a quotation; one that tells something belongs to the sentence it has most words in common with.

use super::blocks::{Source, SourceBlock};
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
    let mut after = (0, 0);
    for note in notes.iter_mut() {
        if note.mark == MarkFound::Orphan {
            note.proposed = place(source, note, after);
        } else if let Some(mark) = marks.iter().find(|m| m.note == note.number && m.has_note) {
            after = (mark.block, mark.range.end);
        }
        if let Some(place) = &note.proposed {
            let block = source.blocks.iter().find(|b| b.index == place.source_block);
            let end = block.map_or(0, |b| byte_of(&b.text, place.offset_in_block));
            after = (place.source_block, end);
        }
    }
}

/// A place that a mark may have stood, with the words it belongs to and how it is shown.
struct Candidate {
    block: usize,
    end: usize,
    shown: String,
    score: usize,
}

fn place(source: &Source, note: &Note, after: (usize, usize)) -> Option<ProposedPlace> {
    let mut blocks = page(source, note.source_blocks[0]);
    if blocks.last().is_none_or(|b| b.index < after.0) {
        // Its foot was moved: anywhere after the note before.
        blocks = source.blocks.iter().filter(|b| !b.is_foot()).collect();
    }
    let words = Words::common(&note.text, source);
    let later = |c: &Candidate| (c.block, c.end) > after;
    let names_source = note.text.split_whitespace().count() <= SOURCE_WORDS_MAX;
    let quoted = blocks.iter().flat_map(|b| after_quotations(b, &words, &note.text)).filter(later);
    let told = blocks.iter().flat_map(|b| after_sentences(b, &words)).filter(later);
    let best = if names_source { first_best(quoted).or_else(|| first_best(told)) } else { first_best(told) }?;
    let text = &source.blocks.iter().find(|b| b.index == best.block)?.text;
    let offset_in_block = text[..best.end].encode_utf16().count();
    Some(ProposedPlace { source_block: best.block, after: best.shown, offset_in_block })
}

fn first_best(candidates: impl Iterator<Item = Candidate>) -> Option<Candidate> {
    candidates.fold(None, |best, next| match best {
        Some(best) if best.score >= next.score => Some(best),
        _ => Some(next),
    })
}

fn after_quotations(block: &SourceBlock, words: &Words, note: &str) -> Vec<Candidate> {
    const EMPHASIS: &str = "(emphasis added)";
    let candidate = |(start, end): (usize, usize)| {
        let (from, to) = sentence_around(&block.text, start);
        let common = words.weigh(&block.text[from..to]);
        let emphasised = note.contains(EMPHASIS) && block.text[end..].trim_start().starts_with(EMPHASIS);
        let score = common + if emphasised { 100 * WEIGHT } else { 0 };
        Candidate { block: block.index, end, shown: shown(&block.text[start..end]), score }
    };
    quotations(&block.text).into_iter().map(candidate).collect()
}

fn after_sentences(block: &SourceBlock, words: &Words) -> Vec<Candidate> {
    let candidate = |(start, end): (usize, usize)| {
        let score = words.weigh(&block.text[start..end]);
        Candidate { block: block.index, end, shown: shown(&block.text[start..end]), score }
    };
    sentences(&block.text).into_iter().map(candidate).collect()
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

fn sentence_around(text: &str, at: usize) -> (usize, usize) {
    sentences(text).into_iter().find(|(start, end)| (*start..*end).contains(&at)).unwrap_or((0, text.len()))
}

/// The telling words of a note, and what each counts: more, the fewer blocks have it.
struct Words(BTreeMap<String, usize>);

impl Words {
    fn common(note: &str, source: &Source) -> Self {
        let blocks: Vec<_> =
            source.blocks.iter().filter(|b| !b.is_foot()).map(|b| telling(&b.text)).collect();
        let weight =
            |word: &String| WEIGHT / blocks.iter().filter(|words| words.contains(word)).count().max(1);
        Self(telling(note).into_iter().map(|word| (word.clone(), weight(&word))).collect())
    }

    fn weigh(&self, text: &str) -> usize {
        telling(text).iter().filter_map(|word| self.0.get(word)).sum()
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
