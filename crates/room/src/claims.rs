//! Whose a client id is. The first session that shows one has it for good.

use crate::limits::{CLAIMS_PER_HOUR_MAX, CLAIMS_REMEMBERED_MAX, HOUR_MS, SERVER_CLIENTS_FROM};
use crate::registry::RateLimits;
use model::ids::{PersonId, TextId};
use model::time::UnixMs;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::{Batch, Store, StoreError, rows};

/// Whose a client id is, as seen by one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// This person's.
    Own,
    /// Somebody else's, or the server's.
    Others,
    /// Nobody's yet.
    Free,
}

/// The claims of one text.
#[derive(Default)]
pub(crate) struct Claims {
    known: HashMap<u64, PersonId>,
}

impl Claims {
    /// Whose the id is, claims included that are not on disk yet.
    pub(crate) fn whose(
        &mut self,
        store: &dyn Store,
        text: &TextId,
        client: u64,
        person: &PersonId,
    ) -> Result<Whose, StoreError> {
        if client >= SERVER_CLIENTS_FROM {
            return Ok(Whose::Others);
        }
        if !self.known.contains_key(&client) {
            match rows::claim(store, text, client)? {
                Some(owner) => self.remember(client, owner),
                None => return Ok(Whose::Free),
            }
        }
        Ok(if self.known.get(&client) == Some(person) { Whose::Own } else { Whose::Others })
    }

    /// Claims a free id, in the batch whose barrier comes before anything is shown of it.
    pub(crate) fn claim(&mut self, batch: &mut Batch, text: &TextId, client: u64, person: &PersonId) {
        rows::put_claim(batch, text, client, person);
        self.remember(client, person.clone());
    }

    /// Forgets what stands in the store: only while all claims are on disk.
    pub(crate) fn trim(&mut self) {
        if self.known.len() > CLAIMS_REMEMBERED_MAX {
            self.known.clear();
        }
    }

    fn remember(&mut self, client: u64, owner: PersonId) {
        self.known.insert(client, owner);
    }
}

/// How many ids each person claimed in the hour that began with the first.
#[derive(Default)]
pub(crate) struct Budget {
    spent: Mutex<HashMap<PersonId, (UnixMs, u32)>>,
}

impl Budget {
    /// Takes so many claims from a person's budget, or none where there are not so many left.
    pub(crate) fn take(&self, person: &PersonId, claims: usize, now: UnixMs, limits: RateLimits) -> bool {
        if limits == RateLimits::Off {
            return true;
        }
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = spent.entry(person.clone()).or_insert((now, 0));
        if now >= since.plus_ms(HOUR_MS) {
            (*since, *count) = (now, 0);
        }
        let taken = count.saturating_add(u32::try_from(claims).unwrap_or(u32::MAX));
        let are_there = taken <= CLAIMS_PER_HOUR_MAX;
        if are_there {
            *count = taken;
        }
        are_there
    }

    /// Gives back what was taken for ids that were not claimed then.
    pub(crate) fn give_back(&self, person: &PersonId, claims: usize) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, count)) = spent.get_mut(person) {
            *count = count.saturating_sub(u32::try_from(claims).unwrap_or(u32::MAX));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_claims_so_many_ids_an_hour_and_not_one_more() {
        let budget = Budget::default();
        let ana = PersonId::new("ana").unwrap();
        let at = |ms| UnixMs(ms);
        for _ in 0..CLAIMS_PER_HOUR_MAX {
            assert!(budget.take(&ana, 1, at(1), RateLimits::On));
        }
        assert!(!budget.take(&ana, 1, at(HOUR_MS), RateLimits::On));
        assert!(budget.take(&PersonId::new("bo").unwrap(), 1, at(HOUR_MS), RateLimits::On));
        assert!(budget.take(&ana, 1, at(HOUR_MS), RateLimits::Off));
        budget.give_back(&ana, 2);
        assert!(!budget.take(&ana, 3, at(HOUR_MS), RateLimits::On), "all or none");
        assert!(budget.take(&ana, 2, at(HOUR_MS), RateLimits::On));
        assert!(!budget.take(&ana, 1, at(HOUR_MS), RateLimits::On));
        assert!(budget.take(&ana, 1, at(1 + HOUR_MS), RateLimits::On));
    }
}
