//! What of a draft the gate has to know and yrs does not tell cheaply: how far each client is known, where characters
//! have halves, what is deleted, which newline is the server's first, in which order units stand.

use crate::ClientId;
use crate::order::{Order, Placed};
use crate::update::{Content, Section, Update};
use std::collections::{BTreeMap, HashMap};
use std::ops::Add;

/// Everything known of a draft's structure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    clients: HashMap<ClientId, Client>,
    pub order: Order,
    /// What was added; yrs may have merged some since.
    pub size: Size,
}

/// How large a draft is, or what an update adds to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    pub bytes: usize,
    /// Those that deleting cuts off others included.
    pub structs: usize,
    /// Units that are deleted.
    pub deleted: usize,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Client {
    /// All below is known.
    clock: u32,
    /// What was added; yrs may have merged some since.
    structs: usize,
    /// Clocks between the halves of a character, ascending; those of deleted words go at the next loading.
    halves: Vec<u32>,
    deleted: Stretches,
    has_first_newline: bool,
}

/// Disjoint stretches of clocks: end by start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretches(BTreeMap<u32, u32>);

impl Index {
    /// The first clock of a client that is not known.
    pub fn clock(&self, client: ClientId) -> u32 {
        self.clients.get(&client).map_or(0, |known| known.clock)
    }

    /// About how many structs came in under each client.
    pub fn structs_of_clients(&self) -> impl Iterator<Item = (ClientId, usize)> {
        self.clients.iter().map(|(client, known)| (*client, known.structs))
    }

    /// Whether the clock is between the two halves of a character.
    pub fn halves_at(&self, client: ClientId, clock: u32) -> bool {
        self.clients.get(&client).is_some_and(|known| known.halves.binary_search(&clock).is_ok())
    }

    /// How many units of the stretch are not deleted.
    pub fn not_deleted(&self, client: ClientId, start: u32, end: u32) -> u32 {
        let deleted = self.clients.get(&client).map(|known| known.deleted.within(start, end));
        let deleted: u32 = deleted.into_iter().flatten().map(|(start, end)| end - start).sum();
        end - start - deleted
    }

    /// Whether the client is the server's with the newline that is never deleted, at clock 0.
    pub fn has_first_newline(&self, client: ClientId) -> bool {
        self.clients.get(&client).is_some_and(|known| known.has_first_newline)
    }

    /// Forgets all but the order.
    pub fn begin_anew(&mut self) {
        let order = std::mem::take(&mut self.order);
        *self = Self { order, ..Self::default() };
    }

    /// Takes in an update that the gate has passed, placed as it says.
    pub fn add(&mut self, update: &Update<'_>, placed: Placed, size: Size) {
        self.order.add(placed);
        for section in &update.sections {
            self.clients.entry(section.client).or_default().add(section);
        }
        for deletion in update.deletions() {
            let client = self.clients.entry(deletion.client).or_default();
            client.deleted.add(deletion.start, deletion.end);
        }
        self.size = self.size + size;
    }
}

impl Add for Size {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let Self { bytes, structs, deleted } = other;
        Self { bytes: self.bytes + bytes, structs: self.structs + structs, deleted: self.deleted + deleted }
    }
}

impl Client {
    fn add(&mut self, section: &Section<'_>) {
        for read in section.structs().filter(|read| read.end > self.clock) {
            self.structs += 1;
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
