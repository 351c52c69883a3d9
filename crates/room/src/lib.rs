//! Open texts: one task for each, which alone holds the draft in memory.
//!
//! A frame comes in through a bounded mailbox; whoever sent it must have the right at that moment and own the client
//! ids; the gate passes it; it goes to disk with whatever else waits; only then is it acknowledged and shown.
//! Everything that is read from the draft (answers to joiners, catch-ups, freezes) leaves through the same queue.
//! This crate knows no HTTP, no websocket and no session: whoever holds a seat moves the bytes.

mod admit;
mod anew;
mod answers;
mod bench;
mod beside;
mod chair;
mod claims;
mod close;
mod compacting;
mod compare;
mod counters;
mod draft;
mod effort;
mod error;
mod event;
mod fill;
pub mod limits;
mod member;
mod opening;
mod outbox;
mod presence;
mod queue;
mod registry;
mod release;
mod right;
mod room;
mod seat;
mod stored;
mod turn;
mod update;
mod wire;

pub use self::wire::Wire;
pub use close::Close;
pub use counters::Counted;
pub use draft::{NewText, Snapshot};
pub use error::RoomError;
pub use member::{Dialect, Member};
pub use registry::{Clock, RateLimits, Rooms};
pub use right::{Right, RightCell};
pub use seat::{Outgoing, Seat, Sender};
