//! Nothing seen is ever lost: shown and acknowledged only after it is on disk.

use crate::house::{EDIT, House};
use crate::peer::{Peer, document, member};
use room::{Close, RightCell, RoomError};
use std::time::Duration;
use wire::Frame;

/// Gives others time to do what they must not do.
async fn is_pending<T>(future: &mut (impl Future<Output = T> + Unpin)) -> bool {
    tokio::time::timeout(Duration::from_millis(30), future).await.is_err()
}

#[tokio::test]
async fn nothing_is_shown_or_acknowledged_before_its_barrier() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    let (before, saved) = (bo.words(), ana.saved);
    house.disk.hold();
    ana.types(0, "secret").await;
    house.handled().await;
    assert_eq!(bo.all_there_is().await, []);
    assert_eq!(ana.all_there_is().await, []);
    assert_eq!((bo.words(), ana.saved), (before, saved));
    house.disk.let_go();
    bo.sees("secret").await;
    ana.all_saved().await;
    assert_eq!(house.log().last().unwrap().1.author.as_str(), "ana");
}

#[tokio::test]
async fn a_joiner_a_diff_and_a_freeze_wait_for_the_barrier_of_what_they_would_hold() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let bo = Peer::join(&house, "bo", 2).await.leaves();
    house.disk.hold();
    ana.types(0, "secret").await;
    let mut joiner = Peer::sit(&house, "cy", 3).await;
    joiner.step_1().await;
    let mut back = Peer::sit_with(&house, "bo", bo, EDIT).await;
    back.step_1().await;
    let mut frozen = Box::pin(house.rooms.freeze(&house.text));
    assert!(is_pending(&mut frozen).await);
    assert_eq!(joiner.all_there_is().await, []);
    assert_eq!(back.all_there_is().await, []);
    house.disk.let_go();
    assert_eq!(frozen.await.unwrap().seq, house.log().last().unwrap().0);
    joiner.sees("secret").await;
    back.sees("secret").await;
}

#[tokio::test]
async fn what_comes_in_while_a_barrier_is_under_way_shares_the_next_one() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let before = house.disk.barriers();
    house.disk.hold();
    for n in 0..50 {
        ana.types(n, "x").await;
        house.handled().await;
    }
    house.disk.let_go();
    ana.all_saved().await;
    assert_eq!(house.disk.barriers(), before + 2);
    assert_eq!(house.log().len(), 51);
}

#[tokio::test]
async fn after_a_failed_barrier_nothing_is_acknowledged_shown_or_opened_any_more() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    let saved = ana.saved;
    house.disk.hold();
    house.disk.fail();
    ana.types(0, "secret").await;
    let mut frozen = Box::pin(house.rooms.freeze(&house.text));
    assert!(is_pending(&mut frozen).await);
    house.disk.let_go();
    assert_eq!(ana.end().await, Close::STORAGE_FAILED);
    assert_eq!(bo.end().await, Close::STORAGE_FAILED);
    assert!(matches!(frozen.await, Err(RoomError::StorageFailed)));
    assert_eq!((ana.saved, bo.was_told("secret")), (saved, false));
    let again = house.rooms.join(&house.text, member("cy", &RightCell::new(EDIT))).await;
    assert!(matches!(again, Err(RoomError::StorageFailed)));
    assert!(matches!(house.rooms.over(), Some(RoomError::StorageFailed)));
    assert_eq!(house.rooms.count(), 0);
}

#[tokio::test]
async fn an_update_that_changes_nothing_is_acknowledged_and_neither_logged_nor_shown() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    let update = ana.insert(0, "once");
    ana.update(update.clone()).await;
    ana.all_saved().await;
    bo.sees("once").await;
    let logged = house.log().len();
    ana.update(update).await;
    ana.all_saved().await;
    assert_eq!(ana.saved, ana.sent);
    assert_eq!(house.log().len(), logged);
    assert_eq!(bo.all_there_is().await, []);
}

#[tokio::test]
async fn a_repeated_update_is_not_called_saved_before_the_barrier_of_the_first() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    house.disk.hold();
    let update = ana.insert(0, "once");
    ana.update(update.clone()).await;
    house.handled().await;
    ana.update(update).await;
    house.handled().await;
    assert_eq!(ana.all_there_is().await, []);
    house.disk.let_go();
    ana.all_saved().await;
}

#[tokio::test]
async fn an_update_is_shown_in_its_authors_bytes_and_an_answer_as_an_update() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    let update = ana.insert(0, "one");
    ana.update(update.clone()).await;
    assert_eq!(bo.next().await.unwrap(), Frame::Update(update.into()));
    let answer = ana.insert(0, "two");
    ana.send(Frame::SyncStep2(answer.clone().into())).await;
    assert_eq!(bo.next().await.unwrap(), Frame::Update(answer.into()));
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_restart() {
    let mut house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    ana.types(0, "kept").await;
    ana.all_saved().await;
    house.restart();
    let cy = Peer::sit_with(&house, "cy", document(3), EDIT).await;
    let mut cy = cy;
    cy.step_1().await;
    cy.sees("kept").await;
}
