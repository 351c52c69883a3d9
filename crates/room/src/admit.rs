//! What comes in: each frame is taken, ignored, or ends its sender's seat.

use crate::Close;
use crate::RoomError;
use crate::chair::{Chair, Flow};
use crate::claims::Whose;
use crate::limits::GAP_QUESTIONS_MAX;
use crate::member::SeatNo;
use crate::presence::Standing;
use crate::queue::Effect;
use crate::right::Right;
use crate::room::Room;
use bytes::Bytes;
use statement::{Change, Checked, ClientId};
use std::collections::BTreeSet;
use store::rows::{self, UpdateRow};
use wire::{AwarenessEntry, Frame, update_frame};

/// An update as it came.
struct Arrived<'a> {
    seat: SeatNo,
    message: &'a Bytes,
    frame: &'a Frame,
    cost: usize,
}

impl Arrived<'_> {
    /// Whether it holds all that its sender has, as an answer to our question.
    fn is_answer(&self) -> bool {
        matches!(self.frame, Frame::SyncStep2(_))
    }
}

/// What became of the mailbox places of a frame.
#[derive(PartialEq, Eq)]
enum Places {
    /// Free again.
    Free,
    /// The frame holds them until it is shown.
    Held,
}

/// That a seat is to be closed.
type Admitted<T> = Result<T, Close>;

impl Room {
    /// Handles a frame, under the right that its sender has now.
    pub(crate) fn frame(
        &mut self,
        seat: SeatNo,
        message: &Bytes,
        frame: Frame,
        cost: usize,
    ) -> Result<(), RoomError> {
        let right = self.seats.get(&seat).map_or(Right::None, |chair| chair.member.right.get());
        let arrived = Arrived { seat, message, frame: &frame, cost };
        let mut places = Places::Free;
        match &frame {
            _ if right == Right::None => {}
            Frame::SyncStep1(vector) => self.step_1(seat, vector),
            Frame::SyncStep2(update) | Frame::Update(update) if right == Right::Edit => {
                places = self.update(&arrived, update)?;
            }
            // Editors clean formats up by themselves, readers' too: hundreds of frames that nobody is to blame for.
            Frame::SyncStep2(_) | Frame::Update(_) => self.drop_words(seat),
            Frame::Awareness(entries) => self.awareness(seat, entries)?,
            Frame::QueryAwareness => self.show_presence_to(seat),
            // The server's own words mean nothing from a client.
            Frame::Denied(_) | Frame::Saved(_) | Frame::StateHash { .. } | Frame::Epoch(_) => {}
            Frame::OutOfStep => self.out_of_step(seat)?,
        }
        if places == Places::Free {
            self.reception.places.add_permits(cost);
        }
        Ok(())
    }

    fn step_1(&mut self, seat: SeatNo, vector: &Bytes) {
        let Some(chair) = self.seats.get_mut(&seat) else { return };
        if chair.answering {
            return;
        }
        match chair.flow {
            // The catch-up answers this too.
            Flow::Behind { .. } => return,
            Flow::Waiting => chair.flow = Flow::Answering,
            Flow::Answering | Flow::Live => {}
        }
        match self.live.missing(vector) {
            Ok(message) => {
                chair.answering = true;
                self.queue.push(Effect::Answer { seat, message });
            }
            Err(refusal) => self.expel(seat, refusal.into()),
        }
    }

    /// Asks a client for what is missing here.
    pub(crate) fn ask(&mut self, seat: SeatNo) {
        let message = self.live.question();
        self.queue.push(Effect::Ask { seat, message });
    }

    /// Nothing after it is called saved, until whoever may write by then has said once more all that they have.
    fn drop_words(&mut self, seat: SeatNo) {
        if let Some(chair) = self.seats.get_mut(&seat) {
            chair.received += 1;
            chair.gap = Some(0);
        }
    }

    /// Asks for what was dropped while its writer had no right to write.
    pub(crate) fn ask_for_dropped(&mut self, seat: SeatNo) {
        let Some(chair) = self.seats.get_mut(&seat) else { return };
        if chair.gap == Some(0) && chair.member.right.get() == Right::Edit {
            chair.gap = Some(1);
            self.ask(seat);
        }
    }

    fn update(&mut self, arrived: &Arrived<'_>, update: &Bytes) -> Result<Places, RoomError> {
        if let Some(chair) = self.seats.get_mut(&arrived.seat) {
            chair.received += 1;
        }
        if !arrived.is_answer() {
            self.ask_for_dropped(arrived.seat);
        }
        let admitted = match self.live.gate().check(update) {
            Ok(Checked::Change(change)) => self.change(arrived, &change)?,
            Ok(Checked::Nothing) => {
                self.settle(arrived);
                Ok(Places::Free)
            }
            Ok(Checked::Gap) => self.gap(arrived),
            Err(refusal) => {
                tracing::info!(reason = refusal.code(), "an update is refused");
                Err(refusal.into())
            }
        };
        Ok(admitted.unwrap_or_else(|close| {
            self.expel(arrived.seat, close);
            Places::Free
        }))
    }

    /// Acknowledges, in its turn, what changes nothing.
    fn settle(&mut self, arrived: &Arrived<'_>) {
        let Some(chair) = self.seats.get_mut(&arrived.seat) else { return };
        chair.close_gap(arrived.is_answer());
        if let Some(count) = chair.settled() {
            self.queue.push(Effect::Saved { seat: arrived.seat, count });
        }
    }

