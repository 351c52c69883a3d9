//! Whether the writer of a unit can have seen its neighbours side by side.
//!
//! Whoever writes something puts it between two neighbours, as their copy has them. Where it is said to stand between
//! others, Yjs places it by the order in which it meets updates: who was there and who comes later see different texts,
//! for ever. What a writer had seen at least follows from what they build on: with each unit its sides, and what its
//! client wrote before. If nothing of that stands between the two, a copy with just that in it has them side by side;
//! so the update is one that somebody can have made, and Yjs brings those in one order.

use crate::effort::{Effort, FIND, STEP};
use crate::order::{Piece, Placing, Spot};
use crate::update::Id;
use crate::{ClientId, Refusal};
use std::collections::HashMap;

/// What one writer had seen, of all that came since some moment.
#[derive(Debug)]
pub struct Seen {
    /// What came before so many pieces were there is left out.
    since: u32,
    /// The last unit of each client that it had seen.
    last: HashMap<ClientId, u32>,
}

impl Seen {
    /// What a client has seen that wrote nothing in this update yet.
    pub fn nothing() -> Self {
        Self { since: u32::MAX, last: HashMap::new() }
    }

    /// Refuses a spot whose neighbours the writer cannot have seen side by side: what is built on with it, `builds_on`,
    /// reaches to something that stands between them.
    pub fn check(
        &mut self,
        order: &Placing<'_>,
        spot: Spot,
        builds_on: impl Iterator<Item = Id>,
        effort: &mut Effort,
    ) -> Result<(), Refusal> {
        let mut first_came = u32::MAX;
        for piece in order.between(spot) {
            effort.take(2 * STEP)?;
            first_came = first_came.min(piece.map_err(|_| Refusal::Place)?.came);
        }
        if first_came == u32::MAX {
            return Ok(());
        }
        self.reach_back_to(first_came, order.count());
        self.add(order, builds_on.collect(), effort)?;
        let is_seen = |piece: &Piece| self.last.get(&piece.client).is_some_and(|last| *last >= piece.start);
        if order.between(spot).flatten().any(is_seen) { Err(Refusal::Place) } else { Ok(()) }
    }

    /// Starts again if something older is asked for, and then with twice as much, so that this is seldom.
    fn reach_back_to(&mut self, came: u32, now: u32) {
        if came < self.since {
            *self = Self { since: came.saturating_sub(now - came), last: HashMap::new() };
        }
    }

    /// What builds on a unit came after it: nothing that is looked for is below one that came before all of that.
    fn add(&mut self, order: &Placing<'_>, mut left: Vec<Id>, effort: &mut Effort) -> Result<(), Refusal> {
        while let Some(Id { client, clock }) = left.pop() {
            let known = self.last.get(&client).copied();
            let is_new = |clock: &u32| known.is_none_or(|known| known < *clock);
            if is_new(&clock) {
                self.last.insert(client, clock);
            }
            let mut at = Some(clock);
            while let Some(clock) = at.filter(is_new) {
                effort.take(FIND)?;
                let piece = order.piece_of(Id { client, clock });
                if piece.came < self.since {
                    break;
                }
                left.extend(piece.sides.both());
                at = piece.start.checked_sub(1);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Order;
    use crate::update::Sides;

    fn unit(client: u64, clock: u32) -> Id {
        Id { client: ClientId::new(client).unwrap(), clock }
    }

    /// Each of so many clients put one letter after the last one's, and before the first's of all; so the last saw all.
    fn chain(length: u64) -> Order {
        let mut order = Order::default();
        for client in 0..length {
            let after = client.checked_sub(1).map(|client| unit(client, 0));
            let mut placing = Placing::new(&order);
            let spot = placing.spot(Sides { origin: after, right_origin: None });
            placing.place(unit(client, 0), 1, spot, &mut Effort::MOST.clone()).unwrap();
            let placed = placing.end();
            order.add(placed);
        }
        order
    }

    /// Whether somebody who had seen these two may put something between them, within so much effort.
    fn check(order: &Order, sides: Sides, effort: u64) -> Result<(), Refusal> {
        let mut placing = Placing::new(order);
        let spot = placing.spot(sides);
        Seen::nothing().check(&placing, spot, sides.both(), &mut Effort(effort))
    }

    #[test]
    fn what_was_seen_is_found_within_the_effort_that_is_left_or_the_update_is_too_costly() {
        let order = chain(10);
        let across = Sides { origin: Some(unit(0, 0)), right_origin: Some(unit(9, 0)) };
        // Eight stand between; the last saw the ninth and so on, down to the second, and that the first, which came
        // before all that stand between.
        let cost = 16 * STEP + 10 * FIND;
        assert_eq!(check(&order, across, cost), Err(Refusal::Place));
        assert_eq!(check(&order, across, cost - 1), Err(Refusal::TooCostly));
        let side_by_side = Sides { origin: Some(unit(8, 0)), right_origin: Some(unit(9, 0)) };
        assert_eq!(check(&order, side_by_side, 0), Ok(()));
        let at_the_end = Sides { origin: Some(unit(9, 0)), right_origin: None };
        assert_eq!(check(&order, at_the_end, 0), Ok(()));
        let wrong = Sides { origin: Some(unit(9, 0)), right_origin: Some(unit(0, 0)) };
        assert_eq!(check(&order, wrong, 2 * STEP), Err(Refusal::Place));
        assert_eq!(check(&order, wrong, 0), Err(Refusal::TooCostly));
    }

    #[test]
    fn what_came_later_and_was_not_seen_may_stand_between() {
        let order = chain(10);
        let of_the_first_two = Sides { origin: Some(unit(0, 0)), right_origin: None };
        // Nine stand between the first and the end; none is looked at, for the first came before them.
        let cost = 18 * STEP + FIND;
        assert_eq!(check(&order, of_the_first_two, cost), Ok(()));
        assert_eq!(check(&order, of_the_first_two, cost - 1), Err(Refusal::TooCostly));
    }
}
