//! What of a draft the gate has to know and yrs does not tell cheaply: how far each client is known, where characters
//! have halves, what is deleted, which newline is the server's first, between which letters nothing ever stood.

use crate::ClientId;
use crate::sides::AllSides;
use crate::update::{Content, Id, Section, Update};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Everything known of a draft's structure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    clients: HashMap<ClientId, Client>,
    pub sides: AllSides,
    /// Structs that were added; yrs may have merged some since.
    pub structs: usize,
    /// Bytes of the updates that were added.
    pub bytes: usize,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Client {
    /// All below is known.
    clock: u32,
    /// Clocks between the halves of a character, ascending; those of deleted words go at the next loading.
    halves: Vec<u32>,
    deleted: Stretches,
    has_first_newline: bool,
    /// Clocks before which something may stand that did not when the unit came: where a struct begins that does not go
    /// on from the unit before it, or that names one of the two as its neighbour.
    touched: BTreeSet<u32>,
}

/// Disjoint stretches of clocks: end by start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretches(BTreeMap<u32, u32>);

impl Index {
    /// The first clock of a client that is not known.
    pub fn clock(&self, client: ClientId) -> u32 {
        self.clients.get(&client).map_or(0, |known| known.clock)
    }

    /// Whether the clock is between the two halves of a character.
    pub fn halves_at(&self, client: ClientId, clock: u32) -> bool {
        self.clients.get(&client).is_some_and(|known| known.halves.binary_search(&clock).is_ok())
    }

    /// Whether all of the stretch is deleted.
    pub fn is_deleted(&self, client: ClientId, start: u32, end: u32) -> bool {
        self.clients.get(&client).is_some_and(|known| known.deleted.cover(start, end))
    }

    /// Whether the client is the server's with the newline that is never deleted, at clock 0.
    pub fn has_first_newline(&self, client: ClientId) -> bool {
        self.clients.get(&client).is_some_and(|known| known.has_first_newline)
    }

    /// Whether the unit at this clock follows directly upon the one before it. A struct that Yjs places between two such
    /// units has the one as its origin or the other as its right origin: its walk (`Item.integrate`) steps over both
    /// otherwise, for the second grew from the first.
    pub fn is_untouched(&self, client: ClientId, clock: u32) -> bool {
        self.clients.get(&client).is_some_and(|known| clock < known.clock && !known.touched.contains(&clock))
    }

    /// Takes in an update that is integrable.
    pub fn add(&mut self, update: &Update<'_>, bytes: usize) {
        for section in &update.sections {
            let known = self.clock(section.client);
            for new in section.structs().filter(|new| new.end > known) {
                let (clock, sides) = new.sides_after(section.client, known);
                self.sides.add(section.client, clock, sides);
                for Id { client, clock } in new.touches(section.client) {
                    self.clients.entry(client).or_default().touched.insert(clock);
                }
            }
            self.clients.entry(section.client).or_default().add(section);
        }
        for deletion in update.deletions() {
            let client = self.clients.entry(deletion.client).or_default();
            client.deleted.add(deletion.start, deletion.end);
        }
        self.structs += update.structs;
        self.bytes += bytes;
    }
}

impl Client {
    fn add(&mut self, section: &Section<'_>) {
        for read in section.structs().filter(|read| read.end > self.clock) {
            match read.content {
                Content::Deleted => self.deleted.add(read.clock.max(self.clock), read.end),
                Content::Words(words) if read.clock == 0 && section.client.is_servers() => {
                    let alone = read.origin.is_none() && read.right_origin.is_none();
                    self.has_first_newline = alone && words.starts_with('\n');
                }
                Content::Words(_) | Content::Format => {}
            }
        }
        let known = self.clock;
        self.halves.extend(section.halves.iter().filter(|clock| **clock >= known));
        self.clock = known.max(section.end);
    }
}

impl Stretches {
    /// Whether all of a stretch is among them.
    pub fn cover(&self, start: u32, end: u32) -> bool {
        self.0.range(..=start).next_back().is_some_and(|(_, last)| *last >= end)
    }

    /// What of them lies within a stretch, the last first.
    pub fn within(&self, start: u32, end: u32) -> impl Iterator<Item = (u32, u32)> {
        let before_end = self.0.range(..end).rev().take_while(move |(_, last)| **last > start);
        before_end.map(move |(first, last)| (start.max(*first), end.min(*last)))
    }

    /// Adds a stretch and joins those it touches.
    pub fn add(&mut self, mut start: u32, mut end: u32) {
        while let Some((&first, &last)) = self.0.range(..=end).next_back() {
            if last < start {
                break;
            }
            self.0.remove(&first);
            (start, end) = (start.min(first), end.max(last));
        }
        self.0.insert(start, end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn stretches_cover_what_was_added_and_nothing_else(
            added in prop::collection::vec((0u32..60, 1u32..8), 0..20),
            (start, length) in (0u32..60, 1u32..8),
        ) {
            let mut stretches = Stretches::default();
            let mut all = std::collections::BTreeSet::new();
            for (start, length) in added {
                stretches.add(start, start + length);
                all.extend(start..start + length);
            }
            let covered = (start..start + length).all(|clock| all.contains(&clock));
            prop_assert_eq!(stretches.cover(start, start + length), covered);
            let within = stretches.within(start, start + length).flat_map(|(start, end)| start..end);
            let within: std::collections::BTreeSet<_> = within.collect();
            prop_assert_eq!(within, all.range(start..start + length).copied().collect());
            let sum: u32 = stretches.0.iter().map(|(start, end)| end - start).sum();
            prop_assert_eq!(sum as usize, all.len());
        }
    }
}
