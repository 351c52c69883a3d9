//! Nobody writes in another's name.

use crate::house::House;
use crate::peer::Peer;
use room::Close;
use room::limits::SERVER_CLIENTS_FROM;
use wire::Presence;

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
    let mut ana = Peer::join(&house, "ana", SERVER_CLIENTS_FROM + 5).await;
    ana.types(0, "hers").await;
    let close = ana.end().await;
    assert!(close == Close::TAKEN || close.code == 4400, "{close:?}");
    let mut bo = Peer::join(&house, "bo", SERVER_CLIENTS_FROM - 1).await;
    bo.types(0, "his").await;
    bo.all_saved().await;
}
