//! Updates one after another: what passes is taken, and whoever comes later, with the draft's own state, sees one text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use statement::Draft;

fuzz_target!(|input: &[u8]| {
    let mut draft = fuzz::new_draft();
    for update in fuzz::updates(input) {
        fuzz::take(&mut draft, update);
    }
    let stored = Draft::load(&draft.state()).expect("its own state");
    assert_eq!(draft.state_hash(), stored.state_hash());
});
