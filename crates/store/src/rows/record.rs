//! Rows of what is signed: versions, ledgers, published files.

use super::{decode, encode, number, numbered, prefix};
use crate::{Batch, Store, StoreError, Table};
use model::ids::{Edition, Epoch, PublicationId, RecordNo, Seq, TextId, VersionNo};
use serde::{Deserialize, Serialize};

/// A frozen version of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    /// The last update in it.
    pub seq: Seq,
    /// The text's epoch when it was frozen.
    pub epoch: Epoch,
    /// The Statement, canonical JSON.
    pub statement: String,
    /// The full state, v1.
    #[serde(with = "serde_bytes")]
    pub state: Vec<u8>,
}

fn version_key(text: &TextId, no: VersionNo) -> Vec<u8> {
    numbered(text.as_str(), &no.0.to_be_bytes())
}

/// Keeps a version; refuses the batch where its number is taken.
pub fn put_version(batch: &mut Batch, text: &TextId, no: VersionNo, row: &VersionRow) {
    let key = version_key(text, no);
    batch.expect_absent(Table::Version, &key).put(Table::Version, &key, &encode(row));
}

/// One version of a text.
pub fn version(store: &dyn Store, text: &TextId, no: VersionNo) -> Result<Option<VersionRow>, StoreError> {
    let value = store.get(Table::Version, &version_key(text, no))?;
    value.map(|value| decode(Table::Version, &value)).transpose()
}

/// All versions of a text, in order.
pub fn versions(store: &dyn Store, text: &TextId) -> Result<Vec<(VersionNo, VersionRow)>, StoreError> {
    let rows = store.scan(Table::Version, &prefix(text.as_str()))?.into_iter();
    rows.map(|(key, value)| Ok((version_no(&key)?, decode(Table::Version, &value)?))).collect()
}

/// The numbers of a text's versions, in order.
pub fn version_numbers(store: &dyn Store, text: &TextId) -> Result<Vec<VersionNo>, StoreError> {
    let rows = store.scan(Table::Version, &prefix(text.as_str()))?.into_iter();
    rows.map(|(key, _)| version_no(&key)).collect()
}

fn version_no(key: &[u8]) -> Result<VersionNo, StoreError> {
    let no = u32::try_from(number(Table::Version, key)?);
    no.map(VersionNo).map_err(|_| StoreError::BadRow { table: Table::Version.name() })
}

/// Appends a record to a ledger as one line of JSON; refuses the batch where its number is taken.
pub fn append_record(batch: &mut Batch, ledger: &str, no: RecordNo, line: &str) {
    let key = numbered(ledger, &no.0.to_be_bytes());
    batch.expect_absent(Table::Ledger, &key).put(Table::Ledger, &key, line.as_bytes());
}

/// All records of a ledger, in order.
pub fn ledger(store: &dyn Store, ledger: &str) -> Result<Vec<(RecordNo, String)>, StoreError> {
    let rows = store.scan(Table::Ledger, &prefix(ledger))?.into_iter();
    rows.map(|(key, value)| Ok((RecordNo(number(Table::Ledger, &key)?), line(value)?))).collect()
}

/// The last record of a ledger.
pub fn ledger_head(store: &dyn Store, name: &str) -> Result<Option<(RecordNo, String)>, StoreError> {
    Ok(ledger(store, name)?.pop())
}

fn line(value: Vec<u8>) -> Result<String, StoreError> {
    String::from_utf8(value).map_err(|_| StoreError::BadRow { table: Table::Ledger.name() })
}

fn file_key(publication: &PublicationId, edition: Edition, kind: &str) -> Vec<u8> {
    let mut key = numbered(publication.as_str(), &edition.0.to_be_bytes());
    key.extend_from_slice(kind.as_bytes());
    key
}

/// Keeps a published file: the bytes as they are. `kind` is a short name such as `pdf`.
pub fn put_file(batch: &mut Batch, publication: &PublicationId, edition: Edition, kind: &str, bytes: &[u8]) {
    batch.put(Table::File, &file_key(publication, edition, kind), bytes);
}

/// A published file.
pub fn file(
    store: &dyn Store,
    publication: &PublicationId,
    edition: Edition,
    kind: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    store.get(Table::File, &file_key(publication, edition, kind))
}
