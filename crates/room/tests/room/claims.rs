//! Nobody writes in another's name.

use crate::house::House;
use crate::peer::{Peer, document};
use crate::refusals::forged;
use room::Close;
use room::limits::{CLAIMS_PER_HOUR_MAX, HOUR_MS, SERVER_CLIENTS_FROM};
use std::ops::Range;
use wire::Presence;
use yrs::{ReadTxn, StateVector, Text, Transact, merge_updates_v1};

/// Of many ids that nobody has yet.
const FIRST_ID: u64 = 100;

#[tokio::test]
async fn an_update_under_somebody_elses_client_id_is_refused_and_leaves_nothing() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    ana.types(0, "hers").await;
    ana.all_saved().await;
    let mut thief = Peer::join(&house, "bo", 1).await;
    let logged = house.log().len();
    thief.types(0, "his").await;
    assert_eq!(thief.end().await, Close::TAKEN);
    assert_eq!(house.log().len(), logged);
    ana.types(0, "still").await;
    ana.all_saved().await;
}

#[tokio::test]
async fn an_id_seen_in_awareness_cannot_be_claimed_by_another() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    ana.shows(1, 0, Some(Presence::default())).await;
    let mut thief = Peer::join(&house, "bo", 1).await;
    thief.types(0, "his").await;
    assert_eq!(thief.end().await, Close::TAKEN);
    assert!(!ana.was_told("his"));
}

#[tokio::test]
async fn claims_outlive_the_process() {
    let mut house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    ana.types(0, "hers").await;
    ana.all_saved().await;
    house.restart();
    let mut thief = Peer::join(&house, "bo", 1).await;
    thief.types(0, "his").await;
    assert_eq!(thief.end().await, Close::TAKEN);
    let mut again = Peer::join(&house, "ana", 1).await;
    again.types(0, "more").await;
    again.all_saved().await;
}

#[tokio::test]
async fn one_person_may_have_several_ids_and_use_one_in_two_seats() {
    let house = House::with_a_text().await;
    let mut first = Peer::join(&house, "ana", 1).await;
    let mut second = Peer::join(&house, "ana", 2).await;
    first.types(0, "one").await;
    second.sees("one").await;
    second.types(3, "two").await;
    first.sees("onetwo").await;
    let mut back = Peer::sit_with(&house, "ana", first.leaves(), crate::house::EDIT).await;
    back.step_1().await;
    back.types(0, "back").await;
    second.sees("back").await;
}

#[tokio::test]
async fn ids_of_the_servers_own_range_are_nobodys() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", SERVER_CLIENTS_FROM).await;
    ana.types(0, "hers").await;
    assert_eq!(ana.end().await, Close::TAKEN);
    let mut bo = Peer::join(&house, "bo", SERVER_CLIENTS_FROM - 1).await;
    bo.types(0, "his").await;
    bo.all_saved().await;
    assert_eq!(house.stored()[0]["insert"], "his\n");
}

/// A letter under each of the ids.
pub fn written_under(ids: Range<u64>) -> Vec<u8> {
    let one = |client| {
        let doc = document(client);
        doc.get_or_insert_text("content").insert(&mut doc.transact_mut(), 0, "x");
        doc.transact().encode_state_as_update_v1(&StateVector::default())
    };
    merge_updates_v1(ids.map(one)).unwrap()
}

#[tokio::test]
async fn so_many_new_ids_an_hour_are_taken_and_not_one_more_and_what_was_refused_does_not_count() {
    let house = House::with_a_text().await;
    let end = FIRST_ID + u64::from(CLAIMS_PER_HOUR_MAX);
    let (all_but_one, last, next) = (FIRST_ID..end - 1, end - 1..end, end..end + 1);
    let mut bo = Peer::join(&house, "bo", 1).await;
    bo.types(0, "😀").await;
    bo.all_saved().await;
    // What comes last in an update is read when the ids are paid for.
    let cut = forged(FIRST_ID - 1, &[(0, "xy")], |content, transaction| content.insert(transaction, 1, "x"));
    let mut bad = Peer::join(&house, "ana", 2).await;
    bad.update(merge_updates_v1([written_under(all_but_one.clone()), cut]).unwrap()).await;
    assert_eq!(bad.end().await, Close::refused("half-character"));
    let mut ana = Peer::join(&house, "ana", 2).await;
    ana.update(written_under(all_but_one)).await;
    ana.update(written_under(last)).await;
    ana.all_saved().await;
    ana.update(written_under(next.clone())).await;
    assert_eq!(ana.end().await, Close::TOO_FAST);
    let mut shown = Peer::join(&house, "ana", 2).await;
    shown.shows(next.start, 1, Some(Presence::default())).await;
    assert_eq!(shown.end().await, Close::TOO_FAST);
    // Of the others one is the maker's, and one Bo's.
    assert_eq!(house.claims().len(), 2 + CLAIMS_PER_HOUR_MAX as usize);
    house.pass(HOUR_MS);
    let mut later = Peer::join(&house, "ana", 2).await;
    later.update(written_under(next)).await;
    later.all_saved().await;
}
