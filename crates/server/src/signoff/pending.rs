//! Acts that were drawn and wait to be confirmed: in memory, for ten minutes.

use crate::limits::{CODE_TRIES_MAX, PENDING_ACT_MS, PENDING_ACTS_MAX};
use crate::problem::Problem;
use crate::secret::random;
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
    code: Option<Code>,
}

/// A code that was mailed for an act.
struct Code {
    digits: String,
    tries_left: u32,
}

impl Pending {
    /// Keeps an act for ten minutes; refused when too many wait.
    pub fn keep(&self, drawn: Drawn, now: UnixMs) -> Result<(), Problem> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|w| now < w.until);
        if waiting.len() >= PENDING_ACTS_MAX {
            return Err(Problem::busy());
        }
        waiting.push(Waiting { drawn, until: now.plus_ms(PENDING_ACT_MS), code: None });
        Ok(())
    }

    /// The act with this nonce, if this person drew it and it still waits.
    pub fn find(&self, nonce: Salt, person: &PersonId, now: UnixMs) -> Option<Drawn> {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let theirs = |w: &&Waiting| w.drawn.act.nonce == nonce && w.drawn.actor.person == *person;
        waiting.iter().find(|w| theirs(w) && now < w.until).map(|w| w.drawn.clone())
    }

    /// Gives an act a code of six digits, in place of one it had.
    pub fn draw_code(&self, nonce: Salt) -> String {
        let drawn = u32::from_be_bytes(random());
        let digits = format!("{:06}", drawn % 1_000_000);
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(act) = waiting.iter_mut().find(|w| w.drawn.act.nonce == nonce) {
            act.code = Some(Code { digits: digits.clone(), tries_left: CODE_TRIES_MAX });
        }
        digits
    }

    /// Whether this is the act's code, while there are tries left.
    pub fn try_code(&self, nonce: Salt, digits: &str) -> Result<(), Problem> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let act = waiting.iter_mut().find(|w| w.drawn.act.nonce == nonce);
        let code = act.and_then(|act| act.code.as_mut()).filter(|code| code.tries_left > 0);
        let Some(code) = code else {
            return Err(Problem::gone("code-expired", "This code cannot be used any more; ask for another."));
        };
        code.tries_left -= 1;
        if code.digits == digits.trim() {
            return Ok(());
        }
        let detail = "This is not the code that was mailed last; look at the newest mail, and try again.";
        Err(Problem::invalid("wrong-code", detail))
    }

    /// Forgets an act that was taken or refused: each is taken once.
    pub fn forget(&self, nonce: Salt) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|w| w.drawn.act.nonce != nonce);
    }
}
