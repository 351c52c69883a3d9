//! Turns of a server's life that its operator takes while it does not run: another key, another address, a backup
//! brought back, the end.

use super::{BASE_URL_KEY, Office, OfficeError, keys};
use crate::config::BaseUrl;
use crate::desk::{Change, Desk, by_operator, keep_heads};
use crate::secret::random;
use model::dossier::Dossier;
use model::fact::{CoalitionFact, DossierFact, Handover, KeptHead};
use model::key::{ServerKey, ServerSecret};
use model::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use store::{Batch, SledStore, Store, Table, Writer};

/// What people come to when they are told of another address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// It was recorded.
    Recorded,
    /// It is the one on record.
    Same,
}

/// What a restored server could reach, once that is on record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumed {
    /// Heads that its ledgers hold.
    pub reached: Vec<KeptHead>,
    /// Heads that they do not.
    pub unreachable: Vec<KeptHead>,
}

impl Office {
    /// Hands over to a new key, in every ledger at once; the old one is gone afterwards.
    pub async fn rotate_key(&mut self, folder: &Path, now: UnixMs) -> Result<ServerKey, OfficeError> {
        self.hand_over(folder, Handover::Rotated, ServerSecret::from_seed(random()), now).await
    }

    /// The same where the key was lost: the new one alone vouches for the record that says so.
    pub async fn replace_lost_key(folder: &Path, now: UnixMs) -> Result<ServerKey, OfficeError> {
        let store: Arc<dyn Store> = Arc::new(SledStore::open(folder)?);
        let coalition = Desk::coalition_in(&*store)?;
        if keys::in_force(folder, coalition.key).is_ok() {
            let sentence = "the key is there; change it without --lost, so that it vouches for the next one";
            return Err(OfficeError::Refused(sentence.into()));
        }
        let next = ServerSecret::from_seed(random());
        let writer = Writer::start(Arc::clone(&store));
        let mut office = Self::open_in(store, writer, coalition, next.clone())?;
        office.hand_over(folder, Handover::Lost, next, now).await
    }

    async fn hand_over(
        &mut self,
        folder: &Path,
        how: Handover,
        next: ServerSecret,
        now: UnixMs,
    ) -> Result<ServerKey, OfficeError> {
        keys::write(folder, keys::NEXT_KEY_FILE, &next)?;
        let at = self.desk.instant(now);
        self.desk.hand_over(how, next, at).await?;
        keys::put_in_force(folder)?;
        self.key = self.desk.coalition.key;
        Ok(self.key)
    }

    /// Puts on record that people come to another address, and keeps it for the next start.
    pub async fn rebase(&mut self, base_url: &BaseUrl, now: UnixMs) -> Result<Move, OfficeError> {
        let (origin, mut rows) = (base_url.origin(), Batch::new());
        rows.put(Table::Meta, BASE_URL_KEY, origin.as_bytes());
        let from = self.desk.coalition.origin.clone().or(self.base_url()?);
        if from.as_ref() == Some(&origin) {
            self.write(rows).await?;
            return Ok(Move::Same);
        }
        let fact = CoalitionFact::Moved { from, to: origin };
        let event = by_operator(self.desk.instant(now), fact);
        self.desk.commit(Change::of_coalition(vec![event]).with_rows(rows)).await?;
        Ok(Move::Recorded)
    }

    /// Puts on record that the folder was set back, and which of the heads that were kept it does not reach.
    pub async fn resume(&mut self, kept: &[KeptHead], now: UnixMs) -> Result<Resumed, OfficeError> {
        self.desk.check_set_back()?;
        self.write(keep_heads(kept)).await?;
        let resumed = self.desk.kept_heads(&*self.store)?;
        let change = self.desk.restoration(&*self.store, &resumed, self.desk.instant(now))?;
        self.desk.commit(change).await?;
        Ok(resumed)
    }

    /// Ends the coalition's work here: open rounds are called off, names can still come off, nothing new is recorded.
    pub async fn retire(&mut self, now: UnixMs) -> Result<(), OfficeError> {
        let at = self.desk.instant(now);
        let last = |dossier: &Dossier| {
            let open = dossier.rounds.iter().filter(|round| round.is_open());
            let off = open.map(|round| DossierFact::RoundCancelled { round: round.id().clone() });
            off.chain([DossierFact::Retired]).collect()
        };
        let change = self.desk.in_every_ledger(at, CoalitionFact::Retired, last);
        self.desk.commit(change).await?;
        Ok(())
    }
}
