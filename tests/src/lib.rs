//! A running server and people who use it, for tests that read as sentences.
//!
//! Speaks to the program only as a stranger would: its command line, HTTP and websocket. The peer's frames are
//! encoded here on purpose, so that a fault in `wire` cannot hide in both ends.

pub mod api;
pub mod frames;
pub mod hostile;
pub mod peer;
pub mod progress;
pub mod random;
pub mod server;
pub mod story;
pub mod strace;

pub use api::Api;
pub use peer::Peer;
pub use server::{Person, Server};
