//! A thread that makes snapshots while the writer goes on.

use crate::StoreError;
use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// The thread and the way to wake it.
pub(crate) struct Keeper {
    running: Option<(SyncSender<()>, JoinHandle<()>)>,
}

impl Keeper {
    pub fn start(snapshot: impl Fn() -> Result<(), StoreError> + Send + 'static) -> io::Result<Self> {
        let (wake, woken) = sync_channel(1);
        let keep = move || {
            while woken.recv().is_ok() {
                if let Err(error) = snapshot() {
                    tracing::error!(%error, "no snapshot was made; the journal is kept whole");
                }
            }
        };
        let thread = thread::Builder::new().name("store-keeper".into()).spawn(keep)?;
        Ok(Self { running: Some((wake, thread)) })
    }

    /// Asks for a snapshot; one that was told already and is busy needs no second word.
    pub fn tell(&self) {
        if let Some((wake, _)) = &self.running {
            wake.try_send(()).unwrap_or_default();
        }
    }

    /// Waits for a snapshot in the making and ends the thread, so that the folder is free afterwards.
    pub fn stop(&mut self) {
        if let Some((wake, thread)) = self.running.take() {
            drop(wake);
            thread.join().unwrap_or_default();
        }
    }
}
