//! The frames that editors and rooms exchange: y-protocols, read strictly, and one message of our own.
//!
//! Every count is checked against the bytes that are left before anything is allocated. This crate knows how an
//! update, a state vector and an awareness entry are framed; what an update says, who may send it and who is shown
//! it are not known here. No I/O.

mod awareness;
mod error;
mod frame;
pub mod limits;
mod varint;

pub use awareness::{AwarenessEntry, Cursor, ItemId, Place, Presence, Stamp};
pub use error::WireError;
pub use frame::Frame;

/// The websocket subprotocol that adds the `saved` message.
pub const SUBPROTOCOL: &str = "undersigned.v1";
