//! Whether everybody has what the room has: now and then it says what its draft says, and whoever has another says so.

use crate::chair::{Chair, Flow};
use crate::limits::{COMPARED_AFTER_JOIN, COMPARED_EVERY};
use crate::member::{Dialect, SeatNo};
use crate::queue::Effect;
use crate::room::Room;
use crate::{Close, RoomError};
use model::ids::Seq;
use tokio::time::Instant;
use wire::Frame;

/// When the room says it next, and what it said last.
#[derive(Default)]
pub(crate) struct Comparing {
    due: Option<Instant>,
    last: Option<(Seq, Instant)>,
    /// When somebody last had another, and the room read its draft again.
    read_again: Option<Instant>,
}

impl Comparing {
    pub(crate) fn due(&self) -> Option<Instant> {
        self.due
    }

    fn soon(&mut self, at: Instant) {
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
    }
}

impl Room {
    /// Somebody came: both sides are compared in a moment.
    pub(crate) fn compare_soon(&mut self) {
        self.comparing.soon(Instant::now() + COMPARED_AFTER_JOIN);
    }

    /// Says what the draft says, if it is time, to all who are shown every update and lack nothing that they know of.
    pub(crate) async fn compare_if_due(&mut self) -> Result<(), RoomError> {
        let now = Instant::now();
        if self.comparing.due.is_some_and(|due| due <= now) {
            (self.comparing.due, self.comparing.last) = (None, Some((self.live.seq(), now)));
            self.say_state_hash().await?;
        }
        let has_news = self.comparing.last.is_none_or(|(seq, _)| seq != self.live.seq());
        if has_news && let Some((_, last)) = self.comparing.last {
            self.comparing.soon(last + COMPARED_EVERY);
        }
        Ok(())
    }

    async fn say_state_hash(&mut self) -> Result<(), RoomError> {
        let hears = |chair: &Chair| {
            chair.flow == Flow::Live && chair.gap.is_none() && chair.member.dialect == Dialect::WithSaved
        };
        if !self.seats.values().any(hears) {
            return Ok(());
        }
        let Ok(hash) = self.state_hash().await? else { return Ok(()) };
        for (seat, chair) in self.seats.iter().filter(|(_, chair)| hears(chair)) {
            let message = Frame::StateHash { count: chair.received, hash: hash.0 }.encode();
            self.queue.push(Effect::Compared { seat: *seat, message });
        }
        Ok(())
    }

    /// A client has another text than the draft: it begins anew. The room reads its own again beside those who write, for
    /// the fault may be its own, and compares with everybody.
    pub(crate) async fn out_of_step(&mut self, seat: SeatNo) -> Result<(), RoomError> {
        if !self.seats.get(&seat).is_some_and(|chair| chair.compared) {
            return Ok(());
        }
        self.shared.counters.out_of_step();
        self.expel(seat, Close::OUT_OF_STEP);
        let now = Instant::now();
        if self.comparing.read_again.is_some_and(|last| now < last + COMPARED_EVERY) {
            return Ok(());
        }
        self.comparing.read_again = Some(now);
        if let Ok(says) = self.state_hash().await? {
            self.read_to_compare(says);
        }
        Ok(())
    }

    /// What is stored was read: where it is not what the room has in memory, it is taken in place of that.
    pub(crate) async fn take_read_back(&mut self, is_same: Result<bool, RoomError>) -> Result<(), RoomError> {
        let is_same = match is_same {
            // It was compacted meanwhile, and cannot be told: the next one who has another is asked about.
            Err(RoomError::Hole) => {
                self.comparing.read_again = None;
                return Ok(());
            }
            is_same => is_same?,
        };
        tracing::error!(text = %self.live.text(), is_same, "a client had another text; the draft was read again");
        if !is_same {
            self.read_again().await?;
        }
        self.compare_soon();
        Ok(())
    }
}
