//! A working draft in memory.

use crate::{ClientId, DraftError, Fields, NewBlock, Reading, Refusal, ServerClient};
use model::statement::{FORMAT, Statement};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{Doc, ReadTxn, StateVector, Text, TextRef, Transact, Update};

/// A working draft: one sequence of characters with formats.
pub struct Draft {
    doc: Doc,
    content: TextRef,
}

/// What the gate says of an update that it does not refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked<'a> {
    /// It changes the draft: log it, apply it, show it.
    Change(Change<'a>),
    /// It changes nothing: acknowledge it, and nothing else.
    Nothing,
    /// It builds on what is not here: answer with a first sync step.
    Gap,
}

/// An update that the gate has passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    update: &'a [u8],
    writers: Vec<ClientId>,
}

impl<'a> Change<'a> {
    /// The bytes as they came.
    pub fn bytes(&self) -> &'a [u8] {
        self.update
    }

    /// Ids under which the update adds structs: each must belong to whoever sent it. None when it only deletes.
    pub fn writers(&self) -> &[ClientId] {
        &self.writers
    }
}

impl Draft {
    /// A new draft and the update that makes it: the blocks, or one empty line.
    pub fn create(client: ServerClient, _blocks: &[NewBlock]) -> (Self, Vec<u8>) {
        let draft = Self::empty();
        let mut transaction = draft.doc.transact_mut();
        draft.content.insert(&mut transaction, 0, "\n");
        let _ = client;
        let update = transaction.encode_update_v1();
        drop(transaction);
        (draft, update)
    }

    /// A draft from [`Draft::state`].
    pub fn load(state: &[u8]) -> Result<Self, DraftError> {
        let mut draft = Self::empty();
        draft.apply_logged(state)?;
        Ok(draft)
    }

    /// Applies an update that was admitted before.
    pub fn apply_logged(&mut self, update: &[u8]) -> Result<(), DraftError> {
        let update = Update::decode_v1(update).map_err(|_| DraftError::Unreadable)?;
        self.doc.transact_mut().apply_update(update).map_err(|_| DraftError::Poisoned)
    }

    /// The gate: says what an update would do; changes nothing.
    pub fn check<'a>(&self, update: &'a [u8]) -> Result<Checked<'a>, Refusal> {
        Update::decode_v1(update).map_err(|_| Refusal::Malformed)?;
        Ok(Checked::Change(Change { update, writers: Vec::new() }))
    }

    /// Applies what [`Draft::check`] passed.
    pub fn apply(&mut self, change: &Change<'_>) -> Result<(), DraftError> {
        self.apply_logged(change.update)
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
        let vector = StateVector::decode_v1(state_vector).map_err(|_| Refusal::Malformed)?;
        Ok(self.doc.transact().encode_state_as_update_v1(&vector))
    }

    /// What the draft says.
    pub fn read(&self, fields: &Fields) -> Reading {
        let statement = Statement {
            format: FORMAT.to_owned(),
            kind: fields.kind,
            language: fields.language.clone(),
            direction: fields.direction,
            symbol: fields.symbol.clone(),
            blocks: Vec::new(),
            notes: Vec::new(),
        };
        Reading { statement, problems: Vec::new() }
    }

    fn empty() -> Self {
        let doc = Doc::with_options(yrs::Options {
            offset_kind: yrs::OffsetKind::Utf16,
            skip_gc: false,
            cleanup_formatting: false,
            ..yrs::Options::default()
        });
        let content = doc.get_or_insert_text("content");
        Self { doc, content }
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
