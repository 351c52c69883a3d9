//! Who is here, as the server says it.

use crate::house::{EDIT, House};
use crate::peer::{Peer, document};
use wire::{Frame, Presence};

fn entry(frame: &Frame) -> Option<(u64, u64, bool)> {
    match frame {
        Frame::Awareness(entries) => entries.first().map(|e| (e.client, e.clock, e.state.is_some())),
        _ => None,
    }
}

/// Waits for the next awareness entry.
async fn presence(peer: &mut Peer) -> (u64, u64, bool) {
    loop {
        if let Some(found) = entry(&peer.next().await.expect("the seat stands")) {
            return found;
        }
    }
}

#[tokio::test]
async fn presence_is_stamped_shown_to_all_and_echoed_to_its_sender() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    ana.shows(1, 3, Some(Presence::default())).await;
    assert_eq!(presence(&mut bo).await, (1, 3, true));
    assert_eq!(presence(&mut ana).await, (1, 3, true));
    assert!(bo.was_told(r##"{"person":"ana","name":"Name of ana","organisation":"Org","color":"#123456"}"##));
    let mut later = Peer::sit(&house, "cy", 3).await;
    later.step_1().await;
    assert_eq!(presence(&mut later).await, (1, 3, true));
}

#[tokio::test]
async fn presence_under_a_new_id_waits_for_its_claim() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    house.disk.hold();
    ana.shows(1, 1, Some(Presence::default())).await;
    house.handled().await;
    bo.send(Frame::QueryAwareness).await;
    house.handled().await;
    assert_eq!(bo.all_there_is().await, []);
    house.disk.let_go();
    assert_eq!(presence(&mut bo).await, (1, 1, true));
}

#[tokio::test]
async fn others_entries_are_ignored_silently() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    ana.shows(1, 1, Some(Presence::default())).await;
    assert_eq!(presence(&mut bo).await, (1, 1, true));
    bo.shows(1, 9, None).await;
    bo.shows(1, 9, Some(Presence::default())).await;
    bo.shows(2, 5, Some(Presence::default())).await;
    while presence(&mut ana).await != (2, 5, true) {}
    bo.send(Frame::QueryAwareness).await;
    loop {
        let frame = bo.next().await.unwrap();
        let Frame::Awareness(entries) = frame else { continue };
        assert!(entries.iter().all(|e| e.client != 1 || e.clock == 1));
        if entries.len() == 2 {
            break;
        }
    }
}

#[tokio::test]
async fn presence_goes_with_its_connection_and_comes_back_with_a_higher_clock() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    ana.shows(1, 1, Some(Presence::default())).await;
    assert_eq!(presence(&mut bo).await, (1, 1, true));
    let doc = ana.leaves();
    assert_eq!(presence(&mut bo).await, (1, 2, false));
    let mut back = Peer::sit_with(&house, "ana", doc, EDIT).await;
    back.step_1().await;
    back.shows(1, 1, Some(Presence::default())).await;
    // Told that it is gone, an editor goes on from a higher clock.
    assert_eq!(presence(&mut back).await, (1, 2, false));
    back.shows(1, 3, Some(Presence::default())).await;
    while presence(&mut bo).await != (1, 3, true) {}
}

#[tokio::test]
async fn a_page_that_comes_back_before_its_old_connection_is_missed_stays_present() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    ana.shows(1, 1, Some(Presence::default())).await;
    assert_eq!(presence(&mut bo).await, (1, 1, true));
    let mut back = Peer::sit_with(&house, "ana", document(1), EDIT).await;
    back.step_1().await;
    back.shows(1, 1, Some(Presence::default())).await;
    assert_eq!(presence(&mut back).await, (1, 1, true));
    drop(ana.leaves());
    back.shows(1, 2, Some(Presence::default())).await;
    while presence(&mut bo).await != (1, 2, true) {}
}

#[tokio::test]
async fn of_two_pages_of_a_person_neither_speaks_for_the_other() {
    let house = House::with_a_text().await;
    let mut first = Peer::join(&house, "ana", 1).await;
    let mut second = Peer::join(&house, "ana", 2).await;
    first.shows(1, 1, Some(Presence::default())).await;
    second.shows(2, 1, Some(Presence::default())).await;
    while presence(&mut second).await != (1, 1, true) {}
    // A stock provider sends back what it was sent.
    second.shows(1, 1, Some(Presence::default())).await;
    house.handled().await;
    drop(second.leaves());
    while presence(&mut first).await != (2, 2, false) {}
    first.send(Frame::QueryAwareness).await;
    assert_eq!(presence(&mut first).await, (1, 1, true));
}
