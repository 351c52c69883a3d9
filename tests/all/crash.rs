//! Nothing seen is ever lost, and no acknowledged byte.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use whole_server_tests::progress::Progress;
use whole_server_tests::random::Random;
use whole_server_tests::{Api, Peer, Server, frames};
use yrs::Text;

const ROUNDS: u32 = 200;

const WRITERS: usize = 8;

/// A round is broken off before so many words of all its writers are saved.
const WORDS_END: u64 = 18;

/// After so many rounds the words so far are deleted, or the test would read one long text again and again.
const ROUNDS_KEPT: u32 = 20;

/// What must be found again: every word that a peer saw from another, or was told is saved.
type Promised = Arc<Mutex<HashSet<String>>>;

#[tokio::test(flavor = "multi_thread")]
async fn kill_at_any_moment_loses_nothing_that_anybody_saw_or_was_told_is_saved() {
    let mut random = Random::seeded(20_200_529);
    let mut server = Server::demo();
    let (promised, saved, mut promises) = (Promised::default(), Progress::default(), 0);
    for round in 0..ROUNDS {
        let work = write_and_freeze(&server, round, promised.clone(), &saved);
        saved.break_off(work, &mut random, WORDS_END).await;
        server.kill();
        server.restart();
        let text = server.demo.text("annex").to_owned();
        let mut peer = Peer::open(&server, server.demo.with_role("editor")[0], &text).await;
        let words = peer.words();
        let there: HashSet<&str> = words.split_inclusive('>').collect();
        for promise in promised.lock().unwrap().iter() {
            assert!(there.contains(promise.as_str()), "round {round}: a promised word is gone: {promise}");
        }
        if round % ROUNDS_KEPT == 0 {
            promises += std::mem::take(&mut *promised.lock().unwrap()).len();
            clear(&mut peer, &words).await;
        }
    }
    assert!(promises > 1_000, "the run promised too little to prove anything: {promises} words");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_stop_closes_its_index_so_that_the_next_start_finds_it_sound() {
    let mut server = Server::demo();
    let text = server.demo.text("annex").to_owned();
    let mut peer = Peer::open(&server, server.demo.with_role("editor")[0], &text).await;
    peer.type_at(0, "<last>").await.unwrap();
    peer.all_saved().await.unwrap();
    assert!(server.terminate().success());
    let seal = std::fs::read_to_string(server.data().join("index").join("seal")).unwrap();
    assert!(seal.starts_with("closed "), "{seal}");
    server.restart();
    assert!(Peer::open(&server, server.demo.with_role("editor")[0], &text).await.words().contains("<last>"));
}

/// Deletes the words of all rounds, which stand at the text's beginning.
async fn clear(peer: &mut Peer, words: &str) {
    let end = words.rfind('>').map_or(0, |last| words[..=last].encode_utf16().count());
    let end = u32::try_from(end).unwrap();
    let update = peer.edit(|content, transaction| content.remove_range(transaction, 0, end));
    peer.send_sync(frames::update(&update)).await.unwrap();
    peer.all_saved().await.unwrap();
}

/// Writers at once and a freezer, until the time is up.
async fn write_and_freeze(server: &Server, round: u32, promised: Promised, saved: &Progress) {
    let text = server.demo.text("annex");
    let editors = server.demo.with_role("editor");
    let mut peers = Vec::new();
    for editor in &editors[..WRITERS] {
        peers.push(Peer::open(server, editor, text).await);
    }
    let coordinator = Api::of(server, server.demo.coordinator());
    let freezing = async {
        loop {
            coordinator.post(&format!("/texts/{text}/versions"), serde_json::json!({})).await;
        }
    };
    let writers =
        peers.into_iter().enumerate().map(|(who, peer)| write(peer, round, who, promised.clone(), saved));
    tokio::join!(futures_util::future::join_all(writers), freezing);
}

async fn write(mut peer: Peer, round: u32, who: usize, promised: Promised, saved: &Progress) {
    let own = format!("<{round}.");
    for count in 0.. {
        let mine = format!("<{round}.{who}.{count}>");
        if peer.type_at(0, &mine).await.is_err() || peer.all_saved().await.is_err() {
            return;
        }
        // Words of this round stand before those of others.
        let words = peer.words();
        let seen = words.split_inclusive('>').take_while(|word| word.starts_with(&own)).map(str::to_owned);
        let mut promised = promised.lock().unwrap();
        promised.insert(mine);
        promised.extend(seen);
        saved.step();
    }
}
