//! What a room has for one socket: bounded in bytes, never skipped.

use crate::Close;
use crate::event::Event;
use crate::fill::Fill;
use crate::limits::{DIRECT_BYTES_MAX, OUTBOX_BYTES_MAX, PARCEL_OVERHEAD_BYTES, WRITE_BYTES_MAX};
use crate::member::SeatNo;
use crate::wire::{Run, Wire};
use bytes::Bytes;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub(crate) enum Parcel {
    /// For this socket alone.
    Message(Bytes),
    /// The same for all.
    Shown(Arc<Run>),
    /// The end.
    Close(Close),
}

/// The room's end.
pub(crate) struct Outbox {
    seat: SeatNo,
    parcels: UnboundedSender<Parcel>,
    fill: Arc<Fill>,
}

/// That a socket reads too slowly for what there is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Behind;

impl Outbox {
    /// Writes a parcel of that many bytes, or queues it. What does not fit is not queued: the socket is behind, and says with
    /// [`Event::Drained`] when it has written all it was given. Anything fits into an empty outbox.
    pub(crate) fn push(&self, parcel: Parcel, bytes: usize) -> Result<(), Behind> {
        let weight = bytes + PARCEL_OVERHEAD_BYTES;
        let held = self.fill.bytes.load(Ordering::SeqCst);
        if held == 0 {
            if self.write(&parcel) {
                return Ok(());
            }
            self.fill.first.store(weight, Ordering::Relaxed);
        } else if held + weight > OUTBOX_BYTES_MAX + self.fill.first.load(Ordering::Relaxed) {
            return Err(Behind);
        }
        self.fill.grow(weight);
        // A socket that is gone tells the room by itself.
        let _ = self.parcels.send(parcel);
        Ok(())
    }

    /// Nothing waits: whether the wire takes it.
    fn write(&self, parcel: &Parcel) -> bool {
        let Some(wire) = self.fill.wire.get().and_then(Weak::upgrade) else { return false };
        match parcel {
            Parcel::Message(message) if message.len() <= DIRECT_BYTES_MAX => {
                wire.write(&wire.framed(&mut std::iter::once(message)))
            }
            Parcel::Shown(run) => run.write(self.seat, &*wire),
            Parcel::Message(_) | Parcel::Close(_) => false,
        }
    }

    /// Notes that the socket is behind. True when it has meanwhile written all it was given, and will not say so.
    pub(crate) fn note_behind(&self) -> bool {
        self.fill.lagging.store(true, Ordering::SeqCst);
        self.fill.bytes.load(Ordering::SeqCst) == 0
    }

    pub(crate) fn close(&self, close: Close) {
        let _ = self.parcels.send(Parcel::Close(close));
    }
}

/// The socket's end.
pub struct Outgoing {
    parcels: UnboundedReceiver<Parcel>,
    fill: Arc<Fill>,
    seat: SeatNo,
    room: UnboundedSender<Event>,
    taken: usize,
    end: Option<Close>,
}

impl Outgoing {
    /// From now on the room may write to this connection by itself, while all that was taken from here is written.
    pub fn write_to(&self, wire: &Arc<dyn Wire>) {
        let _ = self.fill.wire.set(Arc::downgrade(wire));
    }

    /// Waits for messages and gathers all that are ready, up to about [`WRITE_BYTES_MAX`] bytes, for one write. Each
    /// take says that the messages of the one before are written. Cancelling it loses nothing.
    pub async fn take(&mut self, messages: &mut Vec<Bytes>) -> Result<(), Close> {
        self.written();
        if let Some(close) = self.end {
            return Err(close);
        }
        loop {
            let first = self.parcels.recv().await.unwrap_or(Parcel::Close(Close::RESTARTING));
            self.unpack(first, messages);
            while self.end.is_none() && self.taken < WRITE_BYTES_MAX {
                let Ok(more) = self.parcels.try_recv() else { break };
                self.unpack(more, messages);
            }
            match self.end {
                Some(close) if messages.is_empty() => return Err(close),
                _ if messages.is_empty() => self.written(),
                _ => return Ok(()),
            }
        }
    }

