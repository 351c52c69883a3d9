//! Which texts are open. A room is found or made under one lock, and leaves under the same: nobody gets a second one.

use crate::bench::Bench;
use crate::claims::Budget;
use crate::counters::{Counted, Counters};
use crate::effort::Efforts;
use crate::event::{Answer, Event};
use crate::room::{self, Setting};
use crate::stored::Reader;
use crate::{Close, Member, NewText, RoomError, Seat, Snapshot};
use model::ids::{PersonId, TextId};
use model::time::UnixMs;
use statement::restored::Restored;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Batch, Store, StoreError, Writer};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> UnixMs + Send + Sync>;

/// Whether rates are limited; off for measuring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateLimits {
    /// As in service.
    On,
    /// None.
    Off,
}

/// All open texts. Clones share them.
#[derive(Clone)]
pub struct Rooms(Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) reader: Reader,
    pub(crate) writer: Writer,
    pub(crate) clock: Clock,
    pub(crate) rates: RateLimits,
    pub(crate) budget: Budget,
    pub(crate) efforts: Efforts,
    pub(crate) bench: Bench,
    pub(crate) counters: Counters,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    rooms: HashMap<TextId, (RoomNo, UnboundedSender<Event>)>,
    next: RoomNo,
    /// Why nothing is opened any more.
    over: Option<RoomError>,
}

/// Tells a room from an earlier one of the same text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct RoomNo(u64);

impl Rooms {
    /// No open text. Needs a tokio runtime from the first call on.
    pub fn new(store: Arc<dyn Store>, writer: Writer, clock: Clock) -> Self {
        Self::with_rate_limits(store, writer, clock, RateLimits::On)
    }

    /// As [`Rooms::new`], with or without limits to rates.
    pub fn with_rate_limits(store: Arc<dyn Store>, writer: Writer, clock: Clock, rates: RateLimits) -> Self {
        let (budget, efforts, bench, counters, open) = Default::default();
        let reader = Reader::new(Arc::clone(&store));
        Self(Arc::new(Shared { store, reader, writer, clock, rates, budget, efforts, bench, counters, open }))
    }

    /// Makes a text, and returns when it is on disk. To make it together with other records, use [`NewText::put`].
    pub async fn create(&self, new: &NewText) -> Result<(), RoomError> {
        let mut batch = Batch::new();
        new.put(&mut batch);
        let (answer, answered) = oneshot::channel();
        self.0.writer.submit(batch, move |result| drop(answer.send(result)));
        Ok(answered.await.unwrap_or(Err(StoreError::Poisoned))?)
    }

    /// Takes a seat at a text, which is opened if it is not.
    pub async fn join(&self, text: &TextId, member: Member) -> Result<Seat, RoomError> {
        self.ask(text, |answer| Event::Join { member: Box::new(member), answer }).await
    }

    /// The draft as it is now, once all of it is on disk.
    pub async fn freeze(&self, text: &TextId) -> Result<Snapshot, RoomError> {
        self.ask(text, Event::Freeze).await
    }

    /// What was deleted and brought back in a text, so far as is known, in no order.
    pub async fn restored(&self, text: &TextId) -> Result<Vec<Restored>, RoomError> {
        let erased = self.ask(text, Event::Erased).await?;
        self.0.reader.restored(text.clone(), erased).await
    }

    /// Who has the text open, each person once.
    pub async fn members(&self, text: &TextId) -> Result<Vec<PersonId>, RoomError> {
        let (answer, answered) = oneshot::channel();
        match self.0.open().rooms.get(text) {
            Some((_, room)) => drop(room.send(Event::Present(answer))),
            None => return Ok(Vec::new()),
        }
        answered.await.unwrap_or(Ok(Vec::new()))
    }

    /// Closes every socket of a text so, and returns when the room has left memory.
    pub async fn close_text(&self, text: &TextId, close: Close) {
        let (answer, closed) = oneshot::channel();
        if let Some((_, room)) = self.0.open().rooms.get(text) {
            let _ = room.send(Event::Close { close, answer });
        }
        let _ = closed.await;
    }

    #[cfg(test)]
    pub(crate) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.0)
    }

    /// How many texts are open.
    pub fn count(&self) -> usize {
        self.0.open().rooms.len()
    }

    /// What all texts did since the process began.
    pub fn counted(&self) -> Counted {
        self.0.counters.read()
    }

    /// Why nothing is taken any more, if so: for `/healthz` and `/readyz`.
    pub fn over(&self) -> Option<RoomError> {
        self.0.open().over.clone()
    }

    /// Closes every room for good, and returns when all is on disk.
    pub async fn shutdown(&self) {
        let mut waits = Vec::new();
        {
            let mut open = self.0.open();
            open.over.get_or_insert(RoomError::Restarting);
            for (_, room) in open.rooms.values() {
                let (answer, closed) = oneshot::channel();
                let _ = room.send(Event::Close { close: Close::RESTARTING, answer });
                waits.push(closed);
            }
        }
        for closed in waits {
            let _ = closed.await;
        }
    }

    async fn ask<T>(&self, text: &TextId, event: impl FnOnce(Answer<T>) -> Event) -> Result<T, RoomError> {
        let (answer, answered) = oneshot::channel();
        self.send(text, event(answer))?;
        // A room that dropped the question has failed in between.
        answered.await.unwrap_or_else(|_| Err(self.over().unwrap_or(RoomError::Restarting)))
    }

    /// Finds or makes the room and queues the event, in one step.
    fn send(&self, text: &TextId, event: Event) -> Result<(), RoomError> {
        let mut open = self.0.open();
        if let Some(over) = &open.over {
            return Err(over.clone());
        }
        let event = match open.rooms.get(text) {
            // A room's task ends only after it left the registry, unless it panicked.
            Some((_, room)) => match room.send(event) {
                Ok(()) => return Ok(()),
                Err(unsent) => unsent.0,
            },
            None => event,
        };
        let no = RoomNo(open.next.0);
        open.next.0 += 1;
        let (mailbox, events) = unbounded_channel();
        let _ = mailbox.send(event);
        open.rooms.insert(text.clone(), (no, mailbox.clone()));
        let setting = Setting { shared: Arc::clone(&self.0), no, mailbox };
        tokio::spawn(room::run(setting, text.clone(), events));
        Ok(())
    }
}

impl Shared {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a room out, if nothing came in meanwhile. True if it did.
    pub(crate) fn leave(&self, no: RoomNo, text: &TextId, events: &UnboundedReceiver<Event>) -> bool {
        let mut open = self.open();
        let quiet = events.is_empty();
        if quiet {
            open.remove(no, text);
        }
        quiet
    }

    /// Takes a room out that failed; what came in is refused by whoever calls.
    pub(crate) fn fail(&self, no: RoomNo, text: &TextId, error: &RoomError) {
        let mut open = self.open();
        open.remove(no, text);
        if matches!(error, RoomError::StorageFailed) {
            open.over = Some(RoomError::StorageFailed);
        }
    }
}

impl Open {
    fn remove(&mut self, no: RoomNo, text: &TextId) {
        if self.rooms.get(text).is_some_and(|(there, _)| *there == no) {
            self.rooms.remove(text);
        }
    }
}
