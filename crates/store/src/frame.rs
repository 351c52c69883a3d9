//! The one framing of journal, snapshots and backups.
//!
//! A frame is: mark (4 bytes), kind (1), zero (3), payload length (4), CRC-32 (4), sequence (8), payload; numbers
//! little endian. The CRC covers kind to sequence and the payload, its own place left out.

use crate::limits::FRAME_BYTES_MAX;

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// A group of batches: tally after it, then operations. One write, one barrier.
    Group = 1,
    /// Rows of a snapshot: puts.
    Rows = 2,
    /// End of a snapshot: the tally over all its rows.
    End = 3,
}

/// A frame that was read whole.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub kind: Kind,
    pub seq: u64,
    pub payload: &'a [u8],
    /// Bytes from the file's start to the frame's.
    pub offset: usize,
}

const MARK: [u8; 4] = *b"UnS\x01";
pub(crate) const HEADER_BYTES: usize = 24;

/// Appends a frame to `out`; `fill` appends its payload.
pub(crate) fn write_frame(out: &mut Vec<u8>, kind: Kind, seq: u64, fill: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&MARK);
    out.extend_from_slice(&[kind as u8, 0, 0, 0]);
    out.extend_from_slice(&[0; 8]);
    out.extend_from_slice(&seq.to_le_bytes());
    fill(out);
    let length = u32::try_from(out.len() - start - HEADER_BYTES).unwrap_or(u32::MAX);
    out[start + 8..start + 12].copy_from_slice(&length.to_le_bytes());
    let crc = crc(&out[start..start + HEADER_BYTES], &out[start + HEADER_BYTES..]);
    out[start + 12..start + 16].copy_from_slice(&crc.to_le_bytes());
}

/// The CRC of a header and its payload.
pub(crate) fn crc(header: &[u8], payload: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&header[4..12]);
    crc.update(&header[16..]);
    crc.update(payload);
    crc.finalize()
}

/// The CRC that stands in a header.
pub(crate) fn crc_there(header: &[u8]) -> u32 {
    word(header, 12)
}

fn word(header: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
}

/// Reads the frame at `offset`, or says what is wrong there.
pub(crate) fn read_frame(bytes: &[u8], offset: usize) -> Result<Frame<'_>, &'static str> {
    let rest = bytes.get(offset..).unwrap_or_default();
    let (header, rest) = rest.split_at_checked(HEADER_BYTES).ok_or("a cut record")?;
    if header[..4] != MARK {
        return Err("not the beginning of a record");
    }
    let length = usize::try_from(word(header, 8)).unwrap_or(usize::MAX);
    let payload = rest.get(..length).filter(|_| length <= FRAME_BYTES_MAX).ok_or("a cut record")?;
    if crc(header, payload) != crc_there(header) {
        return Err("its checksum does not fit");
    }
    let kind = match header[4] {
        1 => Kind::Group,
        2 => Kind::Rows,
        3 => Kind::End,
        _ => return Err("a record of an unknown kind"),
    };
    let seq = u64::from(word(header, 16)) | u64::from(word(header, 20)) << 32;
    Ok(Frame { kind, seq, payload, offset })
}

impl Frame<'_> {
    /// Where the next frame begins.
    pub fn end(&self) -> usize {
        self.offset + HEADER_BYTES + self.payload.len()
    }
}

/// Where the next whole frame with a sequence number above `after` begins, at `offset` or later. If there is one, what
/// is broken before it is damage, and not the torn end of a last write.
pub(crate) fn next_frame(bytes: &[u8], offset: usize, after: u64) -> Option<usize> {
    let mut starts = (offset..bytes.len()).filter(|at| bytes[*at..].starts_with(&MARK));
    starts.find(|at| read_frame(bytes, *at).is_ok_and(|frame| frame.seq > after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_frames() -> (Vec<u8>, usize) {
        let mut bytes = Vec::new();
        write_frame(&mut bytes, Kind::Group, 7, |payload| payload.extend_from_slice(b"seven"));
        let second = bytes.len();
        write_frame(&mut bytes, Kind::End, 8, |_| {});
        (bytes, second)
    }

    #[test]
    fn a_frame_reads_back() {
        let (bytes, second) = two_frames();
        let frame = read_frame(&bytes, 0).unwrap();
        assert_eq!(
            (frame.kind, frame.seq, frame.payload, frame.end()),
            (Kind::Group, 7, &b"seven"[..], second)
        );
        assert_eq!(read_frame(&bytes, second).unwrap().kind, Kind::End);
    }

    #[test]
    fn any_flipped_bit_is_noticed_and_the_frame_after_it_is_found() {
        let (bytes, second) = two_frames();
        for bit in 0..second * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(read_frame(&flipped, 0).is_err(), "bit {bit}");
            assert_eq!(next_frame(&flipped, 1, 7), Some(second), "bit {bit}");
        }
    }

    #[test]
    fn any_cut_is_noticed_and_nothing_is_found_beyond_it() {
        let (bytes, second) = two_frames();
        for cut in 0..second {
            assert!(read_frame(&bytes[..cut], 0).is_err(), "cut at {cut}");
            assert_eq!(next_frame(&bytes[..cut], 1, 6), None, "cut at {cut}");
        }
    }
}
