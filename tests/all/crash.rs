//! Nothing seen is ever lost, and no acknowledged byte.

use model::statement::Statement;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use whole_server_tests::progress::Progress;
use whole_server_tests::random::Random;
use whole_server_tests::{Api, Peer, Server, frames};
use yrs::Text;

const ROUNDS: u32 = 200;

const WRITERS: usize = 8;

/// A round is broken off before so many words of all its writers are saved.
const WORDS_END: u64 = 18;

/// Of so many rounds one is broken off at a freeze, which takes longer than all those words, before so many are answered.
const ROUNDS_OF_A_FREEZE: u32 = 5;
const FREEZES_END: u64 = 3;

/// So many words each writer writes in a round at most: of one paragraph that is too long no PDF can be made.
const WORDS_EACH_MAX: u32 = 20;

/// After so many rounds the words so far are deleted, or the test would read one long text again and again.
const ROUNDS_KEPT: u32 = 20;

/// What must be found again.
#[derive(Default)]
struct Promises {
    /// Every word that a peer saw from another, or was told is saved.
    words: HashSet<String>,
    /// The digest of every version that was answered, by its number.
    versions: HashMap<u64, String>,
}

type Promised = Arc<Mutex<Promises>>;

#[tokio::test(flavor = "multi_thread")]
async fn kill_at_any_moment_loses_nothing_that_anybody_saw_or_was_told_is_saved() {
    let mut random = Random::seeded(20_200_529);
    let mut server = Server::demo();
    let (promised, saved, frozen) = (Promised::default(), Progress::default(), Progress::default());
    let (mut words_promised, mut versions_promised) = (0, 0);
    for round in 0..ROUNDS {
        let work = write_and_freeze(&server, round, promised.clone(), &saved, &frozen);
        if round % ROUNDS_OF_A_FREEZE == 1 {
            frozen.break_off(work, &mut random, FREEZES_END).await;
        } else {
            saved.break_off(work, &mut random, WORDS_END).await;
        }
        server.kill();
        server.restart();
        let text = server.demo.text("annex").to_owned();
        let mut peer = Peer::open(&server, server.demo.with_role("editor")[0], &text).await;
        let words = peer.words();
        let there: HashSet<&str> = written(&words).split_inclusive('>').collect();
        for promise in &promised.lock().unwrap().words {
            assert!(there.contains(promise.as_str()), "round {round}: a promised word is gone: {promise}");
        }
        let versions = promised.lock().unwrap().versions.clone();
        assert_versions_are_there(&server, &text, &versions).await;
        if round % ROUNDS_KEPT == 0 {
            words_promised += std::mem::take(&mut *promised.lock().unwrap()).words.len();
            versions_promised += versions.len();
            clear(&mut peer, &words).await;
        }
    }
    assert!(words_promised > 1_000, "the run promised too little to prove anything: {words_promised} words");
    assert!(versions_promised > 20, "and too little of freezes: {versions_promised} versions");
}

/// Each under its number, with words of that digest.
async fn assert_versions_are_there(server: &Server, text: &str, versions: &HashMap<u64, String>) {
    let coordinator = Api::of(server, server.demo.coordinator());
    for (no, digest) in versions {
        let answer = coordinator.get(&format!("/texts/{text}/versions/{no}")).await;
        assert_eq!(answer.etag, Some(format!("\"{digest}\"")), "version {no} was answered");
        let words = Statement::from_canonical(std::str::from_utf8(&answer.bytes).unwrap()).unwrap();
        assert_eq!(words.digest().unwrap().to_string(), *digest, "version {no} has other words");
    }
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

/// What stands behind the title, where everybody writes: a title has a limit, and over it nothing is frozen.
fn written(words: &str) -> &str {
    words.split_once('\n').expect("a title").1
}

/// Where that begins.
fn beginning(words: &str) -> u32 {
    let title = &words[..words.len() - written(words).len()];
    u32::try_from(title.encode_utf16().count()).unwrap()
}

/// Deletes the words of all rounds, which stand at the beginning.
async fn clear(peer: &mut Peer, words: &str) {
    let length = written(words).rfind('>').map_or(0, |last| last + 1);
    let length = u32::try_from(length).unwrap();
    let update =
        peer.edit(|content, transaction| content.remove_range(transaction, beginning(words), length));
    peer.send_sync(frames::update(&update)).await.unwrap();
    peer.all_saved().await.unwrap();
}

/// Writers at once and a freezer, until the time is up.
async fn write_and_freeze(
    server: &Server,
    round: u32,
    promised: Promised,
    saved: &Progress,
    frozen: &Progress,
) {
    let text = server.demo.text("annex");
    let editors = server.demo.with_role("editor");
    let mut peers = Vec::new();
    for editor in &editors[..WRITERS] {
        peers.push(Peer::open(server, editor, text).await);
    }
    let coordinator = Api::of(server, server.demo.coordinator());
    let freezing = async {
        loop {
            let answer = coordinator.post(&format!("/texts/{text}/versions"), serde_json::json!({})).await;
            let version = answer.ok();
            let digest = version["digest"].as_str().unwrap().to_owned();
            promised.lock().unwrap().versions.insert(version["no"].as_u64().unwrap(), digest);
            frozen.step();
        }
    };
    let writers =
        peers.into_iter().enumerate().map(|(who, peer)| write(peer, round, who, promised.clone(), saved));
    tokio::join!(futures_util::future::join_all(writers), freezing);
}

async fn write(mut peer: Peer, round: u32, who: usize, promised: Promised, saved: &Progress) {
    let (own, beginning) = (format!("<{round}."), beginning(&peer.words()));
    for count in 0..WORDS_EACH_MAX {
        let mine = format!("<{round}.{who}.{count}>");
        if peer.type_at(beginning, &mine).await.is_err() || peer.all_saved().await.is_err() {
            return;
        }
        // Words of this round stand before those of others.
        let words = peer.words();
        let seen =
            written(&words).split_inclusive('>').take_while(|word| word.starts_with(&own)).map(str::to_owned);
        let mut promised = promised.lock().unwrap();
        promised.words.insert(mine);
        promised.words.extend(seen);
        saved.step();
    }
}
