//! What the store has of a text, as it is there, and what follows from that alone: beside the room, on another thread.

use crate::RoomError;
use crate::draft::{Cached, Live};
use crate::limits::{COMPACT_PIECE_BYTES_MAX, READINGS_MAX};
use bytes::Bytes;
use model::digest::Digest;
use model::ids::{Epoch, Seq, TextId};
use statement::limits::RESTORED_UNITS_MIN;
use statement::restored::{Erased, Restored, Trail};
use statement::{ClientId, Draft, DraftError};
use std::sync::Arc;
use store::rows::{self, RestoredRow, StateRow, UpdateRow};
use store::{Batch, Store, StoreError};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// A state, and the updates after it.
pub(crate) struct Stored {
    pub(crate) text: TextId,
    /// The last update in the state.
    pub(crate) compacted: Seq,
    pub(crate) epoch: Epoch,
    pub(crate) state: Option<Cached>,
    /// Updates after it.
    pub(crate) later: Vec<Vec<u8>>,
}

/// The state that takes the place of the updates up to `seq`, and what is to be remembered of them.
pub(crate) struct Compacted {
    pub(crate) seq: Seq,
    /// Bytes of those updates.
    pub(crate) bytes: usize,
    pub(crate) batch: Batch,
    pub(crate) erased: Arc<Erased>,
}

/// Reads updates after a number, in order.
type Updates = fn(&dyn Store, &TextId, Seq) -> Result<Vec<(Seq, UpdateRow)>, StoreError>;

impl Stored {
    /// Reads all of it.
    pub(crate) fn read(store: &dyn Store, text: TextId) -> Result<Self, RoomError> {
        Self::read_with(rows::updates_after, store, text)
    }

    /// Without the updates after a number; there is none left if they were compacted by now.
    pub(crate) fn up_to(mut self, seq: Seq) -> Result<Self, RoomError> {
        let updates = seq.0.checked_sub(self.compacted.0).ok_or(RoomError::Hole)?;
        self.later.truncate(usize::try_from(updates).unwrap_or(usize::MAX));
        Ok(self)
    }

    /// Reads what one compaction takes: some updates at least.
    fn read_piece(store: &dyn Store, text: TextId) -> Result<Self, RoomError> {
        let updates: Updates =
            |store, text, seq| rows::next_updates(store, text, seq, COMPACT_PIECE_BYTES_MAX);
        let piece = Self::read_with(updates, store, text)?;
        if piece.later.is_empty() { Err(RoomError::Hole) } else { Ok(piece) }
    }

    /// Reads it; again where it was compacted between reading the state and the updates.
    fn read_with(updates: Updates, store: &dyn Store, text: TextId) -> Result<Self, RoomError> {
        loop {
            let before = rows::state(store, &text)?;
            let seq = before.as_ref().map(|row| row.seq);
            match Self::after(updates, store, text.clone(), before) {
                Err(RoomError::Hole | RoomError::NoSuchText)
                    if rows::state(store, &text)?.map(|row| row.seq) != seq => {}
                read => return read,
            }
        }
    }

    fn after(
        updates: Updates,
        store: &dyn Store,
        text: TextId,
        state: Option<StateRow>,
    ) -> Result<Self, RoomError> {
        let compacted = state.as_ref().map_or(Seq(0), |row| row.seq);
        let updates = updates(store, &text, compacted)?;
        let (epoch, bytes) = match state {
            Some(row) => (row.epoch, Some(row.bytes)),
            None if updates.is_empty() => return Err(RoomError::NoSuchText),
            None => (Epoch(0), None),
        };
        let numbers = (compacted.0 + 1..).map(Seq);
        if updates.iter().zip(numbers).any(|((no, _), due)| *no != due) {
            return Err(RoomError::Hole);
        }
        let later = updates.into_iter().map(|(_, row)| row.bytes).collect();
        let state = bytes.map(|bytes| Cached::new(compacted, bytes));
        Ok(Self { text, compacted, epoch, state, later })
    }

    /// The whole text as an answer to somebody who has nothing, where it is stored in one piece.
    pub(crate) fn whole(&self) -> Option<Bytes> {
        self.state.as_ref().filter(|_| self.later.is_empty()).map(|cached| cached.message.clone())
    }

    /// Bytes of the updates after the state.
    pub(crate) fn bytes(&self) -> usize {
        self.later.iter().map(Vec::len).sum()
    }

