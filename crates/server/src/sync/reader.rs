//! The half of a websocket that reads, and counts what each message costs to read.

use super::writer::Replies;
use crate::limits::{
    CONTROL_HEADER_BYTES, MESSAGE_READ_BYTES_MAX, MESSAGE_TIME_MAX, SILENCE_MAX, SOCKET_READ_BUFFER_BYTES,
    UNFINISHED_BYTES_PER_PERSON_MAX,
};
use crate::unfinished::{Part, Unfinished};
use futures_util::StreamExt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::tcp::OwnedReadHalf;
use tokio::time::{Instant, timeout_at};
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
        let unfinished = Part::default();
        let incoming = Incoming { half, replies, unfinished, begun: None, heard: Instant::now() };
        Self(WebSocketStream::from_partially_read(incoming, early, Role::Server, Some(config)).await)
    }

    /// Whose socket this is: what all sockets of a person hold of unfinished messages is bounded.
    pub fn is_of(&mut self, person: &Unfinished) {
        self.0.get_mut().unfinished = person.part();
    }

    /// The next message; none at the end, and from somebody who says nothing for too long. A long message on a slow line
    /// is not silence.
    pub async fn next_unless_silent(&mut self) -> Option<Result<Message, Error>> {
        loop {
            let silent_at = self.0.get_ref().heard + SILENCE_MAX;
            match timeout_at(silent_at, self.next()).await {
                Ok(message) => return message,
                Err(_) if self.0.get_ref().heard + SILENCE_MAX <= Instant::now() => return None,
                Err(_) => {}
            }
        }
    }

    /// The next message. Cancelling it loses nothing.
    pub async fn next(&mut self) -> Option<Result<Message, Error>> {
        let message = self.0.next().await;
        let incoming = self.0.get_mut();
        let left = match &message {
            // They may come between the pieces of a message, which is not whole for that.
            Some(Ok(Message::Ping(said) | Message::Pong(said))) => {
                incoming.unfinished.own().saturating_sub(said.len() + CONTROL_HEADER_BYTES)
            }
            _ => 0,
        };
        incoming.unfinished.set(left);
        if left == 0 {
            incoming.begun = None;
        }
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
    unfinished: Part,
    /// When the first of them came: what is not whole is held.
    begun: Option<Instant>,
    /// When anything came last.
    heard: Instant,
}

