//! The rows of the tables: how each is keyed, written and read. Formats here are on disk: change them with a migration.

mod draft;
mod people;
mod record;

pub use draft::{
    RestoredRow, StateRow, UpdateRow, claim, compact, next_updates, put_claim, put_restored, put_state,
    put_update, restored, state, updates_after,
};
pub use people::{
    IdempotencyRow, LinkRow, LoginMethod, SessionRow, TokenRow, delete_answers, delete_link,
    delete_links_over, delete_session, delete_token, idempotency, link, link_was_used, put_idempotency,
    put_link, put_session, put_token, session, sessions, token, tokens, use_link,
};
pub use record::{
    VersionRow, append_record, file, ledger, ledger_head, put_file, put_version, version, version_numbers,
    versions,
};

use crate::{StoreError, Table};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// `name`, a zero byte, and a number in big-endian order, so that scans of a name come ordered by number.
fn numbered(name: &str, number: &[u8]) -> Vec<u8> {
    let mut key = prefix(name);
    key.extend_from_slice(number);
    key
}

/// What all keys of `name` begin with.
fn prefix(name: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(name.len() + 9);
    key.extend_from_slice(name.as_bytes());
    key.push(0);
    key
}

/// The name that a numbered key begins with.
pub(crate) fn name(key: &[u8]) -> &[u8] {
    key.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// The big-endian number at the end of a key.
fn number(table: Table, key: &[u8]) -> Result<u64, StoreError> {
    let end = key.iter().position(|byte| *byte == 0).map(|zero| &key[zero + 1..]);
    let digits = end.filter(|digits| digits.len() <= 8).ok_or(StoreError::BadRow { table: table.name() })?;
    Ok(digits.iter().fold(0, |number, digit| number << 8 | u64::from(*digit)))
}

pub(crate) fn encode(row: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(row).expect("rows are plain data, which always encodes")
}

pub(crate) fn decode<Row: DeserializeOwned>(table: Table, bytes: &[u8]) -> Result<Row, StoreError> {
    postcard::from_bytes(bytes).map_err(|_| StoreError::BadRow { table: table.name() })
}

/// Whether a row of a table can be read; single values of the server are its own affair.
pub(crate) fn readable(table: Table, value: &[u8]) -> bool {
    let text = || std::str::from_utf8(value).is_ok();
    match table {
        Table::Meta | Table::File | Table::LinkUsed => true,
        Table::Claim | Table::Ledger => text(),
        Table::Update => decode::<UpdateRow>(table, value).is_ok(),
        Table::State => decode::<StateRow>(table, value).is_ok(),
        Table::Restored => decode::<RestoredRow>(table, value).is_ok(),
        Table::Version => decode::<VersionRow>(table, value).is_ok(),
        Table::Session => decode::<SessionRow>(table, value).is_ok(),
        Table::Link => decode::<LinkRow>(table, value).is_ok(),
        Table::Token => decode::<TokenRow>(table, value).is_ok(),
        Table::Idempotency => decode::<IdempotencyRow>(table, value).is_ok(),
    }
}
