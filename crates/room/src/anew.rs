//! Reading a text again that is open.

use crate::RoomError;
use crate::queue::Effect;
use crate::room::Room;
use std::sync::Arc;

impl Room {
    /// Reads the draft again, on which the library failed.
    pub(crate) async fn read_again_after_failing(&mut self) -> Result<(), RoomError> {
        tracing::error!(text = %self.live.text(), "the library failed on a text; it is read again from the store");
        self.read_again().await
    }

    /// Reads the draft again from the store, with what is on its way there.
    pub(crate) async fn read_again(&mut self) -> Result<(), RoomError> {
        let shown = self.queue.waiting().filter_map(|effect| match effect {
            Effect::Show { frame, .. } => Some(frame.clone()),
            _ => None,
        });
        let waiting = shown.collect();
        let shared = Arc::clone(&self.shared);
        // What goes out meanwhile is in one of the two: on disk, or among what waited.
        let draft = self.wait_for(shared.reader.draft(self.live.text().clone(), waiting)).await??;
        self.live.take_draft(draft);
        Ok(())
    }
}
