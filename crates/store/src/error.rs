//! What can go wrong with the store, each as a sentence that says what to do.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why something was not read or not written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// An `expect_absent` did not hold.
    #[error("somebody else was first: a record with this key exists; read it and decide again")]
    Conflict,
    /// The writer's queue is at its limit.
    #[error("too much is waiting to be written; try again in a moment")]
    Full,
    /// A key, value or batch is over its limit.
    #[error("this is larger than the store takes ({bytes} bytes of at most {limit}); make it smaller")]
    TooLarge {
        /// How large it is.
        bytes: usize,
        /// How large it may be.
        limit: usize,
    },
    /// An earlier write or sync failed.
    #[error(
        "an earlier write failed, so nothing is saved any more; free or repair the disk and restart the server"
    )]
    Poisoned,
    /// Another process has the folder open.
    #[error("the data folder {0} is in use by another process; stop that one first")]
    Locked(PathBuf),
    /// The folder was written by another version of the program.
    #[error(
        "the data folder has format {found:?}, this program reads format 1; use the version that wrote it"
    )]
    Format {
        /// What the `format` file says, at most its first 32 characters.
        found: String,
    },
    /// A restore into a folder that holds something.
    #[error("the folder {0} is not empty; restore into a new one")]
    NotEmpty(PathBuf),
    /// Bytes on disk are not what was written.
    #[error(
        "{file} is damaged at byte {offset} (after record {after}: {what}); restore a backup, or run `check`"
    )]
    Damaged {
        /// The damaged file.
        file: PathBuf,
        /// Where the damage begins.
        offset: u64,
        /// Sequence number of the last good record before it.
        after: u64,
        /// What is wrong.
        what: String,
    },
    /// A row that this program cannot read.
    #[error("a stored record of table {table} cannot be read; run `check`")]
    BadRow {
        /// Name of the table.
        table: &'static str,
    },
    /// The operating system refused.
    #[error("the data folder cannot be used ({path}: {error}); check the disk and its rights")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        error: Arc<io::Error>,
    },
    /// The index refused.
    #[error("the index cannot be used ({0}); restart the server: the index is rebuilt from the journal")]
    Index(String),
}

impl StoreError {
    /// Makes an I/O error name its file.
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |error| Self::Io { path, error: Arc::new(error) }
    }
}
