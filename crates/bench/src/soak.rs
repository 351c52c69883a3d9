//! Half an hour of people coming, going, typing and sleeping: memory and descriptors, minute by minute.

use crate::client::{self, Protocol, Sink};
use crate::machine::{descriptors_of, memory_of};
use crate::target::{Kind, Target};
use anyhow::{Result, bail};
use futures_util::{SinkExt, StreamExt};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::sleep;
use whole_server_tests::frames;
use whole_server_tests::peer::new_doc;
use whole_server_tests::random::Random;
use yrs::{Doc, Text, Transact};

const PEOPLE: usize = 300;
const MINUTES: u64 = 30;

/// Prints a row each minute.
pub async fn table() -> Result<()> {
    let target = Arc::new(Target::start(Kind::Undersigned)?);
    println!("\n{PEOPLE} people who come, type, sleep and go, for {MINUTES} minutes");
    println!("| minute | memory, MB | descriptors |\n|---|---|---|");
    let mut random = Random::seeded(1);
    let person = |number| tokio::spawn(person(Arc::clone(&target), number, random.split()));
    let people: Vec<_> = (0..PEOPLE).map(person).collect();
    let begun = Instant::now();
    for minute in 1..=MINUTES {
        sleep(Duration::from_secs(60 * minute).saturating_sub(begun.elapsed())).await;
        let memory = memory_of(target.process())? as f64 / 1024.0;
        println!("| {minute} | {memory:.1} | {} |", descriptors_of(target.process())?);
        if let Some(ended) = people.iter().position(tokio::task::JoinHandle::is_finished) {
            bail!("person {ended} could not go on");
        }
    }
    people.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(())
}

async fn person(target: Arc<Target>, number: usize, mut random: Random) -> Result<()> {
    let doc = new_doc();
    loop {
        sleep(Duration::from_millis(random.below(20_000))).await;
        let (mut sink, mut source) =
            client::open(&target, &target.place(), number, Protocol::WithSaved).await?;
        let reading = tokio::spawn(async move { while let Some(Ok(_)) = source.next().await {} });
        for _ in 0..random.below(30) {
            sleep(Duration::from_millis(random.below(3_000))).await;
            strike(&target, &doc, &mut sink).await?;
        }
        reading.abort();
    }
}

/// Types a letter, or deletes those that there are: the text is as long at the end as at the beginning.
async fn strike(target: &Target, doc: &Doc, sink: &mut Sink) -> Result<()> {
    let content = doc.get_or_insert_text("content");
    let update = {
        let mut transaction = doc.transact_mut();
        match content.len(&transaction) {
            length @ 8.. => content.remove_range(&mut transaction, 0, length),
            length => content.insert(&mut transaction, length, "a"),
        }
        transaction.encode_update_v1()
    };
    Ok(sink.send(target.place().message(frames::update(&update))).await?)
}
