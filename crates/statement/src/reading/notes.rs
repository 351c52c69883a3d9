//! Notes: a mark in the words, a body in lines of its own, one name that joins them.

use super::findings::Findings;
use super::lines::Line;
use crate::table::NOTE_MARK;
use model::problem::{Place, Repair};
use std::collections::{BTreeMap, HashMap};

/// Notes that have both a mark and a body, numbered in the order of their marks.
pub struct Notes<'l> {
    numbers: HashMap<&'l str, u32>,
    bodies: Vec<Vec<&'l Line>>,
}

/// A character that marks a note.
struct Mark<'l> {
    id: &'l str,
    index: u32,
    in_body: bool,
}

impl<'l> Notes<'l> {
    pub fn of(lines: &'l [Line], findings: &mut Findings) -> Self {
        let mut bodies = bodies(lines, findings);
        let mut notes = Self { numbers: HashMap::new(), bodies: Vec::new() };
        for mark in marks(lines, findings) {
            let place = Place { index: mark.index, length: 1 };
            if mark.in_body {
                let sentence = "A note has a note of its own: move the mark into the text, or delete it.";
                findings.at("note-in-note", place, sentence, Some(Repair::Delete));
            } else if notes.numbers.contains_key(mark.id) {
                let sentence = "Two marks stand for one note: delete one of them.";
                findings.at("note-marked-twice", place, sentence, Some(Repair::Delete));
            } else if let Some(body) = bodies.remove(mark.id) {
                notes.bodies.push(body);
                notes.numbers.insert(mark.id, u32::try_from(notes.bodies.len()).unwrap_or(u32::MAX));
            } else {
                let sentence = "The mark of a note has no note: write the note, or delete the mark.";
                findings.at("mark-without-note", place, sentence, Some(Repair::Delete));
            }
        }
        for (id, body) in bodies {
            let sentence = "A note has no mark in the text: place its mark, or discard the note.";
            let repair = Repair::PlaceNote { note: id.to_owned() };
            findings.at("note-without-mark", body[0].place(), sentence, Some(repair));
        }
        notes
    }

    /// The number of the note that the mark in a body line stands for.
    pub fn number(&self, id: &str) -> Option<u32> {
        self.numbers.get(id).copied()
    }

    /// In the order of numbers.
    pub fn bodies(&self) -> impl Iterator<Item = &Vec<&'l Line>> {
        self.bodies.iter()
    }
}

/// Lines by note. A body that says nothing is still there: what is wrong with it is said here.
fn bodies<'l>(lines: &'l [Line], findings: &mut Findings) -> BTreeMap<&'l str, Vec<&'l Line>> {
    let mut bodies: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    let mut before = None;
    for line in lines {
        let note = line.formats.note.as_deref();
        if let Some(id) = note {
            let body = bodies.entry(id).or_default();
            if !body.is_empty() && before != note {
                let sentence = "Another line stands between the lines of this note: bring them together.";
                findings.at("note-in-pieces", line.place(), sentence, None);
            }
            body.push(line);
        }
        before = note;
    }
    for (id, body) in &bodies {
        let says = |line: &&Line| line.has_words() || line.is_signatories();
        if !body.iter().any(says) {
            let sentence = "A note is empty: write it, or discard it with its mark.";
            let repair = Repair::DiscardNote { note: (*id).to_owned() };
            findings.at("note-empty", body[0].place(), sentence, Some(repair));
        }
    }
    bodies
}

/// Marks in order; characters that are half a mark are problems.
fn marks<'l>(lines: &'l [Line], findings: &mut Findings) -> Vec<Mark<'l>> {
    let mut marks = Vec::new();
    for line in lines {
        for piece in &line.pieces {
            let mut index = piece.index;
            for character in piece.text.chars() {
                let length = character.len_utf16() as u32;
                let place = Place { index, length };
                match (character, piece.formats.note.as_deref()) {
                    (NOTE_MARK, Some(id)) => {
                        marks.push(Mark { id, index, in_body: line.formats.note.is_some() });
                    }
                    (NOTE_MARK, None) => {
                        let sentence = "A placeholder stands here without what it stood for: delete it.";
                        findings.at("object-character", place, sentence, Some(Repair::Delete));
                    }
                    (_, Some(_)) => {
                        let sentence =
                            "Words are formatted as the mark of a note: retype them without the format.";
                        findings.at("note-on-words", place, sentence, None);
                    }
                    _ => {}
                }
                index += length;
            }
        }
    }
    marks
}
