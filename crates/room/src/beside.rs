//! Work on a draft that takes long, on a thread of its own: other texts go on while this one waits.

use crate::Snapshot;
use crate::bench::{Bench, Place};
use crate::draft::{Cached, Live, NO_VECTOR, Outcome};
use bytes::Bytes;
use model::digest::Digest;
use statement::{Checked, ClientId, Draft, Effort, Refusal};
use std::mem;
use tokio::task::spawn_blocking;
use wire::Frame;

/// The work panicked, and the draft is gone: it is to be read again.
pub(crate) struct Gone;

impl Live {
    /// Ids under which an update would add structs.
    pub(crate) async fn writers_beside(
        &mut self,
        place: &Place,
        update: Bytes,
    ) -> Result<Result<Vec<ClientId>, Refusal>, Gone> {
        self.beside(place, move |draft| draft.writers_of(&update)).await
    }

    /// Checks and applies an update. Gives what it did cost.
    pub(crate) async fn admit_beside(&mut self, place: &Place, update: Bytes) -> (Outcome, Effort) {
        let length = update.len();
        let work = move |draft: &mut Draft| {
            let mut left = Effort::MOST;
            let applied = match draft.check_within(&update, &mut left) {
                Ok(Checked::Change(change)) => draft.apply(&change).map_err(|_| Outcome::Failed),
                Ok(Checked::Nothing) => Err(Outcome::Nothing),
                Ok(Checked::Gap) => Err(Outcome::Gap),
                Err(refusal) => Err(Outcome::Refused(refusal)),
            };
            (applied, left)
        };
        let Ok((applied, left)) = self.beside(place, work).await else {
            return (Outcome::Failed, Effort::MOST);
        };
        let outcome = applied.map_or_else(|outcome| outcome, |()| self.number(length));
        (outcome, Effort(Effort::MOST.0 - left.0))
    }

    /// What answers a state vector, as a message.
    pub(crate) async fn missing_beside(
        &mut self,
        place: &Place,
        vector: Bytes,
    ) -> Result<Result<Bytes, Refusal>, Gone> {
        if vector == NO_VECTOR[..] {
            self.write_state(place).await?;
            return Ok(self.missing(&vector));
        }
        let missing = self.beside(place, move |draft| draft.diff(&vector)).await?;
        Ok(missing.map(|update| Frame::SyncStep2(update.into()).encode()))
    }

    /// The draft as it is now.
    pub(crate) async fn snapshot(&mut self, bench: &Bench) -> Result<Snapshot, Gone> {
        if self.is_long() && !self.has_cached() {
            self.write_state(&bench.place().await).await?;
        }
        Ok(self.snapshot_here())
    }

    async fn write_state(&mut self, place: &Place) -> Result<(), Gone> {
        let state = self.beside(place, |draft| draft.state()).await?;
        self.keep(Cached::new(self.seq(), state));
        Ok(())
    }

    /// What the draft says, as [`Draft::state_hash`]: made once for each number in the log.
    pub(crate) async fn state_hash(&mut self, bench: &Bench) -> Result<Digest, Gone> {
        let hash = match self.hashed.filter(|(seq, _)| *seq == self.seq()) {
            Some((_, hash)) => hash,
            None if self.is_long() => self.beside(&bench.place().await, |draft| draft.state_hash()).await?,
            None => self.gate().state_hash(),
        };
        self.hashed = Some((self.seq(), hash));
        Ok(hash)
    }

    async fn beside<T: Send + 'static>(
        &mut self,
        _place: &Place,
        work: impl FnOnce(&mut Draft) -> T + Send + 'static,
    ) -> Result<T, Gone> {
        let mut draft = mem::take(self.draft());
        let working = spawn_blocking(move || {
            let done = work(&mut draft);
            (draft, done)
        });
        let (draft, done) = working.await.map_err(|_| Gone)?;
        *self.draft() = draft;
        Ok(done)
    }
}
