//! The task of one open text: it alone holds the draft.

use crate::chair::Chair;
use crate::claims::Claims;
use crate::compacting::Compacting;
use crate::compare::Comparing;
use crate::draft::{Live, drop_beside};
use crate::event::{Answer, Event};
use crate::limits::{EVENTS_PER_TURN_MAX, PRESENCE_PAUSE, QUIET, SEATS_MAX, TURN_TIME_MAX};
use crate::member::SeatNo;
use crate::opening::Opening;
use crate::presence::Table;
use crate::queue::Queue;
use crate::registry::{RoomNo, Shared};
use crate::seat::Reception;
use crate::{Close, Member, RoomError, Seat};
use model::ids::{PersonId, Seq, TextId};
use statement::restored::Erased;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::task::yield_now;
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
    pub(crate) reception: Reception,
    pub(crate) live: Live,
    pub(crate) queue: Queue,
    pub(crate) claims: Claims,
    pub(crate) presence: Table,
    pub(crate) presence_due: Option<Instant>,
    pub(crate) comparing: Comparing,
    pub(crate) seats: BTreeMap<SeatNo, Chair>,
    pub(crate) compacting: Compacting,
    /// Some of what was deleted lately, as of the last time that was done.
    pub(crate) erased: Arc<Erased>,
    /// The last update that was shown to those who are live.
    pub(crate) shown: Seq,
    /// Since when nobody is here.
    empty_since: Option<Instant>,
    /// Whoever waits for the end.
    closing: Vec<Answer<()>>,
}

/// Reads a text and serves it until it has been quiet for a while, or something failed.
pub(crate) async fn run(setting: Setting, text: TextId, mut events: UnboundedReceiver<Event>) {
    let Setting { shared, no, mailbox } = setting;
    let outbox_bytes = Arc::clone(&shared.counters.outbox_bytes);
    let mut opening = Opening::new(Reception::new(mailbox, outbox_bytes));
    let opened = match shared.reader.read(text.clone()).await {
        Ok(stored) => opening.open(&shared.reader, stored, &mut events).await,
        Err(error) => Err(error),
    };
    let result = match opened {
        Ok(live) => {
            let (mut room, waiting) = Room::new(Arc::clone(&shared), no, live, opening);
            let served = room.serve(waiting, &mut events).await;
            drop_beside(mem::take(room.live.draft()));
            served
        }
        Err(error) => {
            opening.refuse(&error);
            Err(error)
        }
    };
    if let Err(error) = result {
        if !matches!(error, RoomError::NoSuchText) {
            tracing::error!(%text, %error, "a text is closed");
        }
        // First nothing new comes in, then whoever waits is told.
        shared.fail(no, &text, &error);
        while let Ok(event) = events.try_recv() {
            event.refuse(&error);
        }
    }
}

impl Room {
    /// The room as it is opened, and what waits for it.
    pub(crate) fn new(shared: Arc<Shared>, no: RoomNo, live: Live, opening: Opening) -> (Self, Vec<Event>) {
        let Opening { reception, seats, waiting } = opening;
        let is_empty = seats.is_empty();
        let room = Self {
            queue: Queue::new(shared.writer.clone()),
            shared,
            no,
            reception,
            shown: live.seq(),
            live,
            claims: Claims::default(),
            presence: Table::default(),
            presence_due: None,
            comparing: Comparing::default(),
            seats,
            compacting: Compacting::default(),
            erased: Arc::default(),
            empty_since: is_empty.then(Instant::now),
            closing: Vec::new(),
        };
        (room, waiting)
    }

    /// Takes up those who came while the text was opened, and what they sent.
    async fn begin(&mut self, waiting: Vec<Event>) -> Result<(), RoomError> {
        for seat in self.seats.keys().copied().collect::<Vec<_>>() {
            self.greet(seat);
            self.compare_soon();
        }
        let mut begun = Instant::now();
        for event in waiting {
            self.handle(event).await?;
            self.follow_up().await?;
            if begun.elapsed() > TURN_TIME_MAX {
                yield_now().await;
                begun = Instant::now();
            }
        }
        self.follow_up().await
    }

