//! A state vector after some updates: what is answered, if anything is, fits a draft without a word.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let (vector, updates) = input.split_at(input.len().min(64) / 2);
    let mut draft = fuzz::new_draft();
    for update in fuzz::updates(updates) {
        fuzz::take(&mut draft, update);
    }
    let own = draft.diff(&draft.state_vector()).expect("its own state vector");
    assert!(own.len() <= draft.state().len());
    if let Ok(missing) = draft.diff(vector) {
        assert!(missing.len() <= draft.state().len() + updates.len());
    }
});
