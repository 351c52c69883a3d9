//! Now and then the room says what its draft says; whoever has another begins anew.

use crate::house::{EDIT, House, person};
use crate::peer::{Peer, document, member};
use model::digest::Digest;
use model::ids::Seq;
use model::time::UnixMs;
use room::limits::{COMPARED_AFTER_JOIN, COMPARED_EVERY};
use room::{Close, Dialect, Right, RightCell};
use statement::{Draft, ServerClient};
use std::time::Duration;
use store::rows::{self, UpdateRow};
use store::{Batch, Store};
use wire::Frame;

/// Updates that no editor makes: the draft that heard them one by one says something else than one read back from its
/// own state. The text was made under server id 7.
const HEARD_IN_ANOTHER_ORDER: &str = include_str!("heard_in_another_order.hex");

/// The room's clock goes on at once.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

/// What the room says next that its draft says.
async fn told(peer: &mut Peer) -> (u64, Digest) {
    loop {
        if let Frame::StateHash { count, hash } = peer.next().await.expect("the seat stands") {
            return (count, Digest(hash));
        }
    }
}

/// What whoever joins now would have.
async fn joined_hash(house: &House) -> Digest {
    Draft::load(&house.rooms.freeze(&house.text).await.unwrap().state).unwrap().state_hash()
}

fn is_hash(frame: &Frame) -> bool {
    matches!(frame, Frame::StateHash { .. })
}

#[tokio::test]
async fn everybody_is_told_soon_after_somebody_joined_with_ones_own_frames_counted() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    ana.types(0, "words").await;
    ana.all_saved().await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    bo.sees("words").await;
    // A reader too, who has answered that it has nothing new.
    let mut rea = Peer::sit_with(&house, "rea", document(3), Right::Read).await;
    rea.step_1().await;
    rea.sees("words").await;
    pass(COMPARED_AFTER_JOIN).await;
    let expected = joined_hash(&house).await;
    assert_eq!(told(&mut rea).await, (1, expected));
    assert_eq!(told(&mut ana).await, (2, expected));
    assert_eq!(told(&mut bo).await, (1, expected));
}

#[tokio::test]
async fn it_is_said_again_after_a_time_if_somebody_wrote_and_not_otherwise() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    pass(COMPARED_AFTER_JOIN).await;
    let first = told(&mut ana).await;
    pass(COMPARED_EVERY * 2).await;
    house.handled().await;
    assert!(!ana.all_there_is().await.iter().any(is_hash), "nothing changed");
    ana.types(0, "more").await;
    let second = told(&mut ana).await;
    assert_eq!(second, (2, joined_hash(&house).await));
    assert_ne!(first.1, second.1);
}

#[tokio::test]
async fn it_waits_for_the_barrier_of_what_it_speaks_of() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    house.disk.hold();
    ana.types(0, "secret").await;
    pass(COMPARED_AFTER_JOIN).await;
    house.handled().await;
    assert!(!ana.all_there_is().await.iter().any(is_hash));
    house.disk.let_go();
    assert_eq!(told(&mut ana).await.0, 2);
}

#[tokio::test]
async fn whoever_did_not_ask_for_it_or_lacks_something_is_not_told() {
    let house = House::with_a_text().await;
    let mut in_a_gap = Peer::join(&house, "ana", 1).await;
    let stock = RightCell::new(EDIT);
    let member = room::Member { dialect: Dialect::Stock, ..member("bo", &stock) };
    let mut seat = house.rooms.join(&house.text, member).await.unwrap();
    seat.sender.send(Frame::SyncStep1(vec![0].into()).encode()).await.unwrap();
    let _lost = in_a_gap.insert(0, "a");
    let later = in_a_gap.insert(1, "b");
    in_a_gap.update(later).await;
    house.handled().await;
    pass(COMPARED_AFTER_JOIN).await;
    house.handled().await;
    assert!(!in_a_gap.all_there_is().await.iter().any(is_hash));
    let mut messages = Vec::new();
    seat.outgoing.take(&mut messages).await.unwrap();
    assert!(messages.iter().all(|message| message[0] != 11));
}

#[tokio::test]
async fn whoever_says_that_it_has_another_text_is_closed_and_counted_and_the_others_are_compared() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    pass(COMPARED_AFTER_JOIN).await;
    told(&mut ana).await;
    bo.send(Frame::OutOfStep).await;
    assert_eq!(bo.end().await, Close::OUT_OF_STEP);
    assert_eq!(house.rooms.counted().out_of_step, 1);
    pass(COMPARED_AFTER_JOIN).await;
    assert_eq!(told(&mut ana).await.1, joined_hash(&house).await);
    ana.types(0, "on").await;
    ana.all_saved().await;
}

#[tokio::test]
async fn whoever_was_not_told_what_the_draft_says_cannot_say_that_it_has_another() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    ana.send(Frame::OutOfStep).await;
    ana.types(0, "on").await;
    ana.all_saved().await;
    assert_eq!(house.rooms.counted().out_of_step, 0);
}

#[tokio::test]
async fn a_draft_that_differs_from_its_own_state_heals_and_takes_everybody_along() {
    let house = House::with_a_text_under(ServerClient::from_random(7)).await;
    // The gate lets nothing of the kind in any more; logs may still have it.
    let mut batch = Batch::new();
    for (line, seq) in HEARD_IN_ANOTHER_ORDER.lines().zip(2..) {
        let byte = |at| u8::from_str_radix(&line[at..at + 2], 16).unwrap();
        let bytes = (0..line.len()).step_by(2).map(byte).collect();
        let row = UpdateRow { author: person("ana"), organisation: None, at: UnixMs(1), bytes };
        rows::put_update(&mut batch, &house.text, Seq(seq), &row);
    }
    house.disk.commit(&[batch]).remove(0).unwrap();
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut bo = Peer::sit_with(&house, "bo", document(2), EDIT).await;
    bo.step_1().await;
    bo.all_saved_but(1).await;
    pass(COMPARED_AFTER_JOIN).await;
    let healed = joined_hash(&house).await;
    assert_ne!(told(&mut bo).await.1, healed, "the draft in memory is another");
    bo.send(Frame::OutOfStep).await;
    assert_eq!(bo.end().await, Close::OUT_OF_STEP);
    pass(COMPARED_AFTER_JOIN).await;
    assert_eq!(joined_hash(&house).await, healed);
    let said = loop {
        let (_, said) = told(&mut ana).await;
        if said == healed {
            break said;
        }
    };
    assert_eq!(said, healed);
    assert_eq!(house.log().last().unwrap().1.author, person("ana"));
}
