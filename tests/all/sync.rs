//! People in one text at once.

use std::time::{Duration, Instant};
use whole_server_tests::frames::{self, Frame};
use whole_server_tests::{Peer, Server};

#[tokio::test]
async fn what_one_person_types_another_sees_and_a_joiner_finds() {
    let server = Server::demo();
    let text = server.demo.text("annex").to_owned();
    let editors = server.demo.with_role("editor");
    let mut first = Peer::open(&server, editors[0], &text).await;
    let mut second = Peer::open(&server, editors[1], &text).await;

    first.type_at(0, "We, the undersigned, ").await.unwrap();
    second.sees("We, the undersigned, ").await.unwrap();
    second.type_at(0, "Draft: ").await.unwrap();
    first.sees("Draft: We, the undersigned, ").await.unwrap();
    first.all_saved().await.unwrap();

    let joiner = Peer::open(&server, editors[2], &text).await;
    assert_eq!(joiner.words(), first.words());
}

#[tokio::test]
async fn presence_is_gone_within_thirty_seconds_of_a_connection_that_fell_silent() {
    const CLIENT: u64 = 77_001;
    let server = Server::demo();
    let text = server.demo.text("annex").to_owned();
    let editors = server.demo.with_role("editor");
    let mut witness = Peer::open(&server, editors[0], &text).await;
    let mut silent = Peer::open(&server, editors[1], &text).await;
    silent.send(frames::awareness(CLIENT, 1, "{}")).await.unwrap();
    shown(&mut witness, |state| state != "null").await;
    // From here on nobody reads at the other end, nor answers a ping; the connection itself stands.
    let begun = Instant::now();
    shown(&mut witness, |state| state == "null").await;
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    drop(silent);
}

/// Waits for presence with one such state.
async fn shown(witness: &mut Peer, wanted: impl Fn(&str) -> bool) {
    loop {
        if let Frame::Awareness(entries) = witness.next().await.unwrap() {
            // One entry: how many, client, clock, length, state.
            let start = entries.iter().rposition(|byte| *byte < 0x20).map_or(0, |at| at + 1);
            if wanted(&String::from_utf8_lossy(&entries[start..])) {
                return;
            }
        }
    }
}
