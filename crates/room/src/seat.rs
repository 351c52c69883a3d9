//! A place in a room, for whoever moves the bytes of a socket.

use crate::Close;
use crate::chair::Chair;
use crate::event::Event;
use crate::limits::{FRAME_OVERHEAD_BYTES, MAILBOX_BYTES_MAX, MAILBOX_WAIT_MAX};
use crate::member::{Member, SeatNo};
pub use crate::outbox::Outgoing;
use crate::outbox::outbox;
use bytes::Bytes;
use model::ids::Epoch;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::UnboundedSender;
use wire::Frame;

/// A place in a room: one half sends, the other receives. It ends when the sending half is dropped.
pub struct Seat {
    /// What the socket receives goes here.
    pub sender: Sender,
    /// What the socket has to send comes from here.
    pub outgoing: Outgoing,
    /// The text's: a document of another is not to be brought in.
    pub epoch: Epoch,
}

/// The half of a seat that takes what a socket receives.
pub struct Sender {
    pub(crate) room: UnboundedSender<Event>,
    pub(crate) places: Arc<Semaphore>,
    pub(crate) seat: SeatNo,
}

impl Sender {
    /// Says that the seat was given the right to write: what it wrote before that is asked for.
    pub fn may_write(&self) {
        // A room that is gone asks for everything when it is opened again.
        let _ = self.room.send(Event::MayWrite(self.seat));
    }

    /// Reads a message and queues it for the room. Waits while the mailbox is full, for a time: whoever reads a socket
    /// reads no further meanwhile.
    pub async fn send(&self, message: Bytes) -> Result<(), Close> {
        let frame = Frame::decode(message.clone())?;
        let cost = (message.len() + FRAME_OVERHEAD_BYTES).min(MAILBOX_BYTES_MAX);
        let places = u32::try_from(cost).unwrap_or(u32::MAX);
        let place = match self.places.try_acquire_many(places) {
            Ok(place) => place,
            Err(_) => match tokio::time::timeout(MAILBOX_WAIT_MAX, self.places.acquire_many(places)).await {
                Ok(Ok(place)) => place,
                Ok(Err(_)) => return Err(Close::RESTARTING),
                Err(_) => return Err(Close::BUSY),
            },
        };
        // The room gives the place back when the frame is dealt with.
        place.forget();
        let event = Event::Frame { seat: self.seat, frame, cost };
        self.room.send(event).map_err(|_| Close::RESTARTING)
    }
}

/// Whoever gives out places.
pub(crate) struct Reception {
    next: SeatNo,
    pub(crate) mailbox: UnboundedSender<Event>,
    /// Places in the mailbox, one for each byte.
    pub(crate) places: Arc<Semaphore>,
    /// Bytes that wait in outboxes, of all rooms.
    outbox_bytes: Arc<AtomicUsize>,
}

impl Reception {
    pub(crate) fn new(mailbox: UnboundedSender<Event>, outbox_bytes: Arc<AtomicUsize>) -> Self {
        let places = Arc::new(Semaphore::new(MAILBOX_BYTES_MAX));
        Self { next: SeatNo(1), mailbox, places, outbox_bytes }
    }

    /// A chair in the room, and the seat that goes with it.
    pub(crate) fn seat(&mut self, member: Member, epoch: Epoch) -> (SeatNo, Chair, Seat) {
        let seat = self.next;
        self.next = SeatNo(seat.0 + 1);
        let (outbox, outgoing) = outbox(seat, self.mailbox.clone(), &self.outbox_bytes);
        let (room, places) = (self.mailbox.clone(), Arc::clone(&self.places));
        (seat, Chair::new(member, outbox), Seat { sender: Sender { room, places, seat }, outgoing, epoch })
    }
}

impl Drop for Reception {
    fn drop(&mut self) {
        // Whoever waits for a place in the mailbox waits no longer.
        self.places.close();
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        let _ = self.room.send(Event::Leave(self.seat));
    }
}
