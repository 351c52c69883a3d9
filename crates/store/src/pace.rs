//! When the next group begins.
//!
//! A lone batch never waits. But where very many small ones come, from many texts, a barrier for each costs more than all
//! else that is done for them (`docs/performance.md`): then they wait a little, and share one.

use crate::limits::{CROWD_BATCH_BYTES_MAX, CROWD_COUNTED_FOR, CROWD_PAUSE, CROWD_PER_SECOND_MIN};
use std::time::{Duration, Instant};

/// How the batches have been coming lately.
pub(crate) struct Pace {
    /// When the last group began.
    began: Instant,
    counted_since: Instant,
    batches: usize,
    bytes: usize,
    crowd: Crowd,
}

#[derive(PartialEq, Eq)]
enum Crowd {
    None,
    /// Groups begin some time apart.
    Here,
}

impl Pace {
    /// Nothing came yet.
    pub fn new(now: Instant) -> Self {
        Self { began: now, counted_since: now, batches: 0, bytes: 0, crowd: Crowd::None }
    }

    /// How long a group that could begin now waits for more.
    pub fn wait(&self, now: Instant) -> Duration {
        match self.crowd {
            Crowd::None => Duration::ZERO,
            Crowd::Here => (self.began + CROWD_PAUSE).saturating_duration_since(now),
        }
    }

    /// Notes a group that begins.
    pub fn begin(&mut self, now: Instant, batches: usize, bytes: usize) {
        self.began = now;
        self.batches += batches;
        self.bytes += bytes;
        let counted_for = now - self.counted_since;
        // One that waited and stayed alone comes from somebody who waits for it.
        let alone = self.crowd == Crowd::Here && batches == 1;
        if alone || counted_for >= CROWD_COUNTED_FOR {
            let many = self.batches as f64 >= CROWD_PER_SECOND_MIN * counted_for.as_secs_f64();
            let small = self.bytes <= self.batches * CROWD_BATCH_BYTES_MAX;
            self.crowd = if many && small && !alone { Crowd::Here } else { Crowd::None };
            (self.counted_since, self.batches, self.bytes) = (now, 0, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The wait after so many groups a second, of so many batches and bytes each, for as long as is counted.
    fn after(per_second: u32, batches: usize, bytes: usize) -> (Pace, Instant) {
        let mut now = Instant::now();
        let mut pace = Pace::new(now);
        let groups = CROWD_COUNTED_FOR.as_millis() as u32 * per_second / 1000;
        for _ in 0..groups {
            assert_eq!(pace.wait(now), Duration::ZERO);
            now += Duration::from_secs(1) / per_second;
            pace.begin(now, batches, bytes);
        }
        (pace, now)
    }

    #[test]
    fn groups_wait_for_more_from_so_many_small_batches_a_second_on() {
        let limit = CROWD_PER_SECOND_MIN as u32;
        for (per_second, batches, bytes, waits) in [
            (limit, 1, CROWD_BATCH_BYTES_MAX, true),
            (limit / 2, 2, 2 * CROWD_BATCH_BYTES_MAX, true),
            (limit * 49 / 50, 1, 1, false),
            (limit, 1, CROWD_BATCH_BYTES_MAX + 1, false),
            (limit / 2, 1, 1, false),
        ] {
            let (pace, now) = after(per_second, batches, bytes);
            let wait = if waits { CROWD_PAUSE } else { Duration::ZERO };
            assert_eq!(pace.wait(now), wait, "{per_second} groups of {batches} with {bytes} bytes");
            assert_eq!(pace.wait(now + CROWD_PAUSE), Duration::ZERO);
        }
    }

    #[test]
    fn a_batch_that_waited_and_stayed_alone_ends_the_waiting() {
        let (mut pace, mut now) = after(1000, 1, 100);
        now += pace.wait(now);
        pace.begin(now, 2, 200);
        assert_eq!(pace.wait(now), CROWD_PAUSE);
        now += CROWD_PAUSE;
        pace.begin(now, 1, 100);
        assert_eq!(pace.wait(now), Duration::ZERO);
    }
}
