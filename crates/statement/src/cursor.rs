//! Reading lib0's version 1 encoding strictly: every number in its shortest form, every count no larger than the bytes
//! that are left, nothing copied.

use crate::limits::{CLIENT_ID_END, CLOCK_MAX};
use crate::{ClientId, Refusal};

/// Bytes still to be read.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'a> {
    left: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { left: bytes }
    }

    pub fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    pub fn byte(&mut self) -> Result<u8, Refusal> {
        let (first, left) = self.left.split_first().ok_or(Refusal::Malformed)?;
        self.left = left;
        Ok(*first)
    }

    /// A number below 2^53. Longer spellings of it are refused: libraries differ in what they make of those.
    pub fn number(&mut self) -> Result<u64, Refusal> {
        let mut value = 0;
        for shift in (0..56).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                let shortest = byte != 0 || shift == 0;
                return if shortest && value < CLIENT_ID_END { Ok(value) } else { Err(Refusal::Malformed) };
            }
        }
        Err(Refusal::Malformed)
    }

    /// How many things follow; each takes at least one byte.
    pub fn count(&mut self) -> Result<usize, Refusal> {
        let count = usize::try_from(self.number()?).map_err(|_| Refusal::Malformed)?;
        if count <= self.left.len() { Ok(count) } else { Err(Refusal::Malformed) }
    }

    pub fn client(&mut self) -> Result<ClientId, Refusal> {
        ClientId::new(self.number()?).ok_or(Refusal::Malformed)
    }

    /// A clock, or a length in clocks.
    pub fn clock(&mut self) -> Result<u32, Refusal> {
        let clock = u32::try_from(self.number()?).map_err(|_| Refusal::Malformed)?;
        if clock <= CLOCK_MAX { Ok(clock) } else { Err(Refusal::Malformed) }
    }

    pub fn text(&mut self) -> Result<&'a str, Refusal> {
        let length = self.count()?;
        let (text, left) = self.left.split_at_checked(length).ok_or(Refusal::Malformed)?;
        self.left = left;
        std::str::from_utf8(text).map_err(|_| Refusal::Malformed)
    }
}

/// The end of a stretch of clocks that is not empty and ends within bounds.
pub fn end(clock: u32, length: u32) -> Result<u32, Refusal> {
    match clock.checked_add(length) {
        Some(end) if length > 0 && end <= CLOCK_MAX => Ok(end),
        _ => Err(Refusal::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_in_their_shortest_form_and_in_no_other() {
        let number = |bytes: &[u8]| Cursor::new(bytes).number();
        assert_eq!(number(&[0]), Ok(0));
        assert_eq!(number(&[0x80, 1]), Ok(128));
        assert_eq!(number(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]), Ok(CLIENT_ID_END - 1));
        for bad in
            [&[0x80, 0][..], &[0x80], &[], &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10], &[0xff; 10]]
        {
            assert_eq!(number(bad), Err(Refusal::Malformed), "{bad:x?}");
        }
    }

    #[test]
    fn a_count_is_at_most_the_bytes_that_are_left() {
        assert_eq!(Cursor::new(&[2, 7, 7]).count(), Ok(2));
        assert_eq!(Cursor::new(&[3, 7, 7]).count(), Err(Refusal::Malformed));
        assert_eq!(Cursor::new(&[2, b'a', b'b', b'c']).text(), Ok("ab"));
        assert_eq!(Cursor::new(&[4, b'a', b'b', b'c']).text(), Err(Refusal::Malformed));
    }

    #[test]
    fn a_stretch_of_clocks_ends_below_two_to_the_31() {
        assert_eq!(end(CLOCK_MAX - 1, 1), Ok(CLOCK_MAX));
        assert_eq!(end(CLOCK_MAX, 1), Err(Refusal::Malformed));
        assert_eq!(end(1, 0), Err(Refusal::Malformed));
    }
}
