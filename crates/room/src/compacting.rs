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

    pub(crate) fn compacting(&self) -> impl Future<Output = Result<Compacted, RoomError>> + use<> {
        stored::compact(Arc::clone(&self.shared.store), self.live.text().clone(), Arc::clone(&self.erased))
    }

    pub(crate) fn take_compacted(&mut self, Compacted { seq, batch, erased }: Compacted) {
        self.is_compacting = false;
        self.queue.add(&batch);
        self.live.note_compacted(seq);
        self.erased = erased;
    }
}
