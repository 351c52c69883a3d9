//! Putting a text's state in place of its updates: now and then while people write, and before the room leaves memory.

use crate::RoomError;
use crate::event::Event;
use crate::queue::BatchNo;
use crate::room::Room;
use crate::stored::Compacted;
use std::sync::Arc;

/// How far a room's compacting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Compacting {
    /// None is under way.
    #[default]
    Idle,
    /// What is stored is being read.
    Reading,
    /// It is written anew: on disk after this barrier. The next begins after that, for it reads from there.
    Writing(BatchNo),
}

impl Room {
    /// What is stored is read on another thread while people write on, and comes back as an event.
    pub(crate) fn compact_beside(&mut self) {
        let mailbox = self.reception.mailbox.clone();
        let reading = self.read_to_compact();
        tokio::spawn(async move { drop(mailbox.send(Event::Compacted(reading.await))) });
    }

    pub(crate) fn note_written(&mut self) {
        if let Compacting::Writing(barrier) = self.compacting
            && self.queue.is_durable(barrier)
        {
            self.compacting = Compacting::Idle;
        }
    }

    pub(crate) fn read_to_compact(&mut self) -> impl Future<Output = Result<Compacted, RoomError>> + use<> {
        self.compacting = Compacting::Reading;
        self.shared.reader.compact(self.live.text().clone(), Arc::clone(&self.erased))
    }

    pub(crate) fn take_compacted(&mut self, Compacted { seq, bytes, batch, erased }: Compacted) {
        self.queue.add(&batch);
        self.compacting = Compacting::Writing(self.queue.barrier());
        self.live.note_compacted(seq, bytes);
        self.erased = erased;
    }
}
