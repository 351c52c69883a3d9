//! A connection's writing half, which two write to: the room, while nothing waits, and the socket's own task.

use crate::limits::STALLED_MAX;
use bytes::Bytes;
use socket2::SockRef;
use std::io::{self, ErrorKind};
use std::net::Shutdown;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::Notify;
use tokio::time::timeout;
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
            match self.half.try_write(bytes) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(written) => bytes = &bytes[written..],
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    timeout(STALLED_MAX, self.half.writable()).await??;
                }
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

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;
    use tokio::net::{TcpListener, TcpStream};
    use tokio::time::{Duration, Instant, pause, sleep};

    /// More than any kernel keeps for a connection.
    const MUCH: usize = 64 * 1024 * 1024;

    #[tokio::test]
    async fn a_connection_that_takes_nothing_for_so_long_is_given_up_and_one_that_takes_something_is_not() {
        for (wait, is_given_up) in [(STALLED_MAX - Duration::from_millis(10), false), (STALLED_MAX, true)] {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let (_read, write) = listener.accept().await.unwrap().0.into_split();
            let half = Half::new(write);
            pause();
            let begun = Instant::now();
            let reading = tokio::spawn(async move {
                sleep(wait + Duration::from_millis(5)).await;
                let mut taken = vec![0; MUCH];
                let _ = client.read_exact(&mut taken).await;
            });
            let written = half.write_all(&vec![0; MUCH]).await;
            assert_eq!(
                written.as_ref().err().map(io::Error::kind),
                is_given_up.then_some(ErrorKind::TimedOut)
            );
            assert!(begun.elapsed() >= wait);
            drop(half);
            reading.await.unwrap();
            tokio::time::resume();
        }
    }
}
