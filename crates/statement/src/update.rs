//! A strict reader of updates, version 1. It passes one shape: words, formats and deletions in the one sequence.
//!
//! Structs are not collected: a section keeps where its structs lie in the bytes, and they are read again as needed.

use crate::cursor::{self, Cursor};
use crate::{ClientId, Refusal, table};
use std::collections::HashSet;

/// Name of the root that holds the words.
pub const ROOT: &str = "content";

const DELETED: u8 = 1;
pub const WORDS: u8 = 4;
pub const FORMAT: u8 = 6;
const CONTENT_BITS: u8 = 0x1f;
const HAS_PARENT_SUB: u8 = 0x20;
pub const HAS_RIGHT_ORIGIN: u8 = 0x40;
pub const HAS_ORIGIN: u8 = 0x80;
/// What stands where a parent is named, and not given by id.
pub const PARENT_IS_NAMED: u64 = 1;

/// How much an update may hold.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub bytes: usize,
    pub structs: usize,
    pub clients: usize,
}

impl Bounds {
    /// Of what this crate wrote, or admitted when limits may have been others.
    pub const STORED: Self = Self { bytes: usize::MAX, structs: usize::MAX, clients: usize::MAX };
}

/// One unit of the sequence: who made it, and at which clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Id {
    pub client: ClientId,
    pub clock: u32,
}

/// The units between which one was put; `None` is the beginning, or the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    pub origin: Option<Id>,
    pub right_origin: Option<Id>,
}

/// An update that has the right shape; whether it fits a draft is not said.
#[derive(Debug, Clone)]
pub struct Update<'a> {
    pub sections: Vec<Section<'a>>,
    deletions: Deletions<'a>,
    /// How many structs there are.
    pub structs: usize,
    /// How many bytes it was read from.
    pub bytes: usize,
}

/// One client's structs.
#[derive(Debug, Clone)]
pub struct Section<'a> {
    pub client: ClientId,
    /// Clock of the first struct.
    pub start: u32,
    /// Clock after the last struct.
    pub end: u32,
    count: usize,
    bytes: Cursor<'a>,
    /// Clocks between the two halves of a character, ascending.
    pub halves: Vec<u32>,
}

/// One struct.
#[derive(Debug, Clone, Copy)]
pub struct Struct<'a> {
    pub clock: u32,
    pub end: u32,
    pub origin: Option<Id>,
    pub right_origin: Option<Id>,
    pub content: Content<'a>,
}

impl Id {
    /// What its client wrote just before.
    pub fn one_before(self) -> Option<Self> {
        Some(Self { clock: self.clock.checked_sub(1)?, ..self })
    }
}

impl Sides {
    pub fn both(self) -> impl Iterator<Item = Id> {
        [self.origin, self.right_origin].into_iter().flatten()
    }
}

impl Struct<'_> {
    /// The first clock that is not known yet, and the sides of that unit.
    pub fn sides_after(&self, client: ClientId, known: u32) -> (u32, Sides) {
        let clock = self.clock.max(known);
        let within = (self.clock < clock).then(|| Id { client, clock }.one_before()).flatten();
        (clock, Sides { origin: within.or(self.origin), right_origin: self.right_origin })
    }
}

/// What a struct holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content<'a> {
    Words(&'a str),
    Format,
    Deleted,
}

/// A stretch of one client's clocks that is to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deletion {
    pub client: ClientId,
    pub start: u32,
    pub end: u32,
}

impl<'a> Update<'a> {
    /// Reads all of it.
    pub fn read(bytes: &'a [u8], bounds: Bounds) -> Result<Self, Refusal> {
        if bytes.len() > bounds.bytes {
            return Err(Refusal::TooLarge);
        }
        let mut cursor = Cursor::new(bytes);
        let count = cursor.count()?;
        if count > bounds.clients {
            return Err(Refusal::TooLarge);
        }
        let (mut sections, mut structs, mut seen) = (Vec::new(), 0, HashSet::new());
        for _ in 0..count {
            let section = Section::read(&mut cursor, bounds.structs - structs)?;
            if !seen.insert(section.client) {
                return Err(Refusal::Malformed);
            }
            structs += section.count;
            sections.push(section);
        }
        Ok(Self { sections, deletions: Deletions::read(cursor)?, structs, bytes: bytes.len() })
    }

    /// Each stretch to be deleted, in the order of the bytes: per client ascending, none overlapping.
    pub fn deletions(&self) -> Deletions<'a> {
        self.deletions.clone()
    }
}

/// Stretches to be deleted, one after another.
#[derive(Debug, Clone)]
pub struct Deletions<'a> {
    cursor: Cursor<'a>,
    clients_left: usize,
    ranges_left: usize,
    client: Option<ClientId>,
}

