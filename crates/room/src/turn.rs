//! Whose turn it is to cause long work.

use crate::Close;
use crate::bench::Place;
use crate::member::SeatNo;
use crate::room::Room;
use crate::update::Admitted;
use model::ids::PersonId;
use statement::Effort;

/// A seat's turn to have long work done.
pub(crate) struct Turn {
    pub(crate) person: PersonId,
    pub(crate) place: Place,
}

impl Room {
    /// Waits until a seat may cause long work: whoever caused too much lately comes back.
    pub(crate) async fn turn_of(&self, seat: SeatNo) -> Admitted<Turn> {
        let person = self.seats.get(&seat).ok_or(Close::BUSY)?.member.person.clone();
        let may = || self.shared.efforts.may(&person, (self.shared.clock)(), self.shared.rates);
        if !may() {
            return Err(Close::BUSY);
        }
        let place = self.shared.bench.place().await;
        // In another text the same person may have caused some meanwhile.
        if may() { Ok(Turn { person, place }) } else { Err(Close::BUSY) }
    }

    /// Notes what somebody's work did cost.
    pub(crate) fn spent(&self, turn: &Turn, effort: Effort) {
        self.shared.efforts.spent(&turn.person, (self.shared.clock)(), effort);
    }
}
