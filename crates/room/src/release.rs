//! What goes out: what the last barrier allows, in order, to each seat in one parcel.

use crate::chair::Flow;
use crate::event::Event;
use crate::member::SeatNo;
use crate::outbox::{Behind, Parcel};
use crate::queue::Effect;
use crate::room::Room;
use crate::wire::{Run, Shown};
use bytes::Bytes;
use model::ids::Seq;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::time::Instant;
use wire::Frame;

/// Updates that go to everybody who is live, together, and the last of them.
#[derive(Default)]
struct Gathered {
    shown: Vec<Shown>,
    last: Seq,
}

impl Room {
    /// Lets everything leave whose barrier is behind us.
    pub(crate) fn release(&mut self) {
        let mut run = Gathered::default();
        let mut told = BTreeSet::new();
        let mut freed = 0;
        while let Some(effect) = self.queue.pop() {
            match effect {
                Effect::Show { seq, author, frame, cost, saved } => {
                    freed += cost;
                    run.last = seq;
                    run.shown.push(Shown { author, frame });
                    self.note_saved(author, saved, &mut told);
                }
                Effect::Saved { seat, count } => self.note_saved(seat, Some(count), &mut told),
                Effect::Answer { seat, message } => {
                    self.show(&mut run);
                    self.answer(seat, message);
                }
                Effect::Ask { seat, message } => {
                    self.show(&mut run);
                    self.deliver(seat, message);
                }
                Effect::Compared { seat, message } => {
                    self.show(&mut run);
                    if let Some(chair) = self.seats.get_mut(&seat).filter(|chair| chair.flow == Flow::Live) {
                        chair.compared = true;
                        self.deliver(seat, message);
                    }
                }
                Effect::Frozen { answer, snapshot } => drop(answer.send(Ok(snapshot))),
            }
        }
        let has_shown = !run.shown.is_empty();
        self.show(&mut run);
        for seat in told {
            self.tell_saved(seat);
        }
        self.reception.places.add_permits(freed);
        if has_shown || self.presence_due.is_some_and(|due| due <= Instant::now()) {
            self.show_presence();
        }
    }

    /// Shows a run of updates, the same bytes to all.
    fn show(&mut self, gathered: &mut Gathered) {
        if gathered.shown.is_empty() {
            return;
        }
        let Gathered { shown, last } = std::mem::take(gathered);
        let run = Run::new(shown);
        let mut behind = Vec::new();
        for (seat, chair) in self.seats.iter().filter(|(_, chair)| chair.flow == Flow::Live) {
            if run.of_others(*seat).next().is_none() {
                continue;
            }
            if chair.outbox.push(Parcel::Shown(Arc::clone(&run)), run.bytes()) == Err(Behind) {
                behind.push(*seat);
            }
        }
        for seat in behind {
            self.fall_behind(seat, self.shown);
        }
        self.shown = last;
    }

    /// Gives a seat its answer. From the first one on it is shown every update: none before, none left out.
    fn answer(&mut self, seat: SeatNo, message: Bytes) {
        let Some(chair) = self.seats.get_mut(&seat) else { return };
        chair.answering = false;
        if !self.deliver(seat, message) {
            return;
        }
        let Some(chair) = self.seats.get_mut(&seat) else { return };
        if chair.flow == Flow::Answering {
            chair.flow = Flow::Live;
            self.show_presence_to(seat);
            self.tell_saved(seat);
            self.compare_soon();
        }
    }

    /// Queues a message for one seat; one that does not fit is made up for by a catch-up. True if it is queued.
    pub(crate) fn deliver(&mut self, seat: SeatNo, message: Bytes) -> bool {
        let Some(chair) = self.seats.get(&seat) else { return false };
        let has = match chair.flow {
            Flow::Behind { .. } => return false,
            Flow::Live => self.shown,
            // Whoever was not live yet may lack everything.
            Flow::Waiting | Flow::Answering => Seq(0),
        };
        let bytes = message.len();
        let queued = chair.outbox.push(Parcel::Message(message), bytes) == Ok(());
        if !queued {
            self.fall_behind(seat, has);
        }
        queued
    }

    fn fall_behind(&mut self, seat: SeatNo, after: Seq) {
        let Some(chair) = self.seats.get_mut(&seat) else { return };
        chair.flow = Flow::Behind { after };
        if chair.outbox.note_behind() {
            // In its turn: what is to be released goes first.
            let _ = self.reception.mailbox.send(Event::Drained(seat));
        }
    }

    fn note_saved(&mut self, seat: SeatNo, count: Option<u64>, told: &mut BTreeSet<SeatNo>) {
        if let (Some(chair), Some(count)) = (self.seats.get_mut(&seat), count) {
            chair.saved = Some(count);
            told.insert(seat);
        }
    }

    /// Tells how many frames are saved; somebody behind is told with the catch-up.
    fn tell_saved(&mut self, seat: SeatNo) {
        let Some(count) = self.seats.get_mut(&seat).and_then(|chair| chair.saved.take()) else { return };
        if !self.deliver(seat, Frame::Saved(count).encode())
            && let Some(chair) = self.seats.get_mut(&seat)
        {
            chair.saved = Some(count);
        }
    }

    /// Shows everybody who came, moved and left.
    fn show_presence(&mut self) {
        self.presence_due = None;
        let queue = &self.queue;
        let frames = self.presence.news(|barrier| queue.is_durable(barrier));
        for message in frames.iter().map(Frame::encode) {
            let live = self.seats.iter().filter(|(_, chair)| chair.flow == Flow::Live);
            for seat in live.map(|(seat, _)| *seat).collect::<Vec<_>>() {
                self.deliver(seat, message.clone());
            }
        }
    }

    /// Shows one seat who is here.
    pub(crate) fn show_presence_to(&mut self, seat: SeatNo) {
        let queue = &self.queue;
        let frames = self.presence.all(|barrier| queue.is_durable(barrier));
        for message in frames.iter().map(Frame::encode) {
            self.deliver(seat, message);
        }
    }
}
