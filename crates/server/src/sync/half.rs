//! A connection's writing half, which two write to: the room, while nothing waits, and the socket's own task.

use bytes::Bytes;
use socket2::SockRef;
use std::io::{self, ErrorKind};
use std::net::Shutdown;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

/// The half, and whose turn it is.
pub struct Half {
    half: OwnedWriteHalf,
    turn: Mutex<Turn>,
    left: Notify,
}

/// Who writes.
enum Turn {
    /// Whoever comes.
    Free,
    /// The socket's task.
    Task,
    /// The socket's task is to: the room wrote as much as the kernel took, and this is left.
    Left(Bytes),
}

/// A message as one frame.
pub fn binary(message: Bytes) -> Frame {
    Frame::message(message, OpCode::Data(Data::Binary), true)
}

/// Adds a frame as it goes over the wire.
pub fn put(frame: Frame, to: &mut Vec<u8>) {
    // Into memory: it does not fail.
    let _ = frame.format(to);
}

impl Half {
    /// Nothing waits.
    pub fn new(half: OwnedWriteHalf) -> Self {
        Self { half, turn: Mutex::new(Turn::Free), left: Notify::new() }
    }

    /// Waits until the room left something to be written. Cancelling it loses nothing.
    pub async fn left(&self) {
        self.left.notified().await;
    }

    /// Writes all of these bytes, after what was left.
    pub async fn write_all(&self, bytes: &[u8]) -> io::Result<()> {
        let before = std::mem::replace(&mut *self.turn(), Turn::Task);
        if let Turn::Left(left) = before {
            self.push(&left).await?;
        }
        self.push(bytes).await?;
        *self.turn() = Turn::Free;
        Ok(())
    }

    /// Writes no more: the other side reads to the end, and then that it is the end.
    pub fn shut(&self) -> io::Result<()> {
        *self.turn() = Turn::Task;
        SockRef::from(self.half.as_ref()).shutdown(Shutdown::Write)
    }

    async fn push(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            self.half.writable().await?;
            match self.half.try_write(bytes) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(written) => bytes = &bytes[written..],
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl room::Wire for Half {
    fn framed(&self, messages: &mut dyn Iterator<Item = &Bytes>) -> Bytes {
        let mut framed = Vec::new();
        messages.for_each(|message| put(binary(message.clone()), &mut framed));
        framed.into()
    }

    fn write(&self, framed: &Bytes) -> bool {
        let mut turn = self.turn();
        if !matches!(*turn, Turn::Free) {
            return false;
        }
        // Whatever is wrong with it, the socket's task finds when it writes.
        let Ok(written) = self.half.try_write(framed) else { return false };
        if written < framed.len() {
            *turn = Turn::Left(framed.slice(written..));
            self.left.notify_one();
        }
        true
    }
}
