//! From a Statement and the public records of its positions to a file for missions and press, and back again.
//!
//! Plain functions of their input: no file system, no clock, no network. The only crate that knows Typst; it knows
//! `model`, and nothing of drafts, rights or the server. What it is given to verify it takes to be hostile.

mod date;
mod fonts;
mod hold;
pub mod limits;
mod list;
mod order;
mod page;
mod pdf;
mod problems;
mod publication;
mod records;
mod unpack;
pub mod verify;
mod words;
mod world;

pub use date::{calendar as calendar_of, day_of, minute as minute_of};
pub use order::{order, order_by_name};
pub use pdf::pdf;
pub use problems::{problems, unprintable};
pub use publication::Publication;
pub use unpack::{UnpackError, Unpacked, unpack};
pub use words::{DEMONSTRATION, correction, translation, withheld};

/// The program and version that a file names as its maker: another version's pages are not compared.
pub const RENDERER: &str = concat!("Undersigned ", env!("CARGO_PKG_VERSION"));

/// Name of the attachment with the Statement's canonical JSON.
pub const STATEMENT_NAME: &str = "statement.json";

/// Name of the attachment with the published extract.
pub const EXTRACT_NAME: &str = "extract.jsonl";

/// Why no file came out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// The renderer refused; `problems` would have said so before the freeze.
    #[error("the text cannot be printed: {0}; look at its problems, and freeze it again")]
    Refused(String),
}
