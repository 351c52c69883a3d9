//! While a draft is made of what is stored: whoever comes is seated, and whoever has nothing gets the stored state as it
//! is. All else waits until the draft is there.

use crate::RoomError;
use crate::chair::{Chair, Flow};
use crate::draft::{Live, NO_VECTOR};
use crate::event::Event;
use crate::limits::SEATS_MAX;
use crate::member::{Member, SeatNo};
use crate::outbox::Parcel;
use crate::right::Right;
use crate::seat::{Reception, Seat};
use crate::stored::{Reader, Stored};
use bytes::Bytes;
use model::ids::Epoch;
use std::collections::BTreeMap;
use std::pin::pin;
use tokio::sync::mpsc::UnboundedReceiver;
use wire::Frame;

/// Who came while a text was opened, and what waits.
pub(crate) struct Opening {
    pub(crate) reception: Reception,
    pub(crate) seats: BTreeMap<SeatNo, Chair>,
    pub(crate) waiting: Vec<Event>,
}

/// What is known of a text before its draft is made.
struct Known {
    epoch: Epoch,
    whole: Option<Bytes>,
}

impl Opening {
    pub(crate) fn new(reception: Reception) -> Self {
        Self { reception, seats: BTreeMap::new(), waiting: Vec::new() }
    }

    /// Makes the draft, beside which people come in.
    pub(crate) async fn open(
        &mut self,
        reader: &Reader,
        stored: Stored,
        events: &mut UnboundedReceiver<Event>,
    ) -> Result<Live, RoomError> {
        let known = Known { epoch: stored.epoch, whole: stored.whole() };
        let mut loading = pin!(reader.open(stored));
        loop {
            tokio::select! {
                biased;
                loaded = &mut loading => return loaded,
                Some(event) = events.recv() => self.receive(event, &known),
            }
        }
    }

    fn receive(&mut self, event: Event, known: &Known) {
        match event {
            Event::Join { member, answer } => drop(answer.send(self.seat(*member, known.epoch))),
            Event::Frame { seat, frame: Frame::SyncStep1(vector), cost, .. }
                if *vector == NO_VECTOR[..] && self.answers(seat, known.whole.as_ref()) =>
            {
                self.reception.places.add_permits(cost);
            }
            other => self.waiting.push(other),
        }
    }

    fn seat(&mut self, member: Member, epoch: Epoch) -> Result<Seat, RoomError> {
        if self.seats.len() >= SEATS_MAX {
            return Err(RoomError::Full);
        }
        let (no, chair, seat) = self.reception.seat(member, epoch);
        self.seats.insert(no, chair);
        Ok(seat)
    }

    /// There will be no room: those who were seated are told, and whatever waits is refused.
    pub(crate) fn refuse(self, error: &RoomError) {
        self.seats.values().for_each(|chair| chair.outbox.close(error.close()));
        self.waiting.into_iter().for_each(|event| event.refuse(error));
    }

    /// Gives whoever has nothing everything, if it is stored in one piece. True if it did.
    fn answers(&mut self, seat: SeatNo, whole: Option<&Bytes>) -> bool {
        let chair = self
            .seats
            .get_mut(&seat)
            .filter(|chair| chair.flow == Flow::Waiting && chair.member.right.get() != Right::None);
        let (Some(chair), Some(whole)) = (chair, whole) else { return false };
        let queued = chair.outbox.push(Parcel::Message(whole.clone()), whole.len()).is_ok();
        if queued {
            chair.flow = Flow::Live;
        }
        queued
    }
}
