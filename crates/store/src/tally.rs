//! How many entries there are and a sum over them: tells whether the index holds what the journal says.

use crate::batch::{Op, ops};
use std::fmt;

/// Count and order-free checksum of a set of entries. Finds accidents, not attacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    entries: u64,
    sum: u64,
}

/// Bytes of an encoded tally.
pub(crate) const TALLY_BYTES: usize = 16;

impl Tally {
    pub fn add(&mut self, table: u8, key: &[u8], value: &[u8]) {
        self.entries = self.entries.wrapping_add(1);
        self.sum = self.sum.wrapping_add(entry_sum(table, key, value));
    }

    pub fn remove(&mut self, table: u8, key: &[u8], value: &[u8]) {
        self.entries = self.entries.wrapping_sub(1);
        self.sum = self.sum.wrapping_sub(entry_sum(table, key, value));
    }

    /// How many entries there are.
    pub fn entries(self) -> u64 {
        self.entries
    }

    /// Adds every put; `None` where the bytes are not puts of distinct keys, as a snapshot holds them.
    pub fn add_puts(&mut self, bytes: &[u8]) -> Option<()> {
        for op in ops(bytes) {
            match op? {
                Op::Put { table, key, value } => self.add(table, key, value),
                Op::Delete { .. } => return None,
            }
        }
        Some(())
    }

    pub fn to_bytes(self) -> [u8; TALLY_BYTES] {
        let mut bytes = [0; TALLY_BYTES];
        bytes[..8].copy_from_slice(&self.entries.to_le_bytes());
        bytes[8..].copy_from_slice(&self.sum.to_le_bytes());
        bytes
    }

    /// Reads a tally from the front and gives the rest.
    pub fn split_from(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (entries, rest) = bytes.split_first_chunk()?;
        let (sum, rest) = rest.split_first_chunk()?;
        Some((Self { entries: u64::from_le_bytes(*entries), sum: u64::from_le_bytes(*sum) }, rest))
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} entries, sum {:016x}", self.entries, self.sum)
    }
}

/// The CRC of an entry with its lengths, spread over 64 bits so that sums of similar entries do not cancel.
fn entry_sum(table: u8, key: &[u8], value: &[u8]) -> u64 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&[table]);
    crc.update(&(key.len() as u64).to_le_bytes());
    crc.update(key);
    crc.update(value);
    let mut sum = u64::from(crc.finalize()) << 32 | (value.len() as u64 & 0xffff_ffff);
    // The finishing steps of splitmix64 (public domain, Sebastiano Vigna).
    sum = (sum ^ (sum >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    sum = (sum ^ (sum >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    sum ^ (sum >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_forgets_the_order_and_what_was_removed() {
        let (mut one, mut other) = (Tally::default(), Tally::default());
        one.add(1, b"a", b"x");
        one.add(1, b"b", b"y");
        other.add(1, b"b", b"y");
        other.add(2, b"c", b"z");
        other.remove(2, b"c", b"z");
        other.add(1, b"a", b"x");
        assert_eq!(one, other);
        assert_eq!(Tally::split_from(&one.to_bytes()), Some((one, &[][..])));
    }

    #[test]
    fn a_byte_moved_from_key_to_value_changes_the_sum() {
        let (mut one, mut other) = (Tally::default(), Tally::default());
        one.add(1, b"ab", b"c");
        other.add(1, b"a", b"bc");
        assert_ne!(one, other);
    }
}
