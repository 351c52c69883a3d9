//! Bodies of notes, their pieces put together, and their marks in the body.

use super::blocks::{Role, Source, SourceBlock, raised};
use super::lines::Line;
use super::{Finding, ImportedNote, MarkFound, ProposedPlace, inline};
use std::ops::Range;

/// The body of a note.
pub struct Note {
    pub number: u32,
    /// Its number in the source.
    pub printed: u32,
    pub text: String,
    /// Pieces in reading order.
    pub source_blocks: Vec<usize>,
    pub mark: MarkFound,
    pub proposed: Option<ProposedPlace>,
}

/// The mark of a note in a block of the body.
#[derive(Debug, Clone)]
pub struct Mark {
    pub note: u32,
    pub block: usize,
    /// In bytes of the block's text: what the mark replaces.
    pub range: Range<usize>,
    /// Whether a body belongs to it.
    pub has_note: bool,
}

impl Note {
    pub fn imported(&self) -> ImportedNote {
        ImportedNote {
            source_number: self.number,
            runs: inline::runs(&self.text, 0..self.text.len(), &[]),
            source_blocks: self.source_blocks.clone(),
            mark: self.mark,
            proposed_place: self.proposed.clone(),
        }
    }
}

/// Bodies in the order of their numbers. A body that breaks off before its address takes the nearest address that
/// stands alone; other such addresses are paragraphs. The second body under one number gets the next free one.
pub fn collect(source: &mut Source) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    for block in &source.blocks {
        if let Role::Note { number: printed, words, .. } = block.role {
            let taken = |n: u32| notes.iter().any(|note| note.number == n);
            let number = (printed..).find(|n| !taken(*n)).unwrap_or(printed);
            let text = block.text[words..].to_owned();
            let source_blocks = vec![block.index];
            let mark = MarkFound::Orphan;
            notes.push(Note { number, printed, text, source_blocks, mark, proposed: None });
        }
    }
    for block in source.blocks.iter_mut().filter(|b| b.role == Role::Address) {
        if !join(&mut notes, block) {
            block.role = Role::Body;
            block.lines.push(Line::paragraph(&block.text));
        }
    }
    notes.sort_by_key(|note| note.number);
    notes
}

fn join(notes: &mut [Note], address: &SourceBlock) -> bool {
    let breaks_off = |note: &&mut Note| note.text.trim_end().ends_with(':') && note.source_blocks.len() == 1;
    let open = notes.iter_mut().filter(breaks_off);
    let nearest = open.min_by_key(|note| note.source_blocks[0].abs_diff(address.index));
    let Some(note) = nearest else { return false };
    note.text = format!("{} {}", note.text.trim_end(), address.text);
    note.source_blocks.push(address.index);
    true
}

/// Marks in the body, in order; notes whose mark is found are told so.
pub fn marks(source: &Source, notes: &mut [Note]) -> Vec<Mark> {
    let mut marks = Vec::new();
    for block in source.blocks.iter().filter(|b| !b.is_foot()) {
        for (at, length, printed) in raised(&block.text) {
            // Where numbers begin anew on each page, the note at this page's foot is meant.
            let orphans = notes.iter_mut().filter(|n| n.printed == printed && n.mark == MarkFound::Orphan);
            let note = orphans.min_by_key(|note| {
                let foot = note.source_blocks[0];
                (foot < block.index, foot)
            });
            let number = note.as_ref().map_or(printed, |note| note.number);
            let has_note = note.is_some();
            if let Some(note) = note {
                note.mark = MarkFound::Found;
            }
            marks.push(Mark { note: number, block: block.index, range: at..at + length, has_note });
        }
    }
    for note in notes.iter_mut().filter(|n| n.mark == MarkFound::Orphan) {
        if let Some(mark) = plain_digit(source, note) {
            note.mark = MarkFound::PlainDigit;
            marks.push(mark);
        }
    }
    marks.sort_by_key(|mark| (mark.block, mark.range.start));
    marks
}

/// The note's number as an ordinary digit, after the end of a sentence and before nothing or a new one, on the page
/// at whose foot the note stands. Taken only when it is the one such place.
fn plain_digit(source: &Source, note: &Note) -> Option<Mark> {
    let digits = note.printed.to_string();
    let mut found = Vec::new();
    for block in page(source, note.source_blocks[0]) {
        for (at, _) in block.text.match_indices(&digits) {
            let (before, after) = (&block.text[..at], &block.text[at + digits.len()..]);
            let Some(sentence) = before.strip_suffix(' ') else { continue };
            let ended = sentence.ends_with(['.', '!', '?', '"', '”', '’', '»']);
            let begins = after.strip_prefix(' ').is_some_and(|a| a.starts_with(char::is_uppercase));
            if ended && (after.is_empty() || begins) {
                let range = at - 1..at + digits.len();
                found.push(Mark { note: note.number, block: block.index, range, has_note: true });
            }
        }
    }
    if found.len() == 1 { found.pop() } else { None }
}

/// Blocks of the body on the page at whose foot this block stands: those between the foot before and its own.
pub fn page(source: &Source, foot: usize) -> Vec<&SourceBlock> {
    let before: Vec<&SourceBlock> = source.blocks[..foot].iter().rev().skip_while(|b| b.is_foot()).collect();
    let mut page: Vec<&SourceBlock> = before.into_iter().take_while(|b| !b.is_foot()).collect();
    page.reverse();
    page
}

/// What a person should look at, about notes and marks.
pub fn findings(notes: &[Note], marks: &[Mark]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for note in notes.iter().filter(|n| n.mark == MarkFound::Orphan) {
        let proposed = note.proposed.as_ref().map(|place| (place.source_block, place.after.clone()));
        findings.push(Finding::MarkLost { note: note.number, proposed });
    }
    for note in notes.iter().filter(|n| n.mark == MarkFound::PlainDigit) {
        let mark = marks.iter().find(|m| m.note == note.number && m.has_note);
        let source_block = mark.map_or(0, |m| m.block);
        findings.push(Finding::MarkReadFromPlainDigit { note: note.number, source_block });
    }
    for mark in marks.iter().filter(|m| !m.has_note) {
        findings.push(Finding::MarkWithoutNote { note: mark.note, source_block: mark.block });
    }
    for note in notes.iter().filter(|n| n.printed != n.number) {
        let Note { number, printed, ref source_blocks, .. } = *note;
        findings.push(Finding::NoteRenumbered { note: number, printed, source_block: source_blocks[0] });
    }
    for note in notes.iter().filter(|n| n.source_blocks.len() > 1) {
        findings.push(Finding::NoteJoined { note: note.number, source_blocks: note.source_blocks.clone() });
    }
    let has_space = |note: &&Note| {
        note.text.match_indices("http").any(|(at, _)| {
            inline::address(&note.text[at..]).is_some_and(|length| note.text[at..at + length].contains(' '))
        })
    };
    findings
        .extend(notes.iter().filter(has_space).map(|note| Finding::AddressWithSpace { note: note.number }));
    findings
}
