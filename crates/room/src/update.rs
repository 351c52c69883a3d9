//! An update that comes in: what it costs, what the gate says of it, whose ids it writes under.

use crate::Close;
use crate::RoomError;
use crate::beside::Failed;
use crate::chair::Chair;
use crate::claims::Whose;
use crate::draft::Outcome;
use crate::limits::{
    BYTES_A_STEP, EFFORT_LITTLE, GAP_QUESTIONS_MAX, STRUCTS_COUNTED_MIN, STRUCTS_OF_A_PERSON_MAX,
    UPDATE_HERE_BYTES_MAX,
};
use crate::member::SeatNo;
use crate::queue::Effect;
use crate::room::Room;
use bytes::Bytes;
use model::ids::Seq;
use statement::{Checked, ClientId, Effort, Refusal};
use std::collections::BTreeSet;
use store::rows::{self, UpdateRow};
use wire::Frame;

/// An update as it came.
pub(crate) struct Arrived<'a> {
    pub(crate) seat: SeatNo,
    pub(crate) frame: &'a Frame,
    pub(crate) cost: usize,
}

impl Arrived<'_> {
    /// Whether it holds all that its sender has, as an answer to our question.
    fn is_answer(&self) -> bool {
        matches!(self.frame, Frame::SyncStep2(_))
    }
}

/// What became of the mailbox places of a frame.
#[derive(PartialEq, Eq)]
pub(crate) enum Places {
    /// Free again.
    Free,
    /// The frame holds them until it is shown.
    Held,
}

/// That a seat is to be closed.
pub(crate) type Admitted<T> = Result<T, Close>;

/// Client ids that become their sender's.
type NewIds = BTreeSet<u64>;

/// The end of who sent what the library failed on.
const FAILED: Close = Close::refused("failed");

/// What whoever cost much lately may still cost.
const LITTLE: Effort = Effort(EFFORT_LITTLE);

impl Room {
    pub(crate) async fn update(
        &mut self,
        arrived: &Arrived<'_>,
        update: &Bytes,
    ) -> Result<Places, RoomError> {
        if let Some(chair) = self.seats.get_mut(&arrived.seat) {
            chair.received += 1;
        }
        if !arrived.is_answer() {
            self.ask_for_dropped(arrived.seat);
        }
        let admitted = match self.check_here(update) {
            None | Some(Err(Refusal::TooCostly)) => self.admit_beside_others(arrived, update).await?,
            Some(checked) => self.admit(arrived, checked)?,
        };
        let admitted = match admitted {
            Ok((outcome, new_ids)) => self.conclude(arrived, update, outcome, new_ids).await?,
            Err(close) => Err(close),
        };
        Ok(admitted.unwrap_or_else(|close| {
            self.expel(arrived.seat, close);
            Places::Free
        }))
    }

    /// What a reader sends changes nothing. Where it would, it is dropped, and nothing after it is called saved until
    /// whoever may write by then has said once more all that they have.
    pub(crate) fn hear_reader(&mut self, arrived: &Arrived<'_>, update: &[u8]) {
        // Where something was dropped before, nothing more is looked at.
        let is_whole = self.seats.get(&arrived.seat).is_some_and(|chair| chair.gap.is_none());
        let changes_nothing = is_whole && matches!(self.check_here(update), Some(Ok(Checked::Nothing)));
        let Some(chair) = self.seats.get_mut(&arrived.seat) else { return };
        chair.received += 1;
        if changes_nothing {
            self.settle(arrived);
        } else {
            chair.gap = Some(0);
        }
    }

