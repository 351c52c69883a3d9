//! Acts that were drawn and wait to be confirmed: in memory, for ten minutes.

use crate::limits::{PENDING_ACT_MS, PENDING_ACTS_MAX};
use crate::problem::Problem;
use model::decide::Drawn;
use model::ids::PersonId;
use model::record::Salt;
use model::time::UnixMs;
use std::sync::{Mutex, PoisonError};

/// Acts that were drawn and not taken yet.
#[derive(Default)]
pub struct Pending(Mutex<Vec<Waiting>>);

struct Waiting {
    drawn: Drawn,
    until: UnixMs,
}

impl Pending {
    /// Keeps an act for ten minutes; refused when too many wait.
    pub fn keep(&self, drawn: Drawn, now: UnixMs) -> Result<(), Problem> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|w| now < w.until);
        if waiting.len() >= PENDING_ACTS_MAX {
            return Err(Problem::busy());
        }
        waiting.push(Waiting { drawn, until: now.plus_ms(PENDING_ACT_MS) });
        Ok(())
    }

    /// The act with this nonce, if this person drew it and it still waits.
    pub fn find(&self, nonce: Salt, person: &PersonId, now: UnixMs) -> Option<Drawn> {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let theirs = |w: &&Waiting| w.drawn.act.nonce == nonce && w.drawn.actor.person == *person;
        waiting.iter().find(|w| theirs(w) && now < w.until).map(|w| w.drawn.clone())
    }

    /// Forgets an act that was taken or refused: each is taken once.
    pub fn forget(&self, nonce: Salt) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|w| w.drawn.act.nonce != nonce);
    }
}
