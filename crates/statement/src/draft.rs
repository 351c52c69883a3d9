//! A working draft in memory.

use crate::apply::apply;
use crate::effort::MEASURE;
use crate::gate::{self, Admitted, Source, Verdict};
use crate::index::{Index, Size};
use crate::limits::{
    DELETING_BYTES_MAX, DELETING_STRUCTS_MAX, DRAFT_BYTES_MAX, DRAFT_STRUCTS_MAX, MEASURED_EVERY_BYTES,
    MEASURED_EVERY_DELETED, MEASURED_EVERY_STRUCTS, UPDATE_BYTES_MAX, UPDATE_CLIENTS_MAX, UPDATE_STRUCTS_MAX,
};
use crate::order::Placed;
use crate::restored::Restored;
use crate::update::{Bounds, ROOT, Update};
use crate::{
    ClientId, DraftError, Effort, Fields, NewBlock, Reading, Refusal, ServerClient, Written, reading, spans,
    vector, write, writers,
};
use model::digest::Digest;
use yrs::updates::encoder::Encode;
use yrs::{Doc, ReadTxn, StateVector, TextRef, Transact};

/// A working draft: one sequence of characters with formats.
pub struct Draft {
    doc: Doc,
    content: TextRef,
    index: Index,
    /// Counts changes, so that a check of an older state is not taken for one of this.
    revision: u64,
    /// `index.size` when it was last exact.
    measured: Size,
    poisoned: bool,
}

/// What the gate says of an update that it does not refuse.
#[derive(Debug, Clone)]
pub enum Checked<'a> {
    /// It changes the draft: log it, apply it, show it.
    Change(Change<'a>),
    /// It changes nothing: acknowledge it, and nothing else.
    Nothing,
    /// It builds on what is not here: answer with a first sync step.
    Gap,
}

/// An update that the gate has passed.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    bytes: &'a [u8],
    update: Update<'a>,
    admitted: Admitted,
    revision: u64,
}

impl<'a> Change<'a> {
    /// The bytes as they came.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Ids under which the update adds structs: each must belong to whoever sent it. None when it only deletes.
    pub fn writers(&self) -> &[ClientId] {
        &self.admitted.writers
    }
}

/// What one update from a client may hold.
const FROM_CLIENTS: Bounds =
    Bounds { bytes: UPDATE_BYTES_MAX, structs: UPDATE_STRUCTS_MAX, clients: UPDATE_CLIENTS_MAX };

/// An update of version 1 with no structs and no deletions.
pub const NOTHING: [u8; 2] = [0, 0];

impl Draft {
    /// A new draft and the update that makes it: the blocks, or one empty line.
    ///
    /// # Panics
    /// When the gate does not pass what this crate writes itself.
    pub fn create(client: ServerClient, blocks: &[NewBlock]) -> (Self, Vec<u8>) {
        let first = write::first_update(client, blocks);
        let draft = Self::load(&first).expect("the gate passes what this crate writes");
        (draft, first)
    }

    /// A draft from [`Draft::state`].
    pub fn load(state: &[u8]) -> Result<Self, DraftError> {
        let mut draft = Self::empty();
        let update = Update::read(state, Bounds::STORED).map_err(|_| DraftError::Unreadable)?;
        if let Some(admitted) = draft.admitted_before(&update)? {
            draft.put(&update, admitted, state)?;
        }
        // A state is as small as it can be: it needs no measuring.
        draft.measured = draft.index.size;
        Ok(draft)
    }

    /// Applies an update that was admitted before.
    pub fn apply_logged(&mut self, bytes: &[u8]) -> Result<(), DraftError> {
        let update = Update::read(bytes, Bounds::STORED).map_err(|_| DraftError::Unreadable)?;
        match self.admitted_before(&update)? {
            Some(admitted) => self.take(&update, admitted, bytes),
            None => Ok(()),
        }
    }

    /// How an update that was admitted before changes this draft, if it does.
    fn admitted_before(&self, update: &Update<'_>) -> Result<Option<Admitted>, DraftError> {
        match gate::check(&self.index, update, Source::Store, &mut Effort::ANY.clone()) {
            Ok(Verdict::Change(admitted)) => Ok(Some(admitted)),
            Ok(Verdict::Nothing) => Ok(None),
            Ok(Verdict::Gap) | Err(_) => Err(DraftError::Unreadable),
        }
    }

