//! Characters that a signed text cannot hold: they hide, they reorder what is seen, or they are nothing yet.

use super::findings::Findings;
use super::lines::Line;
use model::problem::{Place, Repair};
use unicode_general_category::{GeneralCategory, get_general_category};

const ISOLATES: [char; 3] = ['\u{2066}', '\u{2067}', '\u{2068}'];
const ISOLATE_END: char = '\u{2069}';

/// Code, sentence, repair.
type Fault = (&'static str, &'static str, Option<Repair>);

pub fn check(lines: &[Line], findings: &mut Findings) {
    for line in lines {
        let mut open = Vec::new();
        for piece in &line.pieces {
            let mut index = piece.index;
            for character in piece.text.chars() {
                let place = Place { index, length: character.len_utf16() as u32 };
                if let Some((code, sentence, repair)) = fault(character) {
                    findings.at(code, place, sentence, repair);
                } else if ISOLATES.contains(&character) {
                    open.push(place);
                } else if character == ISOLATE_END && open.pop().is_none() {
                    unbalanced(place, findings);
                }
                index += place.length;
            }
        }
        for place in open {
            unbalanced(place, findings);
        }
    }
}

fn unbalanced(place: Place, findings: &mut Findings) {
    let sentence = "A direction mark has no partner in this paragraph: delete it.";
    findings.at("isolate-unbalanced", place, sentence, Some(Repair::Delete));
}

fn fault(character: char) -> Option<Fault> {
    let space = || Some(Repair::Replace { with: " ".to_owned() });
    match character {
        '\u{202a}'..='\u{202e}' => Some((
            "bidi-override",
            "A hidden character reverses what is read here: delete it.",
            Some(Repair::Delete),
        )),
        '\u{fffd}' => Some((
            "replacement-character",
            "A character was lost here and a placeholder stands for it: retype it.",
            None,
        )),
        '\u{2028}' | '\u{2029}' => {
            Some(("line-separator", "A hidden line break stands here: put a space or a new line.", space()))
        }
        '\t' => Some(("control-character", "A tab stands here: put a space.", space())),
        '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}' => Some((
            "hidden-character",
            "A character that cannot be seen stands here: delete it.",
            Some(Repair::Delete),
        )),
        _ => match get_general_category(character) {
            GeneralCategory::Control => Some((
                "control-character",
                "A control character stands here: delete it.",
                Some(Repair::Delete),
            )),
            GeneralCategory::Unassigned => Some((
                "unassigned-character",
                "A character stands here that Unicode does not know: retype it.",
                None,
            )),
            _ => None,
        },
    }
}
