//! What a connection may do, changed from outside while it stands.

use std::sync::Arc;
use tokio::sync::watch;

/// What a connection may do in its text, in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Nothing: it is to be closed.
    None,
    /// Read.
    Read,
    /// Read and comment.
    Comment,
    /// Write.
    Edit,
}

/// The right of one connection. Clones share it: whoever revokes it sets it, the room reads it as it handles each frame.
#[derive(Debug, Clone)]
pub struct RightCell(Arc<watch::Sender<Right>>);

impl RightCell {
    /// A cell with a right in it.
    pub fn new(right: Right) -> Self {
        Self(Arc::new(watch::Sender::new(right)))
    }

    /// The right at this moment.
    pub fn get(&self) -> Right {
        *self.0.borrow()
    }

    /// Changes it, also for frames that are queued.
    pub fn set(&self, right: Right) {
        self.0.send_if_modified(|held| std::mem::replace(held, right) != right);
    }

    /// Tells of changes from now on.
    pub fn watch(&self) -> watch::Receiver<Right> {
        self.0.subscribe()
    }
}
