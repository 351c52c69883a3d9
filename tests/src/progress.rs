//! How far a piece of work has come, so that a test kills the server at a moment of the work and not of the clock:
//! on a slow machine as on a fast one.

use crate::random::Random;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// The longest pause after the step at which work is broken off: it decides only where in the next step that is.
const PAUSE_MAX_US: u64 = 5_000;

/// Counts steps that are done.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<watch::Sender<u64>>);

impl Progress {
    /// One more is done.
    pub fn step(&self) {
        self.0.send_modify(|done| *done += 1);
    }

    /// Runs `work` until fewer than `steps_end` steps, drawn at random, are done in it, and a moment longer.
    ///
    /// # Panics
    ///
    /// If the work ends before that.
    pub async fn break_off(&self, work: impl Future<Output = ()>, random: &mut Random, steps_end: u64) {
        let (steps, pause) = (random.below(steps_end), Duration::from_micros(random.below(PAUSE_MAX_US)));
        let (mut done, before) = (self.0.subscribe(), *self.0.borrow());
        let moment = async {
            done.wait_for(|done| *done >= before + steps).await.expect("the counter is ours");
            tokio::time::sleep(pause).await;
        };
        tokio::select! {
            biased;
            () = moment => (),
            () = work => assert!(*self.0.borrow() >= before + steps, "the work ended before step {steps}"),
        }
    }
}
