//! Work on a draft that takes long, on a thread of its own: other texts go on while this one waits, and what is on disk by
//! then goes out.

use crate::bench::Place;
use crate::draft::{Cached, NO_VECTOR, Outcome};
use crate::room::Room;
use crate::{RoomError, Snapshot};
use bytes::Bytes;
use model::digest::Digest;
use statement::{Checked, ClientId, Draft, Effort, Refusal};
use std::mem;
use tokio::pin;
use tokio::task::spawn_blocking;
use wire::Frame;

/// The library failed on the draft, which was read again.
pub(crate) struct Failed;

/// What came of long work; an error ends the room.
pub(crate) type Worked<T> = Result<Result<T, Failed>, RoomError>;

impl Room {
    /// Ids under which an update would add structs.
    pub(crate) async fn writers_beside(
        &mut self,
        place: &Place,
        update: Bytes,
    ) -> Worked<Result<Vec<ClientId>, Refusal>> {
        self.beside(place, move |draft| draft.writers_of(&update)).await
    }

    /// Checks and applies an update. Gives what it did cost.
    pub(crate) async fn admit_beside(&mut self, place: &Place, update: Bytes) -> Worked<(Outcome, Effort)> {
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
        let Ok((applied, left)) = self.beside(place, work).await? else { return Ok(Err(Failed)) };
        let outcome = applied.map_or_else(|outcome| outcome, |()| self.live.number(length));
        Ok(Ok((outcome, Effort(Effort::MOST.0 - left.0))))
    }

    /// What answers a state vector, as a message.
    pub(crate) async fn missing_beside(
        &mut self,
        place: &Place,
        vector: Bytes,
    ) -> Worked<Result<Bytes, Refusal>> {
        if vector == NO_VECTOR[..] {
            return Ok(match self.write_state(place).await? {
                Ok(()) => Ok(self.live.missing(&vector)),
                Err(Failed) => Err(Failed),
            });
        }
        let diff = move |draft: &mut Draft| Ok(Frame::SyncStep2(draft.diff(&vector)?.into()).encode());
        self.beside(place, diff).await
    }

    /// The draft as it is now.
    pub(crate) async fn snapshot(&mut self) -> Worked<Snapshot> {
        if self.live.is_long() && !self.live.has_cached() {
            let place = self.place().await?;
            if let Err(Failed) = self.write_state(&place).await? {
                return Ok(Err(Failed));
            }
        }
        Ok(Ok(self.live.snapshot()))
    }

    /// What the draft says, as [`Draft::state_hash`]: made once for each number in the log.
    pub(crate) async fn state_hash(&mut self) -> Worked<Digest> {
        let seq = self.live.seq();
        let hash = match self.live.hashed.filter(|(of, _)| *of == seq) {
            Some((_, hash)) => hash,
            None if self.live.is_long() => {
                let place = self.place().await?;
                match self.beside(&place, |draft| draft.state_hash()).await? {
                    Ok(hash) => hash,
                    Err(Failed) => return Ok(Err(Failed)),
                }
            }
            None => self.live.gate().state_hash(),
        };
        self.live.hashed = Some((seq, hash));
        Ok(Ok(hash))
    }

    /// The place where long work is done.
    pub(crate) async fn place(&mut self) -> Result<Place, RoomError> {
        self.wait_for(self.shared.bench.clone().place()).await
    }

    async fn write_state(&mut self, place: &Place) -> Worked<()> {
        let seq = self.live.seq();
        let written = self.beside(place, move |draft| Cached::new(seq, draft.state())).await?;
        Ok(written.map(|cached| self.live.keep(cached)))
    }

