//! The truth: groups of batches, appended to segments and synced before anything else happens.
//!
//! A segment's name is the sequence number of its first group. A group is one frame, one write and one barrier, and
//! the next is written only after that barrier. So after a power cut only the very last frame can be torn, and
//! anything broken before a good frame is damage, which is named and never skipped.

use crate::StoreError;
use crate::affected;
use crate::disk::{Disk, DiskFile};
use crate::frame::{Frame, Kind, next_frame, read_frame, write_frame};
use crate::rot::{Bit, wrong_bit};
use crate::tally::Tally;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A group of batches as the journal holds it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group<'a> {
    pub seq: u64,
    /// Over all entries after this group.
    pub tally: Tally,
    pub ops: &'a [u8],
}

/// The open journal, at its end.
pub(crate) struct Journal {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    segment: Option<Segment>,
    segment_bytes_max: u64,
    last: u64,
    /// Bytes written since the last snapshot.
    pub bytes_since_snapshot: u64,
    buffer: Vec<u8>,
}

struct Segment {
    file: Box<dyn DiskFile>,
    path: PathBuf,
    bytes: u64,
}

/// What reading the whole journal found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// First and last group, where there is one.
    pub range: Option<(u64, u64)>,
    /// Tally after the last group.
    pub tally: Tally,
    /// A last write that was cut short and never acknowledged, where there is one.
    pub torn: Option<Torn>,
}

/// What is left of a write that was cut short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Torn {
    path: PathBuf,
    /// Where it begins.
    offset: u64,
    pub bytes: u64,
}

impl Journal {
    /// Reads all groups, in order, and changes nothing. `visit` sees each group.
    pub fn recover(
        disk: &dyn Disk,
        folder: &Path,
        visit: &mut dyn FnMut(Group<'_>) -> Result<(), StoreError>,
    ) -> Result<Found, StoreError> {
        let mut found = Found::default();
        let segments = segments(disk, folder)?;
        for (place, (first, path)) in segments.iter().enumerate() {
            let bytes = disk.read(path).map_err(StoreError::io(path))?;
            let is_last = place + 1 == segments.len();
            let end = read_segment(&bytes, *first, path, is_last, &mut found, visit)?;
            if end < bytes.len() {
                let (offset, bytes) = (end as u64, (bytes.len() - end) as u64);
                found.torn = Some(Torn { path: path.clone(), offset, bytes });
            }
        }
        Ok(found)
    }

    /// Cuts the torn end off.
    pub fn cut(disk: &dyn Disk, found: &Found) -> Result<(), StoreError> {
        let Some(Torn { path, offset, bytes }) = &found.torn else { return Ok(()) };
        disk.truncate(path, *offset).map_err(StoreError::io(path))?;
        let after = found.range.map_or(0, |(_, last)| last);
        tracing::warn!(
            bytes,
            after,
            "the journal ended in a write that was cut short and never acknowledged; cut off"
        );
        Ok(())
    }

    /// Visits the groups after `seq`; call after `recover`, which has checked them all.
    pub fn replay(
        disk: &dyn Disk,
        folder: &Path,
        seq: u64,
        visit: &mut dyn FnMut(Group<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let segments = segments(disk, folder)?;
        for (place, (first, path)) in segments.iter().enumerate() {
            if segments.get(place + 1).is_some_and(|(next, _)| *next <= seq + 1) {
                continue;
            }
            let bytes = disk.read(path).map_err(StoreError::io(path))?;
            let mut later = |group: Group<'_>| if group.seq > seq { visit(group) } else { Ok(()) };
            read_segment(&bytes, *first, path, false, &mut Found::default(), &mut later)?;
        }
        Ok(())
    }

    /// Opens the end of a recovered journal whose last group is `last`.
    pub fn open_end(
        disk: Arc<dyn Disk>,
        folder: &Path,
        last: u64,
        segment_bytes_max: u64,
    ) -> Result<Self, StoreError> {
        let open = |(_, path): (u64, PathBuf)| {
            let bytes = disk.read(&path).map_err(StoreError::io(&path))?.len() as u64;
            let file = disk.append(&path).map_err(StoreError::io(&path))?;
            Ok::<_, StoreError>(Segment { file, path, bytes })
        };
        let segment = segments(&*disk, folder)?.pop().map(open).transpose()?;
        let folder = folder.to_owned();
        Ok(Self {
            disk,
            folder,
            segment,
            segment_bytes_max,
            last,
            bytes_since_snapshot: 0,
            buffer: Vec::new(),
        })
    }

    /// The last group's number.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// Writes one group and waits for the disk. An error is final: what is on disk is unknown until it is read anew.
    pub fn append<'a>(
        &mut self,
        tally: Tally,
        ops: impl Iterator<Item = &'a [u8]>,
    ) -> Result<u64, StoreError> {
        let seq = self.last + 1;
        self.buffer.clear();
        write_frame(&mut self.buffer, Kind::Group, seq, |payload| {
            payload.extend_from_slice(&tally.to_bytes());
            ops.for_each(|ops| payload.extend_from_slice(ops));
        });
        let bytes = self.buffer.len() as u64;
        let full = |segment: &Segment| segment.bytes > 0 && segment.bytes + bytes > self.segment_bytes_max;
        let mut segment = match self.segment.take() {
            Some(segment) if !full(&segment) => segment,
            _ => self.begin_segment(seq)?,
        };
        segment.file.write(&self.buffer).map_err(StoreError::io(&segment.path))?;
        segment.file.sync().map_err(StoreError::io(&segment.path))?;
        segment.bytes += bytes;
        self.segment = Some(segment);
        self.bytes_since_snapshot += bytes;
        self.last = seq;
        Ok(seq)
    }

    fn begin_segment(&self, first: u64) -> Result<Segment, StoreError> {
        let path = segment_path(&self.folder, first);
        let file = self.disk.create(&path).map_err(StoreError::io(&path))?;
        self.disk.sync_folder(&self.folder).map_err(StoreError::io(&self.folder))?;
        Ok(Segment { file, path, bytes: 0 })
    }
}

/// Bytes of the segments that begin with group `first` or later.
pub(crate) fn bytes_from(disk: &dyn Disk, folder: &Path, first: u64) -> Result<u64, StoreError> {
    let mut bytes = 0;
    for (begins, path) in segments(disk, folder)? {
        if begins >= first {
            bytes += disk.read(&path).map_err(StoreError::io(&path))?.len() as u64;
        }
    }
    Ok(bytes)
}

/// Removes the segments all of whose groups are in the snapshot at `seq`; the segment that is written to stays.
pub(crate) fn prune(disk: &dyn Disk, folder: &Path, seq: u64) -> Result<(), StoreError> {
    let segments = segments(disk, folder)?;
    for pair in segments.windows(2) {
        let [(_, path), (next, _)] = pair else { continue };
        if *next <= seq + 1 {
            disk.remove(path).map_err(StoreError::io(path))?;
        }
    }
    disk.sync_folder(folder).map_err(StoreError::io(folder))
}

fn segment_path(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:020}.log"))
}

