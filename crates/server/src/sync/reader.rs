//! The half of a websocket that reads, and counts what each message costs to read.

use super::writer::Replies;
use crate::limits::{MESSAGE_READ_BYTES_MAX, SOCKET_READ_BUFFER_BYTES};
use futures_util::StreamExt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::tcp::OwnedReadHalf;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};
use wire::limits::FRAME_BYTES_MAX;

/// Reads messages.
pub struct Reader(WebSocketStream<Incoming>);

impl Reader {
    /// Reads from this half, after what of it was read already; answers to pings go to `replies`.
    pub async fn new(half: OwnedReadHalf, early: Vec<u8>, replies: Replies) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(SOCKET_READ_BUFFER_BYTES)
            .write_buffer_size(0)
            .max_message_size(Some(FRAME_BYTES_MAX))
            .max_frame_size(Some(FRAME_BYTES_MAX));
        let incoming = Incoming { half, replies, since_whole: 0 };
        Self(WebSocketStream::from_partially_read(incoming, early, Role::Server, Some(config)).await)
    }

    /// The next message. Cancelling it loses nothing.
    pub async fn next(&mut self) -> Option<Result<Message, Error>> {
        let message = self.0.next().await;
        self.0.get_mut().since_whole = 0;
        message
    }

    /// Reads what still comes and forgets it, until the other side ends.
    pub async fn drain(&mut self) {
        let mut scratch = [0; 1024];
        while self.0.get_mut().half.read(&mut scratch).await.is_ok_and(|read| read > 0) {}
    }
}

/// The bare connection's half.
struct Incoming {
    half: OwnedReadHalf,
    replies: Replies,
    /// Bytes read since the last whole message: one in very many pieces costs far more than it says.
    since_whole: usize,
}

impl AsyncRead for Incoming {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.since_whole > MESSAGE_READ_BYTES_MAX {
            return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.half).poll_read(cx, buffer);
        self.since_whole += buffer.filled().len() - before;
        read
    }
}

impl AsyncWrite for Incoming {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, frames: &[u8]) -> Poll<io::Result<usize>> {
        self.replies.add(frames);
        Poll::Ready(Ok(frames.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
