//! Words that were deleted and that somebody brought back: whose they were before.
//!
//! Yjs brings words back as new ones of whoever undoes (`redoItem` in its `Item.js`): a copy of the deleted struct, placed
//! before it, so that the deleted struct's first unit is the copy's right origin. Nothing else on the wire says so, and
//! whatever stands to the right may have been deleted meanwhile: so the letters are compared, which are known to whoever
//! follows the log from a state in which they still stood.
//!
//! Whoever wants to can make such copies by hand, of pieces of what somebody wrote, in another order. So short pieces are
//! nobody's but their writer's; and only so much is compared and so much is kept, whatever the log holds.

use crate::index::Stretches;
use crate::limits::{ERASED_BYTES_MAX, RESTORED_MAX, RESTORED_STEPS_MAX};
use crate::update::{Bounds, Content, Id, Section, Struct, Update};
use crate::{ClientId, DraftError};
use std::collections::{BTreeMap, HashMap};

/// A stretch of clocks whose words somebody else wrote before they were deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Whoever brought them back.
    pub client: ClientId,
    /// The first clock.
    pub start: u32,
    /// The clock after the last.
    pub end: u32,
    /// Whoever wrote them first.
    pub first: ClientId,
}

/// Deleted words, [`ERASED_BYTES_MAX`] bytes of them at most: in memory only, for whoever follows on from here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased(Vec<Piece>);

/// Deleted words of one client.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    at: Id,
    words: String,
}

/// A log that is followed from a state on.
pub struct Trail<'a> {
    clients: HashMap<ClientId, Followed<'a>>,
    found: Vec<Restored>,
    /// How many units a copy has at least.
    shortest: u32,
    /// How many more there may be.
    left: usize,
    /// How many more units may be looked at.
    steps: u64,
}

/// What is known of one client's structs.
#[derive(Default)]
struct Followed<'a> {
    /// All below is known.
    clock: u32,
    /// Words by their first clock, those deleted on the way among them.
    words: BTreeMap<u32, &'a str>,
    deleted: Stretches,
    /// Who wrote first what was brought back: end and client by start.
    firsts: BTreeMap<u32, (u32, ClientId)>,
}

/// A struct that may be a copy of the one whose first unit is its right origin. Of one that was cut, each part keeps
/// the right origin of the whole.
#[derive(Clone, Copy)]
struct Whole {
    right_origin: Id,
    /// Where the whole begins.
    start: u32,
    end: u32,
}

impl Whole {
    /// With the next struct of the same client.
    fn with(before: Option<Self>, client: ClientId, next: &Struct<'_>) -> Option<Self> {
        let right_origin = next.right_origin?;
        let goes_on = |whole: &Self| {
            let last = Id { client, clock: whole.end - 1 };
            (whole.right_origin, whole.end, Some(last)) == (right_origin, next.clock, next.origin)
        };
        let start = before.filter(goes_on).map_or(next.clock, |whole| whole.start);
        Some(Self { right_origin, start, end: next.end })
    }

    /// What the unit at this clock is a copy of.
    fn copied(&self, clock: u32) -> Id {
        let Id { client, clock: first } = self.right_origin;
        Id { client, clock: first.saturating_add(clock - self.start) }
    }
}

impl<'a> Trail<'a> {
    /// From this state on, with what was erased before it, and what is known to have been brought back. Of copies those of
    /// so many units or more count, [`crate::limits::RESTORED_UNITS_MIN`] in service.
    pub fn from(
        state: &'a [u8],
        erased: &'a Erased,
        earlier: &[Restored],
        shortest: u32,
    ) -> Result<Self, DraftError> {
        let (left, steps) = (RESTORED_MAX.saturating_sub(earlier.len()), RESTORED_STEPS_MAX);
        let mut trail = Self { clients: HashMap::new(), found: Vec::new(), shortest, left, steps };
        for Piece { at: Id { client, clock }, words } in &erased.0 {
            let followed = trail.clients.entry(*client).or_default();
            followed.words.insert(*clock, words);
            followed.deleted.add(*clock, clock + units(words));
        }
        earlier.iter().for_each(|restored| trail.note(*restored));
        trail.follow(state)?;
        trail.found.clear();
        trail.left = left;
        Ok(trail)
    }

    /// One update more, admitted after those before it.
    pub fn follow(&mut self, update: &'a [u8]) -> Result<(), DraftError> {
        let update = Update::read(update, Bounds::STORED).map_err(|_| DraftError::Unreadable)?;
        for deletion in update.deletions() {
            self.clients.entry(deletion.client).or_default().deleted.add(deletion.start, deletion.end);
        }
        update.sections.iter().for_each(|section| self.follow_section(section));
        Ok(())
    }

