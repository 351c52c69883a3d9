//! Every hostile input, sent to a live text by somebody who may edit it.

use std::fmt::{self, Write};
use std::path::Path;
use whole_server_tests::frames;
use whole_server_tests::hostile::{self, Input};
use whole_server_tests::peer::Closed;
use whole_server_tests::random::Random;
use whole_server_tests::{Peer, Person, Server};
use yrs::types::Attrs;
use yrs::{Any, Text};

/// How much the server may grow over the whole run, in KiB: inputs that claim gigabytes are among it.
const GROWTH_MAX_KIB: u64 = 64 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn no_hostile_input_stops_the_server_or_changes_the_text() {
    let server = Server::demo();
    let text = server.demo.text("annex").to_owned();
    let editors = server.demo.with_role("editor");
    let witness = Peer::open(&server, editors[0], &text).await;
    let before = server.memory_kib();
    let inputs = hostile::inputs();
    assert!(inputs.len() > 70, "the hostile folder has its files");
    let mut table = String::new();
    for input in &inputs {
        let outcome = send(&server, editors[1], &text, input).await;
        writeln!(table, "{outcome:<14} {}", input.name).unwrap();
        let joiner = Peer::open(&server, editors[2], &text).await;
        assert_eq!(joiner.words(), witness.words(), "{}", input.name);
    }
    let grown = server.memory_kib().saturating_sub(before);
    assert!(grown < GROWTH_MAX_KIB, "the server grew by {grown} KiB");
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/hostile-outcomes.txt");
    assert_eq!(table, std::fs::read_to_string(expected).unwrap(), "the outcomes were:\n{table}");
}

/// What became of an input.
enum Outcome {
    /// The socket was closed, with this code.
    Closed(Option<u16>),
    /// The socket goes on: the input changed nothing, or waits for what never comes.
    GoesOn,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed(Some(code)) => f.pad(&format!("closed {code}")),
            Self::Closed(None) => f.pad("cut off"),
            Self::GoesOn => f.pad("goes on"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_random_honest_sessions_are_all_admitted() {
    let server = Server::demo();
    let text = server.demo.text("annex").to_owned();
    let editors = server.demo.with_role("editor");
    let mut random = Random::seeded(37_23);
    for session in 0..500 {
        let editor = editors[usize::try_from(random.below(40)).unwrap()];
        let mut peer = Peer::open(&server, editor, &text).await;
        for _ in 0..=random.below(4) {
            let update = honest_edit(&peer, &mut random);
            // A refusal shows in what is read next, with its code.
            let _ = peer.send_sync(frames::update(&update)).await;
        }
        peer.all_saved().await.unwrap_or_else(|closed| panic!("session {session}: {closed:?}"));
    }
}

fn honest_edit(peer: &Peer, random: &mut Random) -> Vec<u8> {
    let length = u32::try_from(peer.words().encode_utf16().count()).unwrap();
    let at = u32::try_from(random.below(u64::from(length))).unwrap();
    let at = if on_a_border(&peer.words(), at) { at } else { at + 1 };
    match random.below(3) {
        0 => peer.edit(|content, transaction| content.insert(transaction, at, "word ")),
        1 => peer.edit(|content, transaction| {
            let bold = Attrs::from([("bold".into(), Any::from(true))]);
            content.insert_with_attributes(transaction, at, "bold", bold);
        }),
        _ => peer.edit(|content, transaction| {
            content.insert(transaction, at, "gone");
            content.remove_range(transaction, at, 2);
        }),
    }
}

/// Whether a UTF-16 index does not fall inside a surrogate pair.
fn on_a_border(words: &str, at: u32) -> bool {
    let at = usize::try_from(at).unwrap();
    words.encode_utf16().nth(at).is_none_or(|unit| !(0xdc00..0xe000).contains(&unit))
}

async fn send(server: &Server, editor: &Person, text: &str, input: &Input) -> Outcome {
    let mut peer = Peer::open(server, editor, text).await;
    // An answer to a question asked after the input shows that the input was handled.
    for frame in input.frames.iter().cloned().chain([frames::sync_step_1(&[0])]) {
        if peer.send(frame).await.is_err() {
            break;
        }
    }
    loop {
        match peer.next().await {
            Ok(frames::Frame::SyncStep2(_)) => return Outcome::GoesOn,
            Ok(_) => {}
            Err(Closed(code)) => return Outcome::Closed(code),
        }
    }
}
