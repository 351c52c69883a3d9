//! Rows of logging in. Secrets are never stored: rows are keyed by the SHA-256 of the secret.

use super::{decode, encode, numbered};
use crate::{Batch, Store, StoreError, Table};
use model::digest::Digest;
use model::ids::PersonId;
use model::time::UnixMs;
use serde::{Deserialize, Serialize};

/// How a login link reached its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LoginMethod {
    /// By mail, to the address on record.
    Mailed,
    /// Handed out by somebody else.
    Handed,
}

/// A session of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Whose session it is.
    pub person: PersonId,
    /// How the link reached the person.
    pub method: LoginMethod,
    /// When it began.
    pub created: UnixMs,
    /// When it was last used, to the server's own grain.
    pub seen: UnixMs,
    /// When it ends at the latest.
    pub expires: UnixMs,
}

/// A login link that was not used yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    /// Whom it logs in.
    pub person: PersonId,
    /// How it reaches the person.
    pub method: LoginMethod,
    /// Until when it can be used.
    pub expires: UnixMs,
}

/// A token of a person's program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRow {
    /// For whom it speaks.
    pub person: PersonId,
    /// What the person calls it.
    pub label: String,
    /// When it was made.
    pub created: UnixMs,
    /// Until when it can be used.
    pub expires: UnixMs,
}

/// The first answer to a request with an `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdempotencyRow {
    /// Digest of the request: the same key with another request is an error.
    pub request: Digest,
    /// When it was answered.
    pub at: UnixMs,
    /// HTTP status of the answer.
    pub status: u16,
    /// Content type of the answer.
    pub content_type: String,
    /// Body of the answer.
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
}

macro_rules! by_secret {
    ($row:ident, $table:ident, $get:ident, $put:ident, $delete:ident) => {
        /// Reads the row of a secret.
        pub fn $get(store: &dyn Store, secret: &Digest) -> Result<Option<$row>, StoreError> {
            let value = store.get(Table::$table, &secret.0)?;
            value.map(|value| decode(Table::$table, &value)).transpose()
        }

        /// Writes the row of a secret.
        pub fn $put(batch: &mut Batch, secret: &Digest, row: &$row) {
            batch.put(Table::$table, &secret.0, &encode(row));
        }

        /// Removes the row of a secret.
        pub fn $delete(batch: &mut Batch, secret: &Digest) {
            batch.delete(Table::$table, &secret.0);
        }
    };
}

by_secret!(SessionRow, Session, session, put_session, delete_session);
by_secret!(LinkRow, Link, link, put_link, delete_link);
by_secret!(TokenRow, Token, token, put_token, delete_token);

/// All sessions, with the hashes of their secrets: to end those of a person, or those that are over.
pub fn sessions(store: &dyn Store) -> Result<Vec<(Digest, SessionRow)>, StoreError> {
    all(store, Table::Session)
}

/// All tokens, with the hashes of their secrets.
pub fn tokens(store: &dyn Store) -> Result<Vec<(Digest, TokenRow)>, StoreError> {
    all(store, Table::Token)
}

fn all<Row: serde::de::DeserializeOwned>(
    store: &dyn Store,
    table: Table,
) -> Result<Vec<(Digest, Row)>, StoreError> {
    let bad = |_| StoreError::BadRow { table: table.name() };
    let rows = store.scan(table, b"")?.into_iter();
    rows.map(|(key, value)| Ok((Digest(key.try_into().map_err(bad)?), decode(table, &value)?))).collect()
}

/// Uses a link up: of two batches that use the same link, the second is refused.
pub fn use_link(batch: &mut Batch, secret: &Digest) {
    batch.expect_absent(Table::LinkUsed, &secret.0).put(Table::LinkUsed, &secret.0, b"");
    delete_link(batch, secret);
}

/// Whether a link was used: tells a person so, instead of "no such link".
pub fn link_was_used(store: &dyn Store, secret: &Digest) -> Result<bool, StoreError> {
    Ok(store.get(Table::LinkUsed, &secret.0)?.is_some())
}

/// Keeps an answer for a person's key; refuses the batch where there is one.
pub fn put_idempotency(batch: &mut Batch, person: &PersonId, key: &Digest, row: &IdempotencyRow) {
    let key = numbered(person.as_str(), &key.0);
    batch.expect_absent(Table::Idempotency, &key).put(Table::Idempotency, &key, &encode(row));
}

/// The answer kept for a person's key.
pub fn idempotency(
    store: &dyn Store,
    person: &PersonId,
    key: &Digest,
) -> Result<Option<IdempotencyRow>, StoreError> {
    let value = store.get(Table::Idempotency, &numbered(person.as_str(), &key.0))?;
    value.map(|value| decode(Table::Idempotency, &value)).transpose()
}

/// Removes answers kept before an instant, at most so many; gives how many.
pub fn delete_answers(
    batch: &mut Batch,
    store: &dyn Store,
    before: UnixMs,
    most: usize,
) -> Result<usize, StoreError> {
    delete_where(batch, store, Table::Idempotency, most, |row: &IdempotencyRow| row.at < before)
}

/// Removes links that nobody used in time, at most so many; gives how many.
pub fn delete_links_over(
    batch: &mut Batch,
    store: &dyn Store,
    now: UnixMs,
    most: usize,
) -> Result<usize, StoreError> {
    delete_where(batch, store, Table::Link, most, |row: &LinkRow| row.expires <= now)
}

fn delete_where<Row: serde::de::DeserializeOwned>(
    batch: &mut Batch,
    store: &dyn Store,
    table: Table,
    most: usize,
    is_over: impl Fn(&Row) -> bool,
) -> Result<usize, StoreError> {
    let mut deleted = 0;
    for (key, value) in store.scan(table, b"")? {
        if deleted < most && is_over(&decode(table, &value)?) {
            batch.delete(table, &key);
            deleted += 1;
        }
    }
    Ok(deleted)
}
