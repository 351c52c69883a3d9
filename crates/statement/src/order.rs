//! The order in which a draft's units stand, deleted ones included: the gate's own, for yrs does not tell it.
//!
//! An update is placed in an order that stays as it is; what that changes is taken in when yrs has the update too.

use crate::effort::{Effort, FIND};
use crate::update::{Id, Sides};
use crate::{ClientId, Refusal};
use std::collections::BTreeMap;
use std::collections::hash_map::{Entry, HashMap};

/// Units that one client wrote one after the other and that stand side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    pub client: ClientId,
    pub start: u32,
    /// The clock after the last.
    pub end: u32,
    /// Of the first; each other was put after the one before it, and before the same.
    pub sides: Sides,
    /// How many pieces had come before its first unit.
    pub came: u32,
    next: PieceNo,
}

/// Index of a piece; that of the first is the beginning, and the end: the pieces stand in a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PieceNo(u32);

/// What is before all, and after all.
const ENDS: PieceNo = PieceNo(0);

/// All units of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pieces: Vec<Piece>,
    numbers: Numbers,
}

/// The piece by its client and first clock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Numbers(HashMap<ClientId, BTreeMap<u32, PieceNo>>);

/// What an update makes of an order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placed {
    added: Vec<Piece>,
    changed: HashMap<PieceNo, Piece>,
    numbers: Numbers,
}

/// An order with those units of an update that have come so far.
pub struct Placing<'o> {
    order: &'o Order,
    placed: Placed,
}

/// Where units are to stand: between which two, and the pieces that end and begin there.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    sides: Sides,
    left: PieceNo,
    right: PieceNo,
}

impl Default for Order {
    fn default() -> Self {
        let nobody = ClientId::new(0).expect("0 is an id");
        let sides = Sides { origin: None, right_origin: None };
        let ends = Piece { client: nobody, start: 0, end: 0, sides, came: 0, next: ENDS };
        Self { pieces: vec![ends], numbers: Numbers::default() }
    }
}

impl Order {
    /// Takes in an update that was placed in it.
    pub fn add(&mut self, placed: Placed) {
        for (number, piece) in placed.changed {
            self.pieces[number.0 as usize] = piece;
        }
        self.pieces.extend(placed.added);
        for (client, numbers) in placed.numbers.0 {
            match self.numbers.0.entry(client) {
                Entry::Vacant(entry) => drop(entry.insert(numbers)),
                Entry::Occupied(mut known) => known.get_mut().extend(numbers),
            }
        }
    }
}

impl<'o> Placing<'o> {
    pub fn new(order: &'o Order) -> Self {
        Self { order, placed: Placed::default() }
    }

    pub fn end(self) -> Placed {
        self.placed
    }

    /// How many pieces there are.
    pub fn count(&self) -> u32 {
        (self.order.pieces.len() + self.placed.added.len()) as u32
    }

    /// The piece that a unit is in. It must be there.
    pub fn piece_of(&self, id: Id) -> &Piece {
        self.piece(self.find(id))
    }

    fn find(&self, id: Id) -> PieceNo {
        let numbers = [&self.order.numbers, &self.placed.numbers].into_iter().filter_map(|all| all.find(id));
        numbers.max_by_key(|(start, _)| *start).expect("the unit is there").1
    }

    fn piece(&self, number: PieceNo) -> &Piece {
        let index = number.0 as usize;
        match self.order.pieces.get(index) {
            Some(piece) => self.placed.changed.get(&number).unwrap_or(piece),
            None => &self.placed.added[index - self.order.pieces.len()],
        }
    }

    fn piece_mut(&mut self, number: PieceNo) -> &mut Piece {
        let index = number.0 as usize;
        match self.order.pieces.get(index) {
            Some(piece) => self.placed.changed.entry(number).or_insert(*piece),
            None => &mut self.placed.added[index - self.order.pieces.len()],
        }
    }

    fn add_after(&mut self, number: PieceNo, piece: Piece) {
        let new = PieceNo(self.count());
        self.placed.numbers.0.entry(piece.client).or_default().insert(piece.start, new);
        let before = self.piece_mut(number);
        let next = std::mem::replace(&mut before.next, new);
        self.placed.added.push(Piece { next, ..piece });
    }

