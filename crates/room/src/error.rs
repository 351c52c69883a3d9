//! Why a room does not do what it is asked.

use crate::Close;
use statement::DraftError;
use store::StoreError;

/// Why a text cannot be opened, frozen or made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RoomError {
    /// The store knows no such text.
    #[error("there is no such text; look for it in its dossier")]
    NoSuchText,
    /// Everybody's place is taken.
    #[error("too many people have this text open; try again later")]
    Full,
    /// The server is stopping.
    #[error("the server is restarting; try again in a moment")]
    Restarting,
    /// A write failed: nothing is acknowledged until the server is started anew.
    #[error("the server could not save; nothing is taken until its disk is repaired and it is restarted")]
    StorageFailed,
    /// The text's log has a hole.
    #[error("the log of this text has a hole; run `check`, then restore a backup")]
    Hole,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is stored is not a draft.
    #[error(transparent)]
    Draft(#[from] DraftError),
}

impl RoomError {
    /// How a socket that waits for the room is told.
    pub fn close(&self) -> Close {
        match self {
            Self::NoSuchText => Close::NO_SUCH_TEXT,
            Self::Full => Close::BUSY,
            Self::Restarting => Close::RESTARTING,
            Self::StorageFailed | Self::Hole | Self::Store(_) | Self::Draft(_) => Close::STORAGE_FAILED,
        }
    }
}
