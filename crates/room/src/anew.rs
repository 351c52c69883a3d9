//! Reading a text again that is open.

use crate::RoomError;
use crate::event::Event;
use crate::queue::Effect;
use crate::room::Room;
use bytes::Bytes;
use model::digest::Digest;
use std::sync::Arc;

impl Room {
    /// Reads the draft again, on which the library failed.
    pub(crate) async fn read_again_after_failing(&mut self) -> Result<(), RoomError> {
        tracing::error!(text = %self.live.text(), "the library failed on a text; it is read again from the store");
        self.read_again().await
    }

    /// Reads the draft again from the store, with what is on its way there.
    pub(crate) async fn read_again(&mut self) -> Result<(), RoomError> {
        let (text, seq, waiting) = (self.live.text().clone(), self.live.seq(), self.waiting());
        let shared = Arc::clone(&self.shared);
        // What goes out meanwhile is in one of the two: on disk, or among what waited.
        let draft = self.wait_for(shared.reader.draft(text, seq, waiting)).await??;
        self.live.take_draft(draft);
        Ok(())
    }

    /// Reads it beside those who write, to see whether it says the same. The answer comes back as an event.
    pub(crate) fn read_to_compare(&self, says: Digest) {
        let (text, seq, waiting) = (self.live.text().clone(), self.live.seq(), self.waiting());
        let (reading, mailbox) =
            (self.shared.reader.state_hash(text, seq, waiting), self.reception.mailbox.clone());
        tokio::spawn(async move {
            let is_same = reading.await.map(|read| read == says);
            let _ = mailbox.send(Event::ReadBack(is_same));
        });
    }

    /// Updates that are on their way to disk, as messages.
    fn waiting(&self) -> Vec<Bytes> {
        let shown = self.queue.waiting().filter_map(|effect| match effect {
            Effect::Show { frame, .. } => Some(frame.clone()),
            _ => None,
        });
        shown.collect()
    }
}
