//! Who is here and where, as everybody is shown it: each entry is its holder's own, under the server's stamp.

use crate::limits::PRESENCE_DEPARTED_MAX;
use crate::member::SeatNo;
use crate::queue::BatchNo;
use std::collections::{BTreeMap, BTreeSet};
use wire::limits::AWARENESS_ENTRIES_MAX;
use wire::{AwarenessEntry, Frame, Presence};

struct Entry {
    clock: u64,
    holder: Option<SeatNo>,
    state: Option<Presence>,
    /// The barrier of the id's claim.
    after: BatchNo,
}

/// The entries of one text, by client id.
#[derive(Default)]
pub(crate) struct Table {
    entries: BTreeMap<u64, Entry>,
    /// Ids with news that nobody was shown yet.
    news: BTreeSet<u64>,
}

/// What an entry is to the seat that sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nobody holds it, or this seat does.
    Open,
    /// Another seat of the same person holds it: a second page of theirs, or this one before its connection was lost.
    Elsewhere { clock: u64 },
}

impl Table {
    pub(crate) fn standing(&self, client: u64, seat: SeatNo) -> Standing {
        match self.entries.get(&client) {
            Some(Entry { holder: Some(holder), clock, .. }) if *holder != seat => {
                Standing::Elsewhere { clock: *clock }
            }
            _ => Standing::Open,
        }
    }

    /// Whether anybody showed itself under that id.
    pub(crate) fn knows(&self, client: u64) -> bool {
        self.entries.contains_key(&client)
    }

    /// Takes a client's own entry. `after`: the barrier of its claim.
    pub(crate) fn put(&mut self, own: AwarenessEntry, seat: SeatNo, after: BatchNo) {
        let AwarenessEntry { client, clock, state } = own;
        let entry = self.entries.entry(client).or_insert(Entry { clock, holder: None, state: None, after });
        if clock < entry.clock {
            // The id was taken for gone meanwhile. Sent back, this makes its editor go on from the higher clock.
            self.news.insert(client);
            return;
        }
        let holder = state.is_some().then_some(seat);
        *entry = Entry { clock, holder, state, after: entry.after.max(after) };
        self.news.insert(client);
    }

    /// Removes what a seat held.
    pub(crate) fn leave(&mut self, seat: SeatNo) {
        for (client, entry) in self.entries.iter_mut().filter(|(_, entry)| entry.holder == Some(seat)) {
            entry.clock += 1;
            entry.holder = None;
            entry.state = None;
            self.news.insert(*client);
        }
        self.trim();
    }

    fn trim(&mut self) {
        let gone = |entry: &Entry| entry.state.is_none();
        if self.entries.values().filter(|entry| gone(entry)).count() > PRESENCE_DEPARTED_MAX {
            let news = &self.news;
            self.entries.retain(|client, entry| !gone(entry) || news.contains(client));
        }
    }

    pub(crate) fn has_news(&self) -> bool {
        !self.news.is_empty()
    }

    /// Frames with all news that may be shown.
    pub(crate) fn news(&mut self, is_durable: impl Fn(BatchNo) -> bool) -> Vec<Frame> {
        let entries = &self.entries;
        let ready = |client: &u64| entries.get(client).is_none_or(|entry| is_durable(entry.after));
        let (ready, held) = std::mem::take(&mut self.news).into_iter().partition::<BTreeSet<_>, _>(ready);
        self.news = held;
        frames(ready.iter().filter_map(|client| self.entries.get(client).map(|entry| shown(*client, entry))))
    }

    /// Frames with everybody who is here and may be shown.
    pub(crate) fn all(&self, is_durable: impl Fn(BatchNo) -> bool) -> Vec<Frame> {
        let here = |entry: &Entry| entry.state.is_some() && is_durable(entry.after);
        let here = self.entries.iter().filter(|(_, entry)| here(entry));
        frames(here.map(|(client, entry)| shown(*client, entry)))
    }
}

fn shown(client: u64, entry: &Entry) -> AwarenessEntry {
    AwarenessEntry { client, clock: entry.clock, state: entry.state.clone() }
}

fn frames(entries: impl Iterator<Item = AwarenessEntry>) -> Vec<Frame> {
    let entries: Vec<_> = entries.collect();
    entries.chunks(AWARENESS_ENTRIES_MAX).map(|chunk| Frame::Awareness(chunk.to_vec())).collect()
}
