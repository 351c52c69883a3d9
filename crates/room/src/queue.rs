//! The one way out of a room: in order, and each thing only after the barrier of all that was in the draft when it was
//! made.

use crate::event::Answer;
use crate::member::SeatNo;
use crate::{RoomError, Snapshot};
use bytes::Bytes;
use model::ids::Seq;
use std::collections::VecDeque;
use std::time::Duration;
use store::{Batch, StoreError, Writer};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::Instant;

/// Number of a batch of this room, in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct BatchNo(u64);

/// What leaves the room.
pub(crate) enum Effect {
    /// An update for everybody but its author, who is told that it is saved.
    Show { seq: Seq, author: SeatNo, frame: Bytes, cost: usize, saved: Option<u64> },
    /// So many sync frames of a seat are dealt with.
    Saved { seat: SeatNo, count: u64 },
    /// What a seat is missing.
    Answer { seat: SeatNo, message: Bytes },
    /// What is missing here, for a seat to answer.
    Ask { seat: SeatNo, message: Bytes },
    /// What the draft says, for a seat that is shown every update.
    Compared { seat: SeatNo, message: Bytes },
    /// A snapshot for whoever asked.
    Frozen { answer: Answer<Snapshot>, snapshot: Snapshot },
}

/// Effects in order, and the batch that the next barrier covers. At most one batch is under way: what is admitted
/// meanwhile goes out together with the next.
pub(crate) struct Queue {
    writer: Writer,
    effects: VecDeque<(BatchNo, Effect)>,
    batch: Batch,
    building: BatchNo,
    /// With when it was handed over.
    under_way: Option<(BatchNo, Instant)>,
    durable: BatchNo,
    stored_sender: UnboundedSender<Result<(), StoreError>>,
    stored: UnboundedReceiver<Result<(), StoreError>>,
}

impl Queue {
    pub(crate) fn new(writer: Writer) -> Self {
        let (stored_sender, stored) = unbounded_channel();
        Self {
            writer,
            effects: VecDeque::new(),
            batch: Batch::new(),
            building: BatchNo(1),
            under_way: None,
            durable: BatchNo(0),
            stored_sender,
            stored,
        }
    }

    /// The batch that the next barrier covers.
    pub(crate) fn batch(&mut self) -> &mut Batch {
        &mut self.batch
    }

    /// Adds changes of another kind to it.
    pub(crate) fn add(&mut self, batch: &Batch) {
        self.batch.add(batch);
    }

    /// The barrier after which all that is in the draft by now is on disk.
    pub(crate) fn barrier(&self) -> BatchNo {
        if self.batch.bytes() > 0 { self.building } else { BatchNo(self.building.0 - 1) }
    }

    /// Whether that barrier is behind us.
    pub(crate) fn is_durable(&self, barrier: BatchNo) -> bool {
        barrier <= self.durable
    }

    /// Queues what leaves after the barrier of all that is in the draft by now.
    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push_back((self.barrier(), effect));
    }

    /// The next thing that may leave.
    pub(crate) fn pop(&mut self) -> Option<Effect> {
        let (barrier, _) = self.effects.front()?;
        if !self.is_durable(*barrier) {
            return None;
        }
        self.effects.pop_front().map(|(_, effect)| effect)
    }

    /// What has not left, in order.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Effect> {
        self.effects.iter().map(|(_, effect)| effect)
    }

    /// Whether everything is on disk and has left.
    pub(crate) fn is_empty(&self) -> bool {
        self.effects.is_empty() && self.batch.bytes() == 0 && self.under_way.is_none()
    }

    /// Hands the batch to the writer, if there is one and none is under way. True if it did.
    pub(crate) fn submit(&mut self) -> bool {
        if self.under_way.is_some() || self.batch.bytes() == 0 {
            return false;
        }
        self.under_way = Some((self.building, Instant::now()));
        self.building = BatchNo(self.building.0 + 1);
        let stored = self.stored_sender.clone();
        self.writer.submit(std::mem::take(&mut self.batch), move |result| drop(stored.send(result)));
        true
    }

    /// Whether a barrier is under way.
    pub(crate) fn is_under_way(&self) -> bool {
        self.under_way.is_some()
    }

    /// Waits for the barrier under way, and gives how long it took; for ever if there is none. Cancelling it loses
    /// nothing.
    pub(crate) async fn stored(&mut self) -> Result<Duration, RoomError> {
        let result = self.stored.recv().await.unwrap_or(Err(StoreError::Poisoned));
        let mut taken = Duration::ZERO;
        if let Some((done, since)) = self.under_way.take() {
            self.durable = done;
            taken = since.elapsed();
        }
        result.map(|()| taken).map_err(|error| match error {
            StoreError::Full => RoomError::Restarting,
            StoreError::Conflict | StoreError::TooLarge { .. } => RoomError::Store(error),
            _ => RoomError::StorageFailed,
        })
    }
}
