//! Frames as large as they may be, and by one larger.

use crate::app::{COORDINATOR, coalition};
use crate::sync::{closed, number, send, until, with_token};
use futures_util::SinkExt;
use tokio_tungstenite::tungstenite::{Bytes, Message};
use wire::limits::{
    AWARENESS_ENTRIES_MAX, AWARENESS_STATE_BYTES_MAX, FRAME_BYTES_MAX, STATE_VECTOR_BYTES_MAX,
};
use wire::{Frame, SUBPROTOCOL};

/// A frame of that size.
type FrameOf = fn(usize) -> Vec<u8>;

/// Behind its length.
fn block(bytes: &[u8]) -> Vec<u8> {
    [&number(bytes.len() as u32), bytes].concat()
}

/// A frame of so many bytes: letters under client 5.
fn update_of(bytes: usize) -> Vec<u8> {
    let head = b"\x01\x01\x05\x00\x04\x01\x07content";
    // The kind, two lengths of three bytes each, and that nothing is deleted.
    let letters = vec![b'x'; bytes - head.len() - 2 - 3 - 3 - 1];
    let update = [head.as_slice(), &block(&letters), &[0]].concat();
    [&[0, 2], block(&update).as_slice()].concat()
}

/// A state vector of so many bytes: clients of three bytes, of whom one has written a letter, or 128 of them.
fn state_vector_of(bytes: usize) -> Vec<u8> {
    let pairs = bytes as u32 - number(bytes as u32 / 4).len() as u32;
    let (count, longer) = (pairs / 4, pairs % 4);
    let clock = |client| if client < longer { 128 } else { 1 };
    let pairs = (0..count).flat_map(|client| [number((1 << 14) + client), number(clock(client))].concat());
    let vector: Vec<u8> = number(count).into_iter().chain(pairs).collect();
    assert_eq!(vector.len(), bytes);
    [&[0, 0], block(&vector).as_slice()].concat()
}

/// Presence in a state of so many bytes.
fn presence_of(bytes: usize) -> Vec<u8> {
    let state = format!("{{\"x\":\"{}\"}}", "x".repeat(bytes - 8));
    let entries = [&[1, 5, 1], block(state.as_bytes()).as_slice()].concat();
    [&[1], block(&entries).as_slice()].concat()
}

/// Presence of so many clients.
fn presence_of_clients(count: usize) -> Vec<u8> {
    let entries = (0..count as u8).flat_map(|client| [client, 1, 2, b'{', b'}']);
    let entries: Vec<u8> = [count as u8].into_iter().chain(entries).collect();
    [&[1], block(&entries).as_slice()].concat()
}

#[tokio::test]
async fn a_frame_at_its_limit_is_taken_and_one_byte_more_is_not() {
    let app = coalition().start().await;
    let mut socket = with_token(&app, COORDINATOR, app.text.as_str(), Some(SUBPROTOCOL)).await;
    let most = update_of(FRAME_BYTES_MAX);
    assert_eq!(most.len(), FRAME_BYTES_MAX);
    socket.send(Message::binary(most)).await.unwrap();
    until(&mut socket, |frame| *frame == Frame::Saved(1)).await;
    // The server may close before it has read all of what is too large.
    let _ = socket.send(Message::binary(update_of(FRAME_BYTES_MAX + 1))).await;
    assert_eq!(closed(&mut socket).await, (4400, "frame-too-large".into()));
}

#[tokio::test]
async fn a_state_vector_and_presence_at_their_limits_are_taken_and_by_one_larger_ones_are_not() {
    let app = coalition().start().await;
    let cases: [(FrameOf, usize); 3] = [
        (state_vector_of, STATE_VECTOR_BYTES_MAX),
        (presence_of, AWARENESS_STATE_BYTES_MAX),
        (presence_of_clients, AWARENESS_ENTRIES_MAX),
    ];
    for (frame_of, most) in cases {
        let mut socket = with_token(&app, COORDINATOR, app.text.as_str(), None).await;
        socket.send(Message::binary(frame_of(most))).await.unwrap();
        // An answer to a question asked after it shows that it was taken.
        send(&mut socket, Frame::SyncStep1(Bytes::from_static(&[0]))).await;
        until(&mut socket, |frame| matches!(frame, Frame::SyncStep2(_))).await;
        socket.send(Message::binary(frame_of(most + 1))).await.unwrap();
        assert_eq!(closed(&mut socket).await, (4400, "frame-too-large".into()), "one more than {most}");
    }
}
