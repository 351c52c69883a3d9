//! The working draft of a text: what may enter it, how it is kept in step, and what Statement it reads as.
//!
//! The only crate that knows yrs, and yrs sees no byte that the gate has not passed. Plain functions of their input:
//! no I/O, no clock, no randomness; whoever calls hands in client ids. Knows nothing of people, sockets or disks.

mod apply;
mod client;
pub mod comparison;
mod cursor;
mod draft;
mod effort;
mod error;
mod gate;
pub mod import;
mod index;
pub mod limits;
mod new;
mod order;
mod reading;
pub mod restored;
mod seen;
mod spans;
mod table;
mod update;
mod vector;
mod write;
mod writers;

pub use client::{ClientId, ServerClient};
pub use draft::{Change, Checked, Draft, NOTHING};
pub use effort::Effort;
pub use error::{DraftError, Refusal};
pub use index::Size;
pub use new::{NewBlock, NewRun, NoteId};
pub use reading::{Fields, Reading};
pub use writers::Written;
