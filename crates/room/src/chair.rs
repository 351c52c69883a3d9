//! The room's side of a seat.

use crate::member::{Dialect, Member};
use crate::outbox::Outbox;
use model::ids::Seq;

/// What a seat is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// Nothing: it has not said what it has.
    Waiting,
    /// Nothing yet: its answer is in the queue, and covers all up to there.
    Answering,
    /// Every update.
    Live,
    /// Nothing until it has written what it was given: it has all updates up to `after`.
    Behind { after: Seq },
}

pub(crate) struct Chair {
    pub(crate) member: Member,
    pub(crate) outbox: Outbox,
    pub(crate) flow: Flow,
    /// Sync frames received, those that were dropped for want of a right among them.
    pub(crate) received: u64,
    /// How often it was asked for what is missing, while it builds on what is not here or something of it was dropped.
    pub(crate) gap: Option<u8>,
    /// The client id whose presence it speaks for: the first it showed.
    pub(crate) presents: Option<u64>,
    /// Whether an answer to its first step is in the queue: one covers what it asks meanwhile.
    pub(crate) answering: bool,
    /// Whether it was told what the draft says, and may say that it has another.
    pub(crate) compared: bool,
    /// A `saved` that it was not told yet.
    pub(crate) saved: Option<u64>,
}

impl Chair {
    pub(crate) fn new(member: Member, outbox: Outbox) -> Self {
        Self {
            member,
            outbox,
            flow: Flow::Waiting,
            received: 0,
            gap: None,
            presents: None,
            answering: false,
            compared: false,
            saved: None,
        }
    }

    /// What it is to be told once all is on disk that it sent so far. Nothing while something of it is missing here.
    pub(crate) fn settled(&self) -> Option<u64> {
        let told = self.member.dialect == Dialect::WithSaved && self.gap.is_none();
        told.then_some(self.received)
    }
}
