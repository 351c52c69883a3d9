//! The working draft of a text: what may enter it, how it is kept in step, and what Statement it reads as.
//!
//! The only crate that knows yrs, and yrs sees no byte that the gate has not passed. Plain functions of their input:
//! no I/O, no clock, no randomness; whoever calls hands in client ids. Knows nothing of people, sockets or disks.

mod client;
mod draft;
mod error;
pub mod import;
pub mod limits;
mod new;
mod reading;
mod table;

pub use client::{ClientId, ServerClient};
pub use draft::{Change, Checked, Draft};
pub use error::{DraftError, Refusal};
pub use new::{NewBlock, NewRun, NoteId};
pub use reading::{Fields, Reading};
