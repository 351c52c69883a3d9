//! Words of a block, as ICU segments them: a word is one of the text's own language, Chinese and Arabic included.

use super::align::likeness;
use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;
use model::statement::{Block, NoteMark, Run, TextRun};
use std::collections::HashMap;
use std::time::Instant;

/// Least likeness at which two notes are one that was edited.
const NOTE_LIKENESS_MIN: f32 = 0.4;

/// A word, a sign, white space, the mark of a note, or a border between paragraphs.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// A word, a sign or white space, under one emphasis.
    Text(TextRun),
    /// The mark of a note, and which note that is whatever its number.
    Note {
        /// The mark as it stands.
        mark: NoteMark,
        /// The same for both marks of a note that was kept.
        same_as: usize,
    },
    /// Between two paragraphs.
    Border,
}

/// What is compared of a token: what it says, not its emphasis.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Says<'a> {
    /// These characters.
    Text(&'a str),
    /// This note.
    Note(usize),
    /// A paragraph ends.
    Border,
}

impl Token {
    /// What it says.
    pub fn says(&self) -> Says<'_> {
        match self {
            Self::Text(run) => Says::Text(&run.text),
            Self::Note { same_as, .. } => Says::Note(*same_as),
            Self::Border => Says::Border,
        }
    }

    /// Whether it is a word or a note, rather than white space, a sign or a border.
    pub fn is_word(&self) -> bool {
        match self {
            Self::Text(run) => run.text.chars().any(char::is_alphanumeric),
            Self::Note { .. } => true,
            Self::Border => false,
        }
    }
}

/// The tokens of a block; `notes` says of each note, by its place, which one it is.
pub fn block_tokens(block: &Block, notes: &[usize]) -> Vec<Token> {
    let segmenter = WordSegmenter::new_auto(WordBreakInvariantOptions::default());
    let mut tokens = Vec::new();
    for run in &block.runs {
        match run {
            Run::Note(mark) => {
                let place = usize::try_from(mark.note).ok().and_then(|no| no.checked_sub(1));
                let same_as = place.and_then(|place| notes.get(place)).copied().unwrap_or(usize::MAX);
                tokens.push(Token::Note { mark: *mark, same_as });
            }
            Run::Text(run) => {
                let ends: Vec<usize> = segmenter.segment_str(&run.text).collect();
                let words = ends.windows(2).filter_map(|ends| run.text.get(ends[0]..ends[1]));
                tokens.extend(words.map(|word| Token::Text(under_the_same(run, word))));
            }
        }
    }
    tokens
}

/// Other words under the emphasis, link and language of a run.
fn under_the_same(run: &TextRun, words: &str) -> TextRun {
    let TextRun { text: _, marks, link, language } = run;
    TextRun { text: words.into(), marks: marks.clone(), link: link.clone(), language: language.clone() }
}

/// Which note of the old text is which of the new one.
pub struct NotePairs {
    old: Vec<usize>,
    new: Vec<usize>,
}

impl NotePairs {
    /// Pairs notes: those with the same body first, then those that are most alike, in order, until a moment.
    pub fn of(old: &[Vec<Block>], new: &[Vec<Block>], until: Instant) -> Self {
        let mut pair_of: Vec<Option<usize>> = vec![None; new.len()];
        let mut is_taken = vec![false; old.len()];
        let mut same: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, note) in old.iter().enumerate().rev() {
            same.entry(format!("{note:?}")).or_default().push(at);
        }
        for (at, note) in new.iter().enumerate() {
            if let Some(was) = same.get_mut(&format!("{note:?}")).and_then(Vec::pop) {
                (pair_of[at], is_taken[was]) = (Some(was), true);
            }
        }
        let words =
            |note: &Vec<Block>| note.iter().flat_map(|block| block_tokens(block, &[])).collect::<Vec<_>>();
        let left: Vec<(usize, Vec<Token>)> = old
            .iter()
            .enumerate()
            .filter(|(at, _)| !is_taken[*at])
            .map(|(at, note)| (at, words(note)))
            .collect();
        for (at, note) in new.iter().enumerate().filter(|(at, _)| pair_of[*at].is_none()).collect::<Vec<_>>()
        {
            if Instant::now() > until {
                break;
            }
            let note = words(note);
            let found = left.iter().filter(|(was, _)| !is_taken[*was]);
            let found = found.map(|(was, old)| (*was, likeness(old, &note)));
            let best = found
                .filter(|(_, like)| *like >= NOTE_LIKENESS_MIN)
                .reduce(|a, b| if b.1 > a.1 { b } else { a });
            if let Some((was, _)) = best {
                (pair_of[at], is_taken[was]) = (Some(was), true);
            }
        }
        // A note of the old text is known by its place there, a new one by a number past all of those.
        let new = pair_of.iter().enumerate().map(|(at, was)| was.unwrap_or(old.len() + at)).collect();
        Self { old: (0..old.len()).collect(), new }
    }

    /// Of each note of the old text, which one it is.
    pub fn in_old(&self) -> &[usize] {
        &self.old
    }

    /// Of each note of the new text, which one it is.
    pub fn in_new(&self) -> &[usize] {
        &self.new
    }

    /// Where a note of the new text stood in the old one.
    pub fn old_of(&self, new: usize) -> Option<usize> {
        self.new.get(new).copied().filter(|was| *was < self.old.len())
    }

    /// Notes of the old text that are gone.
    pub fn removed(&self) -> impl Iterator<Item = usize> + '_ {
        self.old.iter().copied().filter(|old| !self.new.contains(old))
    }
}
