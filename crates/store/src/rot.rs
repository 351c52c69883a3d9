//! A last record of which one bit is another. A write that was cut short leaves no such thing: this one was whole, may
//! have been acknowledged, and is never cut off.

use crate::frame::{HEADER_BYTES, crc, crc_there, read_frame};

/// The polynomial of the CRC-32 of ISO 3309, reflected.
const POLYNOMIAL: u32 = 0xedb8_8320;

/// What a disk writes at once, in bytes.
const SECTOR_BYTES: usize = 512;

/// A bit of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bit {
    pub byte: usize,
    pub bit: usize,
}

/// The one bit that is wrong in a frame that should begin at `offset`, end the file, and have that sequence number.
pub(crate) fn wrong_bit(bytes: &[u8], offset: usize, seq: u64) -> Option<Bit> {
    let mut frame = bytes.get(offset..).filter(|frame| frame.len() >= HEADER_BYTES)?.to_vec();
    let in_header = (0..8 * HEADER_BYTES).find(|bit| {
        frame[bit / 8] ^= 1 << (bit % 8);
        let whole = read_frame(&frame, 0).is_ok_and(|read| read.seq == seq && read.end() == frame.len());
        frame[bit / 8] ^= 1 << (bit % 8);
        whole
    });
    let bit = in_header.or_else(|| in_payload(&mut frame, seq))?;
    let (byte, bit) = (offset + bit / 8, bit % 8);
    (!may_be_missing(bytes, offset, byte)).then_some(Bit { byte, bit })
}

/// The same in the payload, where trying each bit would take too long.
fn in_payload(frame: &mut [u8], seq: u64) -> Option<usize> {
    let (header, payload) = frame.split_at(HEADER_BYTES);
    let mut off = crc(header, payload) ^ crc_there(header);
    // A CRC is linear: each step takes back what one bit after the wrong one did to the difference.
    let after = (1..=8 * payload.len()).find(|_| {
        off = if off >> 31 == 1 { (off ^ POLYNOMIAL) << 1 | 1 } else { off << 1 };
        off == 1
    })?;
    let bit = 8 * frame.len() - after;
    frame[bit / 8] ^= 1 << (bit % 8);
    read_frame(frame, 0).is_ok_and(|read| read.seq == seq && read.end() == frame.len()).then_some(bit)
}

/// Whether that byte is in a sector that a write which was cut short did not reach: it reads as zeros then.
fn may_be_missing(bytes: &[u8], offset: usize, byte: usize) -> bool {
    let sector = byte - byte % SECTOR_BYTES;
    let end = bytes.len().min(sector + SECTOR_BYTES);
    bytes[sector.max(offset)..end].iter().all(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{Kind, write_frame};

    /// A frame, and where a second begins whose payload has so many bytes.
    fn two_frames(payload: usize) -> (Vec<u8>, usize) {
        let mut bytes = Vec::new();
        write_frame(&mut bytes, Kind::Group, 7, |payload| payload.extend_from_slice(b"seven"));
        let second = bytes.len();
        write_frame(&mut bytes, Kind::Group, 8, |to| to.extend((0..payload).map(|byte| byte as u8 | 1)));
        (bytes, second)
    }

    #[test]
    fn any_one_bit_of_the_last_frame_is_found_and_a_frame_that_is_whole_or_another_has_none() {
        for payload in [0, 1, 700] {
            let (whole, second) = two_frames(payload);
            for at in 8 * second..8 * whole.len() {
                let mut flipped = whole.clone();
                flipped[at / 8] ^= 1 << (at % 8);
                assert_eq!(wrong_bit(&flipped, second, 8), Some(Bit { byte: at / 8, bit: at % 8 }));
                assert_eq!(wrong_bit(&flipped, second, 9), None, "it is not the one that is due");
            }
        }
    }

    #[test]
    fn a_write_that_was_cut_short_anywhere_has_no_wrong_bit_be_the_rest_gone_or_zeros() {
        let (whole, second) = two_frames(700);
        for cut in second..whole.len() {
            assert_eq!(wrong_bit(&whole[..cut], second, 8), None, "cut at {cut}");
            let mut blank = whole.clone();
            blank[cut..].fill(0);
            let one_bit = cut + 1 == whole.len() && whole[cut].count_ones() == 1;
            assert!(one_bit || wrong_bit(&blank, second, 8).is_none(), "zeros from {cut}");
        }
        // The last sector holds one bit, and is missing.
        let mut bytes = Vec::new();
        write_frame(&mut bytes, Kind::Group, 8, |to| {
            to.extend([7; SECTOR_BYTES - HEADER_BYTES]);
            to.push(1);
        });
        let last = bytes.len() - 1;
        bytes[last] = 0;
        assert_eq!(wrong_bit(&bytes, 0, 8), None);
    }
}
