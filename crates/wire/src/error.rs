//! Why a frame is not read.

/// A frame that is not what y-protocols writes, or over a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// It ends too early, or a count is larger than what follows.
    #[error("the frame is cut off; reload the page")]
    CutOff,
    /// Bytes are left over.
    #[error("the frame has bytes after its end; reload the page")]
    Trailing,
    /// A number that is not written in the shortest way or is 2^53 or more.
    #[error("the frame has a number that is not one; reload the page")]
    BadNumber,
    /// A message type that is not known.
    #[error("the frame is of a kind that this server does not know; update the editor")]
    UnknownType,
    /// Over a limit.
    #[error("the frame is larger than this server takes; send less at once")]
    TooLarge,
    /// Text that is not UTF-8, or JSON that is not an awareness state.
    #[error("the presence in the frame cannot be read; reload the page")]
    BadPresence,
}

impl WireError {
    /// A stable word for logs, metrics and close reasons.
    pub fn code(self) -> &'static str {
        match self {
            Self::CutOff => "frame-cut-off",
            Self::Trailing => "frame-trailing",
            Self::BadNumber => "frame-number",
            Self::UnknownType => "frame-type",
            Self::TooLarge => "frame-too-large",
            Self::BadPresence => "frame-presence",
        }
    }
}
