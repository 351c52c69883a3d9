//! Somebody who types: mostly on from where one is, sometimes elsewhere, one keystroke in six a deletion.

use whole_server_tests::random::Random;
use yrs::{Text, TextRef, TransactionMut};

pub struct Typist {
    random: Random,
    cursor: u32,
    /// Of the text, in UTF-16 units.
    length: u32,
    /// Goes elsewhere only before this place.
    near: u32,
}

impl Typist {
    pub fn new(seed: u64, length: u32, near: u32) -> Self {
        Self { random: Random::seeded(seed), cursor: 0, length, near }
    }

    /// Types one character, or deletes one.
    pub fn strike(&mut self, content: &TextRef, transaction: &mut TransactionMut<'_>) {
        if self.random.below(40) == 0 {
            let place = self.random.below(u64::from(self.length.min(self.near)));
            self.cursor = u32::try_from(place).unwrap_or(0);
        }
        if self.cursor > 0 && self.random.below(6) == 0 {
            self.cursor -= 1;
            self.length -= 1;
            content.remove_range(transaction, self.cursor, 1);
        } else {
            content.insert(transaction, self.cursor, "e");
            self.cursor += 1;
            self.length += 1;
        }
    }
}
