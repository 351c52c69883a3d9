//! Moves the bytes of one socket: in to the room, out to the wire, until either end is over.

use super::pace::Pace;
use crate::clock::Clock;
use crate::limits::{CLOSE_TIME_MAX, PING_EVERY, SILENCE_MAX};
use crate::live::Standing;
use crate::metrics::Metrics;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::stream::{FuturesUnordered, SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use room::{Close, Outgoing, Right, Seat, Sender};
use std::pin::Pin;
use tokio::time::{interval, sleep, timeout};

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
    /// The other side is gone.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

/// Runs until the socket, its right or its room ends. One task: reading goes on while a slow reader is written to.
pub async fn serve(socket: WebSocket, mut line: Line<'_>, seat: Seat) {
    let (mut sink, mut stream) = socket.split();
    let Seat { sender, outgoing } = seat;
    let right = line.standing.right();
    let standing = &line.standing;
    // Each is woken for itself: an update that goes out does not look at what may come in.
    let mut parts: FuturesUnordered<Pin<Box<dyn Future<Output = End> + Send + '_>>> = FuturesUnordered::new();
    parts.push(Box::pin(until_revoked(right.watch(), standing)));
    parts.push(Box::pin(read(&mut stream, &sender, standing, &line.clock, &mut line.pace)));
    parts.push(Box::pin(write(&mut sink, outgoing)));
    let end = parts.next().await.unwrap_or(End::Gone);
    drop(parts);
    // The seat goes first: nobody waits for a slow goodbye.
    drop(sender);
    if let End::Close(close) = end {
        line.metrics.closed(close);
        let _ = timeout(CLOSE_TIME_MAX, sink.send(message(close))).await;
    }
}

/// Tells a socket that never got a seat why.
pub async fn close(mut socket: WebSocket, close: Close) {
    let _ = timeout(CLOSE_TIME_MAX, socket.send(message(close))).await;
}

fn message(close: Close) -> Message {
    Message::Close(Some(CloseFrame { code: close.code, reason: close.reason.into() }))
}

async fn until_revoked(mut right: tokio::sync::watch::Receiver<Right>, standing: &Standing) -> End {
    // Only a cell that is gone ends the wait without the right, and then the connection is over too.
    let _ = right.wait_for(|right| *right == Right::None).await;
    standing.close().into()
}

/// Reads until the socket ends, or says nothing for too long: it is asked often enough whether it is there.
async fn read(
    stream: &mut SplitStream<WebSocket>,
    sender: &Sender,
    standing: &Standing,
    clock: &Clock,
    pace: &mut Pace,
) -> End {
    while let Ok(Some(message)) = timeout(SILENCE_MAX, stream.next()).await {
        match message {
            Ok(Message::Binary(message)) => {
                let wait = pace.take(&message);
                if !wait.is_zero() {
                    sleep(wait).await;
                }
                if is_work(&message) {
                    standing.used(clock.now());
                }
                if let Err(close) = sender.send(message).await {
                    return close.into();
                }
            }
            Ok(Message::Ping(_) | Message::Pong(_)) => {}
            Ok(Message::Text(_)) => return Close::refused("frame-is-text").into(),
            Ok(Message::Close(_)) => return End::Gone,
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
fn fault(error: &axum::Error) -> End {
    let over = std::error::Error::source(error).is_some_and(|inner| inner.to_string().contains("too long"));
    if over { Close::refused("frame-too-large").into() } else { End::Gone }
}

/// All that is ready goes out in one write.
async fn write(sink: &mut SplitSink<WebSocket, Message>, mut outgoing: Outgoing) -> End {
    let mut ping = interval(PING_EVERY);
    ping.reset();
    let mut messages = Vec::new();
    loop {
        tokio::select! {
            biased;
            taken = outgoing.take(&mut messages) => if let Err(close) = taken { return close.into() },
            _ = ping.tick() => {
                if sink.feed(Message::Ping(Default::default())).await.is_err() {
                    return End::Gone;
                }
            }
        }
        for message in messages.drain(..) {
            if sink.feed(Message::Binary(message)).await.is_err() {
                return End::Gone;
            }
        }
        if sink.flush().await.is_err() {
            return End::Gone;
        }
    }
}
