//! Rows of working drafts: updates, compacted states, and whose a client id is.

use super::{decode, encode, number, numbered, prefix};
use crate::{Batch, Store, StoreError, Table};
use model::ids::{Epoch, OrganisationId, PersonId, Seq, TextId};
use model::time::UnixMs;
use serde::{Deserialize, Serialize};

/// One admitted update of a text, as its author's client sent it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateRow {
    /// Who wrote it.
    pub author: PersonId,
    /// The author's organisation at that time; a translator or counsel has none.
    pub organisation: Option<OrganisationId>,
    /// When the server took it.
    pub at: UnixMs,
    /// The update, v1.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// The state of a text up to an update: what a compaction leaves in place of the updates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateRow {
    /// The last update in it.
    pub seq: Seq,
    /// The text's epoch.
    pub epoch: Epoch,
    /// The state, v1, garbage-collected.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// A stretch of clocks whose words were deleted and brought back, and who wrote them first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoredRow {
    /// Client id of whoever brought them back.
    pub client: u64,
    /// The first clock.
    pub start: u32,
    /// The clock after the last.
    pub end: u32,
    /// Client id of whoever wrote them first.
    pub first: u64,
}

fn update_key(text: &TextId, seq: Seq) -> Vec<u8> {
    numbered(text.as_str(), &seq.0.to_be_bytes())
}

/// Logs an update under its number; refuses the batch where that number is taken.
pub fn put_update(batch: &mut Batch, text: &TextId, seq: Seq, row: &UpdateRow) {
    let key = update_key(text, seq);
    batch.expect_absent(Table::Update, &key).put(Table::Update, &key, &encode(row));
}

/// The updates of a text after `seq`, in order.
pub fn updates_after(
    store: &dyn Store,
    text: &TextId,
    seq: Seq,
) -> Result<Vec<(Seq, UpdateRow)>, StoreError> {
    let mut found = Vec::new();
    for (key, value) in store.scan(Table::Update, &prefix(text.as_str()))? {
        let at = Seq(number(Table::Update, &key)?);
        if at > seq {
            found.push((at, decode(Table::Update, &value)?));
        }
    }
    Ok(found)
}

/// The first updates of a text after `seq`, without a hole between them, until they have so many bytes.
pub fn next_updates(
    store: &dyn Store,
    text: &TextId,
    seq: Seq,
    bytes_max: usize,
) -> Result<Vec<(Seq, UpdateRow)>, StoreError> {
    let (mut found, mut bytes, mut at) = (Vec::new(), 0, seq.next());
    while bytes < bytes_max
        && let Some(value) = store.get(Table::Update, &update_key(text, at))?
    {
        bytes += value.len();
        found.push((at, decode(Table::Update, &value)?));
        at = at.next();
    }
    Ok(found)
}

/// Sets the latest state of a text.
pub fn put_state(batch: &mut Batch, text: &TextId, row: &StateRow) {
    batch.put(Table::State, text.as_str().as_bytes(), &encode(row));
}

/// The latest compacted state of a text.
pub fn state(store: &dyn Store, text: &TextId) -> Result<Option<StateRow>, StoreError> {
    let value = store.get(Table::State, text.as_str().as_bytes())?;
    value.map(|value| decode(Table::State, &value)).transpose()
}

/// Compaction: sets the state and removes the updates after `from` (the seq of the state before it) that it covers.
pub fn compact(batch: &mut Batch, text: &TextId, from: Seq, row: &StateRow) {
    put_state(batch, text, row);
    for seq in from.0 + 1..=row.seq.0 {
        batch.delete(Table::Update, &update_key(text, Seq(seq)));
    }
}

/// Keeps whose words were brought back.
pub fn put_restored(batch: &mut Batch, text: &TextId, row: &RestoredRow) {
    let place = [row.client.to_be_bytes().as_slice(), &row.start.to_be_bytes()].concat();
    batch.put(Table::Restored, &numbered(text.as_str(), &place), &encode(row));
}

/// All that was brought back in a text.
pub fn restored(store: &dyn Store, text: &TextId) -> Result<Vec<RestoredRow>, StoreError> {
    let rows = store.scan(Table::Restored, &prefix(text.as_str()))?.into_iter();
    rows.map(|(_, value)| decode(Table::Restored, &value)).collect()
}

/// Claims a client id of a text for a person; refuses the batch where it is claimed, by whomever.
pub fn put_claim(batch: &mut Batch, text: &TextId, client: u64, person: &PersonId) {
    let key = numbered(text.as_str(), &client.to_be_bytes());
    batch.expect_absent(Table::Claim, &key).put(Table::Claim, &key, person.as_str().as_bytes());
}

/// Whose a client id is in a text.
pub fn claim(store: &dyn Store, text: &TextId, client: u64) -> Result<Option<PersonId>, StoreError> {
    let value = store.get(Table::Claim, &numbered(text.as_str(), &client.to_be_bytes()))?;
    let person = value.map(|value| String::from_utf8(value).ok().and_then(|id| PersonId::new(id).ok()));
    match person {
        Some(None) => Err(StoreError::BadRow { table: Table::Claim.name() }),
        known => Ok(known.flatten()),
    }
}