    /// What the updates after the state brought back, and what is erased after them.
    fn follow(&self, erased: &Erased, earlier: &[Restored]) -> Result<(Vec<Restored>, Erased), DraftError> {
        let state = self.state.as_ref().map_or(statement::NOTHING.as_slice(), |cached| &cached.state);
        let mut trail = Trail::from(state, erased, earlier, RESTORED_UNITS_MIN)?;
        self.later.iter().try_for_each(|update| trail.follow(update))?;
        Ok(trail.end())
    }

    fn compact(self, erased: &Erased, earlier: &[Restored]) -> Result<Compacted, RoomError> {
        let (found, erased) = self.follow(erased, earlier)?;
        let (mut batch, text, before) = (Batch::new(), self.text.clone(), self.compacted);
        let bytes = self.bytes();
        let mut live = Live::of(self)?;
        let snapshot = live.snapshot();
        let row = StateRow { seq: snapshot.seq, epoch: snapshot.epoch, bytes: snapshot.state.to_vec() };
        rows::compact(&mut batch, &text, before, &row);
        for Restored { client, start, end, first } in found {
            let row = RestoredRow { client: client.get(), start, end, first: first.get() };
            rows::put_restored(&mut batch, &text, &row);
        }
        Ok(Compacted { seq: snapshot.seq, bytes, batch, erased: Arc::new(erased) })
    }
}

/// Reads texts on other threads: so many at once, for each takes memory for a draft.
pub(crate) struct Reader {
    store: Arc<dyn Store>,
    places: Arc<Semaphore>,
}

impl Reader {
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        Self { store, places: Arc::new(Semaphore::new(READINGS_MAX)) }
    }

    /// Reads what is stored of a text.
    pub(crate) async fn read(&self, text: TextId) -> Result<Stored, RoomError> {
        self.apart(move |store| Stored::read(store, text)).await
    }

    /// Makes a draft of it.
    pub(crate) async fn open(&self, stored: Stored) -> Result<Live, RoomError> {
        self.apart(move |_| Live::of(stored)).await
    }

    /// The draft as it stands in the store up to `seq`, with updates that are on their way there, as messages.
    pub(crate) async fn draft(
        &self,
        text: TextId,
        seq: Seq,
        waiting: Vec<Bytes>,
    ) -> Result<Draft, RoomError> {
        self.apart(move |store| Live::read_draft(store, text, seq, waiting)).await
    }

    /// What that draft says.
    pub(crate) fn state_hash(
        &self,
        text: TextId,
        seq: Seq,
        waiting: Vec<Bytes>,
    ) -> impl Future<Output = Result<Digest, RoomError>> + use<> {
        self.apart(move |store| Ok(Live::read_draft(store, text, seq, waiting)?.state_hash()))
    }

    /// Puts a text's state in place of the first updates that are stored: the batch is to be written with the room's own.
    pub(crate) fn compact(
        &self,
        text: TextId,
        erased: Arc<Erased>,
    ) -> impl Future<Output = Result<Compacted, RoomError>> + use<> {
        self.apart(move |store| {
            let earlier = restored(store, &text)?;
            Stored::read_piece(store, text)?.compact(&erased, &earlier)
        })
    }

    /// All that was brought back in a text by now.
    pub(crate) async fn restored(
        &self,
        text: TextId,
        erased: Arc<Erased>,
    ) -> Result<Vec<Restored>, RoomError> {
        self.apart(move |store| {
            let stored = Stored::read(store, text.clone())?;
            // Read after the updates: what is compacted meanwhile is in one of the two, but for what was deleted before
            // that and brought back after it, which is found the next time.
            let mut all = restored(store, &text)?;
            let (found, _) = stored.follow(&erased, &all)?;
            all.extend(found);
            Ok(all)
        })
        .await
    }

    fn apart<T: Send + 'static, W>(&self, work: W) -> impl Future<Output = Result<T, RoomError>> + use<T, W>
    where
        W: FnOnce(&dyn Store) -> Result<T, RoomError> + Send + 'static,
    {
        let (store, places) = (Arc::clone(&self.store), Arc::clone(&self.places));
        async move {
            let place = places.acquire_owned().await.expect("nobody closes it");
            let working = spawn_blocking(move || {
                // Whoever asked may be gone before it is done.
                let _place = place;
                work(&*store)
            });
            working.await.unwrap_or(Err(DraftError::Poisoned.into()))
        }
    }
}

fn restored(store: &dyn Store, text: &TextId) -> Result<Vec<Restored>, StoreError> {
    let read = |RestoredRow { client, start, end, first }: RestoredRow| {
        Some(Restored { client: ClientId::new(client)?, start, end, first: ClientId::new(first)? })
    };
    Ok(rows::restored(store, text)?.into_iter().filter_map(read).collect())
}
