//! What open texts did since the process began, for whoever watches the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

#[derive(Default)]
pub(crate) struct Counters {
    updates: AtomicU64,
    barriers: AtomicU64,
    barrier_us: AtomicU64,
    out_of_step: AtomicU64,
    pub(crate) outbox_bytes: Arc<AtomicUsize>,
}

/// Numbers since the process began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Updates that changed a draft.
    pub updates: u64,
    /// Barriers that rooms waited for.
    pub barriers: u64,
    /// How long they waited for them, in microseconds, together.
    pub barrier_us: u64,
    /// Documents that said something else than the draft.
    pub out_of_step: u64,
    /// Bytes that wait to be written to sockets, now.
    pub outbox_bytes: usize,
}

impl Counters {
    pub(crate) fn admitted(&self) {
        self.updates.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn waited(&self, barrier: Duration) {
        self.barriers.fetch_add(1, Ordering::Relaxed);
        let us = u64::try_from(barrier.as_micros()).unwrap_or(u64::MAX);
        self.barrier_us.fetch_add(us, Ordering::Relaxed);
    }

    pub(crate) fn out_of_step(&self) {
        self.out_of_step.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> Counted {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counted {
            updates: of(&self.updates),
            barriers: of(&self.barriers),
            barrier_us: of(&self.barrier_us),
            out_of_step: of(&self.out_of_step),
            outbox_bytes: self.outbox_bytes.load(Ordering::Relaxed),
        }
    }
}
