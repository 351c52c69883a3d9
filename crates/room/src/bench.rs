//! Where long work on drafts is done, beside all texts: one piece at a time, so that whoever causes much of it in many texts
//! takes one core at most.

use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Of all texts.
#[derive(Clone)]
pub(crate) struct Bench(Arc<Semaphore>);

/// The place at it, until dropped. Whoever holds it must not ask for it again.
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Bench {
    /// Waits for the place, in the order of asking.
    pub(crate) async fn place(self) -> Place {
        let permit = self.0.acquire_owned().await;
        Place { _permit: permit.expect("nobody closes the bench") }
    }
}

impl Default for Bench {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}