    fn unpack(&mut self, parcel: Parcel, messages: &mut Vec<Bytes>) {
        match parcel {
            Parcel::Message(message) => {
                self.taken += message.len() + PARCEL_OVERHEAD_BYTES;
                messages.push(message);
            }
            Parcel::Shown(run) => {
                self.taken += run.bytes() + PARCEL_OVERHEAD_BYTES;
                messages.extend(run.of_others(self.seat).cloned());
            }
            Parcel::Close(close) => self.end = Some(close),
        }
    }

    fn written(&mut self) {
        let taken = std::mem::take(&mut self.taken);
        if taken == 0 {
            return;
        }
        let left = self.fill.shrink(taken);
        let first = self.fill.first.load(Ordering::Relaxed);
        self.fill.first.store(first.saturating_sub(taken), Ordering::Relaxed);
        if left == 0 && self.fill.lagging.swap(false, Ordering::SeqCst) {
            let _ = self.room.send(Event::Drained(self.seat));
        }
    }
}

/// Both ends of a new outbox, whose bytes are counted with those of all.
pub(crate) fn outbox(
    seat: SeatNo,
    room: UnboundedSender<Event>,
    all_bytes: &Arc<AtomicUsize>,
) -> (Outbox, Outgoing) {
    let (sender, parcels) = unbounded_channel();
    let fill = Arc::new(Fill {
        bytes: AtomicUsize::new(0),
        first: AtomicUsize::new(0),
        all_bytes: Arc::clone(all_bytes),
        lagging: AtomicBool::new(false),
        wire: OnceLock::new(),
    });
    let outgoing = Outgoing { parcels, fill: Arc::clone(&fill), seat, room, taken: 0, end: None };
    (Outbox { seat, parcels: sender, fill }, outgoing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Shown;
    use std::sync::Mutex;

    /// A wire that takes what it is told to take.
    #[derive(Default)]
    struct Told {
        written: Mutex<Vec<u8>>,
        takes: AtomicBool,
    }

    impl Wire for Told {
        fn framed(&self, messages: &mut dyn Iterator<Item = &Bytes>) -> Bytes {
            messages.flatten().copied().collect()
        }

        fn write(&self, framed: &Bytes) -> bool {
            let takes = self.takes.load(Ordering::SeqCst);
            if takes {
                self.written.lock().unwrap().extend_from_slice(framed);
            }
            takes
        }
    }

    #[tokio::test]
    async fn what_the_wire_takes_is_not_queued_and_what_is_queued_goes_first() {
        let (room, _events) = unbounded_channel();
        let (outbox, mut outgoing) = super::outbox(SeatNo(1), room, &Arc::default());
        let wire = Arc::new(Told::default());
        let takes = |takes| wire.takes.store(takes, Ordering::SeqCst);
        let to: Arc<dyn Wire> = Arc::<Told>::clone(&wire);
        outgoing.write_to(&to);
        let shown = |author, frame| Shown { author: SeatNo(author), frame: Bytes::from_static(frame) };
        let say = |word: &'static [u8]| outbox.push(Parcel::Message(Bytes::from_static(word)), word.len());
        let show = |run: Vec<Shown>| {
            let run = Run::new(run);
            outbox.push(Parcel::Shown(Arc::clone(&run)), run.bytes())
        };
        takes(true);
        say(b"a").unwrap();
        show(vec![shown(2, b"b"), shown(3, b"c")]).unwrap();
        takes(false);
        say(b"d").unwrap();
        takes(true);
        say(b"e").unwrap();
        show(vec![shown(2, b"f")]).unwrap();
        assert_eq!(*wire.written.lock().unwrap(), b"abc");
        let mut messages = Vec::new();
        outgoing.take(&mut messages).await.unwrap();
        assert_eq!(messages.concat(), b"def");
        say(b"g").unwrap();
        messages.clear();
        outgoing.take(&mut messages).await.unwrap();
        assert_eq!(messages.concat(), b"g", "what is taken may not be written yet");
        let waiting = outgoing.take(&mut messages);
        tokio::select! {
            biased;
            _ = waiting => panic!("nothing is queued"),
            () = std::future::ready(()) => {}
        }
        // Now all is written. One's own updates come from the queue, without those in between.
        say(b"h").unwrap();
        show(vec![shown(1, b"own"), shown(2, b"i")]).unwrap();
        assert_eq!(*wire.written.lock().unwrap(), b"abch");
        messages.clear();
        outgoing.take(&mut messages).await.unwrap();
        assert_eq!(messages.concat(), b"i");
        let long = Bytes::from(vec![b'j'; DIRECT_BYTES_MAX + 1]);
        takes(true);
        outgoing.written();
        outbox.push(Parcel::Message(long.slice(1..)), DIRECT_BYTES_MAX).unwrap();
        outbox.push(Parcel::Message(long.clone()), long.len()).unwrap();
        messages.clear();
        outgoing.take(&mut messages).await.unwrap();
        assert_eq!(messages, [long], "at the limit it is written, past it queued");
    }

    /// A message that weighs so much.
    fn push(outbox: &Outbox, weight: usize) -> Result<(), Behind> {
        let bytes = weight - PARCEL_OVERHEAD_BYTES;
        outbox.push(Parcel::Message(Bytes::from(vec![0; bytes])), bytes)
    }

    #[tokio::test]
    async fn an_outbox_holds_its_limit_after_what_came_first_and_says_when_it_is_empty() {
        let (room, mut events) = unbounded_channel();
        let all_bytes = Arc::default();
        let (outbox, mut outgoing) = super::outbox(SeatNo(1), room, &all_bytes);
        let first = 3 * OUTBOX_BYTES_MAX;
        assert_eq!(push(&outbox, first), Ok(()));
        assert_eq!(push(&outbox, OUTBOX_BYTES_MAX), Ok(()));
        assert_eq!(push(&outbox, PARCEL_OVERHEAD_BYTES), Err(Behind), "even of nothing");
        assert_eq!(all_bytes.load(Ordering::SeqCst), first + OUTBOX_BYTES_MAX);
        assert!(!outbox.note_behind());
        let mut messages = Vec::new();
        assert_eq!(outgoing.take(&mut messages).await, Ok(()));
        assert_eq!(outgoing.take(&mut messages).await, Ok(()));
        assert_eq!(messages.drain(..).count(), 2);
        assert!(events.try_recv().is_err(), "the last message is not written yet");
        outbox.close(Close::BUSY);
        assert_eq!(outgoing.take(&mut messages).await, Err(Close::BUSY));
        assert!(matches!(events.try_recv(), Ok(Event::Drained(SeatNo(1)))));
        assert_eq!(all_bytes.load(Ordering::SeqCst), 0);
        push(&outbox, PARCEL_OVERHEAD_BYTES).unwrap();
        drop((outbox, outgoing));
        assert_eq!(all_bytes.load(Ordering::SeqCst), 0, "what nobody writes any more is not held");
    }

    #[tokio::test]
    async fn anything_fits_into_an_empty_outbox_and_ones_own_updates_are_left_out() {
        let (room, _events) = unbounded_channel();
        let (outbox, mut outgoing) = super::outbox(SeatNo(1), room, &Arc::default());
        let shown = |author| Shown { author: SeatNo(author), frame: Bytes::from_static(b"frame") };
        let parcel = Parcel::Shown(Run::new(vec![shown(1), shown(2)]));
        assert_eq!(outbox.push(parcel, 2 * OUTBOX_BYTES_MAX), Ok(()));
        let mut messages = Vec::new();
        assert_eq!(outgoing.take(&mut messages).await, Ok(()));
        assert_eq!(messages, [Bytes::from_static(b"frame")]);
    }
}