impl AsyncRead for Incoming {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.unfinished.own() > MESSAGE_READ_BYTES_MAX {
            return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
        }
        if self.unfinished.own() > 0 && self.unfinished.all() > UNFINISHED_BYTES_PER_PERSON_MAX {
            return Poll::Ready(Err(io::ErrorKind::QuotaExceeded.into()));
        }
        if self.begun.is_some_and(|begun| begun.elapsed() > MESSAGE_TIME_MAX) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.half).poll_read(cx, buffer);
        let bytes = buffer.filled().len() - before;
        if bytes > 0 {
            self.heard = Instant::now();
            let now = self.heard;
            self.begun.get_or_insert(now);
        }
        let unfinished = self.unfinished.own() + bytes;
        self.unfinished.set(unfinished);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::PING_EVERY;
    use futures_util::FutureExt;
    use tokio::io::AsyncWriteExt;
    use tokio::net::{TcpListener, TcpStream};

    /// A piece of a message that goes on, and a ping; both masked with zeros.
    const PIECE: [u8; 7] = [0x02, 0x81, 0, 0, 0, 0, 7];
    const MORE: [u8; 7] = [0x00, 0x81, 0, 0, 0, 0, 7];
    const LAST: [u8; 7] = [0x80, 0x81, 0, 0, 0, 0, 7];
    const PING: [u8; 6] = [0x89, 0x80, 0, 0, 0, 0];
    const PONG: [u8; 6] = [0x8a, 0x80, 0, 0, 0, 0];

    async fn reader() -> (Reader, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (half, write) = listener.accept().await.unwrap().0.into_split();
        let (_, replies) = super::super::writer::Writer::new(write);
        (Reader::new(half, Vec::new(), replies).await, client)
    }

    async fn is_ping(reader: &mut Reader) -> bool {
        matches!(reader.next().await, Some(Ok(Message::Ping(_))))
    }

    #[tokio::test]
    async fn a_long_message_on_a_slow_line_is_not_silence_and_nothing_for_so_long_is() {
        let (mut reader, mut client) = reader().await;
        tokio::time::pause();
        let writing = tokio::spawn(async move {
            for piece in [PIECE, MORE, MORE, LAST] {
                client.write_all(&piece).await.unwrap();
                tokio::time::sleep(SILENCE_MAX * 3 / 4).await;
            }
            client
        });
        let message = reader.next_unless_silent().await;
        assert!(matches!(message, Some(Ok(Message::Binary(_)))), "{message:?}");
        let begun = Instant::now();
        assert!(reader.next_unless_silent().await.is_none());
        assert!(begun.elapsed() >= SILENCE_MAX);
        drop(writing.await.unwrap());
    }

    #[tokio::test]
    async fn whoever_answers_pings_and_says_nothing_else_is_not_silent() {
        let (mut reader, mut client) = reader().await;
        tokio::time::pause();
        let begun = Instant::now();
        while begun.elapsed() < 3 * SILENCE_MAX {
            tokio::time::sleep(PING_EVERY).await;
            client.write_all(&PONG).await.unwrap();
            let message = reader.next_unless_silent().await;
            assert!(matches!(message, Some(Ok(Message::Pong(_)))), "{message:?}");
        }
    }

    #[tokio::test]
    async fn a_persons_sockets_hold_so_much_of_unfinished_messages_and_no_more() {
        let person = Unfinished::default();
        let mut others = person.part();
        let (mut reader, mut client) = reader().await;
        reader.is_of(&person);
        for (room, is_read) in [(PIECE.len(), true), (PIECE.len() - 1, false)] {
            others.set(UNFINISHED_BYTES_PER_PERSON_MAX - room);
            client.write_all(&PIECE).await.unwrap();
            // Nothing is told of a piece: it was read when it counts.
            let mut early = None;
            while early.is_none() && others.all() == UNFINISHED_BYTES_PER_PERSON_MAX - room {
                early = reader.next().now_or_never();
                tokio::task::yield_now().await;
            }
            client.write_all(&LAST).await.unwrap();
            let message = match early {
                Some(message) => message,
                None => reader.next().await,
            };
            let quota =
                |error: &Error| matches!(error, Error::Io(e) if e.kind() == io::ErrorKind::QuotaExceeded);
            match message {
                Some(Ok(Message::Binary(_))) => assert!(is_read, "one past the limit"),
                Some(Err(error)) => assert!(!is_read && quota(&error), "{error}"),
                other => panic!("{other:?}"),
            }
        }
        drop(reader);
        drop(others);
        assert_eq!(person.part().all(), 0);
    }

    #[tokio::test]
    async fn a_message_comes_in_within_its_time_whatever_comes_between_its_pieces() {
        let (mut reader, mut client) = reader().await;
        tokio::time::pause();
        // Pings alone take as long as they like.
        for _ in 0..3 {
            client.write_all(&PING).await.unwrap();
            assert!(is_ping(&mut reader).await);
            tokio::time::advance(MESSAGE_TIME_MAX * 2).await;
        }
        client.write_all(&[PIECE, MORE].concat()).await.unwrap();
        client.write_all(&PING).await.unwrap();
        assert!(is_ping(&mut reader).await);
        tokio::time::advance(MESSAGE_TIME_MAX).await;
        client.write_all(&LAST).await.unwrap();
        assert!(matches!(reader.next().await, Some(Ok(Message::Binary(_)))), "at the limit");
        client.write_all(&[&PIECE[..], &PING].concat()).await.unwrap();
        assert!(is_ping(&mut reader).await);
        tokio::time::advance(MESSAGE_TIME_MAX + std::time::Duration::from_millis(1)).await;
        client.write_all(&LAST).await.unwrap();
        let late = reader.next().await;
        assert!(
            matches!(&late, Some(Err(Error::Io(error))) if error.kind() == io::ErrorKind::TimedOut),
            "{late:?}"
        );
    }
}
