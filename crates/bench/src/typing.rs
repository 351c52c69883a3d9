//! People typing in one text: how long until everybody else has a keystroke, and what it costs the server.

use crate::machine::cpu_of;
use crate::target::Target;
use anyhow::{Context, Result};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use whole_server_tests::frames::{self, Frame};
use whole_server_tests::peer;
use yrs::types::Attrs;
use yrs::{Any, Doc, Text, Transact};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;
type SentAt = Arc<Mutex<HashMap<Vec<u8>, Instant>>>;

const PEOPLE: usize = 48;
const UPDATES_EACH: u32 = 80;
const PAUSE: Duration = Duration::from_millis(125);
const QUIET: Duration = Duration::from_millis(1500);

/// What is typed.
#[derive(Clone, Copy)]
enum Words {
    Plain,
    Formatted,
}

/// Prints the table of 48 people in one text.
pub async fn table() -> Result<()> {
    println!("\n{PEOPLE} people in one text, 8 updates a second each who types");
    println!("| who types | words | server | deliveries | p50 ms | p99 ms | server CPU s | us a delivery |");
    println!("|---|---|---|---|---|---|---|---|");
    for typing in [16, 48] {
        for words in [Words::Plain, Words::Formatted] {
            for target in [Target::relay()?, Target::undersigned()] {
                row(&target, typing, words).await?;
            }
        }
    }
    Ok(())
}

async fn row(target: &Target, typing: usize, words: Words) -> Result<()> {
    let sent_at = SentAt::default();
    let mut sinks = Vec::new();
    let mut readers = Vec::new();
    for number in 0..PEOPLE {
        let (sink, source) = open(target, number).await?;
        readers.push(tokio::spawn(receive(source, sent_at.clone())));
        sinks.push(sink);
    }
    tokio::time::sleep(QUIET).await;
    let before = cpu_of(target.process())?;
    let idle = sinks.split_off(typing);
    let writers = sinks.into_iter().enumerate().map(|(number, sink)| {
        let apart = PAUSE * u32::try_from(number).unwrap_or(0) / u32::try_from(typing).unwrap_or(1);
        tokio::spawn(write(sink, words, apart, sent_at.clone()))
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

async fn open(target: &Target, number: usize) -> Result<(SplitSink<Socket, Message>, SplitStream<Socket>)> {
    let (url, token) = target.way_in(number);
    let mut request = url.into_client_request()?;
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse()?);
    let (socket, _) = connect_async(request).await?;
    if let MaybeTlsStream::Plain(stream) = socket.get_ref() {
        stream.set_nodelay(true)?;
    }
    let (mut sink, source) = socket.split();
    sink.send(Message::binary(frames::sync_step_1(&[0]))).await?;
    Ok((sink, source))
}

async fn write(
    mut sink: SplitSink<Socket, Message>,
    words: Words,
    apart: Duration,
    sent_at: SentAt,
) -> Result<SplitSink<Socket, Message>> {
    let doc = peer::new_doc();
    tokio::time::sleep(apart).await;
    let mut beat = tokio::time::interval(PAUSE);
    for count in 0..UPDATES_EACH {
        beat.tick().await;
        let update = keystroke(&doc, words, count);
        sent_at.lock().unwrap().insert(update.clone(), Instant::now());
        sink.send(Message::binary(frames::update(&update)))
            .await
            .context("the server takes what is typed")?;
    }
    Ok(sink)
}

fn keystroke(doc: &Doc, words: Words, count: u32) -> Vec<u8> {
    let content = doc.get_or_insert_text("content");
    let mut transaction = doc.transact_mut();
    match words {
        Words::Plain => content.insert(&mut transaction, count, "a"),
        Words::Formatted => {
            let bold = Attrs::from([("bold".into(), Any::from(true))]);
            content.insert_with_attributes(&mut transaction, 0, "a", bold);
        }
    }
    transaction.encode_update_v1()
}

/// Reads until the load ends, and gives how long each delivery took.
async fn receive(mut source: SplitStream<Socket>, sent_at: SentAt) -> Vec<Duration> {
    let mut waits = Vec::new();
    while let Ok(Some(Ok(message))) = tokio::time::timeout(2 * QUIET + PAUSE, source.next()).await {
        let Message::Binary(bytes) = message else { continue };
        let now = Instant::now();
        if let Frame::Update(update) = frames::read(&bytes)
            && let Some(sent) = sent_at.lock().unwrap().get(&update)
        {
            waits.push(now - *sent);
        }
    }
    waits
}
