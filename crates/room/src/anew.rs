//! Reading a text again that is open.

use crate::queue::Effect;
use crate::room::Room;
use crate::{Close, RoomError, stored};
use std::sync::Arc;

impl Room {
    /// Reads the draft again, on which the library failed. Whose frame did that is closed so.
    pub(crate) async fn begin_anew(&mut self) -> Result<Close, RoomError> {
        tracing::error!("the library failed on a text; it is read again from the store");
        self.read_again().await?;
        Ok(Close::refused("failed"))
    }

    /// Reads the draft again from the store, with what is on its way there.
    pub(crate) async fn read_again(&mut self) -> Result<(), RoomError> {
        let shown = self.queue.waiting().filter_map(|effect| match effect {
            Effect::Show { frame, .. } => Some(frame.clone()),
            _ => None,
        });
        let (store, text) = (Arc::clone(&self.shared.store), self.live.text().clone());
        let draft = stored::read_draft(store, text, shown.collect()).await?;
        self.live.take_draft(draft);
        Ok(())
    }
}
