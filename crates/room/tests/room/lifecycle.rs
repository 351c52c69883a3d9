//! Rooms open once, leave memory when all is on disk, and come back equal.

use crate::house::{EDIT, House};
use crate::peer::{Peer, member};
use model::ids::{Seq, TextId};
use room::limits::{COMPACT_AFTER_BYTES, COMPACT_AFTER_UPDATES, COMPACT_PIECE_BYTES_MAX, QUIET};
use room::{Close, RightCell, RoomError};
use statement::limits::RESTORED_UNITS_MIN;
use std::time::Duration;
use yrs::{ReadTxn, Text, Transact, UndoManager};

/// The shortest time that the clock of a test tells.
const MOMENT: Duration = Duration::from_millis(1);

#[tokio::test]
async fn six_who_open_a_text_at_once_are_in_one_room() {
    for _ in 0..100 {
        let house = House::with_a_text().await;
        let sit = |client| Peer::sit(&house, "ana", client);
        // Each asks before the room that the first asked for has begun.
        let (a, b, c, d, e, f) = tokio::join!(sit(1), sit(2), sit(3), sit(4), sit(5), sit(6));
        assert_eq!(house.rooms.count(), 1);
        let mut peers = [a, b, c, d, e, f];
        for peer in &mut peers {
            peer.step_1().await;
            peer.all_saved_but(1).await;
        }
        peers[0].types(0, "all").await;
        for peer in &mut peers {
            peer.sees("all").await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_that_open_a_text_at_once_are_in_one_room() {
    for _ in 0..50 {
        let house = House::with_a_text().await;
        let joins: Vec<_> = (0..6)
            .map(|_| {
                let (rooms, text) = (house.rooms.clone(), house.text.clone());
                tokio::spawn(async move { rooms.join(&text, member("ana", &RightCell::new(EDIT))).await })
            })
            .collect();
        let mut seats = Vec::new();
        for join in joins {
            seats.push(join.await.unwrap().unwrap());
        }
        assert_eq!(house.rooms.count(), 1);
    }
}

#[tokio::test]
async fn a_text_that_is_not_there_opens_no_room() {
    let house = House::with_a_text().await;
    let text = TextId::new("other").unwrap();
    let joined = house.rooms.join(&text, member("ana", &RightCell::new(EDIT))).await;
    assert!(matches!(joined, Err(RoomError::NoSuchText)));
    assert_eq!(house.rooms.count(), 0);
}

#[tokio::test]
async fn a_text_is_made_once() {
    let house = House::with_a_text().await;
    assert!(house.rooms.create(&house.new_text()).await.is_err());
    assert_eq!(house.log().len(), 1);
}

#[tokio::test]
async fn a_failed_opening_is_tried_anew_and_leaks_nothing() {
    let house = House::with_a_text().await;
    house.disk.set_unreadable(true);
    for _ in 0..3 {
        let joined = house.rooms.join(&house.text, member("ana", &RightCell::new(EDIT))).await;
        assert!(matches!(joined, Err(RoomError::Store(_))));
        assert_eq!(house.rooms.count(), 0);
    }
    house.disk.set_unreadable(false);
    Peer::join(&house, "ana", 1).await;
}

/// Nobody is there any more, for long enough.
async fn leaves_memory(house: &House) {
    house.handled().await;
    tokio::time::pause();
    tokio::time::advance(QUIET).await;
    tokio::time::resume();
    while house.rooms.count() > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_quiet_room_leaves_memory_compacted_and_comes_back_equal() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    for n in 0..20 {
        ana.types(n, "x").await;
    }
    ana.all_saved().await;
    let words = ana.words();
    let doc = ana.leaves();
    leaves_memory(&house).await;
    assert_eq!((house.state_seq(), house.log().len()), (Seq(21), 0));
    let mut back = Peer::sit_with(&house, "ana", doc, EDIT).await;
    back.step_1().await;
    back.all_saved_but(1).await;
    let mut fresh = Peer::join(&house, "bo", 2).await;
    fresh.sees(&words).await;
    back.types(0, "on").await;
    fresh.sees("onx").await;
    assert_eq!(house.log().last().unwrap().0, Seq(22));
}

#[tokio::test]
async fn a_quiet_room_is_there_one_moment_before_it_was_quiet_for_long_enough_and_gone_after_it() {
    let house = House::with_a_text().await;
    let ana = Peer::join(&house, "ana", 1).await;
    drop(ana.leaves());
    leaves_memory(&house).await;
    // With nothing to compact it leaves in the same moment.
    let ana = Peer::join(&house, "ana", 1).await;
    tokio::time::pause();
    drop(ana.leaves());
    house.handled().await;
    tokio::time::advance(QUIET - MOMENT).await;
    house.handled().await;
    assert_eq!(house.rooms.count(), 1);
    tokio::time::advance(MOMENT).await;
    house.handled().await;
    assert_eq!(house.rooms.count(), 0);
}

#[tokio::test]
async fn a_quiet_room_stays_while_anything_of_it_is_on_its_way_to_disk() {
    for is_held_before in [true, false] {
        let house = House::with_a_text().await;
        let mut ana = Peer::join(&house, "ana", 1).await;
        if is_held_before {
            house.disk.hold();
        }
        ana.types(0, "words").await;
        house.handled().await;
        if !is_held_before {
            // Then what is held is the barrier of what it compacts in the end.
            ana.all_saved().await;
            house.disk.hold();
        }
        drop(ana.leaves());
        house.handled().await;
        tokio::time::pause();
        tokio::time::advance(2 * QUIET).await;
        tokio::time::resume();
        for _ in 0..2 {
            house.handled().await;
            assert_eq!(house.rooms.count(), 1);
        }
        house.disk.let_go();
        while house.rooms.count() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!((house.state_seq(), house.log().len()), (Seq(2), 0));
        assert_eq!(house.stored()[0]["insert"], "words\n");
    }
}

#[tokio::test]
async fn a_long_log_is_compacted_while_people_write() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    for n in 0..COMPACT_AFTER_UPDATES + 5 {
        ana.types(u32::try_from(n).unwrap(), "x").await;
    }
    ana.all_saved().await;
    // It is read and written beside those who write.
    while house.state_seq() <= Seq(1) {
        tokio::task::yield_now().await;
    }
    assert!((house.log().len() as u64) < COMPACT_AFTER_UPDATES);
    let mut fresh = Peer::join(&house, "bo", 2).await;
    fresh.sees(&ana.words()).await;
}

#[tokio::test]
async fn a_log_of_many_bytes_is_compacted_piece_by_piece() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let letters = "x".repeat(COMPACT_PIECE_BYTES_MAX / 4);
    for _ in 0..11 {
        // What is written is deleted by the next, or a text would be longer than any is; all but the line's end.
        let length = ana.words().len() as u32 - 1;
        let update = ana.edit(|content, transaction| {
            content.remove_range(transaction, 0, length);
            content.insert(transaction, 0, &letters);
        });
        ana.update(update).await;
        ana.all_saved().await;
    }
    let bytes = |house: &House| house.log().iter().map(|(_, row)| row.bytes.len()).sum::<usize>();
    while bytes(&house) >= COMPACT_AFTER_BYTES {
        tokio::task::yield_now().await;
    }
    ana.leaves();
    house.rooms.shutdown().await;
    assert_eq!(house.log().len(), 0);
    assert_eq!(house.state_seq(), Seq(12));
}

#[tokio::test]
async fn a_freeze_opens_a_text_that_nobody_has_open() {
    let house = House::with_a_text().await;
    let snapshot = house.rooms.freeze(&house.text).await.unwrap();
    assert_eq!(snapshot.seq, Seq(1));
    assert_eq!(statement::Draft::load(&snapshot.state).unwrap().delta(), house.stored());
}

#[tokio::test]
async fn when_the_server_stops_all_is_on_disk_and_everybody_is_told() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    ana.types(0, "last").await;
    house.rooms.shutdown().await;
    assert_eq!(ana.end().await, Close::RESTARTING);
    assert!(house.stored().to_string().contains("last"));
    assert_eq!((house.rooms.count(), house.log().len()), (0, 0));
    let joined = house.rooms.join(&house.text, member("ana", &RightCell::new(EDIT))).await;
    assert!(matches!(joined, Err(RoomError::Restarting)));
}

