//! The hostile inputs: updates, state vectors and awareness that broke servers or libraries.

use crate::frames;
use std::path::Path;

/// What somebody sends.
pub struct Input {
    /// Its file's name.
    pub name: String,
    /// In this order.
    pub frames: Vec<Vec<u8>>,
}

/// All of them, by name.
///
/// # Panics
///
/// Without the project's own copy of them.
pub fn inputs() -> Vec<Input> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/statement/tests/hostile");
    let entries = std::fs::read_dir(folder).expect("the project's own copy of the hostile inputs");
    let mut inputs: Vec<Input> = entries.filter_map(|entry| read(&entry.unwrap().path())).collect();
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    inputs
}

/// None of a file that is something else.
fn read(file: &Path) -> Option<Input> {
    let ending = file.extension()?.to_str()?;
    let bytes = || std::fs::read(file).unwrap();
    let frames = match ending {
        "sv" => vec![frames::sync_step_1(&bytes())],
        "aw" => vec![[&[1, u8::try_from(bytes().len()).unwrap()], bytes().as_slice()].concat()],
        "u1" | "u2" => vec![frames::update(&bytes())],
        "seq" => sequence(&bytes()).iter().map(|update| frames::update(update)).collect(),
        _ => return None,
    };
    Some(Input { name: file.file_name()?.to_string_lossy().into_owned(), frames })
}

/// Updates: how many, then each behind its length; both as variable-length numbers, seven bits a byte.
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