/// Segments with the numbers of their first groups, in order.
fn segments(disk: &dyn Disk, folder: &Path) -> Result<Vec<(u64, PathBuf)>, StoreError> {
    let names = disk.names(folder).map_err(StoreError::io(folder))?;
    let first = |name: &String| name.strip_suffix(".log").and_then(|first| first.parse().ok());
    Ok(names.iter().filter_map(|name| Some((first(name)?, folder.join(name)))).collect())
}

/// Reads a segment's groups; gives where the last good one ends. Only the last segment may end in something else, and only
/// in what a write leaves that was cut short.
fn read_segment(
    bytes: &[u8],
    first: u64,
    path: &Path,
    is_last: bool,
    found: &mut Found,
    visit: &mut dyn FnMut(Group<'_>) -> Result<(), StoreError>,
) -> Result<usize, StoreError> {
    let mut offset = 0;
    while offset < bytes.len() {
        let last = found.range.map_or(first.saturating_sub(1), |(_, last)| last);
        let damaged = |what: &str| {
            let (file, what) = (path.to_owned(), what.to_owned());
            StoreError::Damaged { file, offset: offset as u64, after: last, what }
        };
        let frame = match read_frame(bytes, offset) {
            Ok(frame) => frame,
            Err(_) if is_last && next_frame(bytes, offset + 1, last).is_none() => {
                return match wrong_bit(bytes, offset, last + 1) {
                    Some(Bit { byte, bit }) => Err(damaged(&format!("bit {bit} of byte {byte} is another"))),
                    None => Ok(offset),
                };
            }
            Err(what) => return Err(damaged(what)),
        };
        let group = group(&frame).ok_or_else(|| damaged("not a group of batches"))?;
        let follows = group.seq == last + 1 && (offset > 0 || group.seq == first);
        if !follows {
            return Err(damaged("records are missing before it"));
        }
        found.range = Some((found.range.map_or(group.seq, |(first, _)| first), group.seq));
        found.tally = group.tally;
        visit(group)?;
        offset = frame.end();
    }
    Ok(offset)
}

/// A sentence for each place of the journal that is broken, a torn end included; nothing is changed.
pub(crate) fn damages(disk: &dyn Disk, folder: &Path) -> Result<Vec<String>, StoreError> {
    let mut damages = Vec::new();
    let mut after = 0;
    for (first, path) in segments(disk, folder)? {
        let bytes = disk.read(&path).map_err(StoreError::io(&path))?;
        after = after.max(first.saturating_sub(1));
        let mut offset = 0;
        while offset < bytes.len() {
            match read_frame(&bytes, offset) {
                Ok(frame) => {
                    after = frame.seq;
                    offset = frame.end();
                }
                Err(what) => {
                    let next = next_frame(&bytes, offset + 1, after).unwrap_or(bytes.len());
                    let (file, broken) = (path.display(), next - offset);
                    let held = affected::rows(&bytes[offset..next]).map(|rows| format!("; it held {rows}"));
                    let held = held.unwrap_or_default();
                    damages.push(format!(
                        "{file}: {broken} bytes at {offset} after record {after}: {what}{held}"
                    ));
                    offset = next;
                }
            }
        }
    }
    Ok(damages)
}

fn group<'a>(frame: &Frame<'a>) -> Option<Group<'a>> {
    let (tally, ops) = Tally::split_from(frame.payload).filter(|_| frame.kind == Kind::Group)?;
    Some(Group { seq: frame.seq, tally, ops })
}
