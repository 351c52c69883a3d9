//! Abuse from people who were let in: messages in pieces, too many sockets, floods of pings.

use crate::app::{COORDINATOR, coalition};
use crate::sync::{Socket, closed, next, send, until, update, with_token};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, SinkExt, StreamExt};
use server::limits::{
    MESSAGE_READ_BYTES_MAX, REFUSAL_BURST, REFUSAL_REFILL_MS, SOCKETS_PER_PERSON_MAX,
    UNFINISHED_BYTES_PER_PERSON_MAX,
};
use server::setup::roles::GivenRole;
use tokio_tungstenite::tungstenite::protocol::frame::Frame as Piece;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Bytes, Message};
use wire::{Frame, SUBPROTOCOL};

/// What a piece of one byte takes on the wire: two bytes of head, four of mask, and itself (RFC 6455, 5.2).
const ONE_BYTE_PIECE: usize = 7;

/// Updates of client 5 that the gate refuses, and the word for it.
const REFUSED: [(&[u8], &str); 7] = [
    (b"\x07\x07", "malformed"),
    (b"\x01\x01\x05\x00\x05\x01\x07content\x04null\x00", "content"),
    (b"\x01\x01\x05\x00\x04\x01\x05other\x01x\x00", "parent"),
    (b"\x01\x01\x05\x00\x06\x01\x07content\x05image\x04true\x00", "format"),
    (b"\x01\x01\x05\x00\x06\x01\x07content\x05ins:1\x04true\x00", "reserved"),
    (
        b"\x01\x02\x05\x00\x04\x01\x07content\x04\xf0\x9f\x98\x80\xc4\x05\x00\x05\x01\x01x\x00",
        "half-character",
    ),
    (b"\x01\x02\x05\x00\x04\x01\x07content\x03xyz\xc4\x05\x02\x05\x00\x01x\x00", "place"),
];

/// A message of which each byte goes for itself, the last piece with the mark of the end.
async fn send_in_pieces(socket: &mut Socket, bytes: &[u8]) {
    send_in_pieces_with_pings(socket, bytes, usize::MAX).await;
}

/// The same with a ping after so many pieces.
async fn send_in_pieces_with_pings(socket: &mut Socket, bytes: &[u8], ping_every: usize) {
    for (at, byte) in bytes.iter().enumerate() {
        let kind = if at == 0 { Data::Binary } else { Data::Continue };
        let piece = Piece::message(vec![*byte], OpCode::Data(kind), at + 1 == bytes.len());
        // The server may close before it has read all.
        if socket.feed(Message::Frame(piece)).await.is_err() {
            return;
        }
        if at % ping_every == ping_every - 1 && socket.feed(Message::Ping(Bytes::new())).await.is_err() {
            return;
        }
    }
    let _ = socket.flush().await;
}

#[tokio::test]
async fn a_message_in_one_byte_pieces_is_a_message() {
    let app = coalition().start().await;
    let mut socket = with_token(&app, COORDINATOR, app.text.as_str(), Some(SUBPROTOCOL)).await;
    send_in_pieces(&mut socket, &Frame::Update(update(0)).encode()).await;
    until(&mut socket, |frame| *frame == Frame::Saved(1)).await;
}

#[tokio::test]
async fn a_message_whose_pieces_cost_too_much_is_refused_and_one_within_the_limit_is_read() {
    let app = coalition().start().await;
    let most = MESSAGE_READ_BYTES_MAX / ONE_BYTE_PIECE;
    for (pieces, word) in [(most - 1000, "frame-number"), (most + 1000, "too-many-pieces")] {
        let mut socket = with_token(&app, COORDINATOR, app.text.as_str(), None).await;
        send_in_pieces(&mut socket, &vec![0xff; pieces]).await;
        assert_eq!(closed(&mut socket).await, (4400, word.into()), "{pieces} pieces");
    }
}

#[tokio::test]
async fn pings_between_the_pieces_of_a_message_do_not_make_it_cheaper() {
    let app = coalition().start().await;
    let mut socket = with_token(&app, COORDINATOR, app.text.as_str(), None).await;
    let pieces = MESSAGE_READ_BYTES_MAX / ONE_BYTE_PIECE + 1000;
    send_in_pieces_with_pings(&mut socket, &vec![0xff; pieces], 100).await;
    assert_eq!(closed(&mut socket).await, (4400, "too-many-pieces".into()));
}