    /// Checks an update that is short and costs little; a longer one is not looked at.
    fn check_here<'a>(&self, update: &'a [u8]) -> Option<Result<Checked<'a>, Refusal>> {
        let is_short = update.len() <= UPDATE_HERE_BYTES_MAX;
        is_short.then(|| self.live.gate().check_within(update, &mut LITTLE.clone()))
    }

    fn admit(
        &mut self,
        arrived: &Arrived<'_>,
        checked: Result<Checked<'_>, Refusal>,
    ) -> Result<Admitted<(Outcome, NewIds)>, RoomError> {
        let outcome = match checked {
            Ok(Checked::Change(change)) => {
                let new_ids = self.ids_to_claim(arrived.seat, change.writers())?;
                return Ok(new_ids.map(|new_ids| (self.live.admit(&change), new_ids)));
            }
            Ok(Checked::Nothing) => Outcome::Nothing,
            Ok(Checked::Gap) => Outcome::Gap,
            Err(refusal) => Outcome::Refused(refusal),
        };
        Ok(Ok((outcome, NewIds::new())))
    }

    /// Takes an update that is long, or that costs more than little, if its sender cost no more than a share lately. Who is
    /// told to come back brings it again.
    async fn admit_beside_others(
        &mut self,
        arrived: &Arrived<'_>,
        update: &Bytes,
    ) -> Result<Admitted<(Outcome, NewIds)>, RoomError> {
        let turn = match self.turn_of(arrived.seat).await? {
            Ok(turn) => turn,
            Err(close) => return Ok(Err(close)),
        };
        self.spent(&turn, Effort(update.len() as u64 / BYTES_A_STEP));
        let writers = match self.writers_beside(&turn.place, update.clone()).await? {
            Ok(Ok(writers)) => writers,
            Ok(Err(refusal)) => return Ok(Ok((Outcome::Refused(refusal), NewIds::new()))),
            Err(Failed) => return Ok(Err(FAILED)),
        };
        let new_ids = match self.ids_to_claim(arrived.seat, &writers)? {
            Ok(new_ids) => new_ids,
            Err(close) => return Ok(Err(close)),
        };
        let (outcome, cost) = match self.admit_beside(&turn.place, update.clone()).await? {
            Ok(done) => done,
            Err(Failed) => return Ok(Err(FAILED)),
        };
        self.spent(&turn, cost);
        if !matches!(outcome, Outcome::Admitted(_)) {
            self.shared.budget.give_back(&turn.person, new_ids.len());
        }
        Ok(Ok((outcome, new_ids)))
    }

    async fn conclude(
        &mut self,
        arrived: &Arrived<'_>,
        update: &Bytes,
        outcome: Outcome,
        new_ids: NewIds,
    ) -> Result<Admitted<Places>, RoomError> {
        match outcome {
            Outcome::Admitted(seq) => return Ok(Ok(self.write_and_show(arrived, update, seq, new_ids))),
            Outcome::Nothing => self.settle(arrived),
            Outcome::Gap => return Ok(self.gap(arrived)),
            Outcome::Refused(refusal) => {
                tracing::info!(reason = refusal.code(), "an update is refused");
                return Ok(Err(refusal.into()));
            }
            Outcome::Failed => {
                self.read_again_after_failing().await?;
                return Ok(Err(FAILED));
            }
        }
        Ok(Ok(Places::Free))
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

    fn write_and_show(&mut self, arrived: &Arrived<'_>, update: &Bytes, seq: Seq, new_ids: NewIds) -> Places {
        self.shared.counters.admitted();
        let Some(chair) = self.seats.get_mut(&arrived.seat) else { return Places::Free };
        chair.close_gap(arrived.is_answer());
        let row = UpdateRow {
            author: chair.member.person.clone(),
            organisation: chair.member.organisation.clone(),
            at: (self.shared.clock)(),
            bytes: update.to_vec(),
        };
        let batch = self.queue.batch();
        for client in new_ids {
            self.claims.claim(batch, self.live.text(), client, &row.author);
        }
        rows::put_update(batch, self.live.text(), seq, &row);
        // A copy: what came in can be a small slice of all that was read with it.
        let frame = Frame::Update(update.clone()).encode();
        let (author, cost, saved) = (arrived.seat, arrived.cost, chair.settled());
        self.queue.push(Effect::Show { seq, author, frame, cost, saved });
        Places::Held
    }

    /// Which of the ids are nobody's yet; closes where one is somebody else's. Claims none of them.
    fn ids_to_claim(&mut self, seat: SeatNo, ids: &[ClientId]) -> Result<Admitted<NewIds>, RoomError> {
        if !ids.is_empty() && self.has_had_their_share(seat)? {
            return Ok(Err(Refusal::Full.into()));
        }
        let mut free = NewIds::new();
        for client in ids {
            match self.whose(seat, client.get())? {
                Whose::Own => {}
                Whose::Others => return Ok(Err(Close::TAKEN)),
                Whose::Free => drop(free.insert(client.get())),
            }
        }
        let paid = self.pay_for_claims(seat, free.len());
        Ok(if paid { Ok(free) } else { Err(Close::TOO_FAST) })
    }

    /// Whether somebody wrote as much of the text as one person may.
    fn has_had_their_share(&mut self, seat: SeatNo) -> Result<bool, RoomError> {
        let draft = self.live.gate();
        if draft.size().structs <= STRUCTS_OF_A_PERSON_MAX {
            return Ok(false);
        }
        let counted = draft.structs_of_clients().filter(|(_, structs)| *structs >= STRUCTS_COUNTED_MIN);
        let mut own = 0;
        for (client, structs) in counted.collect::<Vec<_>>() {
            if self.whose(seat, client.get())? == Whose::Own {
                own += structs;
            }
        }
        Ok(own > STRUCTS_OF_A_PERSON_MAX)
    }
}

impl Chair {
    fn close_gap(&mut self, has_all: bool) {
        if has_all {
            self.gap = None;
        }
    }
}
