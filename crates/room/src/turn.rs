//! Whose turn it is to cause long work.

use crate::bench::Place;
use crate::member::SeatNo;
use crate::room::Room;
use crate::update::Admitted;
use crate::{Close, RoomError};
use model::ids::PersonId;
use statement::Effort;

/// A seat's turn to have long work done.
pub(crate) struct Turn {
    pub(crate) person: PersonId,
    pub(crate) place: Place,
}

impl Room {
    /// Waits until a seat may cause long work: whoever caused too much lately comes back.
    pub(crate) async fn turn_of(&mut self, seat: SeatNo) -> Result<Admitted<Turn>, RoomError> {
        let Some(chair) = self.seats.get(&seat) else { return Ok(Err(Close::BUSY)) };
        let person = chair.member.person.clone();
        if !self.may_cause_work(&person) {
            return Ok(Err(Close::BUSY));
        }
        let place = self.place().await?;
        // In another text the same person may have caused some meanwhile.
        Ok(if self.may_cause_work(&person) { Ok(Turn { person, place }) } else { Err(Close::BUSY) })
    }

    fn may_cause_work(&self, person: &PersonId) -> bool {
        self.shared.efforts.may(person, (self.shared.clock)(), self.shared.rates)
    }

    /// Notes what somebody's work did cost.
    pub(crate) fn spent(&self, turn: &Turn, effort: Effort) {
        self.shared.efforts.spent(&turn.person, (self.shared.clock)(), effort);
    }
}
