//! The task of one open text: it alone holds the draft.

use crate::chair::Chair;
use crate::claims::Claims;
use crate::compare::Comparing;
use crate::draft::Live;
use crate::event::Event;
use crate::limits::{EVENTS_PER_TURN_MAX, MAILBOX_BYTES_MAX, PRESENCE_PAUSE, QUIET, SEATS_MAX};
use crate::member::SeatNo;
use crate::outbox::outbox;
use crate::presence::Table;
use crate::queue::{Effect, Queue};
use crate::registry::{RoomNo, Shared};
use crate::{Close, Member, Right, RoomError, Seat, Sender};
use model::ids::{PersonId, Seq, TextId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, sleep_until};

/// Where a room stands.
pub(crate) struct Setting {
    pub(crate) shared: Arc<Shared>,
    pub(crate) no: RoomNo,
    pub(crate) mailbox: UnboundedSender<Event>,
}

pub(crate) struct Room {
    pub(crate) shared: Arc<Shared>,
    no: RoomNo,
    mailbox: UnboundedSender<Event>,
    /// Places in the mailbox, one for each byte.
    pub(crate) places: Arc<Semaphore>,
    pub(crate) live: Live,
    pub(crate) queue: Queue,
    pub(crate) claims: Claims,
    pub(crate) presence: Table,
    pub(crate) presence_due: Option<Instant>,
    pub(crate) comparing: Comparing,
    pub(crate) seats: BTreeMap<SeatNo, Chair>,
    next_seat: SeatNo,
    /// The last update that was shown to those who are live.
    pub(crate) shown: Seq,
    /// Since when nobody is here.
    empty_since: Option<Instant>,
    /// Whoever waits for the end.
    closing: Vec<crate::event::Answer<()>>,
}

/// Reads a text and serves it until it has been quiet for a while, or something failed.
pub(crate) async fn run(setting: Setting, text: TextId, mut events: UnboundedReceiver<Event>) {
    let (shared, no) = (Arc::clone(&setting.shared), setting.no);
    let (store, key) = (Arc::clone(&shared.store), text.clone());
    let loaded = tokio::task::spawn_blocking(move || Live::load(&*store, key)).await;
    let result = match loaded.unwrap_or(Err(RoomError::Draft(statement::DraftError::Poisoned))) {
        Ok(live) => Ok(Room::new(setting, live)),
        Err(error) => Err(error),
    };
    let (mut room, result) = match result {
        Ok(mut room) => {
            let result = room.serve(&mut events).await;
            (Some(room), result)
        }
        Err(error) => (None, Err(error)),
    };
    if let Err(error) = result {
        if !matches!(error, RoomError::NoSuchText) {
            tracing::error!(%text, %error, "a text is closed");
        }
        // First nothing new comes in, then whoever waits is told.
        shared.fail(no, &text, &error);
        drop(room.take());
        while let Ok(event) = events.try_recv() {
            event.refuse(&error);
        }
    }
}

impl Room {
    fn new(setting: Setting, live: Live) -> Self {
        let Setting { shared, no, mailbox } = setting;
        Self {
            queue: Queue::new(shared.writer.clone()),
            shared,
            no,
            mailbox,
            places: Arc::new(Semaphore::new(MAILBOX_BYTES_MAX)),
            shown: live.seq(),
            live,
            claims: Claims::default(),
            presence: Table::default(),
            presence_due: None,
            comparing: Comparing::default(),
            seats: BTreeMap::new(),
            next_seat: SeatNo(1),
            empty_since: Some(Instant::now()),
            closing: Vec::new(),
        }
    }

    /// Admitting goes on while a barrier is under way: what queues up meanwhile shares the next one.
    async fn serve(&mut self, events: &mut UnboundedReceiver<Event>) -> Result<(), RoomError> {
        loop {
            if let Err(error) = self.turn(events).await {
                self.close_all(error.close());
                return Err(error);
            }
            if self.is_over() && self.leave(events) {
                return Ok(());
            }
        }
    }

