//! What a room says to whoever comes, and what is read from its draft: answers, catch-ups, snapshots.

use crate::beside::Failed;
use crate::chair::Flow;
use crate::draft::NO_VECTOR;
use crate::event::Answer;
use crate::limits::UPDATE_HERE_BYTES_MAX;
use crate::member::SeatNo;
use crate::queue::Effect;
use crate::room::Room;
use crate::update::Admitted;
use crate::{Close, Dialect, Right, RoomError, Snapshot};
use bytes::Bytes;
use wire::Frame;

impl Room {
    /// Says which epoch the text is of, and asks for what is missing here: readers too, who may be given the right to
    /// write while they are here, and whose editors hold back what is typed until they were asked.
    pub(crate) fn greet(&mut self, seat: SeatNo) {
        let Some(chair) = self.seats.get(&seat) else { return };
        let (dialect, right) = (chair.member.dialect, chair.member.right.get());
        if dialect == Dialect::WithSaved && right != Right::None {
            let message = Frame::Epoch(self.live.epoch().0.into()).encode();
            self.deliver(seat, message);
        }
        if right != Right::None {
            self.ask(seat);
        }
    }

    pub(crate) async fn step_1(&mut self, seat: SeatNo, vector: &Bytes) -> Result<(), RoomError> {
        let Some(chair) = self.seats.get_mut(&seat) else { return Ok(()) };
        if chair.answering {
            return Ok(());
        }
        match chair.flow {
            // The catch-up answers this too.
            Flow::Behind { .. } => return Ok(()),
            Flow::Waiting => chair.flow = Flow::Answering,
            Flow::Answering | Flow::Live => {}
        }
        if let Some(message) = self.missing_to(seat, vector).await? {
            if let Some(chair) = self.seats.get_mut(&seat) {
                chair.answering = true;
            }
            self.queue.push(Effect::Answer { seat, message });
        }
        Ok(())
    }

    /// Gives a slow reader one fresh diff in place of all that was not queued.
    pub(crate) async fn catch_up(&mut self, seat: SeatNo) -> Result<(), RoomError> {
        let Some(chair) = self.seats.get_mut(&seat) else { return Ok(()) };
        let Flow::Behind { after } = chair.flow else { return Ok(()) };
        chair.flow = Flow::Answering;
        let waits_for_answer = chair.gap.is_some_and(|asked| asked > 0);
        let vector = self.live.vector_at(after);
        let Some(message) = self.missing_to(seat, &vector).await? else { return Ok(()) };
        self.live.mark_here();
        self.queue.push(Effect::Answer { seat, message });
        // The question may be among what was not queued.
        if waits_for_answer {
            self.ask(seat);
        }
        Ok(())
    }

    /// Gives a snapshot, once all of it is on disk.
    pub(crate) async fn freeze(&mut self, answer: Answer<Snapshot>) -> Result<(), RoomError> {
        match self.snapshot().await? {
            Ok(snapshot) => self.queue.push(Effect::Frozen { answer, snapshot }),
            Err(Failed) => drop(answer.send(Err(RoomError::Restarting))),
        }
        Ok(())
    }

    /// What answers a seat's state vector, if it may read it now. Ends the seat where that is refused.
    async fn missing_to(&mut self, seat: SeatNo, vector: &Bytes) -> Result<Option<Bytes>, RoomError> {
        let missing = self.missing(seat, vector).await?;
        // The right may be gone by now.
        let may_read = self.seats.get(&seat).is_some_and(|chair| chair.member.right.get() != Right::None);
        Ok(match missing {
            Ok(message) => may_read.then_some(message),
            Err(close) => {
                self.expel(seat, close);
                None
            }
        })
    }

    /// What answers a seat's state vector. In a long text that is work: beside the other texts, and in the seat's turn.
    async fn missing(&mut self, seat: SeatNo, vector: &Bytes) -> Result<Admitted<Bytes>, RoomError> {
        let is_at_hand = vector == &NO_VECTOR[..] && self.live.has_cached();
        if is_at_hand || !self.live.is_long() && vector.len() <= UPDATE_HERE_BYTES_MAX {
            return Ok(self.live.missing(vector).map_err(Close::from));
        }
        let turn = match self.turn_of(seat).await? {
            Ok(turn) => turn,
            Err(close) => return Ok(Err(close)),
        };
        self.spent(&turn, self.live.effort_of_state());
        Ok(match self.missing_beside(&turn.place, vector.clone()).await? {
            Ok(missing) => missing.map_err(Close::from),
            // Who asked did nothing wrong.
            Err(Failed) => Err(Close::BUSY),
        })
    }
}
