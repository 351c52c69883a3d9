//! Random sessions: whatever happens, what was acknowledged is stored, what was shown is stored, and all end equal.

use crate::house::{EDIT, House};
use crate::peer::{Peer, document};
use yrs::types::Attrs;
use yrs::{Any, Doc, Text};

const SESSIONS: u64 = 60;
const STEPS: u64 = 80;
const PEOPLE: [&str; 4] = ["ana", "bo", "cy", "di"];

/// A small generator (SplitMix64; Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end.max(1)
    }

    fn at(&mut self, length: u32) -> u32 {
        u32::try_from(self.below(u64::from(length))).unwrap_or(0)
    }
}

/// Somebody with a document, connected or not.
enum Seat {
    Here(Box<Peer>),
    Away(Doc),
}

#[tokio::test]
async fn random_sessions_end_equal_and_lose_nothing() {
    let seeds = match std::env::var("SEED") {
        Ok(seed) => vec![seed.parse().expect("SEED is a number")],
        Err(_) => (0..SESSIONS).collect(),
    };
    for seed in seeds {
        println!("SEED={seed} replays this");
        session(Random(seed)).await;
    }
}

async fn session(mut random: Random) {
    let house = House::with_a_text().await;
    let mut seats = Vec::new();
    for (client, id) in (1..).zip(PEOPLE) {
        seats.push((id, Seat::Here(Box::new(Peer::join(&house, id, client).await))));
    }
    for _ in 0..STEPS {
        let who = usize::try_from(random.below(PEOPLE.len() as u64)).unwrap();
        step(&house, &mut random, &mut seats[who]).await;
    }
    house.disk.let_go();
    let mut peers = Vec::new();
    for (id, seat) in seats {
        peers.push(match seat {
            Seat::Here(peer) => *peer,
            Seat::Away(doc) => back(&house, id, doc).await,
        });
    }
    for peer in &mut peers {
        peer.all_saved_but(1).await;
    }
    let mut fresh = Peer::join(&house, "eve", 99).await;
    for peer in &mut peers {
        while peer.words() != fresh.words() {
            peer.next().await.expect("the seat stands");
        }
    }
    for peer in peers.iter_mut().chain([&mut fresh]) {
        peer.all_there_is().await;
        assert_eq!(words(&house.stored()), peer.words());
    }
}

/// The words of a delta.
fn words(delta: &serde_json::Value) -> String {
    let runs = delta.as_array().expect("a delta");
    runs.iter().map(|run| run["insert"].as_str().expect("words")).collect()
}

async fn back(house: &House, id: &str, doc: Doc) -> Peer {
    let mut peer = Peer::sit_with(house, id, doc, EDIT).await;
    peer.step_1().await;
    peer
}

async fn step(house: &House, random: &mut Random, (id, seat): &mut (&str, Seat)) {
    let length = |words: String| u32::try_from(words.encode_utf16().count()).unwrap();
    match (random.below(12), &mut *seat) {
        (0, _) => house.disk.hold(),
        (1 | 2, _) => house.disk.let_go(),
        (3, Seat::Here(_)) => {
            let Seat::Here(peer) = std::mem::replace(seat, Seat::Away(document(0))) else { return };
            *seat = Seat::Away(peer.leaves());
        }
        (3 | 4, Seat::Away(_)) => {
            let Seat::Away(doc) = std::mem::replace(seat, Seat::Away(document(0))) else { return };
            *seat = Seat::Here(Box::new(back(house, id, doc).await));
        }
        (4 | 5, Seat::Here(peer)) => {
            peer.all_there_is().await;
        }
        (6, Seat::Here(peer)) => {
            let end = length(peer.words());
            let update = delete(peer, random.at(end), random);
            peer.update(update).await;
        }
        (7, Seat::Here(peer)) => {
            let end = length(peer.words());
            let at = random.at(end);
            let update = peer.edit(|content, transaction| {
                let bold = Attrs::from([("bold".into(), Any::from(true))]);
                content.insert_with_attributes(transaction, at, "B", bold);
            });
            peer.update(update).await;
        }
        (_, Seat::Here(peer)) => {
            let end = length(peer.words());
            peer.types(random.at(end), "ab").await;
        }
        (_, Seat::Away(doc)) => {
            let content = doc.get_or_insert_text("content");
            content.insert(&mut yrs::Transact::transact_mut(doc), 0, "off");
        }
    }
}

/// Deletes a character, but never the last line's end, which the server made.
fn delete(peer: &Peer, at: u32, _: &mut Random) -> Vec<u8> {
    let is_words = peer.words().encode_utf16().nth(at as usize).is_some_and(|unit| unit != u16::from(b'\n'));
    peer.edit(|content, transaction| {
        if is_words {
            content.remove_range(transaction, at, 1);
        }
    })
}
