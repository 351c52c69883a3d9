//! How much waits for a socket, as both ends of its outbox know it.

use crate::wire::Wire;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, Weak};

/// What waits for one socket.
pub(crate) struct Fill {
    pub(crate) bytes: AtomicUsize,
    /// How long that was which came when nothing waited: a whole state can be longer than all that may wait after it.
    pub(crate) first: AtomicUsize,
    /// Of all outboxes together.
    pub(crate) all_bytes: Arc<AtomicUsize>,
    pub(crate) lagging: AtomicBool,
    /// Not the connection's owner: that it is gone shows before the room is told.
    pub(crate) wire: OnceLock<Weak<dyn Wire>>,
}

impl Fill {
    pub(crate) fn grow(&self, bytes: usize) {
        self.bytes.fetch_add(bytes, Ordering::SeqCst);
        self.all_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Gives what is left.
    pub(crate) fn shrink(&self, bytes: usize) -> usize {
        self.all_bytes.fetch_sub(bytes, Ordering::Relaxed);
        self.bytes.fetch_sub(bytes, Ordering::SeqCst) - bytes
    }
}

impl Drop for Fill {
    fn drop(&mut self) {
        self.shrink(self.bytes.load(Ordering::SeqCst));
    }
}
