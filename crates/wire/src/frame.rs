//! A frame: one websocket message, one thing said.

use crate::awareness::{self, AwarenessEntry};
use crate::error::WireError;
use crate::limits::{FRAME_BYTES_MAX, REASON_BYTES_MAX, STATE_HASH_BYTES, STATE_VECTOR_BYTES_MAX};
use crate::varint::{Reader, put_bytes, put_uint};
use bytes::Bytes;

const SYNC: u64 = 0;
const AWARENESS: u64 = 1;
const AUTH: u64 = 2;
const QUERY_AWARENESS: u64 = 3;
const SAVED: u64 = 10;
const STATE_HASH: u64 = 11;
const OUT_OF_STEP: u64 = 12;
const EPOCH: u64 = 13;

const STEP_1: u64 = 0;
const STEP_2: u64 = 1;
const UPDATE: u64 = 2;

const PERMISSION_DENIED: u64 = 0;

/// What a websocket message says (y-protocols PROTOCOL.md; the last four are ours). Payloads are slices of the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// "This is what I have": a state vector whose counts were checked.
    SyncStep1(Bytes),
    /// "This is what you lack": an update, unread.
    SyncStep2(Bytes),
    /// An update, unread.
    Update(Bytes),
    /// Who is here, and where.
    Awareness(Vec<AwarenessEntry>),
    /// A right that is not there, with a word why.
    Denied(String),
    /// "Who is here?"
    QueryAwareness,
    /// How many of the sync frames received on this socket (step 2 and update) are on disk.
    Saved(u64),
    /// What the draft says, for whoever has sent so many sync frames on this socket and no more.
    StateHash {
        /// Counted as in `Saved`.
        count: u64,
        /// SHA-256, as `statement::Draft::state_hash` makes it.
        hash: [u8; STATE_HASH_BYTES],
    },
    /// "Mine says something else": the answer to a state hash.
    OutOfStep,
    /// How often the text was set back to a backup: whoever comes again says it, and is told if it has changed.
    Epoch(u64),
}

impl Frame {
    /// Reads a message whole.
    pub fn decode(message: Bytes) -> Result<Self, WireError> {
        if message.len() > FRAME_BYTES_MAX {
            return Err(WireError::TooLarge);
        }
        let mut reader = Reader::new(message);
        let frame = match reader.uint()? {
            SYNC => sync(&mut reader)?,
            AWARENESS => Self::Awareness(awareness::decode(reader.bytes(FRAME_BYTES_MAX)?)?),
            AUTH => denied(&mut reader)?,
            QUERY_AWARENESS => Self::QueryAwareness,
            SAVED => Self::Saved(reader.uint()?),
            STATE_HASH => Self::StateHash { count: reader.uint()?, hash: reader.array()? },
            OUT_OF_STEP => Self::OutOfStep,
            EPOCH => Self::Epoch(reader.uint()?),
            _ => return Err(WireError::UnknownType),
        };
        reader.end()?;
        Ok(frame)
    }

    /// Writes it as one message.
    pub fn encode(&self) -> Bytes {
        let mut out = Vec::new();
        match self {
            Self::SyncStep1(vector) => put_sync(&mut out, STEP_1, vector),
            Self::SyncStep2(update) => put_sync(&mut out, STEP_2, update),
            Self::Update(update) => put_sync(&mut out, UPDATE, update),
            Self::Awareness(entries) => {
                put_uint(&mut out, AWARENESS);
                put_bytes(&mut out, &awareness::encode(entries));
            }
            Self::Denied(reason) => {
                put_uint(&mut out, AUTH);
                put_uint(&mut out, PERMISSION_DENIED);
                put_bytes(&mut out, reason.as_bytes());
            }
            Self::QueryAwareness => put_uint(&mut out, QUERY_AWARENESS),
            Self::Saved(count) => {
                put_uint(&mut out, SAVED);
                put_uint(&mut out, *count);
            }
            Self::StateHash { count, hash } => {
                put_uint(&mut out, STATE_HASH);
                put_uint(&mut out, *count);
                out.extend_from_slice(hash);
            }
            Self::OutOfStep => put_uint(&mut out, OUT_OF_STEP),
            Self::Epoch(epoch) => {
                put_uint(&mut out, EPOCH);
                put_uint(&mut out, *epoch);
            }
        }
        out.into()
    }
}

fn sync(reader: &mut Reader) -> Result<Frame, WireError> {
    match reader.uint()? {
        STEP_1 => {
            let vector = reader.bytes(STATE_VECTOR_BYTES_MAX)?;
            check_state_vector(vector.clone())?;
            Ok(Frame::SyncStep1(vector))
        }
        STEP_2 => Ok(Frame::SyncStep2(reader.bytes(FRAME_BYTES_MAX)?)),
        UPDATE => Ok(Frame::Update(reader.bytes(FRAME_BYTES_MAX)?)),
        _ => Err(WireError::UnknownType),
    }
}

/// A count, then as many pairs of client and clock, and nothing else.
fn check_state_vector(vector: Bytes) -> Result<(), WireError> {
    let mut reader = Reader::new(vector);
    for _ in 0..reader.count(2)? {
        reader.uint()?;
        reader.uint()?;
    }
    reader.end()
}

fn denied(reader: &mut Reader) -> Result<Frame, WireError> {
    if reader.uint()? != PERMISSION_DENIED {
        return Err(WireError::UnknownType);
    }
    let reason = reader.bytes(REASON_BYTES_MAX)?;
    let reason = std::str::from_utf8(&reason).map_err(|_| WireError::BadPresence)?;
    Ok(Frame::Denied(reason.to_owned()))
}

fn put_sync(out: &mut Vec<u8>, step: u64, payload: &[u8]) {
    out.reserve_exact(payload.len() + 8);
    put_uint(out, SYNC);
    put_uint(out, step);
    put_bytes(out, payload);
}
