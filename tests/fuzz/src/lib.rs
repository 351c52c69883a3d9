//! The draft that inputs meet, and how they are told apart.

use statement::{Checked, Draft, ServerClient};

/// A new text with one empty line; always the same.
pub fn new_draft() -> Draft {
    Draft::create(ServerClient::from_random(77), &[]).0
}

/// Updates as `tests/hostile/*.seq` hold them: how many, then each behind its length, numbers seven bits a byte. What
/// is cut off is left out.
pub fn updates(mut input: &[u8]) -> Vec<&[u8]> {
    let count = number(&mut input).min(input.len());
    let mut next = || {
        let length = number(&mut input);
        let (update, rest) = input.split_at_checked(length)?;
        input = rest;
        Some(update)
    };
    (0..count).map_while(|_| next()).collect()
}

fn number(input: &mut &[u8]) -> usize {
    let mut value = 0;
    for shift in (0..28).step_by(7) {
        let Some((byte, rest)) = input.split_first() else { break };
        *input = rest;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            break;
        }
    }
    value
}

/// Takes what the gate passes.
///
/// # Panics
/// If yrs does not take what the gate passed.
pub fn take(draft: &mut Draft, update: &[u8]) {
    if let Ok(Checked::Change(change)) = draft.check(update) {
        draft.apply(&change).expect("the gate passed it");
    }
}
