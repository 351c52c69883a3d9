//! What stood on both sides of each unit when it came, and whether a new one's sides can have stood side by side.
//!
//! Whoever writes something puts it between two neighbours, as their copy has them. Where it is said to stand between
//! others, Yjs places it by the order in which it meets updates: who was there and who comes later see different texts,
//! for ever. What a writer had seen follows from their units' sides: with each unit they saw its own sides, and what its
//! writer wrote before. What they saw and what stands between the two cannot have been between neighbours.

use crate::ClientId;
use crate::update::Id;
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};

/// The units between which one was put; `None` is the beginning, or the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    pub origin: Option<Id>,
    pub right_origin: Option<Id>,
}

/// The sides of every unit of some clients.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllSides(HashMap<ClientId, Client>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Client {
    /// By the first clock of units that were each put after the one before, and before the same.
    runs: BTreeMap<u32, Sides>,
    /// From which clock on it had seen how much of another, ascending.
    seen: HashMap<ClientId, Vec<(u32, u32)>>,
}

/// What is in the draft, and what comes before in the same update.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub draft: &'a AllSides,
    pub update: &'a AllSides,
    /// Counts what looking takes.
    pub steps: &'a Cell<u64>,
}

impl AllSides {
    /// Takes in units that a client wrote one after the other, of which the first is new. Each client's come in order.
    pub fn add(&mut self, client: ClientId, clock: u32, sides: Sides) {
        let before = clock.checked_sub(1).map(|clock| Id { client, clock });
        let Client { runs, seen } = self.0.entry(client).or_default();
        let last = runs.last_key_value().map(|(_, run)| run.right_origin);
        if before.is_some() && sides.origin == before && last == Some(sides.right_origin) {
            return;
        }
        runs.insert(clock, sides);
        for id in sides.both().filter(|id| id.client != client) {
            let seen = seen.entry(id.client).or_default();
            if seen.last().is_none_or(|(_, known)| *known < id.clock) {
                seen.push((clock, id.clock));
            }
        }
    }

    /// The first unit of the run that a unit is in, and its sides.
    fn run(&self, id: Id) -> Option<(u32, Sides)> {
        let (start, run) = self.0.get(&id.client)?.runs.range(..=id.clock).next_back()?;
        Some((*start, *run))
    }

    /// The last unit of each other client that one had seen when it wrote a unit.
    fn seen(&self, id: Id) -> impl Iterator<Item = Id> {
        let seen = self.0.get(&id.client).into_iter().flat_map(|client| &client.seen);
        seen.filter_map(move |(client, seen)| {
            let count = seen.partition_point(|(clock, _)| *clock <= id.clock);
            Some(Id { client: *client, clock: seen.get(count.checked_sub(1)?)?.1 })
        })
    }
}

impl Known<'_> {
    fn run(self, id: Id) -> Option<(u32, Sides)> {
        self.update.run(id).or_else(|| self.draft.run(id))
    }

    fn sides(self, id: Id) -> Sides {
        let Some((start, run)) = self.run(id) else { return Sides { origin: None, right_origin: None } };
        let within = (start < id.clock).then(|| Id { client: id.client, clock: id.clock - 1 });
        Sides { origin: within.or(run.origin), ..run }
    }

    /// Whether the writer of a unit had seen another by then.
    fn saw(self, writer: Id, other: Id) -> bool {
        let mut explored = HashMap::from([(writer.client, writer.clock)]);
        let mut left = vec![writer];
        while let Some(id) = left.pop() {
            self.step();
            if id.client == other.client && id.clock >= other.clock {
                return true;
            }
            for id in self.draft.seen(id).chain(self.update.seen(id)) {
                self.step();
                let known = explored.get(&id.client);
                if known.is_none_or(|known| *known < id.clock) {
                    explored.insert(id.client, id.clock);
                    left.push(id);
                }
            }
        }
        false
    }

    fn step(self) {
        self.steps.set(self.steps.get() + 1);
    }

    /// Whether a unit grew, over others between them, from the right side of another; or is that.
    fn grew_from(self, mut id: Id, other: Id) -> bool {
        while let Some((start, run)) = self.run(id) {
            self.step();
            if id.client == other.client && (start..=id.clock).contains(&other.clock) {
                return true;
            }
            match run.origin {
                Some(origin) => id = origin,
                None => return false,
            }
        }
        false
    }

    /// Whether somebody can have seen them side by side.
    pub fn can_be_neighbours(self, Sides { origin, right_origin }: Sides) -> bool {
        match (origin, right_origin) {
            // Whoever has nothing.
            (None, None) => true,
            (None, Some(right)) => self.sides(right).origin.is_none(),
            (Some(left), None) => self.sides(left).right_origin.is_none(),
            (Some(left), Some(right)) => {
                let (of_left, of_right) = (self.sides(left), self.sides(right));
                // One of them was put beside the other, and so after it.
                if of_right.origin == origin || of_left.right_origin == right_origin {
                    return true;
                }
                // Neither writer had seen the other's. What grew from one place does not cross what grew from another.
                let apart = !self.saw(right, left) && !self.saw(left, right);
                apart && of_right.origin.is_none_or(|from| self.grew_from(left, from))
            }
        }
    }
}

impl Sides {
    fn both(self) -> impl Iterator<Item = Id> {
        [self.origin, self.right_origin].into_iter().flatten()
    }
}
