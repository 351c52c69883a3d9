//! Nothing seen is ever lost, and no acknowledged byte.

use std::sync::{Arc, Mutex};
use whole_server_tests::random::Random;
use whole_server_tests::{Api, Peer, Server};

/// What must be found again: every word that a peer saw from another, or was told is saved.
type Promised = Arc<Mutex<Vec<String>>>;

#[tokio::test(flavor = "multi_thread")]
async fn kill_at_any_moment_loses_nothing_that_anybody_saw_or_was_told_is_saved() {
    let mut random = Random::seeded(20_200_529);
    let mut server = Server::demo();
    let promised = Promised::default();
    for round in 0..40 {
        let stop = tokio::time::Duration::from_micros(20_000 + random.below(230_000));
        let work = write_and_freeze(&server, round, promised.clone());
        let _ = tokio::time::timeout(stop, work).await;
        server.kill();
        server.restart();
        let text = server.demo.text("annex").to_owned();
        let words = Peer::open(&server, server.demo.with_role("editor")[0], &text).await.words();
        for promise in promised.lock().unwrap().iter() {
            assert!(words.contains(promise), "round {round}: a promised word is gone: {promise}");
        }
    }
    assert!(promised.lock().unwrap().len() > 40, "the run promised too little to prove anything");
}

/// Four writers at once and a freezer, until the time is up.
async fn write_and_freeze(server: &Server, round: u32, promised: Promised) {
    let text = server.demo.text("annex");
    let editors = server.demo.with_role("editor");
    let mut peers = Vec::new();
    for editor in &editors[..4] {
        peers.push(Peer::open(server, editor, text).await);
    }
    let coordinator = Api::of(server, server.demo.coordinator());
    let freezing = async {
        loop {
            coordinator.post(&format!("/texts/{text}/versions"), serde_json::json!({})).await;
        }
    };
    let writers = peers.into_iter().enumerate().map(|(who, peer)| write(peer, round, who, promised.clone()));
    tokio::join!(futures_util::future::join_all(writers), freezing);
}

async fn write(mut peer: Peer, round: u32, who: usize, promised: Promised) {
    for count in 0.. {
        let mine = format!("<{round}.{who}.{count}>");
        if peer.type_at(0, &mine).await.is_err() || peer.all_saved().await.is_err() {
            return;
        }
        let words = peer.words();
        let seen = words.split_inclusive('>').filter(|w| w.starts_with(&format!("<{round}.")));
        let mut promised = promised.lock().unwrap();
        promised.push(mine);
        for word in seen {
            if !promised.iter().any(|p| p == word) {
                promised.push(word.into());
            }
        }
    }
}
