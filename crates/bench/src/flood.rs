//! Everybody as fast as they can: how many deliveries a second, until all is delivered and, where it is said, on disk.

use crate::client::{self, Everything, Protocol, Sink, Source, Words, keystroke};
use crate::machine::cpu_of;
use crate::place::Place;
use crate::target::{Kind, Target};
use anyhow::{Result, bail};
use futures_util::future::try_join_all;
use futures_util::{SinkExt, StreamExt};
use std::time::{Duration, Instant};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use whole_server_tests::frames::{self, Frame};
use whole_server_tests::peer::new_doc;
use yrs::StateVector;

const CLIENTS: usize = 8;
const UPDATES_EACH: usize = 2_000;
const PATIENCE: Duration = Duration::from_secs(60);

/// Prints the table.
pub async fn table(kinds: &[Kind]) -> Result<()> {
    println!("\n{CLIENTS} people, {UPDATES_EACH} updates each, as fast as they can");
    println!("| server | deliveries | seconds | deliveries a second | server CPU s | known to be on disk |");
    println!("|---|---|---|---|---|---|");
    for kind in kinds {
        row(&Target::start(*kind)?).await?;
    }
    Ok(())
}

async fn row(target: &Target) -> Result<()> {
    let place = target.place();
    let mut sockets = Vec::new();
    for number in 0..CLIENTS {
        sockets.push(client::open(target, &place, number, Protocol::WithSaved).await?);
    }
    let messages: Vec<Vec<Message>> = (0..CLIENTS).map(|_| typed(&place)).collect();
    let before = cpu_of(target.process())?;
    let begun = Instant::now();
    let people = sockets.into_iter().zip(messages).map(|((sink, source), messages)| {
        let place = place.clone();
        tokio::spawn(async move {
            let writing = tokio::spawn(write(sink, messages));
            read(place, source).await?;
            // The socket stands until everybody has everything.
            writing.await?
        })
    });
    let sinks = try_join_all(people).await?;
    let taken = begun.elapsed();
    let cpu = cpu_of(target.process())?.saturating_sub(before);
    let failed = sinks.into_iter().find_map(Result::err);
    if let Some(error) = failed {
        bail!("{}: {error}", target.name());
    }
    let deliveries = CLIENTS * (CLIENTS - 1) * UPDATES_EACH;
    let a_second = deliveries as f64 / taken.as_secs_f64();
    let saved = if place.kind() == Kind::Undersigned { "all" } else { "not said" };
    let (name, taken, cpu) = (target.name(), taken.as_secs_f64(), cpu.as_secs_f64());
    println!("| {name} | {deliveries} | {taken:.2} | {a_second:.0} | {cpu:.2} | {saved} |");
    Ok(())
}

fn typed(place: &Place) -> Vec<Message> {
    let doc = new_doc();
    let update = |count| frames::update(&keystroke(&doc, Words::Plain, count));
    (0..UPDATES_EACH as u32).map(|count| place.message(update(count))).collect()
}

async fn write(mut sink: Sink, messages: Vec<Message>) -> Result<Sink> {
    for message in messages {
        sink.feed(message).await?;
    }
    sink.flush().await?;
    Ok(sink)
}

/// Reads until everybody else's updates are here and the own ones are saved.
async fn read(place: Place, mut source: Source) -> Result<()> {
    let (mut seen, mut saved) = (0, place.kind() != Kind::Undersigned);
    let doc = Everything::new();
    while seen < (CLIENTS - 1) * UPDATES_EACH || !saved {
        let Some(message) = timeout(PATIENCE, source.next()).await? else { bail!("the server hung up") };
        let Message::Binary(bytes) = message? else { continue };
        match place.frame(&bytes) {
            Frame::Update(update) => seen = letters(&doc.with(&update)),
            Frame::Saved(count) => saved = count as usize >= UPDATES_EACH,
            _ => {}
        }
    }
    Ok(())
}

/// A server may send several updates merged into one: every letter counts, each update has one.
fn letters(vector: &StateVector) -> usize {
    vector.iter().filter(|(_, clock)| **clock <= UPDATES_EACH as u32).map(|(_, clock)| *clock as usize).sum()
}
