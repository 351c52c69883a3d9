//! What comes in: each frame is taken, ignored, or ends its sender's seat.

use crate::Close;
use crate::RoomError;
use crate::claims::Whose;
use crate::member::SeatNo;
use crate::presence::Standing;
use crate::queue::Effect;
use crate::right::Right;
use crate::room::Room;
use crate::update::{Arrived, Places};
use wire::{AwarenessEntry, Frame};

impl Room {
    /// Handles a frame, under the right that its sender has now.
    pub(crate) async fn frame(&mut self, seat: SeatNo, frame: Frame, cost: usize) -> Result<(), RoomError> {
        let right = self.seats.get(&seat).map_or(Right::None, |chair| chair.member.right.get());
        let arrived = Arrived { seat, frame: &frame, cost };
        let mut places = Places::Free;
        match &frame {
            _ if right == Right::None => {}
            Frame::SyncStep1(vector) => self.step_1(seat, vector).await?,
            Frame::SyncStep2(update) | Frame::Update(update) if right == Right::Edit => {
                places = self.update(&arrived, update).await?;
            }
            // Editors clean formats up by themselves, readers' too: hundreds of frames that nobody is to blame for.
            Frame::SyncStep2(update) | Frame::Update(update) => self.hear_reader(&arrived, update),
            Frame::Awareness(entries) => self.awareness(seat, entries)?,
            Frame::QueryAwareness => self.show_presence_to(seat),
            // The server's own words mean nothing from a client.
            Frame::Denied(_) | Frame::Saved(_) | Frame::StateHash { .. } | Frame::Epoch(_) => {}
            Frame::OutOfStep => self.out_of_step(seat).await?,
        }
        if places == Places::Free {
            self.reception.places.add_permits(cost);
        }
        Ok(())
    }

    /// Asks a client for what is missing here.
    pub(crate) fn ask(&mut self, seat: SeatNo) {
        let message = self.live.question();
        self.queue.push(Effect::Ask { seat, message });
    }

    /// Asks for what was dropped while its writer had no right to write.
    pub(crate) fn ask_for_dropped(&mut self, seat: SeatNo) {
        let Some(chair) = self.seats.get_mut(&seat) else { return };
        if chair.gap == Some(0) && chair.member.right.get() == Right::Edit {
            chair.gap = Some(1);
            self.ask(seat);
        }
    }

    pub(crate) fn whose(&mut self, seat: SeatNo, client: u64) -> Result<Whose, RoomError> {
        let Some(chair) = self.seats.get(&seat) else { return Ok(Whose::Others) };
        let store = &*self.shared.store;
        Ok(self.claims.whose(store, self.live.text(), client, &chair.member.person)?)
    }

    pub(crate) fn pay_for_claims(&self, seat: SeatNo, claims: usize) -> bool {
        let Some(chair) = self.seats.get(&seat) else { return false };
        self.shared.budget.take(&chair.member.person, claims, (self.shared.clock)(), self.shared.rates)
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
        if entry.state.is_none() && !self.presence.knows(entry.client) {
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
            Whose::Free if !self.pay_for_claims(seat, 1) => {
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
