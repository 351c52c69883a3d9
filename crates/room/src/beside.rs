//! Work on a draft that takes long, on a thread of its own: other texts go on while this one waits.

use crate::draft::{Cached, Live, Outcome};
use bytes::Bytes;
use model::digest::Digest;
use statement::{Checked, Draft, Effort, Refusal};
use std::mem;
use tokio::task::spawn_blocking;
use wire::Frame;

/// The work panicked, and the draft is gone: it is to be read again.
pub(crate) struct Gone;

impl Live {
    /// Checks and applies an update. Gives what it did cost.
    pub(crate) async fn admit_beside(&mut self, update: Bytes) -> (Outcome, Effort) {
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
        let Ok((applied, left)) = self.beside(work).await else { return (Outcome::Failed, Effort::MOST) };
        let outcome = applied.map_or_else(|outcome| outcome, |()| self.number(length));
        (outcome, Effort(Effort::MOST.0 - left.0))
    }

    /// What answers a state vector, as a message.
    pub(crate) async fn missing_beside(&mut self, vector: Bytes) -> Result<Result<Bytes, Refusal>, Gone> {
        if vector == [0][..] {
            let state = self.beside(|draft| draft.state()).await?;
            let cached = Cached::new(self.seq(), state);
            let message = cached.message.clone();
            self.keep(cached);
            return Ok(Ok(message));
        }
        let missing = self.beside(move |draft| draft.diff(&vector)).await?;
        Ok(missing.map(|update| Frame::SyncStep2(update.into()).encode()))
    }

    /// What the draft says, as [`Draft::state_hash`]: made once for each number in the log.
    pub(crate) async fn state_hash(&mut self) -> Result<Digest, Gone> {
        let hash = match self.hashed.filter(|(seq, _)| *seq == self.seq()) {
            Some((_, hash)) => hash,
            None if self.is_long() => self.beside(|draft| draft.state_hash()).await?,
            None => self.gate().state_hash(),
        };
        self.hashed = Some((self.seq(), hash));
        Ok(hash)
    }

    async fn beside<T: Send + 'static>(
        &mut self,
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
