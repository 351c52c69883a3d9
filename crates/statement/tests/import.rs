//! Plain text that came out of a PDF, read back to the character.

use model::statement::Run;
use serde_json::Value;
use statement::import::{Finding, Imported, plain_text};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn assert_read_as_expected(source: &Path, expected: &Path) {
    let text = std::fs::read_to_string(source).unwrap();
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(expected).unwrap()).unwrap();
    let read = serde_json::to_value(plain_text(&text, &[])).unwrap();
    for part in ["body", "notes", "organisations", "findings"] {
        let (read, expected) = (read[part].as_array().unwrap(), expected[part].as_array().unwrap());
        for (read, expected) in read.iter().zip(expected) {
            assert_eq!(read, expected, "{part}");
        }
        assert_eq!(read.len(), expected.len(), "{part}");
    }
    for (name, value) in read["fields"].as_object().unwrap() {
        assert_eq!(value, &expected["fields"][name], "{name}");
    }
}

#[test]
fn the_twin_of_the_annex_is_read_to_the_character() {
    let fixtures = root().join("tests/fixtures");
    assert_read_as_expected(&fixtures.join("annex-twin.txt"), &fixtures.join("annex-twin.expected.json"));
}

#[test]
fn the_real_annex_is_read_to_the_character() {
    let fixtures = root().join("../shared/fixtures");
    let source = fixtures.join("annex-a-hrc-43-l31.txt");
    if !source.exists() {
        println!("skipped: the real annex is not beside this checkout");
        return;
    }
    assert_read_as_expected(&source, &fixtures.join("annex-a-hrc-43-l31.expected.json"));
}

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
    let is_plain = |number: u32| {
        imported
            .findings
            .iter()
            .any(|f| matches!(f, Finding::MarkReadFromPlainDigit { note, .. } if *note == number))
    };
    let words = |runs: &[Run]| -> String {
        let of = |run: &Run| match run {
            Run::Text(text) => text.text.clone(),
            Run::Note(mark) if is_plain(mark.note) => mark.note.to_string(),
            Run::Note(mark) => superscript(mark.note),
        };
        runs.iter().map(of).collect()
    };
    let mut texts: Vec<String> = imported.body.iter().map(|b| words(&b.block.runs)).collect();
    texts.extend(imported.notes.iter().map(|n| superscript(n.source_number) + &words(&n.runs)));
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
        let imported = plain_text(&text, &[]);
        // Markers of items and signs of emphasis became formats.
        let signs = text.replace("<u>", "").replace("</u>", "").replace('*', "").replace("\n- ", "\n");
        assert_eq!(characters(read_back(&imported)), characters([signs]), "seed {seed}");
        assert_eq!(imported.notes.len(), 7, "seed {seed}: a note is gone");
    }
}

#[test]
fn known_names_find_the_separators_that_were_lost() {
    let text =
        "TITLE\n\nWe¹ say so.\n\n¹ Alpha Network Beta Watch, Gamma, Delta, Epsilon Forum, Zeta (ZETA).";
    let imported = plain_text(text, &["Alpha Network", "Beta Watch", "Gamma"]);
    let names: Vec<&str> = imported.organisations.iter().map(|o| o.name_as_printed.as_str()).collect();
    assert_eq!(names, ["Alpha Network", "Beta Watch", "Gamma", "Delta", "Epsilon Forum", "Zeta (ZETA)"]);
}
