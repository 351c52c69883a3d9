//! Why a socket is closed. Codes from 4400 to 4499 are final for stock providers, which retry after all others.

use statement::Refusal;
use wire::WireError;

/// A websocket close code and a stable word for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Close {
    /// The code.
    pub code: u16,
    /// The word; never somebody's data.
    pub reason: &'static str,
}

impl Close {
    /// The server could not keep what it was given; it stopped acknowledging.
    pub const STORAGE_FAILED: Self = Self { code: 1011, reason: "storage-failed" };
    /// The server, or the text in its memory, starts anew.
    pub const RESTARTING: Self = Self { code: 1012, reason: "restarting" };
    /// Too much waits; come again.
    pub const BUSY: Self = Self { code: 1013, reason: "busy" };
    /// The session is over.
    pub const SESSION_ENDED: Self = Self { code: 4401, reason: "session-ended" };
    /// The right to read the text was taken away.
    pub const RIGHT_ENDED: Self = Self { code: 4403, reason: "right-ended" };
    /// There is no such text, or none for this person.
    pub const NO_SUCH_TEXT: Self = Self { code: 4404, reason: "no-such-text" };
    /// A client id belongs to somebody else.
    pub const TAKEN: Self = Self { code: 4409, reason: "taken" };
    /// The text was set back to an earlier state.
    pub const EPOCH_OVER: Self = Self { code: 4410, reason: "epoch-over" };
    /// The client's document says something else than the draft.
    pub const OUT_OF_STEP: Self = Self { code: 4411, reason: "out-of-step" };
    /// One person has too many sockets.
    pub const TOO_MANY: Self = Self { code: 4430, reason: "too-many-sockets" };
    /// Over a rate limit.
    pub const TOO_FAST: Self = Self { code: 4429, reason: "too-fast" };

    /// Whether it is because of what was sent.
    pub fn is_refusal(self) -> bool {
        matches!(self.code, 4400 | 4409 | 4411)
    }

    /// A refused input: its client id is at its end.
    pub const fn refused(reason: &'static str) -> Self {
        Self { code: 4400, reason }
    }
}

impl From<Refusal> for Close {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal.code())
    }
}

impl From<WireError> for Close {
    fn from(error: WireError) -> Self {
        Self::refused(error.code())
    }
}
