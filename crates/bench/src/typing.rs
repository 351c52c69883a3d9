//! People typing in one text: how long until everybody else has a keystroke, and what it costs the server.

use crate::client::{self, Protocol, Sink, Source, Words, keystroke};
use crate::machine::cpu_of;
use crate::place::Place;
use crate::target::{Kind, Target};
use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio_tungstenite::tungstenite::Message;
use whole_server_tests::frames::{self, Frame};
use whole_server_tests::peer;

type SentAt = Arc<Mutex<HashMap<Vec<u8>, Instant>>>;

const PEOPLE: usize = 48;
const UPDATES_EACH: u32 = 80;
const PAUSE: Duration = Duration::from_millis(125);
const QUIET: Duration = Duration::from_millis(1500);

/// Prints the table of 48 people in one text.
pub async fn table(kinds: &[Kind]) -> Result<()> {
    println!("\n{PEOPLE} people in one text, 8 updates a second each who types");
    println!("| who types | words | server | deliveries | p50 ms | p99 ms | server CPU s | us a delivery |");
    println!("|---|---|---|---|---|---|---|---|");
    for typing in [16, 48] {
        for words in [Words::Plain, Words::Formatted] {
            // The others take as long for formatted words as for plain ones.
            let kinds = if matches!(words, Words::Plain) { kinds } else { &kinds[..2] };
            for kind in kinds {
                row(&Target::start(*kind)?, typing, words).await?;
            }
        }
    }
    Ok(())
}

async fn row(target: &Target, typing: usize, words: Words) -> Result<()> {
    let (sent_at, place) = (SentAt::default(), target.place());
    let mut sinks = Vec::new();
    let mut readers = Vec::new();
    for number in 0..PEOPLE {
        let (sink, source) = client::open(target, &place, number, Protocol::Stock).await?;
        readers.push(tokio::spawn(receive(place.clone(), source, sent_at.clone())));
        sinks.push(sink);
    }
    tokio::time::sleep(QUIET).await;
    let before = cpu_of(target.process())?;
    let idle = sinks.split_off(typing);
    let writers = sinks.into_iter().enumerate().map(|(number, sink)| {
        let apart = PAUSE * u32::try_from(number).unwrap_or(0) / u32::try_from(typing).unwrap_or(1);
        tokio::spawn(write(place.clone(), sink, words, apart, sent_at.clone()))
    });
    let writers = futures_util::future::join_all(writers.collect::<Vec<_>>()).await;
    tokio::time::sleep(QUIET).await;
    let cpu = cpu_of(target.process())?.saturating_sub(before);
    drop((writers, idle));
    let mut waits = Vec::new();
    for reader in readers {
        waits.extend(reader.await?);
    }
    print(target.name(), typing, words, waits, cpu);
    Ok(())
}

fn print(name: &str, typing: usize, words: Words, mut waits: Vec<Duration>, cpu: Duration) {
    waits.sort();
    let at = |share: usize| waits.get(waits.len() * share / 100).map_or(f64::NAN, |w| w.as_secs_f64() * 1e3);
    let words = match words {
        Words::Plain => "plain",
        Words::Formatted => "formatted",
    };
    let each = cpu.as_secs_f64() * 1e6 / waits.len().max(1) as f64;
    println!(
        "| {typing} | {words} | {name} | {} | {:.2} | {:.2} | {:.2} | {each:.1} |",
        waits.len(),
        at(50),
        at(99),
        cpu.as_secs_f64()
    );
}

async fn write(place: Place, mut sink: Sink, words: Words, apart: Duration, sent_at: SentAt) -> Result<Sink> {
    let doc = peer::new_doc();
    tokio::time::sleep(apart).await;
    let mut beat = tokio::time::interval(PAUSE);
    for count in 0..UPDATES_EACH {
        beat.tick().await;
        let update = keystroke(&doc, words, count);
        sent_at.lock().unwrap().insert(update.clone(), Instant::now());
        sink.send(place.message(frames::update(&update))).await.context("the server takes what is typed")?;
    }
    Ok(sink)
}

/// Reads until the load ends, and gives how long each delivery took.
async fn receive(place: Place, mut source: Source, sent_at: SentAt) -> Vec<Duration> {
    let mut waits = Vec::new();
    while let Ok(Some(Ok(message))) = tokio::time::timeout(2 * QUIET + PAUSE, source.next()).await {
        let Message::Binary(bytes) = message else { continue };
        let now = Instant::now();
        if let Frame::Update(update) = place.frame(&bytes)
            && let Some(sent) = sent_at.lock().unwrap().get(&update)
        {
            waits.push(now - *sent);
        }
    }
    waits
}