    /// Lets a piece begin with this unit.
    fn split_before(&mut self, Id { client, clock }: Id) -> PieceNo {
        let number = self.find(Id { client, clock });
        let piece = *self.piece(number);
        if piece.start == clock {
            return number;
        }
        self.piece_mut(number).end = clock;
        let sides = Sides { origin: Id { client, clock }.one_before(), ..piece.sides };
        self.add_after(number, Piece { start: clock, sides, ..piece });
        self.piece(number).next
    }

    /// Finds where units with these neighbours are to stand, and lets pieces end and begin there.
    pub fn spot(&mut self, sides: Sides) -> Spot {
        // In this order: should the left stand after the right, within the same piece, both numbers are right.
        let right = sides.right_origin.map_or(ENDS, |id| self.split_before(id));
        let left = sides.origin.map_or(ENDS, |id| {
            let number = self.find(id);
            if id.clock + 1 < self.piece(number).end {
                self.split_before(Id { clock: id.clock + 1, ..id });
            }
            number
        });
        Spot { sides, left, right }
    }

    /// What stands between the two now, in order. The last is an error where the left one stands after the right one.
    pub fn between(&self, spot: Spot) -> impl Iterator<Item = Result<&Piece, WrongOrder>> {
        let mut at = Some(spot.left);
        std::iter::from_fn(move || {
            let next = self.piece(at?).next;
            at = (next != spot.right && next != ENDS).then_some(next);
            match at {
                Some(number) => Some(Ok(self.piece(number))),
                None => (next != spot.right).then_some(Err(WrongOrder)),
            }
        })
    }

    /// Whether a unit was put after the one before it of its client, and before the same.
    pub fn goes_on(&self, id: Id, sides: Sides) -> bool {
        let after = id.one_before().filter(|before| sides.origin == Some(*before));
        after.is_some_and(|before| self.piece_of(before).sides.right_origin == sides.right_origin)
    }

    /// Places units of a client, as Yjs does (`Item.integrate`). Gives how many units it had to step over.
    pub fn place(&mut self, first: Id, end: u32, spot: Spot, effort: &mut Effort) -> Result<u64, Refusal> {
        let Id { client, clock: start } = first;
        let Spot { sides, left, right } = spot;
        let goes_on = self.goes_on(first, sides);
        let (mut after, mut walked) = (left, 0);
        // The number of each piece that was stepped over, and from which on they are in conflict.
        let (mut passed, mut conflicting) = (HashMap::new(), 0);
        let mut at = self.piece(left).next;
        while at != right && at != ENDS {
            effort.take(FIND)?;
            let other = *self.piece(at);
            let number = passed.len();
            passed.insert(at, number);
            let is_passed = if other.sides.origin == sides.origin {
                if other.client >= client && other.sides.right_origin == sides.right_origin {
                    break;
                }
                other.client < client
            } else {
                let origin = other.sides.origin.and_then(|origin| passed.get(&self.find(origin)));
                match origin {
                    Some(number) => *number < conflicting,
                    None => break,
                }
            };
            walked += u64::from(other.end - other.start);
            if is_passed {
                (after, conflicting) = (at, passed.len());
            }
            at = other.next;
        }
        let before = self.piece_mut(after);
        if goes_on && sides.origin == before.last() {
            before.end = end;
        } else {
            let came = self.count();
            self.add_after(after, Piece { client, start, end, sides, came, next: ENDS });
        }
        Ok(walked)
    }
}

/// The left unit stands after the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongOrder;

impl Piece {
    fn last(&self) -> Option<Id> {
        Some(Id { client: self.client, clock: self.end.checked_sub(1)? })
    }
}

impl Numbers {
    /// First clock and number of the last piece that begins no later.
    fn find(&self, Id { client, clock }: Id) -> Option<(u32, PieceNo)> {
        let (start, number) = self.0.get(&client)?.range(..=clock).next_back()?;
        Some((*start, *number))
    }
}
