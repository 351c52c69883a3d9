//! Moves the bytes of one socket: in to the room, out to the wire, until either end is over.

use super::handshake::Socket;
use super::pace::Pace;
use super::reader::Reader;
use super::writer::Writer;
use crate::clock::Clock;
use crate::limits::{CLOSE_TIME_MAX, PING_EVERY};
use crate::live::Standing;
use crate::metrics::Metrics;
use room::{Close, Outgoing, Right, Seat, Sender, Wire};
use std::convert::Infallible;
use std::io::ErrorKind;
use std::sync::Arc;
use tokio::sync::{oneshot, watch};
use tokio::time::{interval, sleep, timeout};
use tokio_tungstenite::tungstenite::error::CapacityError;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};

/// What a socket's pump needs to know.
pub struct Line<'server> {
    pub clock: Clock,
    pub metrics: &'server Metrics,
    pub standing: Standing,
    pub pace: Pace,
}

/// How a line ends.
enum End {
    /// We close it.
    Close(Close),
    /// The other side closes it, and waits for the same from us (RFC 6455, 5.5.1).
    Closed(Option<CloseFrame>),
    /// The other side is gone.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

/// Runs until the socket, its right or its room ends; gives why, where it was closed from here. Reading goes on while a
/// slow reader is written to, and what goes out wakes nobody who waits for what comes in.
pub async fn serve(socket: Socket, mut line: Line<'_>, seat: Seat) -> Option<Close> {
    let Socket { mut reader, mut writer } = socket;
    let Seat { sender, outgoing, .. } = seat;
    reader.is_of(line.standing.unfinished());
    let right = line.standing.right();
    let wire: Arc<dyn Wire> = writer.half();
    outgoing.write_to(&wire);
    drop(wire);
    let (stop, stopped) = oneshot::channel();
    let mut writing = tokio::spawn(async move {
        let end = write(&mut writer, outgoing, stopped).await;
        (writer, end)
    });
    let (end, writer) = tokio::select! {
        written = &mut writing => written.map_or((End::Gone, None), |(writer, end)| (end, Some(writer))),
        end = read(&mut reader, &sender, &mut line) => (end, None),
        never = promoted(right.watch(), &sender) => match never {},
        () = revoked(right.watch()) => (line.standing.close().into(), None),
    };
    // The seat goes first: nobody waits for a slow goodbye.
    drop(sender);
    let (close, frame) = match end {
        End::Close(close) => (Some(close), Some(frame(close))),
        End::Closed(frame) => (None, frame),
        End::Gone => {
            writing.abort();
            return None;
        }
    };
    if let Some(close) = close {
        line.metrics.closed(close);
    }
    let goodbye = async {
        let writer = match writer {
            Some(writer) => writer,
            None => {
                drop(stop);
                (&mut writing).await.ok()?.0
            }
        };
        say_goodbye(reader, writer, frame).await;
        Some(())
    };
    let _ = timeout(CLOSE_TIME_MAX, goodbye).await;
    writing.abort();
    close
}

/// Tells a socket that never got a seat why.
pub async fn close(Socket { reader, writer }: Socket, close: Close) {
    let _ = timeout(CLOSE_TIME_MAX, say_goodbye(reader, writer, Some(frame(close)))).await;
}

fn frame(close: Close) -> CloseFrame {
    CloseFrame { code: close.code.into(), reason: close.reason.into() }
}

/// A connection that is dropped with unread bytes in it is reset, and the reason lost on the way.
async fn say_goodbye(mut reader: Reader, writer: Writer, frame: Option<CloseFrame>) {
    if writer.close(frame).await.is_ok() {
        reader.drain().await;
    }
}

async fn revoked(mut right: watch::Receiver<Right>) {
    // Only a cell that is gone ends the wait without the right, and then the connection is over too.
    let _ = right.wait_for(|right| *right == Right::None).await;
}

/// Tells the room each time the right to write is given.
async fn promoted(mut right: watch::Receiver<Right>, sender: &Sender) -> Infallible {
    while right.changed().await.is_ok() {
        if *right.borrow_and_update() == Right::Edit {
            sender.may_write();
        }
    }
    std::future::pending().await
}

/// Reads until the socket ends, or says nothing for too long: it is asked often enough whether it is there.
async fn read(reader: &mut Reader, sender: &Sender, line: &mut Line<'_>) -> End {
    while let Some(message) = reader.next_unless_silent().await {
        if let Ok(message) = &message {
            let wait = line.pace.take(message);
            if !wait.is_zero() {
                sleep(wait).await;
            }
        }
        match message {
            Ok(Message::Binary(message)) => {
                if is_work(&message) {
                    line.standing.used(line.clock.now());
                }
                if let Err(close) = sender.send(message).await {
                    return close.into();
                }
            }
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
            Ok(Message::Text(_)) => return Close::refused("frame-is-text").into(),
            Ok(Message::Close(frame)) => return End::Closed(frame),
            Err(error) => return fault(&error),
        }
    }
    End::Gone
}

/// Whether the person did something: presence is renewed by itself.
fn is_work(message: &[u8]) -> bool {
    matches!(message, [0, 1 | 2, ..])
}

/// A message over its limit is refused; everything else is a broken connection.
fn fault(error: &Error) -> End {
    match error {
        Error::Capacity(CapacityError::MessageTooLong { .. }) => Close::refused("frame-too-large").into(),
        Error::Io(error) if error.kind() == ErrorKind::InvalidData => {
            Close::refused("too-many-pieces").into()
        }
        Error::Io(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::QuotaExceeded) => {
            Close::BUSY.into()
        }
        _ => End::Gone,
    }
}

/// Writes what is ready until there is no more, or it is told to stop.
async fn write(writer: &mut Writer, mut outgoing: Outgoing, mut stopped: oneshot::Receiver<()>) -> End {
    let mut ping = interval(PING_EVERY);
    ping.reset();
    let (half, mut messages) = (writer.half(), Vec::new());
    loop {
        let written = tokio::select! {
            biased;
            taken = outgoing.take(&mut messages) => match taken {
                Ok(()) => writer.write(&mut messages).await,
                Err(close) => return close.into(),
            },
            () = half.left() => writer.write_left().await,
            frames = writer.reply() => writer.write_frames(&frames).await,
            _ = ping.tick() => writer.ping().await,
            _ = &mut stopped => return End::Gone,
        };
        if written.is_err() {
            return End::Gone;
        }
    }
}
