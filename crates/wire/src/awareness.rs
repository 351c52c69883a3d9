//! Awareness: who is at the text, and where the cursor stands. Of a client's state only the cursor is read; the server
//! says who it is.

use crate::error::WireError;
use crate::limits::{AWARENESS_ENTRIES_MAX, AWARENESS_STATE_BYTES_MAX, CLIENT_END, CURSOR_ROOT_BYTES_MAX};
use crate::varint::{Reader, put_bytes, put_uint};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// What one client says of itself, or the server of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwarenessEntry {
    /// The Yjs client id.
    pub client: u64,
    /// Counts the client's changes: a higher one replaces a lower one.
    pub clock: u64,
    /// Its state; none says that it left.
    pub state: Option<Presence>,
}

/// The keys of a state that are known; others are dropped on reading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// Who it is. Only the server says so: dropped on reading.
    #[serde(skip_serializing_if = "Option::is_none", skip_deserializing)]
    pub user: Option<Stamp>,
    /// Where the cursor stands; none while the editor is not in focus.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cursor: Option<Cursor>,
}

/// Who somebody is, as the server stamps it; keys as y-quill and y-prosemirror read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// The person's id.
    pub person: String,
    /// The person's name.
    pub name: String,
    /// Name or acronym of the person's organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// `#rrggbb`, one of its organisation.
    pub color: String,
}

/// A selection, from where it was begun to where it was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Where it was begun.
    pub anchor: Place,
    /// Where it ends.
    pub head: Place,
}

/// A Yjs relative position.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The nested type it is in.
    #[serde(rename = "type", default)]
    pub within: Option<ItemId>,
    /// Name of the root type it is in.
    #[serde(default)]
    pub tname: Option<String>,
    /// The character it stands at.
    #[serde(default)]
    pub item: Option<ItemId>,
    /// On which side of the character: negative is before.
    #[serde(default)]
    pub assoc: i32,
}

/// Where a character was inserted: its client and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemId {
    /// The client.
    pub client: u64,
    /// The number, from 0.
    pub clock: u32,
}

impl Cursor {
    fn is_within_limits(&self) -> bool {
        [&self.anchor, &self.head].iter().all(|place| {
            let name = place.tname.as_ref().is_none_or(|name| name.len() <= CURSOR_ROOT_BYTES_MAX);
            let ids = [place.within, place.item];
            name && ids.iter().flatten().all(|id| id.client < CLIENT_END)
        })
    }
}

/// Shortest entry: client, clock, length and `1` as a state.
const ENTRY_BYTES_MIN: usize = 4;

pub(crate) fn decode(payload: Bytes) -> Result<Vec<AwarenessEntry>, WireError> {
    let mut reader = Reader::new(payload);
    let count = reader.count(ENTRY_BYTES_MIN)?;
    if count > AWARENESS_ENTRIES_MAX {
        return Err(WireError::TooLarge);
    }
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        let (client, clock) = (reader.uint()?, reader.uint()?);
        let state = reader.bytes(AWARENESS_STATE_BYTES_MAX)?;
        entries.push(AwarenessEntry { client, clock, state: presence(&state)? });
    }
    reader.end()?;
    Ok(entries)
}

/// Reads a state; a cursor that is not one is no cursor (stock editors put what they like under other keys).
fn presence(json: &[u8]) -> Result<Option<Presence>, WireError> {
    #[derive(Deserialize)]
    struct Raw {
        #[serde(default)]
        cursor: serde_json::Value,
    }
    let raw: Option<Raw> = serde_json::from_slice(json).map_err(|_| WireError::BadPresence)?;
    Ok(raw.map(|raw| {
        let cursor = serde_json::from_value::<Option<Cursor>>(raw.cursor).ok().flatten();
        Presence { user: None, cursor: cursor.filter(Cursor::is_within_limits) }
    }))
}

pub(crate) fn encode(entries: &[AwarenessEntry]) -> Vec<u8> {
    let mut out = Vec::new();
    put_uint(&mut out, entries.len() as u64);
    for entry in entries {
        put_uint(&mut out, entry.client);
        put_uint(&mut out, entry.clock);
        put_bytes(&mut out, &serde_json::to_vec(&entry.state).unwrap_or_else(|_| b"null".to_vec()));
    }
    out
}
