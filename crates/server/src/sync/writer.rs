//! The half of a websocket that writes: all that is ready in one system call.

use super::half::{self, Half};
use crate::limits::{REPLIES_MAX, SOCKET_BUFFER_KEPT_BYTES, SOCKET_WRITE_BUFFER_BYTES};
use bytes::Bytes;
use std::io;
use std::sync::Arc;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{Frame, FrameHeader};

/// Writes messages.
pub struct Writer {
    half: Arc<Half>,
    buffer: Vec<u8>,
    replies: mpsc::Receiver<Bytes>,
}

/// Where the reading half leaves its answers to pings.
pub struct Replies(mpsc::Sender<Bytes>);

impl Replies {
    /// Whole frames to be written. Where too many wait these are left out: of several pings only the last needs an answer
    /// (RFC 6455, 5.5.3).
    pub fn add(&self, frames: &[u8]) {
        let _ = self.0.try_send(Bytes::copy_from_slice(frames));
    }
}

impl Writer {
    /// Writes to this half.
    pub fn new(half: OwnedWriteHalf) -> (Self, Replies) {
        let (sender, replies) = mpsc::channel(REPLIES_MAX);
        (Self { half: Arc::new(Half::new(half)), buffer: Vec::new(), replies }, Replies(sender))
    }

    /// What the room writes to by itself.
    pub fn half(&self) -> Arc<Half> {
        Arc::clone(&self.half)
    }

    /// Writes what the room left.
    pub async fn write_left(&mut self) -> io::Result<()> {
        self.half.write_all(&[]).await
    }

    /// Writes messages, each one frame.
    pub async fn write(&mut self, messages: &mut Vec<Bytes>) -> io::Result<()> {
        for message in messages.drain(..) {
            if self.buffer.len() + message.len() > SOCKET_WRITE_BUFFER_BYTES {
                self.flush().await?;
            }
            if message.len() > SOCKET_WRITE_BUFFER_BYTES {
                self.put_header(message.len())?;
                self.flush().await?;
                self.half.write_all(&message).await?;
            } else {
                half::put(half::binary(message), &mut self.buffer);
            }
        }
        self.flush().await
    }

    /// Waits for an answer to a ping. Cancelling it loses nothing.
    pub async fn reply(&mut self) -> Bytes {
        match self.replies.recv().await {
            Some(frames) => frames,
            None => std::future::pending().await,
        }
    }

    /// Writes frames as they are.
    pub async fn write_frames(&mut self, frames: &[u8]) -> io::Result<()> {
        self.half.write_all(frames).await
    }

    /// Asks whether the other side is there.
    pub async fn ping(&mut self) -> io::Result<()> {
        half::put(Frame::ping(Bytes::new()), &mut self.buffer);
        self.flush().await
    }

    /// Says why the socket ends, and writes no more.
    pub async fn close(mut self, frame: Option<CloseFrame>) -> io::Result<()> {
        half::put(Frame::close(frame), &mut self.buffer);
        self.flush().await?;
        self.half.shut()
    }

    fn put_header(&mut self, bytes: usize) -> io::Result<()> {
        let header = FrameHeader { opcode: OpCode::Data(Data::Binary), ..FrameHeader::default() };
        header.format(bytes as u64, &mut self.buffer).map_err(io::Error::other)
    }

    async fn flush(&mut self) -> io::Result<()> {
        self.half.write_all(&self.buffer).await?;
        self.buffer.clear();
        self.buffer.shrink_to(SOCKET_BUFFER_KEPT_BYTES);
        Ok(())
    }
}