    async fn turn(&mut self, events: &mut UnboundedReceiver<Event>) -> Result<(), RoomError> {
        let due = self.next_due();
        tokio::select! {
            biased;
            stored = self.queue.stored(), if self.queue.is_under_way() => self.shared.counters.waited(stored?),
            Some(event) = events.recv() => self.handle_all(event, events)?,
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {}
        }
        if self.live.has_long_tail() && !self.queue.is_under_way() {
            self.live.compact(self.queue.batch());
        }
        self.compare_if_due();
        if self.queue.submit() {
            self.live.mark();
        }
        self.release();
        if self.presence.has_news() && self.presence_due.is_none() {
            self.presence_due = Some(Instant::now() + PRESENCE_PAUSE);
        }
        if self.queue.is_empty() {
            self.claims.trim();
        }
        Ok(())
    }

    fn next_due(&self) -> Option<Instant> {
        // While something is on its way to disk its barrier is the next thing to happen.
        let quiet = self.empty_since.filter(|_| self.queue.is_empty()).map(|since| since + QUIET);
        [self.presence_due, self.comparing.due(), quiet].into_iter().flatten().min()
    }

    fn handle_all(&mut self, first: Event, events: &mut UnboundedReceiver<Event>) -> Result<(), RoomError> {
        self.handle(first)?;
        for _ in 1..EVENTS_PER_TURN_MAX {
            let Ok(event) = events.try_recv() else { break };
            self.handle(event)?;
        }
        Ok(())
    }

    fn handle(&mut self, event: Event) -> Result<(), RoomError> {
        match event {
            Event::Join { .. } | Event::Freeze(_) if !self.closing.is_empty() => {
                event.refuse(&RoomError::Restarting);
            }
            Event::Join { member, answer } => drop(answer.send(self.seat(*member))),
            Event::Frame { seat, message, frame, cost } => self.frame(seat, &message, frame, cost)?,
            Event::Drained(seat) => self.catch_up(seat),
            Event::Leave(seat) => self.unseat(seat),
            Event::Freeze(answer) => {
                let snapshot = self.live.snapshot();
                self.queue.push(Effect::Frozen { answer, snapshot });
            }
            Event::Present(answer) => {
                let people: BTreeSet<PersonId> =
                    self.seats.values().map(|chair| chair.member.person.clone()).collect();
                let _ = answer.send(Ok(people.into_iter().collect()));
            }
            Event::Close { close, answer } => {
                self.close_all(close);
                self.closing.push(answer);
            }
        }
        Ok(())
    }

    fn seat(&mut self, member: Member) -> Result<Seat, RoomError> {
        if self.seats.len() >= SEATS_MAX {
            return Err(RoomError::Full);
        }
        let seat = self.next_seat;
        self.next_seat = SeatNo(seat.0 + 1);
        let (outbox, outgoing) = outbox(seat, self.mailbox.clone());
        let may_write = member.right.get() == Right::Edit;
        self.seats.insert(seat, Chair::new(member, outbox));
        if may_write {
            self.ask(seat);
        }
        self.empty_since = None;
        let (room, places) = (self.mailbox.clone(), Arc::clone(&self.places));
        Ok(Seat { sender: Sender { room, places, seat }, outgoing })
    }

    fn unseat(&mut self, seat: SeatNo) {
        self.seats.remove(&seat);
        self.presence.leave(seat);
        if self.seats.is_empty() && self.empty_since.is_none() {
            self.empty_since = Some(Instant::now());
        }
    }

    /// Ends a seat: what it sent and was not admitted leaves nothing behind.
    pub(crate) fn expel(&mut self, seat: SeatNo, close: Close) {
        if let Some(chair) = self.seats.get(&seat) {
            chair.outbox.close(close);
        }
        self.unseat(seat);
    }

    fn close_all(&mut self, close: Close) {
        for seat in self.seats.keys().copied().collect::<Vec<_>>() {
            self.expel(seat, close);
        }
    }

    fn is_over(&self) -> bool {
        let quiet = self.empty_since.is_some_and(|since| since + QUIET <= Instant::now());
        self.seats.is_empty() && (quiet || !self.closing.is_empty())
    }

    /// Leaves memory if all is on disk, compacted, and nothing came in meanwhile. True if it did.
    fn leave(&mut self, events: &UnboundedReceiver<Event>) -> bool {
        if !self.queue.is_empty() {
            return false;
        }
        if self.live.has_tail() {
            self.live.compact(self.queue.batch());
            self.queue.submit();
            return false;
        }
        let left = self.shared.leave(self.no, self.live.text(), events);
        if left {
            for answer in self.closing.drain(..) {
                let _ = answer.send(Ok(()));
            }
        }
        left
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // Whoever waits for a place in the mailbox waits no longer.
        self.places.close();
    }
}