#[tokio::test]
async fn who_begins_many_long_messages_at_once_is_told_to_come_back_and_keeps_nobody_else_waiting() {
    let app = coalition().start().await;
    let mut long = vec![0xff; UNFINISHED_BYTES_PER_PERSON_MAX / 4];
    long.truncate(long.len() - 100);
    let mut begun = Vec::new();
    for _ in 0..8 {
        let mut socket = with_token(&app, COORDINATOR, app.text.as_str(), None).await;
        let beginning = Piece::message(long.clone(), OpCode::Data(Data::Binary), false);
        // The server may close before it has read all.
        let _ = socket.send(Message::Frame(beginning)).await;
        begun.push(socket);
    }
    // There is room for four at most.
    let mut ends: FuturesUnordered<_> = begun.iter_mut().map(closed).collect();
    for _ in 0..4 {
        assert_eq!(ends.next().await, Some((1013, "busy".into())));
    }
    app.add("ana@a.example", None, GivenRole::Editor).await;
    for person in ["ana@a.example", COORDINATOR] {
        let mut socket = with_token(&app, person, app.text.as_str(), Some(SUBPROTOCOL)).await;
        send_in_pieces(&mut socket, &Frame::SyncStep2(Bytes::from_static(&[0, 0])).encode()).await;
        until(&mut socket, |frame| *frame == Frame::Saved(1)).await;
    }
}

#[tokio::test]
async fn a_person_has_so_many_sockets_and_the_next_one_is_told_so() {
    let app = coalition().with_rate_limits().start().await;
    let token = app.token(COORDINATOR).await;
    let mut sockets = Vec::new();
    for _ in 0..SOCKETS_PER_PERSON_MAX {
        let mut socket = crate::sync::with(&app, &token, app.text.as_str(), None).await;
        next(&mut socket).await.expect("a place for it");
        sockets.push(socket);
    }
    let mut one_more = crate::sync::with(&app, &token, app.text.as_str(), None).await;
    assert_eq!(closed(&mut one_more).await, (4430, "too-many-sockets".into()));
    let first = sockets.swap_remove(0);
    drop(first);
    loop {
        let mut again = crate::sync::with(&app, &token, app.text.as_str(), None).await;
        if next(&mut again).await.is_ok() {
            break;
        }
    }
}

#[tokio::test]
async fn whoever_is_refused_again_and_again_is_told_why_each_time_and_let_in_again_after_a_while() {
    let app = coalition().with_rate_limits().start().await;
    let token = app.token(COORDINATOR).await;
    for (_, (update, word)) in (0..REFUSAL_BURST).zip(REFUSED.iter().cycle()) {
        let mut socket = crate::sync::with(&app, &token, app.text.as_str(), None).await;
        send(&mut socket, Frame::Update(Bytes::from_static(update))).await;
        assert_eq!(closed(&mut socket).await, (4400, (*word).into()));
    }
    let mut socket = crate::sync::with(&app, &token, app.text.as_str(), None).await;
    assert_eq!(closed(&mut socket).await, (4429, "too-fast".into()));
    app.clock.forward(REFUSAL_REFILL_MS);
    let mut socket = crate::sync::with(&app, &token, app.text.as_str(), None).await;
    next(&mut socket).await.expect("a place for it");
}

#[tokio::test]
async fn a_flood_of_pings_is_read_as_slowly_as_one_of_frames() {
    let app = coalition().with_rate_limits().start().await;
    let mut socket = with_token(&app, COORDINATOR, app.text.as_str(), Some(SUBPROTOCOL)).await;
    for _ in 0..2 * server::limits::FRAME_BURST {
        socket.feed(Message::Ping(Bytes::new())).await.unwrap();
    }
    socket.flush().await.unwrap();
    send(&mut socket, Frame::Update(update(0))).await;
    let saved = until(&mut socket, |frame| *frame == Frame::Saved(1));
    assert!(saved.now_or_never().is_none(), "the update waits behind the pings");
}
