//! Gaps heal, slow readers lose nothing.

use crate::house::{EDIT, House};
use crate::peer::{Peer, document, holds, member};
use bytes::Bytes;
use room::limits::{
    COMPACT_AFTER_BYTES, GAP_QUESTIONS_MAX, MAILBOX_BYTES_MAX, OUTBOX_BYTES_MAX, SEATS_MAX, STRUCTS_HERE_MAX,
    WRITE_BYTES_MAX,
};
use room::{Close, RightCell, RoomError};
use statement::Draft;
use wire::Frame;
use yrs::Text;

#[tokio::test]
async fn a_gap_is_asked_about_once_and_healed_by_the_answer() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let _lost = ana.insert(0, "a");
    let later = [ana.insert(1, "b"), ana.insert(2, "c")];
    let saved = ana.saved;
    for update in later {
        ana.update(update).await;
    }
    house.handled().await;
    assert_eq!(ana.saved, saved);
    ana.all_saved().await;
    let questions = ana.received.iter().filter(|m| m.starts_with(&[0, 0])).count();
    assert_eq!(questions, 2, "one on joining, one for the gap");
    let mut bo = Peer::join(&house, "bo", 2).await;
    bo.sees("abc").await;
}

#[tokio::test]
async fn a_frame_that_is_none_is_refused_where_it_is_read() {
    let house = House::with_a_text().await;
    let seat = Peer::sit(&house, "ana", 1).await;
    let sender = house.rooms.join(&house.text, member("ana", &seat.right)).await.unwrap().sender;
    for (message, reason) in [(&[0u8, 2, 9][..], "frame-cut-off"), (&[99], "frame-type")] {
        let refused = sender.send(message.to_vec().into()).await;
        assert_eq!(refused, Err(Close::refused(reason)));
    }
}

#[tokio::test]
async fn a_slow_reader_gets_one_catch_up_in_bounded_memory_and_misses_nothing() {
    for structs in [1, STRUCTS_HERE_MAX + 1] {
        let house = House::with_a_text().await;
        let mut ana = Peer::join(&house, "ana", 1).await;
        ana.writes_structs(structs).await;
        let mut slow = Peer::join(&house, "bo", 2).await;
        let words = "w".repeat(2000);
        let updates = 5 * OUTBOX_BYTES_MAX / 2 / words.len();
        for _ in 0..updates {
            ana.types(0, &words).await;
        }
        ana.all_saved().await;
        slow.sees(&"w".repeat(updates * 2000)).await;
        assert_eq!(slow.words(), ana.words());
        let shown: usize = slow.received.iter().filter(|m| m.starts_with(&[0, 2])).map(|m| m.len()).sum();
        assert!(shown <= OUTBOX_BYTES_MAX + 2 * WRITE_BYTES_MAX, "{shown} bytes were held");
        ana.types(0, "after").await;
        slow.sees("after").await;
    }
}

#[tokio::test]
async fn a_snapshot_of_a_text_however_long_holds_all_of_it() {
    for structs in [STRUCTS_HERE_MAX, STRUCTS_HERE_MAX + 1] {
        let house = House::with_a_text().await;
        let mut ana = Peer::join(&house, "ana", 1).await;
        ana.writes_structs(structs).await;
        let snapshot = house.rooms.freeze(&house.text).await.unwrap();
        let delta = Draft::load(&snapshot.state).unwrap().delta();
        assert_eq!(delta[0]["insert"], ana.words(), "{structs} structs");
    }
}

#[tokio::test]
async fn a_text_that_is_longer_than_what_may_wait_for_a_socket_is_given_once_and_what_comes_meanwhile_too() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let much = "w".repeat(OUTBOX_BYTES_MAX * 3 / 4);
    for _ in 0..4 {
        ana.types(0, &much).await;
        ana.all_saved().await;
    }
    let mut bo = Peer::sit(&house, "bo", 2).await;
    bo.step_1().await;
    house.handled().await;
    ana.types(0, "meanwhile").await;
    ana.all_saved().await;
    bo.all_saved_but(1).await;
    bo.sees("meanwhile").await;
    assert_eq!(bo.words(), ana.words());
    let states = bo.received.iter().filter(|message| message.len() > OUTBOX_BYTES_MAX).count();
    assert_eq!(states, 1);
}

#[tokio::test]
async fn a_slow_reader_with_a_gap_is_asked_once_it_has_read() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut slow = Peer::join(&house, "bo", 2).await;
    let words = "w".repeat(2000);
    for _ in 0..2 * OUTBOX_BYTES_MAX / words.len() {
        ana.types(0, &words).await;
    }
    ana.all_saved().await;
    let _lost = slow.insert(0, "a");
    let later = slow.insert(1, "b");
    slow.update(later).await;
    house.handled().await;
    slow.all_saved().await;
    ana.sees("ab").await;
}

#[tokio::test]
async fn whoever_says_what_it_has_gets_only_what_it_lacks_and_all_after_that() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    ana.types(0, "known").await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    bo.sees("known").await;
    let doc = bo.leaves();
    ana.types(0, "missed").await;
    ana.all_saved().await;
    let mut back = Peer::sit_with(&house, "bo", doc, EDIT).await;
    back.step_1().await;
    back.sees("missed").await;
    assert!(!back.was_told("known"));
    ana.types(0, "next").await;
    back.sees("nextmissedknown").await;
}