    /// Asks once for what is missing, and again only when the answer did not bring it.
    fn gap(&mut self, arrived: &Arrived<'_>) -> Admitted<Places> {
        let Some(chair) = self.seats.get_mut(&arrived.seat) else { return Ok(Places::Free) };
        let asked = chair.gap.unwrap_or(0);
        if chair.gap.is_some() && !arrived.is_answer() {
            return Ok(Places::Free);
        }
        if asked == GAP_QUESTIONS_MAX {
            return Err(Close::refused("gap"));
        }
        chair.gap = Some(asked + 1);
        self.ask(arrived.seat);
        Ok(Places::Free)
    }

    fn change(&mut self, arrived: &Arrived<'_>, change: &Change<'_>) -> Result<Admitted<Places>, RoomError> {
        let new_ids = match self.ids_to_claim(arrived.seat, change.writers())? {
            Ok(ids) => ids,
            Err(close) => return Ok(Err(close)),
        };
        let Ok(seq) = self.live.admit(change) else {
            tracing::error!(
                "the library failed on an admitted update; the text is read again from the store"
            );
            self.read_again()?;
            return Ok(Err(Close::refused("failed")));
        };
        self.shared.counters.admitted();
        let Some(chair) = self.seats.get_mut(&arrived.seat) else { return Ok(Ok(Places::Free)) };
        chair.close_gap(arrived.is_answer());
        let row = UpdateRow {
            author: chair.member.person.clone(),
            organisation: chair.member.organisation.clone(),
            at: (self.shared.clock)(),
            bytes: change.bytes().to_vec(),
        };
        let batch = self.queue.batch();
        for client in new_ids {
            self.claims.claim(batch, self.live.text(), client, &row.author);
        }
        rows::put_update(batch, self.live.text(), seq, &row);
        let frame = update_frame(arrived.message, arrived.frame);
        let (author, cost, saved) = (arrived.seat, arrived.cost, chair.settled());
        self.queue.push(Effect::Show { seq, author, frame, cost, saved });
        Ok(Ok(Places::Held))
    }

    /// Which of the ids are nobody's yet; closes where one is somebody else's. Claims none of them.
    fn ids_to_claim(&mut self, seat: SeatNo, ids: &[ClientId]) -> Result<Admitted<BTreeSet<u64>>, RoomError> {
        let mut free = BTreeSet::new();
        for client in ids {
            match self.whose(seat, client.get())? {
                Whose::Own => {}
                Whose::Others => return Ok(Err(Close::TAKEN)),
                Whose::Free => drop(free.insert(client.get())),
            }
        }
        let paid = free.iter().all(|_| self.pay_for_claim(seat));
        Ok(if paid { Ok(free) } else { Err(Close::TOO_FAST) })
    }

    fn whose(&mut self, seat: SeatNo, client: u64) -> Result<Whose, RoomError> {
        let Some(chair) = self.seats.get(&seat) else { return Ok(Whose::Others) };
        let store = &*self.shared.store;
        Ok(self.claims.whose(store, self.live.text(), client, &chair.member.person)?)
    }

    fn pay_for_claim(&self, seat: SeatNo) -> bool {
        let Some(chair) = self.seats.get(&seat) else { return false };
        self.shared.budget.take(&chair.member.person, (self.shared.clock)(), self.shared.rates)
    }

    /// Takes the sender's own entry; everything else, which stock providers send back as they got it, is ignored.
    fn awareness(&mut self, seat: SeatNo, entries: &[AwarenessEntry]) -> Result<(), RoomError> {
        let alone = entries.len() == 1;
        for entry in entries {
            if !self.is_own(seat, entry, alone)? {
                continue;
            }
            let Some(chair) = self.seats.get_mut(&seat) else { break };
            chair.presents = Some(entry.client);
            let mut own = entry.clone();
            if let Some(state) = &mut own.state {
                state.user = Some(chair.member.stamp());
            }
            self.presence.put(own, seat, self.queue.barrier());
        }
        Ok(())
    }

    /// Whether a seat may say this of itself. Claims the id where it is nobody's.
    fn is_own(&mut self, seat: SeatNo, entry: &AwarenessEntry, alone: bool) -> Result<bool, RoomError> {
        let presents = self.seats.get(&seat).and_then(|chair| chair.presents);
        if presents.is_some_and(|client| client != entry.client) {
            return Ok(false);
        }
        match self.whose(seat, entry.client)? {
            Whose::Others => Ok(false),
            Whose::Own => Ok(match self.presence.standing(entry.client, seat) {
                Standing::Open => true,
                // A newer entry takes over; an equal one only from a page that comes back after a lost connection: it
                // shows itself first, and alone.
                Standing::Elsewhere { clock } => {
                    let back = presents.is_none() && alone && entry.clock == clock;
                    entry.state.is_some() && (entry.clock > clock || back)
                }
            }),
            Whose::Free if entry.state.is_none() => Ok(false),
            Whose::Free if !self.pay_for_claim(seat) => {
                self.expel(seat, Close::TOO_FAST);
                Ok(false)
            }
            Whose::Free => {
                if let Some(chair) = self.seats.get(&seat) {
                    let (batch, person) = (self.queue.batch(), &chair.member.person);
                    self.claims.claim(batch, self.live.text(), entry.client, person);
                }
                Ok(true)
            }
        }
    }
}

impl Chair {
    fn close_gap(&mut self, has_all: bool) {
        if has_all {
            self.gap = None;
        }
    }
}
