//! Test vectors for whoever writes another verifier: statements, acts, parts, records, receipts, and one whole extract.
//! `UPDATE_EXPECT=1` writes them anew; they are never to change for a format that was released.

use crate::world::World;
use expect_test::expect_file;
use model::digest::Digest;
use model::position::Position;
use model::record::Record;
use model::rule::Rule;
use model::statement::Statement;
use serde_json::{Value, json};

const WORDS: &str = "A/HRC/43/L.31";

/// Ten statements, from the smallest to one with everything in it.
fn statements() -> Vec<Value> {
    let of = |blocks: Value, notes: Value| {
        json!({"format": "undersigned/statement/1", "kind": "annex", "language": "en", "direction": "ltr",
            "blocks": blocks, "notes": notes})
    };
    let title = json!({"type": "title", "runs": [{"text": "Title"}]});
    let paragraph = |runs: Value| json!({"type": "paragraph", "runs": runs});
    let with = |mut statement: Value, key: &str, value: Value| {
        statement[key] = value;
        statement
    };
    let note = json!([[{"type": "paragraph", "runs": [{"text": "A note."}]}]]);
    vec![
        of(json!([title]), json!([])),
        with(of(json!([title]), json!([])), "symbol", json!(WORDS)),
        of(
            json!([title, paragraph(json!([{"text": "Plain, "}, {"text": "bold", "marks": ["bold"]}]))]),
            json!([]),
        ),
        of(json!([title, paragraph(json!([{"text": "Marked"}, {"note": 1}]))]), note.clone()),
        of(json!([title, paragraph(json!([{"text": "é\u{1f600}\u{200d}\u{7f}\"\\/\n"}]))]), json!([])),
        of(json!([title, {"type": "signatories"}]), json!([])),
        of(
            json!([title, {"type": "item", "level": 2, "list": "ordered", "runs": [{"text": "Second"}]}]),
            json!([]),
        ),
        with(with(of(json!([title]), json!([])), "direction", json!("rtl")), "language", json!("fa")),
        of(json!([title, paragraph(json!([{"text": "a link", "link": "https://example.org/"}]))]), json!([])),
        with(
            with(
                of(
                    json!([
                        title,
                        {"type": "subtitle", "runs": [{"text": "Under"}]},
                        {"type": "heading", "level": 1, "runs": [{"text": "Head"}]},
                        {"type": "numbered", "runs": [{"text": "One ", "marks": ["bold", "italic", "sub"]}, {"note": 1}]},
                        {"type": "quote", "direction": "rtl", "runs": [{"text": "نقل", "language": "fa"}]},
                        {"type": "paragraph"},
                        {"type": "signatories"},
                    ]),
                    note,
                ),
                "kind",
                json!("explanation-of-vote"),
            ),
            "symbol",
            json!(WORDS),
        ),
    ]
}

#[test]
fn statements_have_these_digests() {
    let line = |value: &Value| {
        let json = serde_jcs::to_string(value).unwrap();
        let statement = Statement::from_canonical(&json).unwrap();
        format!("{} {json}\n", statement.digest().unwrap())
    };
    let lines: String = statements().iter().map(line).collect();
    assert_eq!(lines.lines().count(), 10);
    expect_file!["../vectors/statements.txt"].assert_eq(&lines);
}

fn world() -> World {
    let mut world = World::of(3);
    let round = world.open(&["annex", "vote"], Rule::Explicit { min: 1 }).unwrap();
    world.say(&round, 0, Position::Signed).unwrap();
    world.say(&round, 1, Position::SignedWithReservation).unwrap();
    world.say(&round, 2, Position::Declines).unwrap();
    world.close(&round).unwrap();
    world.publish(&round, "annex").unwrap();
    world
}

#[test]
fn a_ledger_has_these_bytes() {
    let world = world();
    let lines: String = world.records.iter().map(|r| r.to_line().unwrap() + "\n").collect();
    expect_file!["../vectors/ledger.jsonl"].assert_eq(&lines);
    expect_file!["../vectors/extract.jsonl"].assert_eq(&world.extract());
    expect_file!["../vectors/key.txt"].assert_eq(&format!("{}\n", world.secret.key()));
}