#[tokio::test]
async fn whoever_has_not_said_what_it_has_is_shown_nothing() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut silent = Peer::sit_with(&house, "bo", document(2), EDIT).await;
    ana.types(0, "words").await;
    ana.all_saved().await;
    let there = silent.all_there_is().await;
    assert!(matches!(there[..], [Frame::SyncStep1(_)]), "only the question what it has: {there:?}");
    silent.step_1().await;
    silent.sees("words").await;
    assert_eq!(silent.words(), ana.words());
}

#[tokio::test]
async fn whoever_answers_with_gaps_for_ever_is_sent_away() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let _lost = ana.insert(0, "a");
    let later = ana.insert(1, "b");
    for _ in 0..=GAP_QUESTIONS_MAX {
        ana.send(Frame::SyncStep2(later.clone().into())).await;
    }
    assert_eq!(ana.end().await, Close::refused("gap"));
}

#[tokio::test]
async fn a_frame_that_finds_no_place_in_the_mailbox_ends_its_socket_after_a_while() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let words = "w".repeat(MAILBOX_BYTES_MAX / 5);
    house.disk.hold();
    for _ in 0..4 {
        ana.types(0, &words).await;
    }
    house.handled().await;
    tokio::time::pause();
    let update = ana.insert(0, &words);
    let frame = Frame::Update(update.into()).encode();
    assert_eq!(ana.send_raw(frame.clone()).await, Err(Close::BUSY));
    tokio::time::resume();
    house.disk.let_go();
    house.rooms.freeze(&house.text).await.unwrap();
    assert_eq!(ana.send_raw(frame).await, Ok(()));
}

#[tokio::test]
async fn a_room_seats_so_many_and_not_one_more() {
    let house = House::with_a_text().await;
    let right = RightCell::new(EDIT);
    let join = || house.rooms.join(&house.text, member("ana", &right));
    let mut seats = Vec::new();
    for _ in 0..SEATS_MAX {
        seats.push(join().await.unwrap());
    }
    assert!(matches!(join().await, Err(RoomError::Full)));
    seats.pop();
    assert!(join().await.is_ok());
}

/// The whole state as somebody who had nothing was given it.
fn whole(joined: &Peer) -> &Bytes {
    joined.received.iter().find(|message| message.starts_with(&[0, 1])).unwrap()
}

#[tokio::test]
async fn the_whole_state_is_written_once_for_all_who_join_between_two_updates() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    let mut joined = Vec::new();
    for words in ["one", "two"] {
        ana.types(0, words).await;
        for client in 2..5 {
            joined.push(Peer::join(&house, "bo", client).await);
        }
    }
    let at: Vec<_> = joined.iter().map(|peer| whole(peer).as_ptr()).collect();
    assert_eq!([at[0]; 3], at[..3]);
    assert_eq!([at[3]; 3], at[3..]);
    assert_ne!(at[0], at[3]);
    assert!(holds(whole(&joined[3]), "two"));
}

/// Somebody writes so much that the room puts its state in place of all that was written before.
async fn writes_until_it_is_compacted(house: &House, peer: &mut Peer, much: &str) {
    let written = house.log().last().unwrap().0;
    peer.types(0, much).await;
    while house.state_seq() < written {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn words_that_were_deleted_are_in_nothing_that_is_given_afterwards() {
    const SECRET: &str = "in confidence";
    // Twice that is more than waits for a slow reader; thrice, more than a room leaves as updates.
    let much = "w".repeat(COMPACT_AFTER_BYTES / 3);
    for (compacted_before, compacted_after) in [(false, false), (true, false), (false, true)] {
        let house = House::with_a_text().await;
        let mut ana = Peer::join(&house, "ana", 1).await;
        let away = Peer::join(&house, "bo", 2).await.leaves();
        let mut slow = Peer::join(&house, "cy", 3).await;
        let mut live = Peer::join(&house, "di", 4).await;
        for _ in 0..2 {
            ana.types(0, &much).await;
        }
        ana.types(0, SECRET).await;
        ana.all_saved().await;
        live.sees(SECRET).await;
        if compacted_before {
            writes_until_it_is_compacted(&house, &mut ana, &much).await;
        }
        let (at, length) = (ana.words().find(SECRET).unwrap() as u32, SECRET.len() as u32);
        ana.update(ana.edit(|content, transaction| content.remove_range(transaction, at, length))).await;
        ana.all_saved().await;
        if compacted_after {
            writes_until_it_is_compacted(&house, &mut ana, &much).await;
            ana.all_saved().await;
        }
        let frozen = house.rooms.freeze(&house.text).await.unwrap();
        let joiner = Peer::join(&house, "eve", 5).await;
        let mut back = Peer::sit_with(&house, "bo", away, EDIT).await;
        back.step_1().await;
        back.is_even_with(&ana).await;
        slow.is_even_with(&ana).await;
        assert_eq!(joiner.words(), ana.words());
        assert!(live.was_told(SECRET), "it was shown while it stood there");
        assert!(!holds(&frozen.state, SECRET), "{compacted_before} {compacted_after}");
        for peer in [joiner, back, slow] {
            assert!(!peer.was_told(SECRET), "{compacted_before} {compacted_after}");
        }
    }
}
