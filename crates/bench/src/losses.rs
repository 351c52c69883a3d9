//! `kill -9` under load: of the updates that others had seen, how many are gone after a restart on the same folder.

use crate::client::{self, Everything, Protocol, Sink, Source, Words, keystroke};
use crate::place::Place;
use crate::target::{Kind, Target};
use anyhow::Result;
use futures_util::{SinkExt, StreamExt};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::timeout;
use whole_server_tests::frames::{self, Frame};
use whole_server_tests::peer::new_doc;
use yrs::{ClientID, StateVector};

const WRITERS: usize = 8;
const PAUSE: Duration = Duration::from_millis(10);
const BEFORE_THE_KILL: Duration = Duration::from_secs(13);
const QUIET: Duration = Duration::from_secs(3);

/// How far each client's updates were seen by somebody else.
type Seen = Arc<Mutex<HashMap<ClientID, u32>>>;

/// Prints the table.
pub async fn table(kinds: &[Kind]) -> Result<()> {
    println!("\nkill -9 while {WRITERS} people type {} updates a second each", 1000 / PAUSE.as_millis());
    println!("| server | updates that others had seen | of these lost |\n|---|---|---|");
    for kind in kinds.iter().filter(|kind| **kind != Kind::Relay) {
        row(Target::start(*kind)?).await?;
    }
    Ok(())
}

async fn row(mut target: Target) -> Result<()> {
    let (seen, place) = (Seen::default(), target.place());
    let mut tasks = Vec::new();
    for number in 0..WRITERS {
        let (sink, source) = client::open(&target, &place, number, Protocol::Stock).await?;
        tasks.push(tokio::spawn(read(place.clone(), source, seen.clone())));
        tasks.push(tokio::spawn(write(place.clone(), sink)));
    }
    tokio::time::sleep(BEFORE_THE_KILL).await;
    target.kill_and_restart()?;
    tasks.iter().for_each(tokio::task::JoinHandle::abort);
    let kept = kept(&target).await?;
    let seen = seen.lock().unwrap();
    let all: u32 = seen.values().sum();
    let lost: u32 = seen.iter().map(|(client, clock)| clock.saturating_sub(kept.get(client))).sum();
    println!("| {} | {all} | {lost} |", target.name());
    Ok(())
}

async fn write(place: Place, mut sink: Sink) {
    let (doc, mut beat) = (new_doc(), tokio::time::interval(PAUSE));
    for count in 0.. {
        beat.tick().await;
        let update = frames::update(&keystroke(&doc, Words::Plain, count));
        if sink.send(place.message(update)).await.is_err() {
            return;
        }
    }
}

async fn read(place: Place, mut source: Source, seen: Seen) {
    let doc = Everything::new();
    while let Some(Ok(message)) = source.next().await {
        let Frame::Update(update) = place.frame(&message.into_data()) else { continue };
        let vector = doc.with(&update);
        let mut seen = seen.lock().unwrap();
        for (client, clock) in vector.iter() {
            let most = seen.entry(*client).or_default();
            *most = clock.max(most).to_owned();
        }
    }
}

/// What the server has after the restart. One of them answers before it has read what it keeps, and sends that later.
async fn kept(target: &Target) -> Result<StateVector> {
    let place = target.place();
    let (_sink, mut source) = client::open(target, &place, 0, Protocol::Stock).await?;
    let (everything, mut kept) = (Everything::new(), StateVector::default());
    while let Ok(Some(message)) = timeout(QUIET, source.next()).await {
        if let Frame::SyncStep2(update) | Frame::Update(update) = place.frame(&message?.into_data()) {
            kept = everything.with(&update);
        }
    }
    Ok(kept)
}
