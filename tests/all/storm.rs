//! Everybody comes back at once.

use futures_util::future::join_all;
use whole_server_tests::{Peer, Server};

/// How many come back when the server does.
const SOCKETS: usize = 2_000;

/// How often each of them tries at most.
const TRIES_MAX: u32 = 50;

/// How much the server may hold for them more than it held for the first hundred, in KiB.
const GROWTH_MAX_KIB: u64 = 96 * 1024;

/// How often a new text is opened by several at once: as many as a dossier takes beside the two that it has.
const OPENINGS: u32 = 98;

/// How many open it.
const OPENERS: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_two_thousand_reconnections_is_served_in_bounded_memory() {
    let files = rlimit::increase_nofile_limit(2 * SOCKETS as u64).unwrap();
    assert!(
        files > SOCKETS as u64 + 100,
        "this test opens {SOCKETS} sockets; raise `ulimit -Hn` from {files}"
    );
    let mut server = Server::demo();
    let text = server.demo.text("annex").to_owned();
    let mut peers = Vec::new();
    for number in 0..SOCKETS {
        let person = &server.demo.people[number % server.demo.people.len()];
        peers.push(Peer::open(&server, person, &text).await);
    }
    let docs: Vec<_> = peers.into_iter().map(Peer::into_doc).collect();
    server.kill();
    server.restart();
    let people = server.demo.people.clone();
    let (server, text) = (&server, text.as_str());
    let come_back = |(number, doc): (usize, yrs::Doc)| {
        let person = &people[number % people.len()];
        async move {
            // More at once than the server has places for strangers: whoever made room comes again, as a provider does.
            for _ in 0..TRIES_MAX {
                if let Ok(peer) = Peer::open_with(server, person, text, doc.clone()).await {
                    return peer;
                }
            }
            panic!("somebody was turned away {TRIES_MAX} times");
        }
    };
    let mut docs = docs.into_iter().enumerate();
    let mut back = join_all(docs.by_ref().take(100).map(come_back)).await;
    let before = server.memory_kib();
    back.extend(join_all(docs.map(come_back)).await);
    let editor = people.iter().position(|person| person.role == "editor").unwrap();
    back[editor].type_at(0, "after the storm ").await.unwrap();
    back[editor].all_saved().await.unwrap();
    for peer in [0, SOCKETS / 2, SOCKETS - 1].into_iter().filter(|peer| *peer != editor) {
        back[peer].sees("after the storm ").await.unwrap();
    }
    let grown = server.memory_kib().saturating_sub(before);
    assert!(grown < GROWTH_MAX_KIB, "the server grew by {grown} KiB");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_who_open_a_new_text_at_once_are_in_one_room() {
    let server = Server::demo();
    let coordinator = whole_server_tests::Api::of(&server, server.demo.coordinator());
    let editors = server.demo.with_role("editor");
    let path = format!("/dossiers/{}/texts", server.demo.dossier);
    for opening in 0..OPENINGS {
        let new = serde_json::json!({
            "kind": "letter", "title": format!("Letter {opening}"), "language": "en", "direction": "ltr",
        });
        let text = coordinator.post(&path, new).await.ok()["id"].as_str().unwrap().to_owned();
        let mut peers =
            join_all(editors[..OPENERS].iter().map(|person| Peer::open(&server, person, &text))).await;
        peers[0].type_at(0, "one room ").await.unwrap();
        for peer in &mut peers[1..] {
            peer.sees("one room ").await.unwrap();
        }
    }
}
