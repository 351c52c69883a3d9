//! The second verifier, in Python, was written from `docs/record-format.md`: it and `model` say the same of every extract.

mod keys;

use model::change::class;
use model::key::ServerSecret;
use model::record::{Part, Record};
use model::statement::Statement;
use model::verify::{check_extract, check_ledger, read};
use serde::Deserialize;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use unicode_normalization::UnicodeNormalization;
use whole_server_tests::random::Random;
use whole_server_tests::{Server, story};

/// Every so many bytes one is changed, where not each is; from where on, the seed says.
const EVERY: usize = 13;

/// How many changed files the second verifier is given at once.
const AT_ONCE: usize = 2_000;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn vectors(name: &str) -> String {
    std::fs::read_to_string(root().join("crates/model/tests/vectors").join(name)).expect("a vector")
}

/// What the second verifier says of each published file, in order: the words behind the file's name.
fn said(key: &str, files: &[PathBuf]) -> Vec<String> {
    said_by("verify.py", key, files)
}

fn said_by(script: &str, key: &str, files: &[PathBuf]) -> Vec<String> {
    let mut command = Command::new("/usr/bin/python3");
    command.arg(root().join("tests/verifier").join(script)).args(["--key", key]).args(files);
    let output = command.output().expect("python3 can be run");
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let verdict = |file: &PathBuf| {
        let start = format!("{}: ", file.display());
        let line = lines.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr))).to_owned()
    };
    files.iter().map(verdict).collect()
}

/// Asks both verifiers about each extract, and gives how many both take for true.
fn taken_for_true(key: &str, extracts: &[Vec<u8>]) -> usize {
    let ours = |extract: &str| {
        check_extract(extract).is_ok_and(|it| it.keys.check_trust(key.parse().unwrap()).is_ok())
    };
    both_take_for_true("verify.py", key, extracts, ours)
}

/// The same of whole ledgers.
fn ledgers_taken_for_true(key: &str, ledgers: &[Vec<u8>]) -> usize {
    let ours =
        |ledger: &str| check_ledger(ledger).is_ok_and(|it| it.keys.check_trust(key.parse().unwrap()).is_ok());
    both_take_for_true("ledger.py", key, ledgers, ours)
}

fn both_take_for_true(script: &str, key: &str, extracts: &[Vec<u8>], ours: impl Fn(&str) -> bool) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let write = |(number, extract): (usize, &Vec<u8>)| {
        let file = folder.path().join(format!("{number}.jsonl"));
        std::fs::write(&file, extract).unwrap();
        file
    };
    let files: Vec<PathBuf> = extracts.iter().enumerate().map(write).collect();
    let mut both = 0;
    for (extract, second) in extracts.iter().zip(said_by(script, key, &files)) {
        let holds = second == "agrees with itself";
        let shown = String::from_utf8_lossy(extract);
        assert_eq!(
            std::str::from_utf8(extract).is_ok_and(&ours),
            holds,
            "the second verifier says: {second}\nof: {shown}"
        );
        both += usize::from(holds);
    }
    both
}

#[test]
fn both_verifiers_find_every_change_of_an_extract() {
    let (extract, key) = (vectors("extract.jsonl"), vectors("key.txt").trim().to_owned());
    assert_eq!(taken_for_true(&key, &[extract.clone().into_bytes()]), 1);

    for bytes in (0..extract.len()).collect::<Vec<_>>().chunks(AT_ONCE) {
        let flipped: Vec<_> = bytes.iter().map(|at| flipped(&extract, *at)).collect();
        assert_eq!(taken_for_true(&key, &flipped), 0, "bytes {bytes:?}");
    }
    let mut changed: Vec<Vec<u8>> = Vec::new();
    let lines: Vec<&str> = extract.split_inclusive('\n').collect();
    for at in 0..lines.len() {
        let (before, after) = (&lines[..at], &lines[at + 1..]);
        changed.push([before, after].concat().concat().into_bytes());
        changed.push([before, &[lines[at], lines[at]], after].concat().concat().into_bytes());
        if let Some((next, rest)) = after.split_first() {
            changed.push([before, &[*next, lines[at]], rest].concat().concat().into_bytes());
        }
    }
    changed.push(under_another_key(&extract));
    assert_eq!(taken_for_true(&key, &changed), 0);
}

