//! lib0's variable-length unsigned integers, and a reader that never believes a count.

use crate::WireError;
use bytes::Bytes;

/// Most bytes of a number below 2^53.
const NUMBER_BYTES_MAX: usize = 8;

/// Appends a number, seven bits a byte, lowest first.
pub(crate) fn put_uint(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends bytes after their length.
pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_uint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Reads a message from its start; what it returns are slices of the message, not copies.
pub(crate) struct Reader {
    message: Bytes,
    at: usize,
}

impl Reader {
    pub(crate) fn new(message: Bytes) -> Self {
        Self { message, at: 0 }
    }

    pub(crate) fn left(&self) -> usize {
        self.message.len() - self.at
    }

    /// A number below 2^53, written in the shortest way: so that equal frames are equal bytes.
    pub(crate) fn uint(&mut self) -> Result<u64, WireError> {
        let mut number = 0;
        for (count, byte) in self.message[self.at..].iter().take(NUMBER_BYTES_MAX).enumerate() {
            number |= u64::from(byte & 0x7f) << (7 * count);
            if byte & 0x80 == 0 {
                let shortest = *byte != 0 || count == 0;
                self.at += count + 1;
                let fits = number < crate::limits::CLIENT_END;
                return if shortest && fits { Ok(number) } else { Err(WireError::BadNumber) };
            }
        }
        Err(if self.left() < NUMBER_BYTES_MAX { WireError::CutOff } else { WireError::BadNumber })
    }

    /// Bytes after their length, at most `limit`.
    pub(crate) fn bytes(&mut self, limit: usize) -> Result<Bytes, WireError> {
        let length = self.uint()?;
        if length > self.left() as u64 {
            return Err(WireError::CutOff);
        }
        let length = length as usize;
        if length > limit {
            return Err(WireError::TooLarge);
        }
        let bytes = self.message.slice(self.at..self.at + length);
        self.at += length;
        Ok(bytes)
    }

    /// Exactly `N` bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        let bytes = self.message[self.at..].first_chunk().copied().ok_or(WireError::CutOff)?;
        self.at += N;
        Ok(bytes)
    }

    /// How many things follow, each of at least `bytes_each` bytes.
    pub(crate) fn count(&mut self, bytes_each: usize) -> Result<usize, WireError> {
        let count = self.uint()?;
        if count > (self.left() / bytes_each) as u64 { Err(WireError::CutOff) } else { Ok(count as usize) }
    }

    pub(crate) fn end(&self) -> Result<(), WireError> {
        if self.left() == 0 { Ok(()) } else { Err(WireError::Trailing) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Result<u64, WireError> {
        let mut reader = Reader::new(Bytes::copy_from_slice(bytes));
        let number = reader.uint()?;
        reader.end().map(|()| number)
    }

    proptest! {
        #[test]
        fn a_number_reads_back(number in 0..crate::limits::CLIENT_END) {
            let mut out = Vec::new();
            put_uint(&mut out, number);
            prop_assert_eq!(read(&out), Ok(number));
        }
    }

    #[test]
    fn the_last_number_fits_and_the_next_does_not() {
        let mut out = Vec::new();
        put_uint(&mut out, crate::limits::CLIENT_END - 1);
        assert_eq!(read(&out), Ok(crate::limits::CLIENT_END - 1));
        out.clear();
        put_uint(&mut out, crate::limits::CLIENT_END);
        assert_eq!(read(&out), Err(WireError::BadNumber));
    }

    #[test]
    fn a_number_is_written_in_one_way_only() {
        assert_eq!(read(&[0x80, 0]), Err(WireError::BadNumber));
        assert_eq!(read(&[0xff]), Err(WireError::CutOff));
        assert_eq!(read(&[0xff; 9]), Err(WireError::BadNumber));
        assert_eq!(read(&[]), Err(WireError::CutOff));
    }

    #[test]
    fn a_length_larger_than_what_follows_allocates_nothing() {
        let mut reader = Reader::new(Bytes::from_static(&[0x80, 0x80, 0x80, 0x20, 1]));
        assert_eq!(reader.bytes(usize::MAX), Err(WireError::CutOff));
    }
}