    fn follow_section(&mut self, section: &Section<'a>) {
        let client = section.client;
        let known = self.clients.get(&client).map_or(0, |followed| followed.clock);
        let mut whole = None;
        for read in section.structs() {
            whole = Whole::with(whole, client, &read);
            let Content::Words(words) = read.content else { continue };
            if read.end <= known {
                continue;
            }
            if let Some(first) = whole.and_then(|whole| self.first_of(whole.copied(read.clock), words))
                && first != client
                && read.clock >= known
            {
                let restored = Restored { client, start: read.clock, end: read.end, first };
                self.left -= 1;
                self.note(restored);
                self.found.push(restored);
            }
            let new = read.clock.max(known);
            let words = skip_units(words, new - read.clock);
            self.clients.entry(client).or_default().words.insert(new, words);
        }
        let followed = self.clients.entry(client).or_default();
        followed.clock = known.max(section.end);
    }

    /// What was brought back on the way, and what is erased by now.
    pub fn end(self) -> (Vec<Restored>, Erased) {
        let mut erased = Vec::new();
        let mut left = ERASED_BYTES_MAX;
        for (client, followed) in &self.clients {
            for piece in followed.erased(*client) {
                // Rather none of a piece than half of it: half a piece is never brought back.
                if let Some(less) = left.checked_sub(piece.words.len()) {
                    left = less;
                    erased.push(piece);
                }
            }
        }
        (self.found, Erased(erased))
    }

    fn note(&mut self, Restored { client, start, end, first }: Restored) {
        self.clients.entry(client).or_default().firsts.insert(start, (end, first));
    }

    /// Who wrote the words first, if they are the deleted ones that begin here.
    fn first_of(&mut self, Id { client, clock }: Id, words: &str) -> Option<ClientId> {
        let followed = self.clients.get(&client)?;
        let length = units(words);
        if self.left == 0
            || length < self.shortest
            || !followed.deleted.cover(clock, clock.checked_add(length)?)
        {
            return None;
        }
        self.steps = self.steps.checked_sub(u64::from(length) + u64::from(followed.offset(clock)))?;
        if !followed.reads(clock, words) {
            return None;
        }
        let before = followed.firsts.range(..=clock).next_back();
        Some(before.filter(|(_, (end, _))| clock < *end).map_or(client, |(_, (_, first))| *first))
    }
}

impl Followed<'_> {
    /// How many units of its piece come before this one.
    fn offset(&self, clock: u32) -> u32 {
        self.words.range(..=clock).next_back().map_or(0, |(begin, _)| clock - begin)
    }

    /// Whether these are the words from this clock on.
    fn reads(&self, clock: u32, words: &str) -> bool {
        let begin = self.words.range(..=clock).next_back().map_or(clock, |(begin, _)| *begin);
        let (mut at, mut expected) = (clock, words.encode_utf16().peekable());
        for (begin, piece) in self.words.range(begin..) {
            if *begin > at {
                break;
            }
            for unit in piece.encode_utf16().skip((at - begin) as usize) {
                match expected.next() {
                    Some(wanted) if wanted == unit => at += 1,
                    Some(_) => return false,
                    None => return true,
                }
            }
            if expected.peek().is_none() {
                return true;
            }
        }
        false
    }

    /// The deleted words that are known.
    fn erased(&self, client: ClientId) -> impl Iterator<Item = Piece> {
        self.words.iter().flat_map(move |(clock, words)| {
            let units: Vec<u16> = words.encode_utf16().collect();
            let end = clock + u32::try_from(units.len()).unwrap_or(u32::MAX);
            self.deleted.within(*clock, end).map(move |(from, to)| {
                // The gate lets no deletion begin or end within a character.
                let words = String::from_utf16_lossy(&units[(from - clock) as usize..(to - clock) as usize]);
                Piece { at: Id { client, clock: from }, words }
            })
        })
    }
}

fn units(words: &str) -> u32 {
    u32::try_from(words.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// Without so many units; they end between characters.
fn skip_units(words: &str, units: u32) -> &str {
    let mut left = units as usize;
    let is_over = |(_, character): &(usize, char)| {
        let is_over = left == 0;
        left = left.saturating_sub(character.len_utf16());
        is_over
    };
    let start = words.char_indices().find(is_over).map_or(words.len(), |(at, _)| at);
    &words[start..]
}
