//! Nothing of the source is dropped: it is in the body, in a note or in a finding.

use crate::root;
use model::statement::Run;
use proptest::collection::vec;
use proptest::prelude::*;
use statement::import::{Finding, Imported, plain_text};

/// Everything that is not white space, whatever its order: what was read must have what the source has.
fn characters(texts: impl IntoIterator<Item = String>) -> Vec<char> {
    let mut all: Vec<char> = texts.into_iter().flat_map(|t| t.chars().collect::<Vec<_>>()).collect();
    all.retain(|c| !c.is_whitespace());
    all.sort_unstable();
    all
}

fn superscript(number: u32) -> String {
    let digit = |d: char| d.to_digit(10).and_then(|d| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(d as usize)).unwrap();
    number.to_string().chars().map(digit).collect()
}

/// All that was read, with marks and labels as they stood in the source.
fn read_back(imported: &Imported) -> Vec<String> {
    let printed = |number: u32| {
        let of = |finding: &Finding| match finding {
            Finding::NoteRenumbered { note, printed, .. } if *note == number => Some(*printed),
            _ => None,
        };
        imported.findings.iter().find_map(of).unwrap_or(number)
    };
    let is_plain = |number: u32| {
        let of = |f: &Finding| matches!(f, Finding::MarkReadFromPlainDigit { note, .. } if *note == number);
        imported.findings.iter().any(of)
    };
    let has_plain_label = |block: usize| {
        let of = |f: &Finding| match f {
            Finding::LabelReadFromPlainDigit { source_block, .. } => *source_block == block,
            _ => false,
        };
        imported.findings.iter().any(of)
    };
    let words = |runs: &[Run]| -> String {
        let of = |run: &Run| match run {
            Run::Text(text) => text.text.clone(),
            Run::Note(mark) if is_plain(mark.note) => printed(mark.note).to_string(),
            Run::Note(mark) => superscript(printed(mark.note)),
        };
        runs.iter().map(of).collect()
    };
    let mut texts: Vec<String> = imported.body.iter().map(|b| words(&b.block.runs)).collect();
    texts.extend(imported.notes.iter().map(|note| {
        let number = printed(note.source_number);
        let plain = has_plain_label(note.source_blocks[0]);
        (if plain { number.to_string() } else { superscript(number) }) + &words(&note.runs)
    }));
    texts.extend(imported.findings.iter().filter_map(|f| match f {
        Finding::LineDropped { text, .. } => Some(text.clone()),
        _ => None,
    }));
    texts
}

/// A variant of the twin: blocks of notes moved, numbers changed, marks or separators lost.
fn variant(source: &str, random: &mut impl FnMut(usize) -> usize) -> String {
    let mut blocks: Vec<String> = source.trim().split("\n\n").map(String::from).collect();
    let is_note = |block: &str| block.starts_with(['¹', '²', '³', '⁴', '⁵', '⁶', '⁷']);
    let replace = |blocks: &mut Vec<String>, from: &str, to: &str| {
        blocks.iter_mut().for_each(|b| *b = b.replace(from, to));
    };
    match random(4) {
        0 => {
            let notes: Vec<usize> = (0..blocks.len()).filter(|i| is_note(&blocks[*i])).collect();
            let note = blocks.remove(notes[random(notes.len())]);
            let to = 1 + random(blocks.len() - 1);
            blocks.insert(to, note);
        }
        1 => {
            let (from, to) = [("⁷", "⁸"), ("²", "⁹"), ("⁶", "³⁰")][random(3)];
            replace(&mut blocks, from, to);
        }
        2 => {
            let (marked, bare) = [("organisations¹", "organisations"), ("words²", "words")][random(2)];
            replace(&mut blocks, marked, bare);
        }
        _ => {
            let list = blocks.iter().position(|b| b.starts_with("¹ ")).unwrap();
            let commas: Vec<usize> = blocks[list].match_indices(',').map(|(at, _)| at).collect();
            blocks[list].remove(commas[random(commas.len())]);
        }
    }
    blocks.join("\n\n")
}

#[test]
fn in_two_hundred_variants_of_the_twin_nothing_is_dropped() {
    let source = std::fs::read_to_string(root().join("tests/fixtures/annex-twin.txt")).unwrap();
    for seed in 0..200_u64 {
        // A linear congruential generator (Knuth's MMIX): the seed replays the variant.
        let mut state = seed;
        let mut random = |end: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % end
        };
        let mut text = source.clone();
        for _ in 0..=random(3) {
            text = variant(&text, &mut random);
        }
        let imported = plain_text(&text, &[]).unwrap();
        // Markers of items and signs of emphasis became formats.
        let signs = text.replace("<u>", "").replace("</u>", "").replace('*', "").replace("\n- ", "\n");
        assert_eq!(characters(read_back(&imported)), characters([signs]), "seed {seed}");
        assert_eq!(imported.notes.len(), 7, "seed {seed}: a note is gone");
    }
}

/// Pieces that texts out of a PDF are made of, and some that are not.
fn block() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zé]{1,9}",
        "[A-Z]{2,8}",
        "\\+?[0-9]{1,4}",
        "[⁰¹²³⁴⁵]{1,2}",
        "\\([a-c]\\)|[1-3]\\.|[1-3]\\)|-|–|•|_",
        "\"|“|”|\\(emphasis added\\)|https://a.example/b|,|;|:|\\.",
        "\\PC{1,3}",
    ];
    vec((piece, prop_oneof![5 => Just(" "), 1 => Just("\n"), 1 => Just("")]), 1..12)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, space)| [piece, space.to_owned()]).collect())
}

proptest! {
    #[test]
    fn of_any_text_only_signs_of_lists_and_of_emphasis_are_not_read_back(blocks in vec(block(), 1..14)) {
        let text = blocks.join("\n\n");
        let mut left = std::collections::BTreeMap::<char, i64>::new();
        characters([text.clone()]).into_iter().for_each(|c| *left.entry(c).or_default() += 1);
        for character in characters(read_back(&plain_text(&text, &[]).unwrap())) {
            *left.entry(character).or_default() -= 1;
        }
        let added: Vec<_> = left.iter().filter(|(_, count)| **count < 0).collect();
        prop_assert!(added.is_empty(), "{added:?} was added to {text:?}");
        left.retain(|_, count| *count > 0);
        let is_sign = |c: &char| "-–•*▪◦.()123456789abcdefghijk<>/ubisp".contains(*c);
        prop_assert!(left.keys().all(is_sign), "{left:?} is missing from {text:?}");
    }
}
