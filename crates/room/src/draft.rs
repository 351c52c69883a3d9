//! A draft with its number in the log: how it is made, read from the store, read again.

use crate::RoomError;
use crate::limits::{
    COMPACT_AFTER_BYTES, COMPACT_AFTER_UPDATES, EFFORT_A_STRUCT, MARK_EVERY_UPDATES, MARKS_BYTES_MAX,
    MARKS_MAX, STATE_BYTES_A_STEP, STATE_HERE_BYTES_MAX, STRUCTS_HERE_MAX,
};
use crate::stored::Stored;
use bytes::Bytes;
use model::digest::Digest;
use model::ids::{Epoch, OrganisationId, PersonId, Seq, TextId};
use model::time::UnixMs;
use statement::{Change, Draft, Effort, Refusal, ServerClient, Size};
use std::collections::VecDeque;
use std::mem;
use store::rows::{self, UpdateRow};
use store::{Batch, Store};
use tokio::task::spawn_blocking;
use wire::Frame;

/// A text that begins: [`Draft::create`]'s first update and whose doing it is.
#[derive(Debug, Clone)]
pub struct NewText {
    /// The text.
    pub text: TextId,
    /// Who makes it.
    pub author: PersonId,
    /// Of which organisation.
    pub organisation: Option<OrganisationId>,
    /// When.
    pub at: UnixMs,
    /// The id under which the first update was made.
    pub client: ServerClient,
    /// The first update.
    pub update: Vec<u8>,
}

impl NewText {
    /// Adds what makes the text to a batch, for example the one with the ledger's record of it. A text that exists
    /// refuses the batch.
    pub fn put(&self, batch: &mut Batch) {
        let row = UpdateRow {
            author: self.author.clone(),
            organisation: self.organisation.clone(),
            at: self.at,
            bytes: self.update.clone(),
        };
        rows::put_claim(batch, &self.text, self.client.id().get(), &self.author);
        rows::put_update(batch, &self.text, Seq(1), &row);
    }
}

/// A draft at one moment, all of it on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The last update in it.
    pub seq: Seq,
    /// The text's epoch.
    pub epoch: Epoch,
    /// The state, version 1, garbage-collected: for [`Draft::load`].
    pub state: Bytes,
}

/// What became of an update.
pub(crate) enum Outcome {
    /// It is in the draft.
    Admitted(Seq),
    /// All of it was.
    Nothing,
    /// It builds on what is not here.
    Gap,
    Refused(Refusal),
    /// The library failed on it: the draft is to be read again.
    Failed,
}

/// The state vector of somebody who has nothing.
pub(crate) const NO_VECTOR: [u8; 1] = [0];

/// The draft in memory, admitted updates included that are not on disk yet.
pub(crate) struct Live {
    text: TextId,
    draft: Draft,
    /// The last update in the draft.
    seq: Seq,
    /// The last update in the stored state.
    compacted: Seq,
    /// Bytes of the updates after it.
    tail_bytes: usize,
    epoch: Epoch,
    cached: Option<Cached>,
    /// What the draft said, and when.
    pub(crate) hashed: Option<(Seq, Digest)>,
    /// State vectors of earlier moments, for catch-ups.
    marks: VecDeque<(Seq, Bytes)>,
}

/// The whole state, encoded once for each number in the log.
#[derive(Clone)]
pub(crate) struct Cached {
    /// The last update in it.
    seq: Seq,
    /// As an answer to somebody who has nothing.
    pub(crate) message: Bytes,
    /// The state alone: a slice of the message.
    pub(crate) state: Bytes,
}

impl Cached {
    pub(crate) fn new(seq: Seq, state: Vec<u8>) -> Self {
        let length = state.len();
        let message = Frame::SyncStep2(state.into()).encode();
        let state = message.slice(message.len() - length..);
        Self { seq, message, state }
    }
}

impl Live {
    /// Makes the draft of what is stored.
    pub(crate) fn of(stored: Stored) -> Result<Self, RoomError> {
        let tail_bytes = stored.bytes();
        let Stored { text, compacted, epoch, state, later } = stored;
        let seq = Seq(compacted.0 + later.len() as u64);
        let mut later = later.into_iter();
        let mut draft = match &state {
            Some(cached) => Draft::load(&cached.state)?,
            None => Draft::load(&later.next().ok_or(RoomError::NoSuchText)?)?,
        };
        for update in later {
            draft.apply_logged(&update)?;
        }
        let (hashed, marks) = (None, VecDeque::new());
        Ok(Self { text, draft, seq, compacted, tail_bytes, epoch, cached: state, hashed, marks })
    }

    /// The draft as it stands in the store up to `seq`, with updates that are on their way there, as messages.
    pub(crate) fn read_draft(
        store: &dyn Store,
        text: TextId,
        seq: Seq,
        waiting: Vec<Bytes>,
    ) -> Result<Draft, RoomError> {
        let mut again = Self::of(Stored::read(store, text)?.up_to(seq)?)?;
        for message in waiting {
            // What is on disk by now changes nothing when it is applied again.
            if let Ok(Frame::Update(update)) = Frame::decode(message) {
                again.draft.apply_logged(&update)?;
            }
        }
        // As whoever joins has it: structs that older rules admitted can stand elsewhere in what was heard one by one.
        Ok(Draft::load(&again.draft.state())?)
    }