    /// The gate: says what an update would do; changes nothing.
    pub fn check<'a>(&self, bytes: &'a [u8]) -> Result<Checked<'a>, Refusal> {
        self.check_within(bytes, &mut Effort::MOST.clone())
    }

    /// The same, and takes away what it cost, if it is refused too.
    pub fn check_within<'a>(&self, bytes: &'a [u8], effort: &mut Effort) -> Result<Checked<'a>, Refusal> {
        let update = Update::read(bytes, FROM_CLIENTS)?;
        match gate::check(&self.index, &update, Source::Client, effort)? {
            Verdict::Change(admitted) if self.overflows(&admitted) => Err(Refusal::Full),
            Verdict::Change(admitted) => {
                if self.is_to_be_measured(self.index.size + admitted.size) {
                    effort.take(MEASURE * self.index.size.structs as u64)?;
                }
                Ok(Checked::Change(Change { bytes, update, admitted, revision: self.revision }))
            }
            Verdict::Nothing => Ok(Checked::Nothing),
            Verdict::Gap => Ok(Checked::Gap),
        }
    }

    /// Ids under which an update would add structs: for whether they are its sender's costs far less than whether it fits.
    pub fn writers_of(&self, bytes: &[u8]) -> Result<Vec<ClientId>, Refusal> {
        Ok(gate::writers(&self.index, &Update::read(bytes, FROM_CLIENTS)?))
    }

    /// Applies what [`Draft::check`] passed on this state of the draft. After [`DraftError::Poisoned`] nothing more may
    /// be asked of it.
    pub fn apply(&mut self, change: &Change<'_>) -> Result<(), DraftError> {
        if change.revision != self.revision {
            return Err(DraftError::Stale);
        }
        self.take(&change.update, change.admitted.clone(), change.bytes)
    }

    /// About how large it is.
    pub fn size(&self) -> Size {
        self.index.size
    }

    /// The first clock of a client that is not in it.
    pub fn clock(&self, client: ClientId) -> u32 {
        self.index.clock(client)
    }

    /// About how many structs came in under each client id.
    pub fn structs_of_clients(&self) -> impl Iterator<Item = (ClientId, usize)> {
        self.index.structs_of_clients()
    }

    /// How much of each client's is here, as a state vector of version 1.
    pub fn state_vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// The whole draft as an update of version 1, without deleted words.
    pub fn state(&self) -> Vec<u8> {
        self.doc.transact().encode_state_as_update_v1(&StateVector::default())
    }

    /// What is missing to somebody with that state vector, as an update of version 1.
    pub fn diff(&self, state_vector: &[u8]) -> Result<Vec<u8>, Refusal> {
        let vector = vector::read(&self.index, state_vector)?;
        Ok(self.doc.transact().encode_state_as_update_v1(&vector))
    }

    /// What the draft says.
    pub fn read(&self, fields: &Fields) -> Reading {
        reading::read(&spans::of(&self.doc, &self.content), fields)
    }

    /// The sequence as Yjs's `toDelta` gives it, to compare with.
    pub fn delta(&self) -> serde_json::Value {
        spans::delta(&spans::of(&self.doc, &self.content))
    }

    /// What the draft says, as 32 bytes: equal wherever the sequence is equal, however it came about. The same is made
    /// in `web/src/sync/state-hash.ts`.
    pub fn state_hash(&self) -> Digest {
        Digest::of("undersigned/state/1", spans::canonical(&spans::of(&self.doc, &self.content)))
    }

    /// Under which client id each stretch of the sequence came in.
    pub fn writers(&self, restored: &[Restored]) -> Vec<Written> {
        writers::of(&self.doc, &self.content, restored)
    }

    /// The only place where a document of yrs is made.
    fn empty() -> Self {
        let doc = Doc::with_options(yrs::Options {
            offset_kind: yrs::OffsetKind::Utf16,
            skip_gc: false,
            cleanup_formatting: false,
            ..yrs::Options::default()
        });
        let content = doc.get_or_insert_text(ROOT);
        Self {
            doc,
            content,
            index: Index::default(),
            revision: 0,
            measured: Size::default(),
            poisoned: false,
        }
    }

    fn take(&mut self, update: &Update<'_>, admitted: Admitted, bytes: &[u8]) -> Result<(), DraftError> {
        self.put(update, admitted, bytes)?;
        if self.is_to_be_measured(self.index.size) { self.measure() } else { Ok(()) }
    }

    fn put(&mut self, update: &Update<'_>, admitted: Admitted, bytes: &[u8]) -> Result<(), DraftError> {
        if self.poisoned {
            return Err(DraftError::Poisoned);
        }
        self.poisoned = apply(&self.doc, bytes).is_none();
        if self.poisoned {
            return Err(DraftError::Poisoned);
        }
        self.revision += 1;
        self.index.add(update, *admitted.placed, admitted.size);
        Ok(())
    }

    fn is_to_be_measured(&self, size: Size) -> bool {
        let then = self.measured;
        size.bytes - then.bytes > MEASURED_EVERY_BYTES
            || size.structs - then.structs > MEASURED_EVERY_STRUCTS
            || size.deleted - then.deleted > MEASURED_EVERY_DELETED
    }

    /// Who only deletes may go a little further: nobody could make room in a full draft otherwise.
    fn overflows(&self, admitted: &Admitted) -> bool {
        let only_deletes = admitted.writers.is_empty();
        let (bytes, structs) = if only_deletes { (DELETING_BYTES_MAX, DELETING_STRUCTS_MAX) } else { (0, 0) };
        let size = self.index.size + admitted.size;
        size.bytes > DRAFT_BYTES_MAX + bytes || size.structs > DRAFT_STRUCTS_MAX + structs
    }

    /// Makes the index that of the state, which is smaller than all that led to it, and in the same order.
    fn measure(&mut self) -> Result<(), DraftError> {
        let state = self.state();
        let update = Update::read(&state, Bounds::STORED).map_err(|_| DraftError::Poisoned)?;
        self.index.begin_anew();
        self.measured = Size { bytes: update.bytes, structs: update.structs, deleted: 0 };
        self.index.add(&update, Placed::default(), self.measured);
        Ok(())
    }
}

/// Nothing at all, in place of one that is worked on elsewhere.
impl Default for Draft {
    fn default() -> Self {
        Self::empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_can_be_handed_to_another_thread() {
        fn handed_over<T: Send + 'static>() {}
        handed_over::<Draft>();
    }
}
