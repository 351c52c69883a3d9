//! Where everything is kept: one ordered space of keys and values in tables, changed by batches.
//!
//! A journal of batches is the truth, sled its index, which can be rebuilt at any time. A batch is acknowledged after
//! it is on disk, never before. This crate knows how rows are written, not what they mean: no rules about content,
//! no rights, no clock, no yrs.

pub mod acceptance;
mod affected;
mod batch;
mod check;
pub mod disk;
mod engine;
mod error;
mod folder;
mod frame;
mod index;
mod journal;
mod keeper;
pub mod limits;
mod memory;
mod pace;
mod recent;
mod recovery;
mod rot;
pub mod rows;
mod seal;
mod sled_store;
mod snapshot;
mod tally;
mod writer;

pub use batch::{Batch, Table};
pub use check::{Checked, check, check_backup, restore};
pub use error::StoreError;
pub use folder::{FORMAT, is_data_folder};
pub use memory::MemoryStore;
pub use recovery::{IndexState, Opened};
pub use sled_store::{Sizes, SledStore};
pub use writer::Writer;

use std::path::Path;

/// A key and its value as a scan gives them.
pub type Entry = (Vec<u8>, Vec<u8>);

/// What a back end does. Every back end passes `acceptance`.
pub trait Store: Send + Sync + 'static {
    /// The value of a key.
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// All keys of a table that begin with `prefix`, in byte order, each with its value; never a part of a batch.
    fn scan(&self, table: Table, prefix: &[u8]) -> Result<Vec<Entry>, StoreError>;

    /// Makes the batches durable, in order, with one write and one barrier for all, and then visible.
    ///
    /// One answer for each batch. A batch whose `expect_absent` does not hold is refused alone and changes nothing.
    /// After a failed write or sync the store is poisoned: nothing is acknowledged any more until it is opened anew,
    /// and whether the batches of the failed call are there is known only then.
    fn commit(&self, batches: &[Batch]) -> Vec<Result<(), StoreError>>;

    /// Writes everything, as it is now, to one file that [`restore`] reads, and reads it back. Commits go on meanwhile.
    fn backup(&self, file: &Path) -> Result<(), StoreError>;
}