    /// Admitting goes on while a barrier is under way: what queues up meanwhile shares the next one.
    async fn serve(
        &mut self,
        waiting: Vec<Event>,
        events: &mut UnboundedReceiver<Event>,
    ) -> Result<(), RoomError> {
        let mut turned = self.begin(waiting).await;
        loop {
            if let Err(error) = turned {
                self.close_all(error.close());
                return Err(error);
            }
            if self.is_over() && self.leave(events).await? {
                return Ok(());
            }
            turned = self.turn(events).await;
        }
    }

    async fn turn(&mut self, events: &mut UnboundedReceiver<Event>) -> Result<(), RoomError> {
        let due = self.next_due();
        tokio::select! {
            biased;
            stored = self.queue.stored(), if self.queue.is_under_way() => self.shared.counters.waited(stored?),
            Some(event) = events.recv() => self.handle_all(event, events).await?,
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {}
        }
        self.follow_up().await
    }

    /// What follows from all that was handled.
    async fn follow_up(&mut self) -> Result<(), RoomError> {
        self.note_written();
        if self.live.has_long_tail(self.shown) && self.compacting == Compacting::Idle {
            self.compact_beside();
        }
        self.compare_if_due().await?;
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
        let is_busy = !self.queue.is_empty() || self.compacting != Compacting::Idle;
        let quiet = self.empty_since.filter(|_| !is_busy).map(|since| since + QUIET);
        [self.presence_due, self.comparing.due(), quiet].into_iter().flatten().min()
    }

    async fn handle_all(
        &mut self,
        first: Event,
        events: &mut UnboundedReceiver<Event>,
    ) -> Result<(), RoomError> {
        let begun = Instant::now();
        self.handle(first).await?;
        for _ in 1..EVENTS_PER_TURN_MAX {
            if begun.elapsed() > TURN_TIME_MAX {
                yield_now().await;
                return Ok(());
            }
            let Ok(event) = events.try_recv() else { break };
            self.handle(event).await?;
        }
        Ok(())
    }

    async fn handle(&mut self, event: Event) -> Result<(), RoomError> {
        match event {
            Event::Join { .. } | Event::Freeze(_) if !self.closing.is_empty() => {
                event.refuse(&RoomError::Restarting);
            }
            Event::Join { member, answer } => drop(answer.send(self.seat(*member))),
            Event::Frame { seat, frame, cost } => self.frame(seat, frame, cost).await?,
            Event::Drained(seat) => self.catch_up(seat).await?,
            Event::Leave(seat) => self.unseat(seat),
            Event::MayWrite(seat) => self.ask_for_dropped(seat),
            Event::Freeze(answer) => self.freeze(answer).await?,
            Event::Erased(answer) => drop(answer.send(Ok(Arc::clone(&self.erased)))),
            Event::Compacted(compacted) => self.take_compacted(compacted?),
            Event::ReadBack(is_same) => self.take_read_back(is_same).await?,
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
        let (no, chair, seat) = self.reception.seat(member, self.live.epoch());
        self.seats.insert(no, chair);
        self.greet(no);
        self.empty_since = None;
        Ok(seat)
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
    async fn leave(&mut self, events: &UnboundedReceiver<Event>) -> Result<bool, RoomError> {
        if !self.queue.is_empty() || self.compacting != Compacting::Idle {
            return Ok(false);
        }
        if self.live.has_tail() {
            let compacted = self.read_to_compact().await?;
            self.take_compacted(compacted);
            self.queue.submit();
            return Ok(false);
        }
        let left = self.shared.leave(self.no, self.live.text(), events);
        if left {
            for answer in self.closing.drain(..) {
                let _ = answer.send(Ok(()));
            }
        }
        Ok(left)
    }
}
