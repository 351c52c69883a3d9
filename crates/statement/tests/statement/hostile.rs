//! The hostile inputs, one by one, each against a draft that lives on: outcomes in `tests/hostile/outcomes.tsv`.

use statement::{Checked, Draft, NewBlock, NewRun, ServerClient};
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile")
}

#[test]
fn every_hostile_input_has_its_outcome_and_leaves_the_draft_in_step() {
    let mut outcomes = String::new();
    for file in files() {
        let name = file.file_name().unwrap().to_str().unwrap();
        let outcome = outcome(&std::fs::read(&file).unwrap(), name);
        outcomes += &format!("{name}\t{outcome}\n");
    }
    let expected = std::fs::read_to_string(folder().join("outcomes.tsv")).unwrap_or_default();
    assert_eq!(outcomes, expected, "the outcomes are these:\n{outcomes}");
}

/// The same again in a process that may not have more than this.
#[test]
fn hostile_inputs_take_little_memory() {
    const ADDRESS_SPACE_KIB: u32 = 512 * 1024;
    let this = std::env::current_exe().unwrap();
    let limited = format!("ulimit -v {ADDRESS_SPACE_KIB} && exec \"$0\" --exact --test-threads=1 \"$1\"");
    let test = "hostile::every_hostile_input_has_its_outcome_and_leaves_the_draft_in_step";
    let output = Command::new("sh").args(["-c", &limited]).arg(this).arg(test).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).expect("the hostile inputs");
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end != "tsv"));
    files.sort();
    assert!(files.len() > 70, "the hostile inputs are there");
    files
}

fn outcome(bytes: &[u8], name: &str) -> String {
    let text =
        model::statement::TextRun { text: "Ladies 😀".into(), marks: vec![], link: None, language: None };
    let block = NewBlock {
        kind: model::statement::BlockKind::Title,
        level: None,
        list: None,
        direction: None,
        note: None,
        runs: vec![NewRun::Text(text)],
    };
    let (mut draft, _) = Draft::create(ServerClient::from_random(1), &[block]);
    match name.rsplit_once('.').unwrap().1 {
        "aw" => "not for a draft".to_owned(),
        "sv" => draft.diff(bytes).map_or_else(|refusal| refusal.code().to_owned(), |_| "answered".to_owned()),
        "seq" => sequence(bytes).iter().map(|update| sent(&mut draft, update)).collect::<Vec<_>>().join(" "),
        _ => sent(&mut draft, bytes),
    }
}

/// What the gate says; what it refuses changes nothing, and whoever joins then has what is here.
fn sent(draft: &mut Draft, update: &[u8]) -> String {
    let before = draft.state();
    let outcome = match draft.check(update) {
        Ok(Checked::Change(change)) => {
            draft.apply(&change).unwrap();
            "change"
        }
        Ok(Checked::Nothing) => "nothing",
        Ok(Checked::Gap) => "gap",
        Err(refusal) => refusal.code(),
    };
    let after = draft.state();
    assert!(outcome == "change" || after == before, "{outcome}: the draft changed");
    let joiner = Draft::load(&draft.diff(&[0]).unwrap()).unwrap();
    assert_eq!(joiner.delta(), draft.delta());
    outcome.to_owned()
}

/// How many updates, then each behind its length; both as variable-length numbers, seven bits a byte.
fn sequence(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let count = number(&mut bytes);
    let mut next = || {
        let length = number(&mut bytes);
        let (update, rest) = bytes.split_at(length);
        bytes = rest;
        update.to_vec()
    };
    (0..count).map(|_| next()).collect()
}

fn number(bytes: &mut &[u8]) -> usize {
    let length = 1 + bytes.iter().take_while(|byte| **byte >= 0x80).count();
    let (digits, rest) = bytes.split_at(length);
    *bytes = rest;
    digits.iter().rev().fold(0, |number, digit| number << 7 | usize::from(digit & 0x7f))
}