    /// Takes it in place of what is in memory.
    pub(crate) fn take_draft(&mut self, draft: Draft) {
        let before = mem::replace(&mut self.draft, draft);
        drop_beside(before);
        (self.cached, self.hashed) = (None, None);
    }

    pub(crate) fn text(&self) -> &TextId {
        &self.text
    }

    pub(crate) fn seq(&self) -> Seq {
        self.seq
    }

    pub(crate) fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The draft itself.
    pub(crate) fn draft(&mut self) -> &mut Draft {
        &mut self.draft
    }

    /// Whether work on all of it takes long.
    pub(crate) fn is_long(&self) -> bool {
        let Size { structs, bytes, .. } = self.draft.size();
        structs as u64 > STRUCTS_HERE_MAX || bytes > STATE_HERE_BYTES_MAX
    }

    /// What writing its state costs.
    pub(crate) fn effort_of_state(&self) -> Effort {
        let Size { structs, bytes, .. } = self.draft.size();
        Effort(EFFORT_A_STRUCT * structs as u64 + bytes as u64 / STATE_BYTES_A_STEP)
    }

    /// Whether the whole state is at hand.
    pub(crate) fn has_cached(&self) -> bool {
        self.cached.as_ref().is_some_and(|cached| cached.seq == self.seq)
    }

    /// Keeps the state at hand.
    pub(crate) fn keep(&mut self, cached: Cached) {
        self.cached = Some(cached);
    }

    /// The draft's gate.
    pub(crate) fn gate(&self) -> &Draft {
        &self.draft
    }

    /// Applies a change and gives it its number.
    pub(crate) fn admit(&mut self, change: &Change<'_>) -> Outcome {
        match self.draft.apply(change) {
            Ok(()) => self.number(change.bytes().len()),
            Err(_) => Outcome::Failed,
        }
    }

    /// Notes that an update of so many bytes was applied.
    pub(crate) fn number(&mut self, bytes: usize) -> Outcome {
        self.seq = self.seq.next();
        self.tail_bytes += bytes;
        Outcome::Admitted(self.seq)
    }

    /// The question to a client what is missing here, as a message.
    pub(crate) fn question(&self) -> Bytes {
        Frame::SyncStep1(self.draft.state_vector().into()).encode()
    }

    /// What answers a state vector, as a message.
    pub(crate) fn missing(&mut self, state_vector: &[u8]) -> Result<Bytes, Refusal> {
        if state_vector == NO_VECTOR {
            return Ok(self.cached().message.clone());
        }
        Ok(Frame::SyncStep2(self.draft.diff(state_vector)?.into()).encode())
    }

    /// A state vector of what somebody has who has all updates up to `seq`, or of less.
    pub(crate) fn vector_at(&self, seq: Seq) -> Bytes {
        let mark = self.marks.iter().rev().find(|(at, _)| *at <= seq);
        mark.map_or(Bytes::from_static(&NO_VECTOR), |(_, vector)| vector.clone())
    }

    fn cached(&mut self) -> &Cached {
        if !self.has_cached() {
            self.cached = Some(Cached::new(self.seq, self.draft.state()));
        }
        self.cached.as_ref().expect("it was made above")
    }

    /// Keeps a state vector now and then.
    pub(crate) fn mark(&mut self) {
        let last = self.marks.back().map_or(Seq(0), |(seq, _)| *seq);
        if self.seq.0 >= last.0 + MARK_EVERY_UPDATES || self.marks.is_empty() {
            self.mark_here();
        }
    }

    /// Keeps that of this moment: whoever is caught up now lacks no more than what comes after.
    pub(crate) fn mark_here(&mut self) {
        // Those of slow readers are many, and near each other.
        if let [.., (before, _), (last, _)] = *self.marks.make_contiguous()
            && last.0 - before.0 < MARK_EVERY_UPDATES
        {
            self.marks.pop_back();
        }
        self.marks.push_back((self.seq, self.draft.state_vector().into()));
        let bytes = |marks: &VecDeque<(Seq, Bytes)>| marks.iter().map(|(_, mark)| mark.len()).sum::<usize>();
        while self.marks.len() > MARKS_MAX || self.marks.len() > 1 && bytes(&self.marks) > MARKS_BYTES_MAX {
            self.marks.pop_front();
        }
    }

    pub(crate) fn snapshot(&mut self) -> Snapshot {
        Snapshot { seq: self.seq, epoch: self.epoch, state: self.cached().state.clone() }
    }

    /// Whether so many of the updates on disk, which reach to `stored`, stand after the stored state that it should be
    /// written anew.
    pub(crate) fn has_long_tail(&self, stored: Seq) -> bool {
        // A compaction may have read what the room was not told is stored.
        let updates = stored.0.saturating_sub(self.compacted.0);
        updates >= COMPACT_AFTER_UPDATES || updates > 0 && self.tail_bytes >= COMPACT_AFTER_BYTES
    }

    /// Whether any update stands after the stored state.
    pub(crate) fn has_tail(&self) -> bool {
        self.seq > self.compacted
    }

    /// That the stored state holds all up to there: updates of so many bytes that it did not hold before.
    pub(crate) fn note_compacted(&mut self, seq: Seq, bytes: usize) {
        self.compacted = seq;
        self.tail_bytes = self.tail_bytes.saturating_sub(bytes);
    }
}

/// To give back the memory of a draft takes as long as to make it.
pub(crate) fn drop_beside(draft: Draft) {
    spawn_blocking(move || drop(draft));
}
