//! Who keeps rooms busy with updates whose places are hard to find, and waits for their turn.

use crate::limits::{EFFORT_A_MS, EFFORT_AHEAD_MS};
use crate::registry::RateLimits;
use model::ids::PersonId;
use model::time::UnixMs;
use statement::Effort;
use statement::limits::EFFORT_MAX;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// By when each person's updates will have taken no more than their share, over all texts.
#[derive(Default)]
pub(crate) struct Efforts {
    paid: Mutex<HashMap<PersonId, UnixMs>>,
}

impl Efforts {
    /// Whether a person's updates may cost more than little now.
    pub(crate) fn may(&self, person: &PersonId, now: UnixMs, limits: RateLimits) -> bool {
        let mut paid = self.lock();
        // What is over, or was noted before the clock was set back.
        if paid.get(person).is_some_and(|paid| *paid <= now || *paid > latest(now)) {
            paid.remove(person);
        }
        limits == RateLimits::Off || paid.get(person).is_none_or(|paid| *paid <= now.plus_ms(EFFORT_AHEAD_MS))
    }

    /// Notes what an update did cost.
    pub(crate) fn spent(&self, person: &PersonId, now: UnixMs, effort: Effort) {
        let mut all = self.lock();
        let paid = all.entry(person.clone()).or_insert(now);
        *paid = (*paid).max(now).plus_ms(effort.0.div_ceil(EFFORT_A_MS)).min(latest(now));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PersonId, UnixMs>> {
        self.paid.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who is ahead, and whose next update costs as much as any, has paid for it by then.
fn latest(now: UnixMs) -> UnixMs {
    now.plus_ms(EFFORT_AHEAD_MS + EFFORT_MAX / EFFORT_A_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_cost_much_waits_until_that_is_no_more_than_a_share_and_nobody_else_does() {
        let (efforts, now) = (Efforts::default(), UnixMs(1_000));
        let (ana, bo) = (PersonId::new("ana").unwrap(), PersonId::new("bo").unwrap());
        efforts.spent(&ana, now, Effort(EFFORT_AHEAD_MS * EFFORT_A_MS));
        assert!(efforts.may(&ana, now, RateLimits::On));
        efforts.spent(&ana, now, Effort(EFFORT_A_MS));
        assert!(!efforts.may(&ana, now, RateLimits::On));
        assert!(efforts.may(&ana, now, RateLimits::Off));
        assert!(efforts.may(&bo, now, RateLimits::On));
        assert!(efforts.may(&ana, now.plus_ms(1), RateLimits::On));
    }

    #[test]
    fn what_several_texts_of_a_person_cost_at_once_is_paid_for_and_a_clock_that_is_set_back_forgives() {
        let (efforts, now) = (Efforts::default(), UnixMs(1_000_000));
        let ana = PersonId::new("ana").unwrap();
        for _ in 0..3 {
            efforts.spent(&ana, now, Effort::MOST);
        }
        let paid = EFFORT_MAX / EFFORT_A_MS;
        assert!(!efforts.may(&ana, now.plus_ms(paid - 1), RateLimits::On));
        assert!(efforts.may(&ana, now.plus_ms(paid), RateLimits::On));
        efforts.spent(&ana, now, Effort::MOST);
        assert!(efforts.may(&ana, UnixMs(1_000), RateLimits::On));
    }
}
