//! How often somebody may try: a bucket for each address and each person, refilled drop by drop.

use crate::limits::{
    LOGIN_BURST, LOGIN_REFILL_MS, MAIL_BURST, MAIL_REFILL_MS, POST_BURST, POST_REFILL_MS, RATE_KEYS_MAX,
    REFUSAL_BURST, REFUSAL_REFILL_MS,
};
use crate::problem::Problem;
use model::ids::PersonId;
use model::time::UnixMs;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Whom a bucket is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Who {
    /// Login attempts from an address.
    Login(IpAddr),
    /// Posts of a person.
    Posts(PersonId),
    /// Mails that a person asked for.
    Mails(PersonId),
    /// Websockets of a person that were closed because of what they sent.
    Refusals(PersonId),
}

/// All buckets; or no limit at all.
pub struct Rates(Option<Mutex<HashMap<Who, Bucket>>>);

/// How much was used, in milliseconds of refilling, as of an instant.
#[derive(Clone, Copy)]
struct Bucket {
    used_ms: u64,
    at: UnixMs,
}

impl Who {
    fn full_ms(&self) -> u64 {
        let (burst, refill_ms) = self.limits();
        burst * refill_ms
    }

    fn limits(&self) -> (u64, u64) {
        match self {
            Self::Login(_) => (u64::from(LOGIN_BURST), LOGIN_REFILL_MS),
            Self::Posts(_) => (u64::from(POST_BURST), POST_REFILL_MS),
            Self::Mails(_) => (u64::from(MAIL_BURST), MAIL_REFILL_MS),
            Self::Refusals(_) => (u64::from(REFUSAL_BURST), REFUSAL_REFILL_MS),
        }
    }
}

impl Bucket {
    fn used_with_one_more(self, who: &Who, now: UnixMs) -> u64 {
        let refilled = now.0.saturating_sub(self.at.0);
        self.used_ms.saturating_sub(refilled) + who.limits().1
    }
}

impl Rates {
    /// With the limits of `limits`.
    pub fn limited() -> Self {
        Self(Some(Mutex::default()))
    }

    /// Without.
    pub fn unlimited() -> Self {
        Self(None)
    }

    /// Whether there are limits.
    pub fn are_limited(&self) -> bool {
        self.0.is_some()
    }

    /// Whether there is a drop to take.
    pub fn has(&self, who: &Who, now: UnixMs) -> bool {
        let Some(buckets) = &self.0 else { return true };
        let buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.get(who).is_none_or(|bucket| bucket.used_with_one_more(who, now) <= who.full_ms())
    }

    /// Takes one drop, or says when there is one again.
    pub fn take(&self, who: Who, now: UnixMs) -> Result<(), Problem> {
        let Some(buckets) = &self.0 else { return Ok(()) };
        let mut buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
        forget_one(&mut buckets, &who);
        let bucket = buckets.get(&who).copied().unwrap_or(Bucket { used_ms: 0, at: now });
        let used_ms = bucket.used_with_one_more(&who, now);
        if used_ms > who.full_ms() {
            return Err(Problem::too_fast(who.limits().1.div_ceil(1000)));
        }
        buckets.insert(who, Bucket { used_ms, at: now });
        Ok(())
    }
}

fn forget_one(buckets: &mut HashMap<Who, Bucket>, who: &Who) {
    if buckets.len() >= RATE_KEYS_MAX && !buckets.contains_key(who) {
        let oldest = buckets.iter().min_by_key(|(_, bucket)| bucket.at).map(|(who, _)| who.clone());
        oldest.map(|oldest| buckets.remove(&oldest));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(last: u8) -> Who {
        Who::Login(IpAddr::from([192, 0, 2, last]))
    }

    #[test]
    fn a_burst_passes_the_next_waits_and_an_other_address_does_not() {
        let (rates, start) = (Rates::limited(), UnixMs(1_000_000));
        for _ in 0..LOGIN_BURST {
            assert!(rates.take(from(1), start).is_ok());
        }
        assert!(rates.take(from(1), start).is_err());
        assert!(rates.take(from(2), start).is_ok());
        assert!(rates.take(from(1), start.plus_ms(LOGIN_REFILL_MS - 1)).is_err());
        assert!(rates.take(from(1), start.plus_ms(LOGIN_REFILL_MS)).is_ok());
        assert!(rates.take(from(1), start.plus_ms(LOGIN_REFILL_MS)).is_err());
    }

    #[test]
    fn without_limits_everything_passes() {
        let rates = Rates::unlimited();
        assert!((0..10 * LOGIN_BURST).all(|_| rates.take(from(1), UnixMs(0)).is_ok()));
    }

    #[test]
    fn more_addresses_than_are_remembered_push_the_oldest_out() {
        let rates = Rates::limited();
        for n in 0..=RATE_KEYS_MAX {
            let n = u32::try_from(n).unwrap();
            assert!(rates.take(Who::Login(IpAddr::from(n.to_be_bytes())), UnixMs(u64::from(n))).is_ok());
        }
        let held = rates.0.as_ref().unwrap().lock().unwrap();
        assert_eq!(held.len(), RATE_KEYS_MAX);
        assert!(!held.contains_key(&Who::Login(IpAddr::from([0, 0, 0, 0]))));
    }
}