#[test]
fn both_verifiers_find_every_change_of_an_extract_with_a_carried_signature_of_a_translations_and_with_a_proof()
 {
    for name in ["carried.jsonl", "translation.jsonl", "proof.jsonl"] {
        find_every_change_of(name);
    }
}

fn find_every_change_of(name: &str) {
    let (extract, key) = (vectors(name), vectors("key.txt").trim().to_owned());
    assert_eq!(taken_for_true(&key, &[extract.clone().into_bytes()]), 1);
    let from = usize::try_from(Random::seeded(8).below(EVERY as u64)).unwrap();
    let mut changed: Vec<Vec<u8>> =
        (from..extract.len()).step_by(EVERY).map(|at| flipped(&extract, at)).collect();
    let lines: Vec<&str> = extract.split_inclusive('\n').collect();
    changed
        .extend((0..lines.len()).map(|at| [&lines[..at], &lines[at + 1..]].concat().concat().into_bytes()));
    changed
        .extend(lines.iter().enumerate().filter_map(|(at, line)| without_its_public_part(&lines, at, line)));
    assert_eq!(taken_for_true(&key, &changed), 0);
}

/// The extract with one record's words left out, as they are of whoever is not on the list.
fn without_its_public_part(lines: &[&str], at: usize, line: &str) -> Option<Vec<u8>> {
    let mut record = Record::from_line(line.trim_end()).ok()?;
    record.parts.public.take()?;
    let line = format!("{}\n", record.to_line().ok()?);
    Some([&lines[..at], &[line.as_str()], &lines[at + 1..]].concat().concat().into_bytes())
}

#[test]
fn both_verifiers_find_every_change_of_a_ledger_that_a_passkey_signed() {
    for (name, every) in [("ledger.jsonl", 41), ("passkey.jsonl", 1)] {
        let (ledger, key) = (vectors(name), vectors("key.txt").trim().to_owned());
        assert_eq!(ledgers_taken_for_true(&key, &[ledger.clone().into_bytes()]), 1, "{name}");
        let from = usize::try_from(Random::seeded(10).below(every)).unwrap();
        let step = usize::try_from(every).unwrap();
        for bytes in (from..ledger.len()).step_by(step).collect::<Vec<_>>().chunks(AT_ONCE) {
            let flipped: Vec<_> = bytes.iter().map(|at| flipped(&ledger, *at)).collect();
            assert_eq!(ledgers_taken_for_true(&key, &flipped), 0, "{name}, bytes {bytes:?}");
        }
        let lines: Vec<&str> = ledger.split_inclusive('\n').collect();
        let dropped = |at: usize| [&lines[..at], &lines[at + 1..]].concat().concat().into_bytes();
        let changed: Vec<Vec<u8>> = (0..lines.len() - 1).map(dropped).collect();
        assert_eq!(ledgers_taken_for_true(&key, &changed), 0, "{name}");
    }
}

#[test]
fn both_verifiers_find_a_server_that_makes_a_passkeys_word_up() {
    let key = vectors("key.txt").trim().to_owned();
    let forged: Vec<Vec<u8>> =
        vectors("forged.jsonl").split("\n\n").map(|one| format!("{}\n", one.trim_end()).into()).collect();
    assert!(forged.len() > 4);
    assert_eq!(ledgers_taken_for_true(&key, &forged), 0);
}

#[test]
fn both_verifiers_see_every_change_of_words_in_the_same_class() {
    let mut pairs: Vec<String> = vectors("changes.jsonl").lines().map(String::from).collect();
    let mut random = Random::seeded(9);
    pairs.extend((0..600).map(|_| random_pair(&mut random)));
    let classes = second_classes(&pairs);
    for (pair, second) in pairs.iter().zip(classes) {
        let pair: Pair = serde_json::from_str(pair).unwrap();
        let ours = serde_json::to_value(class(&pair.from, &pair.to)).unwrap();
        assert_eq!(
            ours,
            second,
            "{} / {}",
            pair.from.to_canonical().unwrap(),
            pair.to.to_canonical().unwrap()
        );
    }
}

