//! Everything that can happen to a room.

use crate::member::{Member, SeatNo};
use crate::stored::Compacted;
use crate::{Close, RoomError, Seat, Snapshot};
use model::ids::PersonId;
use statement::restored::Erased;
use std::sync::Arc;
use tokio::sync::oneshot;
use wire::Frame;

/// Where an answer goes; whoever asked may be gone.
pub(crate) type Answer<T> = oneshot::Sender<Result<T, RoomError>>;

pub(crate) enum Event {
    Join {
        member: Box<Member>,
        answer: Answer<Seat>,
    },
    Frame {
        seat: SeatNo,
        frame: Frame,
        cost: usize,
    },
    /// All that was given to a slow reader is written.
    Drained(SeatNo),
    Leave(SeatNo),
    /// It was given the right to write.
    MayWrite(SeatNo),
    Freeze(Answer<Snapshot>),
    /// Some of what was deleted lately.
    Erased(Answer<Arc<Erased>>),
    /// What is stored was read, to be written anew in one piece.
    Compacted(Result<Compacted, RoomError>),
    /// The text was read again: whether that says what the room has in memory.
    ReadBack(Result<bool, RoomError>),
    /// Who sits here.
    Present(Answer<Vec<PersonId>>),
    /// Closes every socket so, and leaves memory once all is on disk.
    Close {
        close: Close,
        answer: Answer<()>,
    },
}

impl Event {
    /// Answers with an error: the room cannot do it.
    pub(crate) fn refuse(self, error: &RoomError) {
        let error = || error.clone();
        match self {
            Self::Join { answer, .. } => drop(answer.send(Err(error()))),
            Self::Freeze(answer) => drop(answer.send(Err(error()))),
            Self::Erased(answer) => drop(answer.send(Err(error()))),
            Self::Present(answer) => drop(answer.send(Err(error()))),
            Self::Close { answer, .. } => drop(answer.send(Ok(()))),
            Self::Frame { .. }
            | Self::Drained(_)
            | Self::Leave(_)
            | Self::MayWrite(_)
            | Self::Compacted(_)
            | Self::ReadBack(_) => {}
        }
    }
}
