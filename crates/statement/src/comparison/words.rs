//! The redline of words between two sequences of tokens.

use super::align::Unit;
use super::tokens::{Says, Token};
use super::{Piece, WordChange};
use model::statement::{Run, TextRun};
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use std::time::Instant;

/// Below this share of words kept, a paragraph reads better as replaced than as patched.
const KEPT_MIN: f32 = 0.2;

/// The tokens of these paragraphs, one after the other, with borders between.
pub fn sequence(units: &[Unit<'_>], places: &[usize]) -> Vec<Token> {
    let mut tokens = Vec::new();
    for at in places {
        if !tokens.is_empty() || at != &places[0] {
            tokens.push(Token::Border);
        }
        tokens.extend_from_slice(&units[*at].tokens);
    }
    tokens
}

/// What leads from one sequence to the other; after `until`, less finely.
pub fn redline(old: &[Token], new: &[Token], until: Instant) -> Vec<Piece> {
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &says(old), &says(new), Some(until));
    let mut stretches = readable(stretches(&ops), old);
    if is_another_text(&stretches, old, new) {
        stretches = vec![Stretch { kept: 0, removed: old.len(), added: new.len() }];
    }
    let (mut i, mut j) = (0, 0);
    let mut pieces = Vec::new();
    for stretch in stretches {
        for _ in 0..stretch.kept {
            push_kept(&mut pieces, &old[i], &new[j]);
            (i, j) = (i + 1, j + 1);
        }
        old[i..i + stretch.removed].iter().for_each(|token| push(&mut pieces, WordChange::Removed, token));
        new[j..j + stretch.added].iter().for_each(|token| push(&mut pieces, WordChange::Added, token));
        (i, j) = (i + stretch.removed, j + stretch.added);
    }
    pieces
}

/// Tokens that are kept, and what follows them.
#[derive(Debug, Clone, Copy, Default)]
struct Stretch {
    kept: usize,
    removed: usize,
    added: usize,
}

impl Stretch {
    fn is_changed(self) -> bool {
        self.removed + self.added > 0
    }
}

fn says(tokens: &[Token]) -> Vec<Says<'_>> {
    tokens.iter().map(Token::says).collect()
}

fn stretches(ops: &[DiffOp]) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = vec![Stretch::default()];
    for op in ops {
        let (old, new) = (op.old_range().len(), op.new_range().len());
        if matches!(op, DiffOp::Equal { .. }) {
            all.push(Stretch { kept: old, ..Stretch::default() });
        } else if let Some(last) = all.last_mut() {
            (last.removed, last.added) = (last.removed + old, last.added + new);
        }
    }
    all
}

/// Joins changes that have nothing but white space or a sign between them: one phrase was replaced by another.
fn readable(stretches: Vec<Stretch>, old: &[Token]) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::new();
    let mut at = 0;
    for stretch in stretches {
        let kept = &old[at..at + stretch.kept];
        at += stretch.kept + stretch.removed;
        let is_thin = !kept.iter().any(|token| token.is_word() || *token == Token::Border);
        match joined.last_mut().filter(|last| last.removed > 0 && last.added > 0 && is_thin) {
            Some(last) if stretch.removed > 0 && stretch.added > 0 => {
                last.removed += stretch.kept + stretch.removed;
                last.added += stretch.kept + stretch.added;
            }
            _ => joined.push(stretch),
        }
    }
    joined
}

fn is_another_text(stretches: &[Stretch], old: &[Token], new: &[Token]) -> bool {
    let words = |tokens: &[Token]| tokens.iter().filter(|token| token.is_word()).count();
    let (mut at, mut kept) = (0, 0);
    for stretch in stretches {
        kept += words(&old[at..at + stretch.kept]);
        at += stretch.kept + stretch.removed;
    }
    let all = words(old).max(words(new));
    let has_borders = old.contains(&Token::Border) || new.contains(&Token::Border);
    stretches.iter().any(|stretch| stretch.is_changed())
        && !has_borders
        && (kept as f32) < KEPT_MIN * all as f32
}

fn push_kept(pieces: &mut Vec<Piece>, old: &Token, new: &Token) {
    let (Some(was), Some(run)) = (run(old), run(new)) else {
        pieces.push(Piece::Border { border: WordChange::Kept });
        return;
    };
    if was == run {
        return push(pieces, WordChange::Kept, new);
    }
    let change = if matches!(run, Run::Note(_)) { WordChange::Kept } else { WordChange::Restyled };
    append(pieces, change, run, Some(was));
}

fn push(pieces: &mut Vec<Piece>, change: WordChange, token: &Token) {
    match run(token) {
        Some(run) => append(pieces, change, run, None),
        None => pieces.push(Piece::Border { border: change }),
    }
}

/// Lengthens the last piece where the words go on as they were, else begins a new one.
fn append(pieces: &mut Vec<Piece>, change: WordChange, run: Run, was: Option<Run>) {
    if let Some(Piece::Words { change: last_change, run: Run::Text(last), was: last_was }) = pieces.last_mut()
        && *last_change == change
        && let Run::Text(more) = &run
        && is_under_the_same(last, more)
    {
        match (last_was, &was) {
            (None, None) => return last.text.push_str(&more.text),
            (Some(Run::Text(last_was)), Some(Run::Text(was))) if is_under_the_same(last_was, was) => {
                last.text.push_str(&more.text);
                return last_was.text.push_str(&was.text);
            }
            _ => {}
        }
    }
    pieces.push(Piece::Words { change, run, was });
}

fn is_under_the_same(a: &TextRun, b: &TextRun) -> bool {
    a.marks == b.marks && a.link == b.link && a.language == b.language
}

fn run(token: &Token) -> Option<Run> {
    match token {
        Token::Text(run) => Some(Run::Text(run.clone())),
        Token::Note { mark, .. } => Some(Run::Note(*mark)),
        Token::Border => None,
    }
}
