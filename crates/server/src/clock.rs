//! The time of day, handed in so that tests can set it.

use model::time::UnixMs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// What time it is.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Hand(Arc<AtomicU64>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until `forward`.
    pub fn standing_at(at: UnixMs) -> Self {
        Self(Source::Hand(Arc::new(AtomicU64::new(at.0))))
    }

    /// Now; before 1970 counts as 1970.
    pub fn now(&self) -> UnixMs {
        match &self.0 {
            Source::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                UnixMs(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
            }
            Source::Hand(at) => UnixMs(at.load(Ordering::Relaxed)),
        }
    }

    /// Moves a standing clock forward; the machine's clock goes by itself.
    pub fn forward(&self, ms: u64) {
        if let Source::Hand(at) = &self.0 {
            at.fetch_add(ms, Ordering::Relaxed);
        }
    }
}
