//! Updates one after another: what passes is taken, and the draft's own state is a draft of the same words. Structs for
//! places that never were may stand elsewhere in it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use statement::Draft;

fn letters(draft: &Draft) -> Vec<char> {
    let delta = draft.delta();
    let inserts = delta.as_array().expect("a delta is a list").iter().map(|part| &part["insert"]);
    let mut letters: Vec<char> = inserts.flat_map(|words| words.as_str().expect("words").chars()).collect();
    letters.sort_unstable();
    letters
}

fuzz_target!(|input: &[u8]| {
    let mut draft = fuzz::new_draft();
    for update in fuzz::updates(input) {
        fuzz::take(&mut draft, update);
    }
    let stored = Draft::load(&draft.state()).expect("its own state");
    assert_eq!(letters(&draft), letters(&stored));
});
