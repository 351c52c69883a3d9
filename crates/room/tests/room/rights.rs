//! Rights end at once, for queued frames too.

use crate::house::{EDIT, House};
use crate::peer::{Peer, document};
use room::Right;
use wire::{AwarenessEntry, Frame, Presence};
use yrs::Text;

#[tokio::test]
async fn frames_that_are_queued_when_the_right_goes_are_dropped() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    let logged = house.log().len();
    // The room runs on this thread: it has not seen these when the right goes.
    ana.types(0, "late").await;
    ana.types(0, "later").await;
    ana.right.set(Right::Read);
    house.handled().await;
    assert_eq!(house.log().len(), logged);
    assert_eq!(bo.all_there_is().await, []);
    assert_eq!(ana.all_there_is().await, []);
}

#[tokio::test]
async fn a_reader_reads_and_what_it_writes_is_dropped_silently() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    for (client, right) in [(2, Right::Read), (3, Right::Comment)] {
        let mut reader = Peer::sit_with(&house, "rea", document(client), right).await;
        reader.step_1().await;
        reader.all_saved_but(1).await;
        let logged = house.log().len();
        reader.types(0, "mine").await;
        house.handled().await;
        assert_eq!(house.log().len(), logged);
        ana.types(0, "hers").await;
        reader.sees("hers").await;
        assert_eq!(reader.saved, 1, "its answer that brought nothing, and not what was dropped");
    }
}

#[tokio::test]
async fn what_was_dropped_is_not_called_saved_until_it_was_said_again() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    ana.types(0, "there").await;
    ana.all_saved().await;
    ana.right.set(Right::Read);
    ana.types(0, "dropped ").await;
    house.handled().await;
    ana.right.set(EDIT);
    let deletion = ana.edit(|content, transaction| content.remove_range(transaction, 8, 1));
    ana.update(deletion).await;
    house.handled().await;
    while ana.saved < ana.sent {
        assert!(ana.saved <= 2, "the dropped frame is not on disk");
        ana.next().await.unwrap();
    }
    assert_eq!(house.stored()[0]["insert"], "dropped here\n");
}

#[tokio::test]
async fn what_was_dropped_is_asked_for_once_its_writer_may_write() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    ana.right.set(Right::Read);
    ana.types(0, "dropped").await;
    house.handled().await;
    ana.may_write();
    house.handled().await;
    assert_eq!(house.stored()[0]["insert"], "\n", "who may only read is not asked");
    ana.right.set(EDIT);
    ana.may_write();
    ana.all_saved().await;
    assert_eq!(house.stored()[0]["insert"], "dropped\n");
}

#[tokio::test]
async fn an_answer_that_was_dropped_is_asked_for_again() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    for _ in 0..2 {
        ana.right.set(Right::Read);
        ana.types(0, "dropped ").await;
        house.handled().await;
        ana.right.set(EDIT);
        ana.may_write();
        house.handled().await;
        // The right goes before the answer comes.
        ana.right.set(Right::Read);
        ana.all_there_is().await;
        house.handled().await;
    }
    ana.right.set(EDIT);
    ana.may_write();
    ana.all_saved().await;
    assert_eq!(house.stored()[0]["insert"], "dropped dropped \n");
}

#[tokio::test]
async fn without_any_right_nothing_is_answered() {
    let house = House::with_a_text().await;
    let mut nobody = Peer::sit_with(&house, "ana", document(1), Right::None).await;
    nobody.step_1().await;
    house.handled().await;
    assert_eq!(nobody.all_there_is().await, []);
}

/// A frame of each kind, as somebody sends it who writes under id 2.
fn one_of_each_kind(words: Vec<u8>) -> Vec<Frame> {
    let shown = |client| AwarenessEntry { client, clock: 9, state: Some(Presence::default()) };
    let frames = vec![
        Frame::SyncStep1(vec![0].into()),
        Frame::SyncStep2(words.clone().into()),
        Frame::Update(words.into()),
        Frame::Awareness(vec![shown(2), shown(1)]),
        Frame::Denied("no".into()),
        Frame::QueryAwareness,
        Frame::Saved(9),
        Frame::StateHash { count: 0, hash: [9; 32] },
        Frame::OutOfStep,
        Frame::Epoch(9),
    ];
    for frame in &frames {
        // Whoever adds a kind here adds one above.
        match frame {
            Frame::SyncStep1(_) | Frame::SyncStep2(_) | Frame::Update(_) | Frame::Awareness(_) => {}
            Frame::Denied(_) | Frame::QueryAwareness | Frame::Saved(_) | Frame::StateHash { .. } => {}
            Frame::OutOfStep | Frame::Epoch(_) => {}
        }
    }
    frames
}

#[tokio::test]
async fn whatever_a_reader_sends_changes_nothing_but_its_own_presence_and_is_no_refusal() {
    for right in [Right::Read, Right::Comment] {
        let house = House::with_a_text().await;
        let mut ana = Peer::join(&house, "ana", 1).await;
        ana.types(0, "hers").await;
        ana.all_saved().await;
        let mut reader = Peer::sit_with(&house, "rea", document(2), right).await;
        reader.step_1().await;
        reader.sees("hers").await;
        reader.all_saved_but(1).await;
        let logged = house.log();
        // Presence waits for company, and may come after any frame.
        let is_of_reader = |told: &Frame| matches!(told, Frame::Awareness(entries) if entries.iter().all(|entry| entry.client == 2));
        for frame in one_of_each_kind(reader.insert(0, "mine")) {
            assert_eq!(reader.send_raw(frame.encode()).await, Ok(()), "{frame:?}");
            house.handled().await;
            let (to_others, mut answers) = (ana.all_there_is().await, reader.all_there_is().await);
            if matches!(frame, Frame::SyncStep1(_)) {
                assert!(matches!(answers.remove(0), Frame::SyncStep2(_)));
            }
            assert!(
                to_others.iter().chain(&answers).all(is_of_reader),
                "{frame:?}: {to_others:?} {answers:?}"
            );
        }
        assert_eq!((house.log(), house.rooms.counted().out_of_step), (logged, 0));
        ana.types(0, "more of ").await;
        reader.sees("more of ").await;
        while !ana.was_told("Name of rea") {
            ana.next().await.expect("the seat stands");
        }
        assert!(!ana.was_told("mine"));
    }
}
