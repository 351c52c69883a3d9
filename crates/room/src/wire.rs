//! The way past a seat's queue: while nothing waits there, the room writes to the connection itself, the same bytes to
//! everybody. Waking a task for each of fifty readers costs more than the writing.

use crate::limits::DIRECT_BYTES_MAX;
use crate::member::SeatNo;
use bytes::Bytes;
use std::sync::{Arc, OnceLock};

/// A connection that takes what fits at once.
pub trait Wire: Send + Sync {
    /// Messages as they go over this and every other wire, one after the other.
    fn framed(&self, messages: &mut dyn Iterator<Item = &Bytes>) -> Bytes;

    /// Takes all of these bytes, now or as soon as it can: true; or none of them, which then wait in the queue: false.
    fn write(&self, framed: &Bytes) -> bool;
}

/// An update that is shown to everybody but its author's socket.
pub(crate) struct Shown {
    pub(crate) author: SeatNo,
    pub(crate) frame: Bytes,
}

/// Updates that are shown together.
pub(crate) struct Run {
    shown: Vec<Shown>,
    bytes: usize,
    /// All of them, for the wires of those who wrote none.
    framed: OnceLock<Bytes>,
}

impl Run {
    pub(crate) fn new(shown: Vec<Shown>) -> Arc<Self> {
        let bytes = shown.iter().map(|one| one.frame.len()).sum();
        Arc::new(Self { shown, bytes, framed: OnceLock::new() })
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// What a seat is shown of it.
    pub(crate) fn of_others(&self, seat: SeatNo) -> impl Iterator<Item = &Bytes> {
        self.shown.iter().filter(move |one| one.author != seat).map(|one| &one.frame)
    }

    /// Writes it to a seat's wire, if that takes it. A few of those in it have to wait for their own queue.
    pub(crate) fn write(&self, seat: SeatNo, wire: &dyn Wire) -> bool {
        let is_short = self.bytes <= DIRECT_BYTES_MAX;
        if !is_short || self.shown.iter().any(|one| one.author == seat) {
            return false;
        }
        let frames = || self.shown.iter().map(|one| &one.frame);
        wire.write(self.framed.get_or_init(|| wire.framed(&mut frames())))
    }
}