#[test]
fn an_extract_with_a_carried_signature_has_these_bytes() {
    let world = crate::carrying::published();
    expect_file!["../vectors/carried.jsonl"].assert_eq(&world.extract());
    let digest = world.dossier.publications[0].editions[0].fact.digest;
    let printed = world.words(&digest).unwrap().to_canonical().unwrap();
    expect_file!["../vectors/carried-statement.json"].assert_eq(&printed);
}

#[test]
fn an_extract_with_a_passkeys_proof_has_these_bytes() {
    let world = crate::passkeys::published(model::organisation::Proofs::Published);
    expect_file!["../vectors/proof.jsonl"].assert_eq(&world.extract());
}

#[test]
fn an_extract_of_a_translation_has_these_bytes() {
    expect_file!["../vectors/translation.jsonl"].assert_eq(&crate::translations::published().extract());
}

#[test]
fn ledgers_that_change_their_key_have_these_bytes() {
    use model::extract::{Reader, for_reader};
    use model::fact::Handover::{Lost, Rotated};
    let ledger = |world: &World| for_reader(&world.records, Reader::Member).unwrap();
    let (rotated, lost) = (crate::keys::published(&[Rotated]), crate::keys::published(&[Rotated, Lost]));
    expect_file!["../vectors/rotated.jsonl"].assert_eq(&rotated.extract());
    expect_file!["../vectors/rotated-ledger.jsonl"].assert_eq(&ledger(&rotated));
    expect_file!["../vectors/lost.jsonl"].assert_eq(&lost.extract());
    expect_file!["../vectors/lost-ledger.jsonl"].assert_eq(&ledger(&lost));
    let keys: String = (7..10).map(|n| format!("{}\n", crate::keys::key(n))).collect();
    expect_file!["../vectors/keys.txt"].assert_eq(&keys);
}

#[test]
fn a_ledger_that_a_passkey_signed_has_these_bytes_and_forged_ones_do_not_hold() {
    let (honest, forged) = crate::passkeys::ledgers();
    expect_file!["../vectors/passkey.jsonl"].assert_eq(&honest);
    assert!(model::verify::check_ledger(&honest).is_ok());
    for ledger in &forged {
        assert!(model::verify::check_ledger(ledger).is_err(), "{ledger}");
    }
    expect_file!["../vectors/forged.jsonl"].assert_eq(&forged.join("\n"));
}

#[test]
fn the_ledger_of_the_vectors_hashes_to_this_and_its_receipts_hold() {
    let lines = include_str!("../vectors/ledger.jsonl");
    let key = world().secret.key();
    let mut table = String::new();
    for line in lines.lines() {
        let record = Record::from_line(line).unwrap();
        let hash = record.shell.hash().unwrap();
        assert!(key.vouches(hash, &record.receipt));
        let part = |part: &Option<model::record::Part>| match part {
            Some(part) => part.hash().unwrap().to_string(),
            None => "-".into(),
        };
        let act = record.proof::<model::ledger::Proof>().ok();
        let act = act.map_or("-".into(), |proof| proof.act.hash().unwrap().to_string());
        let (public, proof, private) =
            (part(&record.parts.public), part(&record.parts.proof), part(&record.parts.private));
        table += &format!("{} {hash} {public} {proof} {private} {act}\n", record.shell.seq);
    }
    let head = "record hash public proof private act\n";
    expect_file!["../vectors/hashes.txt"].assert_eq(&format!("{head}{table}"));
}

#[test]
fn every_hash_has_its_purpose_in_front() {
    let of = |domain| Digest::of(domain, "{}");
    let domains = [
        "undersigned/statement/1",
        "undersigned/part/1",
        "undersigned/record/1",
        "undersigned/act/1",
        "undersigned/signer/1",
        "undersigned/key/1",
    ];
    let distinct: std::collections::BTreeSet<_> = domains.map(of).into();
    assert_eq!(distinct.len(), domains.len());
}