impl<'a> Deletions<'a> {
    /// Reads all to the end of the bytes, and gives them from their beginning.
    fn read(mut cursor: Cursor<'a>) -> Result<Self, Refusal> {
        let deletions = Self { clients_left: cursor.count()?, cursor, ranges_left: 0, client: None };
        let mut reading = deletions.clone();
        let mut seen = HashSet::new();
        let mut last = (deletions.clients_left, 0);
        while let Some(deletion) = reading.step()? {
            let ascends = if last.0 == reading.clients_left {
                last.1 <= deletion.start
            } else {
                seen.insert(deletion.client)
            };
            // Yjs sorts and merges them; what overlaps is nobody's honest work.
            if !ascends {
                return Err(Refusal::Malformed);
            }
            last = (reading.clients_left, deletion.end);
        }
        if reading.cursor.is_empty() { Ok(deletions) } else { Err(Refusal::Malformed) }
    }

    fn step(&mut self) -> Result<Option<Deletion>, Refusal> {
        if self.ranges_left == 0 {
            if self.clients_left == 0 {
                return Ok(None);
            }
            self.clients_left -= 1;
            self.client = Some(self.cursor.client()?);
            self.ranges_left = self.cursor.count()?;
        }
        let (Some(client), Some(left)) = (self.client, self.ranges_left.checked_sub(1)) else {
            return Err(Refusal::Malformed);
        };
        self.ranges_left = left;
        let start = self.cursor.clock()?;
        let end = cursor::end(start, self.cursor.clock()?)?;
        Ok(Some(Deletion { client, start, end }))
    }
}

impl Iterator for Deletions<'_> {
    type Item = Deletion;

    fn next(&mut self) -> Option<Deletion> {
        // They have been read once, so none fails.
        self.step().ok().flatten()
    }
}

impl<'a> Section<'a> {
    fn read(cursor: &mut Cursor<'a>, structs_left: usize) -> Result<Self, Refusal> {
        let count = cursor.count()?;
        if count == 0 {
            return Err(Refusal::Malformed);
        }
        if count > structs_left {
            return Err(Refusal::TooLarge);
        }
        let client = cursor.client()?;
        let start = cursor.clock()?;
        let mut section = Self { client, start, end: start, count, bytes: *cursor, halves: Vec::new() };
        for _ in 0..count {
            let read = Struct::read(cursor, section.end)?;
            if let Content::Words(words) = read.content {
                section.halves.extend(halves(read.clock, words));
            }
            section.end = read.end;
        }
        Ok(section)
    }

    /// Its structs in order.
    pub fn structs(&self) -> impl Iterator<Item = Struct<'a>> + use<'a> {
        let (mut cursor, mut clock) = (self.bytes, self.start);
        // They have been read once, so none fails.
        (0..self.count).map_while(move |_| {
            let read = Struct::read(&mut cursor, clock).ok()?;
            clock = read.end;
            Some(read)
        })
    }

    /// Whether the clock is between the two halves of a character here.
    pub fn halves_at(&self, clock: u32) -> bool {
        self.halves.binary_search(&clock).is_ok()
    }
}

impl<'a> Struct<'a> {
    fn read(cursor: &mut Cursor<'a>, clock: u32) -> Result<Self, Refusal> {
        let info = cursor.byte()?;
        if !matches!(info & CONTENT_BITS, DELETED | WORDS | FORMAT) {
            return Err(Refusal::Content);
        }
        if info & HAS_PARENT_SUB != 0 {
            return Err(Refusal::Parent);
        }
        let mut id = |bit: u8| -> Result<Option<Id>, Refusal> {
            if info & bit == 0 {
                return Ok(None);
            }
            Ok(Some(Id { client: cursor.client()?, clock: cursor.clock()? }))
        };
        let (origin, right_origin) = (id(HAS_ORIGIN)?, id(HAS_RIGHT_ORIGIN)?);
        let parent_is_written = origin.is_none() && right_origin.is_none();
        if parent_is_written && (cursor.number()? != PARENT_IS_NAMED || cursor.text()? != ROOT) {
            return Err(Refusal::Parent);
        }
        let (content, length) = Content::read(cursor, info & CONTENT_BITS)?;
        Ok(Self { clock, end: cursor::end(clock, length)?, origin, right_origin, content })
    }
}

impl<'a> Content<'a> {
    fn read(cursor: &mut Cursor<'a>, kind: u8) -> Result<(Self, u32), Refusal> {
        match kind {
            WORDS => {
                let words = cursor.text()?;
                let units = u32::try_from(words.encode_utf16().count()).map_err(|_| Refusal::TooLarge)?;
                Ok((Self::Words(words), units))
            }
            FORMAT => {
                table::check(cursor.text()?, cursor.text()?)?;
                Ok((Self::Format, 1))
            }
            _ => Ok((Self::Deleted, cursor.clock()?)),
        }
    }
}

/// Clocks between the halves of characters outside the basic plane, which are two UTF-16 units.
fn halves(mut clock: u32, words: &str) -> impl Iterator<Item = u32> {
    words.chars().filter_map(move |character| {
        let units = if u32::from(character) > 0xffff { 2 } else { 1 };
        clock += units;
        (units == 2).then(|| clock - 1)
    })
}