#[derive(Deserialize)]
struct Pair {
    from: Statement,
    to: Statement,
}

/// Pieces of which some may be put for others, and some look as if they might.
const PIECES: [&str; 24] = [
    "labour",
    "labor",
    "Labour",
    "LABOR",
    "State",
    "state",
    "2018",
    "5",
    "a",
    " ",
    "  ",
    "\u{a0}",
    "-",
    "\u{2013}",
    "\u{2212}",
    "\"",
    "\u{201c}",
    "\u{ab}",
    "\u{2019}",
    ".",
    "\u{200b}",
    "\u{4e00}",
    "\u{663}",
    "e\u{301}\u{323}",
];

/// A paragraph, and the same with one piece in place of another.
fn random_pair(random: &mut Random) -> String {
    let mut any = || PIECES[usize::try_from(random.below(PIECES.len() as u64)).unwrap()];
    let mut pieces: Vec<&str> = (0..6).map(|_| any()).collect();
    let before: String = pieces.concat();
    (pieces[3], pieces[1]) = (any(), if pieces[0] == "a" { any() } else { pieces[1] });
    let of = |words: &str| {
        let words: String = words.nfc().collect();
        serde_json::json!({"format": "undersigned/statement/1", "kind": "annex", "language": "en", "direction": "ltr",
            "blocks": [{"type": "paragraph", "runs": [{"text": words}]}], "notes": []})
    };
    serde_json::json!({"from": of(&before), "to": of(&pieces.concat())}).to_string()
}

fn second_classes(pairs: &[String]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pairs.jsonl");
    std::fs::write(&file, pairs.join("\n")).unwrap();
    let script = root().join("tests/verifier/change.py");
    let output =
        Command::new("/usr/bin/python3").arg(script).stdin(std::fs::File::open(&file).unwrap()).output();
    let output = output.expect("python3 can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(String::from).collect()
}

fn flipped(extract: &str, at: usize) -> Vec<u8> {
    let mut bytes = extract.as_bytes().to_vec();
    bytes[at] ^= 1;
    bytes
}

/// The whole chain made anew by somebody else, under the coalition's name.
fn under_another_key(extract: &str) -> Vec<u8> {
    let thief = ServerSecret::from_seed([9; 32]);
    let mut prev = None;
    let mut made = String::new();
    for mut record in read(extract).unwrap() {
        if prev.is_none() {
            let mut part = serde_json::to_value(record.parts.public.as_ref().unwrap()).unwrap();
            part["key"] = Value::from(thief.key().to_string());
            let part: Part = serde_json::from_value(part).unwrap();
            record.shell.parts.public = part.hash().unwrap();
            record.parts.public = Some(part);
        }
        record.shell.prev = prev.unwrap_or(record.shell.prev);
        let hash = record.shell.hash().unwrap();
        record.receipt = thief.receipt(hash);
        prev = Some(hash);
        made.push_str(&Record::to_line(&record).unwrap());
        made.push('\n');
    }
    assert!(check_extract(&made).is_ok_and(|checked| checked.keys.current() == thief.key()));
    made.into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_pdf_agrees_with_itself_in_both_verifiers() {
    let server = Server::demo();
    let adopted = story::adopted_round(&server, "annex").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("annex.pdf");
    let publication = story::publish(&server, &adopted).await;
    std::fs::write(&file, story::pdf(&server, &publication).await).unwrap();
    assert_eq!(said(&server.demo.key, std::slice::from_ref(&file)), ["agrees with itself"]);
    let other = ServerSecret::from_seed([9; 32]).key().to_string();
    assert_eq!(said(&other, &[file]), ["FALSE: the key is another than the one given"]);
}
