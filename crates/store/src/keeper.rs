//! A thread that does something while the writer goes on: when it is told, and at least so often.

use crate::StoreError;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The thread and the way to wake it.
pub(crate) struct Keeper {
    running: Option<(SyncSender<()>, JoinHandle<()>)>,
}

impl Keeper {
    pub fn start(name: &str, every: Duration, work: impl Fn() + Send + 'static) -> Result<Self, StoreError> {
        let (wake, woken) = sync_channel(1);
        let keep = move || {
            while woken.recv_timeout(every) != Err(RecvTimeoutError::Disconnected) {
                work();
            }
        };
        let thread =
            thread::Builder::new().name(name.into()).spawn(keep).map_err(StoreError::io(name.as_ref()))?;
        Ok(Self { running: Some((wake, thread)) })
    }

    /// Asks for the work; one that was told already and is busy needs no second word.
    pub fn tell(&self) {
        if let Some((wake, _)) = &self.running {
            wake.try_send(()).unwrap_or_default();
        }
    }

    /// Waits for work that is under way and ends the thread, so that the folder is free afterwards.
    pub fn stop(&mut self) {
        if let Some((wake, thread)) = self.running.take() {
            drop(wake);
            thread.join().unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn a_keeper_works_when_told_and_when_it_is_time() {
        for (every, told) in [(Duration::from_secs(3600), true), (Duration::ZERO, false)] {
            let (made, making) = channel();
            let work = move || made.send(()).unwrap_or_default();
            let mut keeper = Keeper::start("keeper", every, work).unwrap();
            if told {
                keeper.tell();
            }
            making.recv().unwrap();
            keeper.stop();
        }
    }
}
