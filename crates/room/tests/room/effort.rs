//! Updates whose places are hard to find, and who waits for whom.

use crate::house::{EDIT, House};
use crate::peer::Peer;
use room::Close;
use room::limits::{
    EFFORT_A_MS, EFFORT_A_STRUCT, EFFORT_AHEAD_MS, STRUCTS_HERE_MAX, STRUCTS_OF_A_PERSON_MAX,
};
use statement::limits::{EFFORT_MAX, UPDATE_STRUCTS_MAX};

/// How many lines somebody writes, each above the one before. Two who did not hear each other make ids decide about each.
const LINES: usize = 1_000;

/// Lines below the first letter, unsent.
fn lines(peer: &Peer) -> Vec<u8> {
    peer.edit(|content, transaction| (0..LINES).for_each(|_| yrs::Text::insert(content, transaction, 1, "x")))
}

#[tokio::test]
async fn whoever_costs_much_comes_back_later_and_nobodys_typing_waits() {
    let house = House::with_a_text().await;
    let mut ana = Peer::join(&house, "ana", 1).await;
    ana.types(0, "LR").await;
    let mut bo = Peer::join(&house, "bo", 2).await;
    let mut second = Peer::join(&house, "bo", 3).await;
    bo.sees("LR").await;
    second.sees("LR").await;
    let (of_bo, of_second) = (lines(&bo), lines(&second));
    ana.update(lines(&ana)).await;
    ana.all_saved().await;
    bo.update(of_bo).await;
    bo.all_saved().await;
    second.update(of_second).await;
    assert_eq!(second.end().await, Close::BUSY);
    bo.types(0, "B").await;
    bo.all_saved().await;
    ana.types(0, "A").await;
    ana.all_saved().await;

    house.pass((EFFORT_MAX / EFFORT_A_MS).saturating_sub(EFFORT_AHEAD_MS));
    let mut back = Peer::sit_with(&house, "bo", second.leaves(), EDIT).await;
    back.step_1().await;
    back.all_saved_but(1).await;
    ana.sees(&"x".repeat(3 * LINES)).await;
}

#[tokio::test]
async fn one_person_fills_three_quarters_of_a_text_and_the_rest_is_for_the_others() {
    let house = House::with_a_text().await;
    // Letters, each above the last: the two newest take a struct each, with the first newline.
    let mut ana = Peer::join(&house, "ana", 1).await;
    let letters = |count: usize| {
        move |content: &yrs::TextRef, transaction: &mut yrs::TransactionMut<'_>| {
            (0..count).for_each(|_| yrs::Text::insert(content, transaction, 0, "x"));
        }
    };
    let mut left = STRUCTS_OF_A_PERSON_MAX;
    while left > 0 {
        let some = left.min(UPDATE_STRUCTS_MAX);
        ana.update(ana.edit(letters(some))).await;
        ana.all_saved().await;
        left -= some;
    }
    ana.update(ana.edit(letters(1))).await;
    ana.all_saved().await;
    ana.types(0, "one more").await;
    assert_eq!(ana.end().await, Close::refused("full"));
    let mut bo = Peer::join(&house, "bo", 2).await;
    bo.types(0, "goes on").await;
    bo.all_saved().await;
    let mut again = Peer::join(&house, "ana", 3).await;
    again
        .update(again.edit(|content, transaction| yrs::Text::remove_range(content, transaction, 0, 4)))
        .await;
    again.all_saved().await;
}

#[tokio::test]
async fn whoever_asks_for_a_long_text_again_and_again_comes_back_later() {
    for (structs, is_long) in [(STRUCTS_HERE_MAX, false), (STRUCTS_HERE_MAX + 1, true)] {
        let house = House::with_a_text().await;
        let mut ana = Peer::join(&house, "ana", 1).await;
        ana.writes_structs(structs).await;
        let mut bo = Peer::join(&house, "bo", 2).await;
        assert_eq!(bo.words(), ana.words());
        let turns = EFFORT_A_MS * EFFORT_AHEAD_MS / (EFFORT_A_STRUCT * structs) + 2;
        let mut end = Ok(());
        for _ in 0..turns {
            bo.step_1().await;
            end = bo.next().await.map(drop);
        }
        assert_eq!(end, if is_long { Err(Close::BUSY) } else { Ok(()) }, "{structs} structs");
        ana.types(0, "goes on").await;
        ana.all_saved().await;
    }
}