#[tokio::test]
async fn a_closed_text_can_be_opened_again() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    house.rooms.close_text(&house.text, Close::EPOCH_OVER).await;
    assert_eq!(ana.end().await, Close::EPOCH_OVER);
    Peer::join(&house, "ana", 2).await;
}

/// Deletes so many units of the beginning, and undoes that.
async fn deletes_and_takes_back(peer: &mut Peer, undo: &mut UndoManager, units: u32) {
    undo.reset();
    let deletion = peer.edit(|content, transaction| content.remove_range(transaction, 0, units));
    peer.update(deletion).await;
    let before = peer.doc.transact().state_vector();
    undo.undo_blocking();
    let back = peer.doc.transact().encode_diff_v1(&before);
    peer.update(back).await;
    peer.all_saved().await;
}

#[tokio::test]
async fn words_brought_back_are_known_to_be_somebodys_before_and_after_a_compaction() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    ana.types(0, "Ana wrote this. ").await;
    bo.sees("Ana wrote this. ").await;
    let mut undo = UndoManager::new();
    undo.expand_scope(&bo.doc, &bo.doc.get_or_insert_text("content"));
    deletes_and_takes_back(&mut bo, &mut undo, RESTORED_UNITS_MIN).await;
    let words = bo.words();
    ana.sees(&words).await;
    assert_eq!(words, "Ana wrote this. \n");
    // One unit less than what counts.
    deletes_and_takes_back(&mut bo, &mut undo, RESTORED_UNITS_MIN - 1).await;
    let restored = house.rooms.restored(&house.text).await.unwrap();
    let [one] = restored.as_slice() else { panic!("{restored:?}") };
    assert_eq!((one.client.get(), one.end - one.start, one.first.get()), (2, RESTORED_UNITS_MIN, 1));
    for peer in [ana, bo] {
        peer.leaves();
    }
    leaves_memory(&house).await;
    assert_eq!(house.log().len(), 0, "it is compacted");
    assert_eq!(house.rooms.restored(&house.text).await.unwrap(), restored);
}
