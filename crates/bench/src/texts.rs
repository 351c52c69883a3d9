//! Many texts with a few people in each: what it costs the server, and what it holds for them.

use crate::client::{self, Protocol, Sink, Words, keystroke};
use crate::machine::{cpu_of, memory_of};
use crate::place::Place;
use crate::target::{Kind, Target};
use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use whole_server_tests::frames::{self, Frame};
use whole_server_tests::peer::new_doc;

const TEXTS: usize = 250;
const PEOPLE: usize = 4;
const UPDATES_EACH: u32 = 10;
const PAUSE: Duration = Duration::from_secs(1);
const QUIET: Duration = Duration::from_secs(2);

/// Prints the table.
pub async fn table(kinds: &[Kind]) -> Result<()> {
    println!("\n{TEXTS} texts with {PEOPLE} people in each, all of whom type once a second");
    println!("| server | deliveries | server CPU s | us a delivery | memory, MB | more than before, MB |");
    println!("|---|---|---|---|---|---|");
    for kind in kinds {
        row(&Target::start(*kind)?).await?;
    }
    Ok(())
}

async fn row(target: &Target) -> Result<()> {
    let places = target.new_places(TEXTS).await?;
    let memory_before = memory_of(target.process())?;
    let delivered = Arc::new(AtomicUsize::new(0));
    let mut sinks = Vec::new();
    for (text, place) in places.iter().enumerate() {
        for person in 0..PEOPLE {
            let number = text * PEOPLE + person;
            let (sink, mut source) = client::open(target, place, number, Protocol::Stock).await?;
            let (place, delivered) = (place.clone(), Arc::clone(&delivered));
            tokio::spawn(async move {
                while let Some(Ok(message)) = source.next().await {
                    if let Frame::Update(_) = place.frame(&message.into_data()) {
                        delivered.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
            sinks.push((place_of(&places, number), sink));
        }
    }
    tokio::time::sleep(QUIET).await;
    delivered.store(0, Ordering::Relaxed);
    let before = cpu_of(target.process())?;
    let all = sinks.len();
    let write = |(number, (place, sink))| {
        let apart = PAUSE * u32::try_from(number).unwrap_or(0) / u32::try_from(all).unwrap_or(1);
        tokio::spawn(write(place, sink, apart))
    };
    let writers: Vec<_> = sinks.into_iter().enumerate().map(write).collect();
    let sinks = futures_util::future::try_join_all(writers).await?;
    tokio::time::sleep(QUIET).await;
    let cpu = cpu_of(target.process())?.saturating_sub(before).as_secs_f64();
    let memory = memory_of(target.process())?;
    let (delivered, grown) = (delivered.load(Ordering::Relaxed), memory.saturating_sub(memory_before));
    sinks.into_iter().collect::<Result<Vec<_>>>()?;
    let each = cpu * 1e6 / delivered.max(1) as f64;
    let (memory, grown) = (memory as f64 / 1024.0, grown as f64 / 1024.0);
    println!("| {} | {delivered} | {cpu:.2} | {each:.1} | {memory:.0} | {grown:.0} |", target.name());
    Ok(())
}

fn place_of(places: &[Place], number: usize) -> Place {
    places[number / PEOPLE].clone()
}

async fn write(place: Place, mut sink: Sink, apart: Duration) -> Result<Sink> {
    let doc = new_doc();
    tokio::time::sleep(apart).await;
    let mut beat = tokio::time::interval(PAUSE);
    for count in 0..UPDATES_EACH {
        beat.tick().await;
        let update = frames::update(&keystroke(&doc, Words::Plain, count));
        sink.send(place.message(update)).await.context("the server takes what is typed")?;
    }
    Ok(sink)
}