    async fn beside<T: Send + 'static>(
        &mut self,
        _place: &Place,
        work: impl FnOnce(&mut Draft) -> T + Send + 'static,
    ) -> Worked<T> {
        let mut draft = mem::take(self.live.draft());
        let working = spawn_blocking(move || {
            let done = work(&mut draft);
            (draft, done)
        });
        let Ok((draft, done)) = self.wait_for(working).await? else {
            self.read_again_after_failing().await?;
            return Ok(Err(Failed));
        };
        *self.live.draft() = draft;
        Ok(Ok(done))
    }

    /// Waits for something while the draft stands still; what is on disk meanwhile goes out.
    pub(crate) async fn wait_for<T>(&mut self, work: impl Future<Output = T>) -> Result<T, RoomError> {
        pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return Ok(done),
                stored = self.queue.stored(), if self.queue.is_under_way() => {
                    self.shared.counters.waited(stored?);
                    self.queue.submit();
                    self.release();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::member::SeatNo;
    use crate::opening::Opening;
    use crate::queue::Effect;
    use crate::registry::RoomNo;
    use crate::seat::Reception;
    use crate::{NewText, Rooms};
    use model::ids::{PersonId, Seq, TextId};
    use model::time::UnixMs;
    use statement::ServerClient;
    use std::sync::Arc;
    use store::rows::{self, UpdateRow};
    use store::{Batch, MemoryStore, Store, Writer};
    use tokio::sync::mpsc::unbounded_channel;
    use yrs::updates::decoder::Decode;
    use yrs::{Doc, Text, Transact, Update};

    /// A text as somebody's editor has it after its first update.
    fn editor(first: &[u8]) -> Doc {
        let doc = Doc::with_client_id(1);
        doc.get_or_insert_text("content");
        doc.transact_mut().apply_update(Update::decode_v1(first).unwrap()).unwrap();
        doc
    }

    /// The update that words make at the beginning.
    fn typed(doc: &Doc, words: &str) -> Vec<u8> {
        let content = doc.get_or_insert_text("content");
        let mut transaction = doc.transact_mut();
        content.insert(&mut transaction, 0, words);
        transaction.encode_update_v1()
    }

    /// An open text of which one update is stored and one is on its way, and its document.
    async fn room() -> Room {
        let (text, author) = (TextId::new("annex").unwrap(), PersonId::new("ana").unwrap());
        let client = ServerClient::from_random(7);
        let (at, update) = (UnixMs(1), Draft::create(client, &[]).1);
        let doc = editor(&update);
        let row = |bytes| UpdateRow { author: author.clone(), organisation: None, at, bytes };
        let mut batch = Batch::new();
        let author = author.clone();
        NewText { text: text.clone(), author, organisation: None, at, client, update }.put(&mut batch);
        rows::put_update(&mut batch, &text, Seq(2), &row(typed(&doc, "stored")));
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        store.commit(&[batch]).remove(0).unwrap();

        let shared = Rooms::new(Arc::clone(&store), Writer::start(store), Arc::new(|| UnixMs(1))).shared();
        let opening = Opening::new(Reception::new(unbounded_channel().0, Arc::default()));
        let stored = shared.reader.read(text.clone()).await.unwrap();
        let live = shared.reader.open(stored).await.unwrap();
        let (mut room, _) = Room::new(shared, RoomNo::default(), live, opening);
        let waiting = typed(&doc, "waiting");
        let Ok(Checked::Change(change)) = room.live.gate().check(&waiting) else { panic!("it is one") };
        assert!(matches!(room.live.admit(&change), Outcome::Admitted(Seq(3))));
        rows::put_update(room.queue.batch(), &text, Seq(3), &row(waiting.clone()));
        let frame = Frame::Update(waiting.into()).encode();
        room.queue.push(Effect::Show { seq: Seq(3), author: SeatNo(1), frame, cost: 0, saved: None });
        room
    }

    #[tokio::test]
    async fn a_draft_that_went_with_work_that_panicked_is_read_again_as_it_was() {
        let mut room = room().await;
        let before = room.state_hash().await.unwrap().ok().unwrap();
        let place = room.place().await.unwrap();
        let work = |_: &mut Draft| panic!("as a library may");
        assert!(matches!(room.beside(&place, work).await, Ok(Err::<(), _>(Failed))));
        drop(place);
        assert!(room.live.hashed.is_none());
        assert!(room.state_hash().await.unwrap().is_ok_and(|hash| hash == before));
        assert_eq!(room.live.gate().delta()[0]["insert"], "waitingstored\n");
        assert!(room.snapshot().await.unwrap().is_ok_and(|snapshot| snapshot.seq == Seq(3)));
    }
}
