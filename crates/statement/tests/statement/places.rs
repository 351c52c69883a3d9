//! Structs that say they stand where they like: whatever the gate passes of them, those who were there and those who come
//! later see one text, and whoever types anywhere in it is admitted.

use crate::updates::{Between, update, words};
use proptest::prelude::RngExt;
use proptest::test_runner::{RngAlgorithm, TestRng};
use statement::{Checked, Draft, ServerClient};
use std::collections::HashMap;

const SESSIONS: u32 = 3_000;
const TRIES: u32 = 40;
const SEED: u64 = 0x51de5;

/// No unit of the draft below has it or one of the next.
const FIRST_LETTER: u32 = 0x4e00;

/// Somebody who wrote nothing yet.
const STRANGER: u64 = 900;

/// Whose words are there first, between the ids of the others.
const WRITER: u64 = 500;

/// A draft that says "abcdef", and its units.
fn draft() -> (Draft, Vec<(u64, u64)>) {
    let (mut draft, _) = Draft::create(ServerClient::from_random(1), &[]);
    let newline = (ServerClient::from_random(1).id().get(), 0);
    let start = Between { origin: None, right: Some(newline) };
    draft.apply_logged(&update(&[(WRITER, 0, &[words(start, "abcdef")])], &[])).unwrap();
    let units = (0..6).map(|clock| (WRITER, clock)).chain([newline]).collect();
    (draft, units)
}

/// One letter under an id, anywhere.
fn forged(rng: &mut TestRng, units: &[(u64, u64)], clocks: &HashMap<u64, u64>) -> (Vec<u8>, (u64, u64)) {
    let client = WRITER - 2 + rng.random_range(0..2) + 3 * rng.random_range(0..2);
    let clock = clocks.get(&client).copied().unwrap_or(0);
    let mut unit = || (!rng.random_ratio(1, 8)).then(|| units[rng.random_range(0..units.len())]);
    let between = Between { origin: unit(), right: unit() };
    // A letter of its own for each.
    let letter = char::from_u32(FIRST_LETTER + units.len() as u32).unwrap().to_string();
    (update(&[(client, clock, &[words(between, &letter)])], &[]), (client, clock))
}

/// Whether somebody who comes later sees the same.
fn is_one_text(draft: &Draft) -> bool {
    Draft::load(&draft.state()).unwrap().delta() == draft.delta()
}

/// The units in the order of the text.
fn in_order(draft: &Draft, units: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let delta = draft.delta();
    let words = delta.as_array().unwrap().iter().map(|part| part["insert"].as_str().unwrap());
    let unit = |letter: char| match "abcdef\n".find(letter) {
        Some(at) => units[at],
        None => units[(u32::from(letter) - FIRST_LETTER) as usize],
    };
    words.flat_map(str::chars).map(unit).collect()
}

/// Whether somebody may type between any two neighbours, at the beginning and at the end.
fn may_be_typed_in_anywhere(draft: &Draft, units: &[(u64, u64)]) -> bool {
    let order: Vec<_> = in_order(draft, units).into_iter().map(Some).collect();
    let all = [&[None], order.as_slice(), &[None]].concat();
    let mut places = all.windows(2).map(|sides| Between { origin: sides[0], right: sides[1] });
    places.all(|place| {
        let typed = update(&[(STRANGER, 0, &[words(place, "x")])], &[]);
        matches!(draft.check(&typed), Ok(Checked::Change(_)))
    })
}

#[test]
fn wherever_structs_say_they_stand_all_see_one_text_and_may_type_anywhere_in_it() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(SEED);
    println!("SEED={seed} replays this");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let (mut passed, mut split) = (0, 0);
    for session in 0..SESSIONS {
        let (mut gated, mut units) = draft();
        let (mut open, _) = draft();
        let mut clocks = HashMap::new();
        for _ in 0..TRIES {
            let (update, unit) = forged(&mut rng, &units, &clocks);
            let Ok(Checked::Change(change)) = gated.check(&update) else {
                continue;
            };
            gated.apply(&change).unwrap();
            open.apply_logged(&update).unwrap();
            units.push(unit);
            clocks.insert(unit.0, unit.1 + 1);
            passed += 1;
        }
        assert!(is_one_text(&gated), "session {session}");
        assert!(may_be_typed_in_anywhere(&gated, &units), "session {session}");
        // Without the gate one more is enough, often.
        let (update, _) = forged(&mut rng, &units, &clocks);
        split += u32::from(open.apply_logged(&update).is_ok() && !is_one_text(&open));
    }
    assert!(passed > 10 * SESSIONS / 2, "only {passed} passed");
    assert!(split > 0, "no forged place ever split a text: this proves nothing");
}
