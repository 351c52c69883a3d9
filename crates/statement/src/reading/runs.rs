//! Pieces of a line as the runs of a block.

use super::findings::Findings;
use super::lines::{Formats, Line, units};
use super::notes::Notes;
use crate::table::NOTE_MARK;
use model::problem::Place;
use model::statement::{NoteMark, Run, TextRun};
use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_normalization::UnicodeNormalization;

/// The runs of a line: neighbours that a Statement does not tell apart merged, then each in form C.
pub fn of(line: &Line, language: &str, notes: &Notes<'_>, findings: &mut Findings) -> Vec<Run> {
    let mut runs = Runs { runs: Vec::new(), findings };
    for piece in &line.pieces {
        let mut index = piece.index;
        for (at, text) in piece.text.split(NOTE_MARK).enumerate() {
            if at > 0 {
                // A note's mark counts in the text alone; what is wrong elsewhere is said with the notes.
                let number = piece.formats.note.as_deref().filter(|_| line.formats.note.is_none());
                runs.mark(number.and_then(|id| notes.number(id)));
                index += 1;
            }
            runs.words(text, index, &piece.formats, language);
            index += units(text);
        }
    }
    let normal = |run| match run {
        Run::Text(run) => Run::Text(TextRun { text: run.text.nfc().collect(), ..run }),
        Run::Note(mark) => Run::Note(mark),
    };
    runs.runs.into_iter().map(normal).collect()
}

struct Runs<'f> {
    runs: Vec<Run>,
    findings: &'f mut Findings,
}

impl Runs<'_> {
    fn mark(&mut self, number: Option<u32>) {
        self.runs.extend(number.map(|note| Run::Note(NoteMark { note })));
    }

    fn words(&mut self, text: &str, index: u32, formats: &Formats, language: &str) {
        let Some(first) = text.chars().next() else { return };
        let new = TextRun {
            text: text.to_owned(),
            marks: formats.marks.iter().copied().collect(),
            link: formats.link.clone(),
            language: formats.lang.clone().filter(|own| own != language),
        };
        if let Some(Run::Text(last)) = self.runs.last_mut()
            && (&last.marks, &last.link, &last.language) == (&new.marks, &new.link, &new.language)
        {
            last.text.push_str(text);
            return;
        }
        if is_combining(first) {
            let place = Place { index, length: first.len_utf16() as u32 };
            let sentence =
                "An accent stands apart from its letter: give both the same format, or retype them.";
            self.findings.at("combining-mark-first", place, sentence, None);
        }
        self.runs.push(Run::Text(new));
    }
}

fn is_combining(character: char) -> bool {
    matches!(
        get_general_category(character),
        GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark | GeneralCategory::EnclosingMark
    )
}
