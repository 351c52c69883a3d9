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
use std::ops::ControlFlow;

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
    /// How many steps looking may still take. What cannot be told by then passes.
    pub steps_left: &'a Cell<u64>,
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

    /// For each other client that one ever saw, the last unit that it had seen when it wrote a unit, if any.
    fn seen(&self, id: Id) -> impl Iterator<Item = Option<Id>> {
        let seen = self.0.get(&id.client).into_iter().flat_map(|client| &client.seen);
        seen.map(move |(client, seen)| {
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
            if id.client == other.client && id.clock >= other.clock {
                return true;
            }
            if explored[&id.client] > id.clock {
                continue;
            }
            for id in self.draft.seen(id).chain(self.update.seen(id)) {
                if self.step().is_break() {
                    return false;
                }
                let Some(id) = id else { continue };
                let known = explored.get(&id.client);
                if known.is_none_or(|known| *known < id.clock) {
                    explored.insert(id.client, id.clock);
                    left.push(id);
                }
            }
        }
        false
    }

    fn step(self) -> ControlFlow<()> {
        match self.steps_left.get().checked_sub(1) {
            Some(left) => {
                self.steps_left.set(left);
                ControlFlow::Continue(())
            }
            None => ControlFlow::Break(()),
        }
    }

    /// Whether a unit grew, over others between them, from the right side of another; or is that.
    fn grew_from(self, mut id: Id, other: Id) -> bool {
        while let Some((start, run)) = self.run(id) {
            if self.step().is_break() {
                return true;
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(client: u64, clock: u32) -> Id {
        Id { client: ClientId::new(client).unwrap(), clock }
    }

    /// Each of so many clients put one letter after the last one's, and before the first; so the last saw them all.
    fn chain(length: u64) -> AllSides {
        let mut all = AllSides::default();
        all.add(unit(1, 0).client, 0, Sides { origin: None, right_origin: None });
        for client in 2..=length {
            let sides = Sides { origin: Some(unit(client - 1, 0)), right_origin: None };
            all.add(unit(client, 0).client, 0, sides);
        }
        all
    }

    #[test]
    fn what_was_seen_is_found_within_the_steps_that_are_left_and_what_is_not_found_passes() {
        let (draft, update) = (chain(10), AllSides::default());
        let can_be = |left, right, steps| {
            let steps_left = Cell::new(steps);
            let known = Known { draft: &draft, update: &update, steps_left: &steps_left };
            known.can_be_neighbours(Sides { origin: Some(left), right_origin: Some(right) })
        };
        // From the tenth back to the first are nine steps.
        assert!(!can_be(unit(1, 0), unit(10, 0), 9));
        assert!(!can_be(unit(10, 0), unit(1, 0), 9));
        assert!(can_be(unit(1, 0), unit(10, 0), 8));
        assert!(can_be(unit(9, 0), unit(10, 0), 0), "one grew from the other");
    }
}
