//! How fast one socket is read. Whoever sends more is not closed: what they send is read as slowly as it may come.

use crate::limits::{FRAME_BURST, FRAME_BYTES_A_TURN, FRAMES_A_SECOND};
use std::time::Duration;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

/// What a question costs: its answer is made from the whole draft, or of everybody who is here.
const QUESTION_TURNS: u32 = 20;

/// Turns of one socket: a burst, refilled steadily.
pub struct Pace {
    limited: bool,
    /// When all turns are there again.
    full_at: Instant,
}

impl Pace {
    /// All turns are there; or as many as one likes.
    pub fn new(limited: bool) -> Self {
        Self { limited, full_at: Instant::now() }
    }

    /// Takes the turns of a message, pings among them; gives how long to wait before it is handled.
    pub fn take(&mut self, message: &Message) -> Duration {
        if !self.limited {
            return Duration::ZERO;
        }
        let bytes = u32::try_from(message.len() / FRAME_BYTES_A_TURN).unwrap_or(u32::MAX);
        let turns = bytes + if is_question(message) { QUESTION_TURNS } else { 1 };
        let each = Duration::from_secs(1) / FRAMES_A_SECOND;
        let now = Instant::now();
        self.full_at = self.full_at.max(now) + each * turns;
        (self.full_at - now).saturating_sub(each * FRAME_BURST)
    }
}

/// Whether it is a first sync step, or asks for all awareness (y-protocols, messages 0 and 3).
fn is_question(message: &Message) -> bool {
    matches!(message, Message::Binary(frame) if matches!(frame[..], [0, 0, ..] | [3, ..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_passes_and_the_frame_after_it_waits_its_turn() {
        let mut pace = Pace::new(true);
        for _ in 0..FRAME_BURST {
            assert_eq!(pace.take(&Message::binary([0, 2].as_slice())), Duration::ZERO);
        }
        assert_eq!(pace.take(&Message::Ping(Default::default())), Duration::from_secs(1) / FRAMES_A_SECOND);
        for question in [&[0, 0, 1, 0][..], &[3]] {
            let mut pace = Pace::new(true);
            for _ in 0..FRAME_BURST / QUESTION_TURNS {
                assert_eq!(pace.take(&Message::binary(question.to_vec())), Duration::ZERO);
            }
            assert!(!pace.take(&Message::binary(question.to_vec())).is_zero());
        }
        assert_eq!(Pace::new(false).take(&Message::binary(vec![0; 1 << 24])), Duration::ZERO);
    }
}
