//! Plain text that came out of a PDF, read back to the character.

mod draft;
mod limits;
mod lossless;
mod rules;

use serde_json::Value;
use statement::import::plain_text;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn assert_read_as_expected(source: &Path, expected: &Path) {
    let text = std::fs::read_to_string(source).unwrap();
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(expected).unwrap()).unwrap();
    let read = serde_json::to_value(plain_text(&text, &[]).unwrap()).unwrap();
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

#[test]
fn known_names_find_the_separators_that_were_lost() {
    let text =
        "TITLE\n\nWe¹ say so.\n\n¹ Alpha Network Beta Watch, Gamma, Delta, Epsilon Forum, Zeta (ZETA).";
    let imported = plain_text(text, &["Alpha Network", "Beta Watch", "Gamma"]).unwrap();
    let names: Vec<&str> = imported.organisations.iter().map(|o| o.name_as_printed.as_str()).collect();
    assert_eq!(names, ["Alpha Network", "Beta Watch", "Gamma", "Delta", "Epsilon Forum", "Zeta (ZETA)"]);
}
