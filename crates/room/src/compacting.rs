//! Putting a text's state in place of its updates: now and then while people write, and before the room leaves memory.

use crate::RoomError;
use crate::event::Event;
use crate::room::Room;
use crate::stored::{self, Compacted};
use std::sync::Arc;

impl Room {
    /// What is stored is read on another thread while people write on, and comes back as an event.
    pub(crate) fn compact_beside(&mut self) {
        self.is_compacting = true;
        let (reading, mailbox) = (self.compacting(), self.reception.mailbox.clone());
        tokio::spawn(async move { drop(mailbox.send(Event::Compacted(reading.await))) });
    }

    /// The next may begin once the last is on disk: it reads from there.
    pub(crate) fn end_compacting(&mut self) {
        if self.compacted.is_some_and(|barrier| self.queue.is_durable(barrier)) {
            (self.compacted, self.is_compacting) = (None, false);
        }
    }

    pub(crate) fn compacting(&self) -> impl Future<Output = Result<Compacted, RoomError>> + use<> {
        stored::compact(Arc::clone(&self.shared.store), self.live.text().clone(), Arc::clone(&self.erased))
    }

    pub(crate) fn take_compacted(&mut self, Compacted { seq, batch, erased }: Compacted) {
        self.queue.add(&batch);
        self.compacted = Some(self.queue.barrier());
        self.live.note_compacted(seq);
        self.erased = erased;
    }
}
