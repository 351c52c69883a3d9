//! Several who open a new text at the same moment: whether all of them are in one room.

use crate::client::{self, Everything, Protocol, Words, keystroke};
use crate::place::Place;
use crate::target::{Kind, Target};
use anyhow::Result;
use futures_util::future::try_join_all;
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::time::timeout;
use whole_server_tests::frames::{self, Frame};
use whole_server_tests::peer::new_doc;

const OPENINGS: usize = 100;
const OPENERS: usize = 6;

/// Whoever has not heard of the others by then is in a room apart.
const PATIENCE: Duration = Duration::from_secs(3);

/// Prints the table.
pub async fn table(kinds: &[Kind]) -> Result<()> {
    println!("\n{OPENERS} people open a new text at once and type a letter each, {OPENINGS} times");
    println!("| server | texts in which somebody has not every letter |\n|---|---|");
    for kind in kinds.iter().filter(|kind| **kind != Kind::Relay) {
        let target = Target::start(*kind)?;
        let mut split = 0;
        for place in target.new_places(OPENINGS).await? {
            split += usize::from(!is_one_room(&target, &place).await?);
        }
        println!("| {} | {split} |", target.name());
    }
    Ok(())
}

async fn is_one_room(target: &Target, place: &Place) -> Result<bool> {
    let everybody = (0..OPENERS).map(|number| has_every_letter(target, place, number));
    Ok(try_join_all(everybody).await?.into_iter().all(|has| has))
}

async fn has_every_letter(target: &Target, place: &Place, number: usize) -> Result<bool> {
    let (mut sink, mut source) = client::open(target, place, number, Protocol::Stock).await?;
    let update = keystroke(&new_doc(), Words::Plain, 0);
    sink.send(place.message(frames::update(&update))).await?;
    let everything = Everything::new();
    let mut words = everything.words_with(&update);
    while words.matches('a').count() < OPENERS {
        let Ok(Some(Ok(message))) = timeout(PATIENCE, source.next()).await else { return Ok(false) };
        if let Frame::Update(update) | Frame::SyncStep2(update) = place.frame(&message.into_data()) {
            words = everything.words_with(&update);
        }
    }
    Ok(true)
}
