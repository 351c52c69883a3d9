//! How fast a room is without sockets: people who send all they have at once, on a real disk.
//!
//! `cargo run --release -p room --example flood -- [people] [writers] [updates each]`

use bytes::Bytes;
use model::ids::{PersonId, TextId};
use model::time::UnixMs;
use room::{Dialect, Member, NewText, Outgoing, RateLimits, Right, RightCell, Rooms, Seat};
use statement::{Draft, ServerClient};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{SledStore, Store, Writer};
use wire::Frame;
use yrs::{ClientID, Doc, OffsetKind, Options, Text, Transact};

#[tokio::main]
async fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).map(|n| n.parse().expect("a number")).collect();
    let [people, writers, each] = *numbers else { return flood(8, 8, 2000).await };
    flood(people, writers, each).await;
}

async fn flood(people: usize, writers: usize, each: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let store: Arc<dyn Store> = Arc::new(SledStore::open(folder.path()).expect("a store"));
    let writer = Writer::start(Arc::clone(&store));
    let rooms = Rooms::with_rate_limits(store, writer, Arc::new(|| UnixMs(1)), RateLimits::Off);
    let text = TextId::new("flood").expect("an id");
    let client = ServerClient::from_random(1);
    let update = Draft::create(client, &[]).1;
    let author = PersonId::new("maker").expect("an id");
    let new = NewText { text: text.clone(), author, organisation: None, at: UnixMs(1), client, update };
    rooms.create(&new).await.expect("a text");
    let messages: Vec<_> = (0..writers).map(|n| typed(n as u64 + 1, each)).collect();
    let mut senders = Vec::new();
    let mut readers = Vec::new();
    for n in 0..people {
        let Seat { sender, outgoing, .. } = rooms.join(&text, member(n)).await.expect("a seat");
        sender.send(Frame::SyncStep1(Bytes::from_static(&[0])).encode()).await.expect("it is taken");
        let writes = if n < writers { each } else { 0 };
        readers.push(tokio::spawn(read(outgoing, writers * each - writes, writes as u64)));
        senders.push(sender);
    }
    let (begun, cpu) = (Instant::now(), cpu());
    let mut sending = Vec::new();
    for (sender, messages) in
        senders.into_iter().zip(messages.into_iter().chain(std::iter::repeat(Vec::new())))
    {
        sending.push(tokio::spawn(async move {
            for message in messages {
                sender.send(message).await.expect("it is taken");
            }
            sender
        }));
    }
    let mut deliveries = 0;
    for reader in readers {
        deliveries += reader.await.expect("it reads");
    }
    let (took, cpu) = (begun.elapsed(), self::cpu() - cpu);
    let updates = (writers * each) as f64;
    println!(
        "{people} people, {writers} x {each} updates: {:.0} ms, {:.0} updates/s, {:.0} deliveries/s, {:.1} us CPU an update",
        took.as_secs_f64() * 1e3,
        updates / took.as_secs_f64(),
        deliveries as f64 / took.as_secs_f64(),
        cpu.as_secs_f64() * 1e6 / updates,
    );
}

fn member(n: usize) -> Member {
    Member {
        person: PersonId::new(format!("p{n}")).expect("an id"),
        organisation: None,
        name: format!("Person {n}"),
        organisation_name: None,
        colour: "#000000".into(),
        right: RightCell::new(Right::Edit),
        dialect: Dialect::WithSaved,
    }
}

fn typed(client: u64, each: usize) -> Vec<Bytes> {
    let options =
        Options { client_id: ClientID::new(client), offset_kind: OffsetKind::Utf16, ..Options::default() };
    let doc = Doc::with_options(options);
    let content = doc.get_or_insert_text("content");
    let one = |n: usize| {
        let mut transaction = doc.transact_mut();
        content.insert(&mut transaction, u32::try_from(n).expect("a place"), "a");
        Frame::Update(transaction.encode_update_v1().into()).encode()
    };
    (0..each).map(one).collect()
}

/// Reads until everybody else's updates are there and all of one's own saved; gives how many were delivered.
async fn read(mut outgoing: Outgoing, expected: usize, own: u64) -> usize {
    let (mut seen, mut saved) = (0, 0);
    let mut messages = Vec::new();
    while seen < expected || saved < own {
        if outgoing.take(&mut messages).await.is_err() {
            break;
        }
        for message in messages.drain(..) {
            match (message[0], message[1]) {
                (0, 2) => seen += 1,
                (10, _) => {
                    let Ok(Frame::Saved(count)) = Frame::decode(message) else { continue };
                    saved = count;
                }
                _ => {}
            }
        }
    }
    seen
}

/// CPU time of this process so far (proc(5): fields 14 and 15, in hundredths of a second).
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<u64>().ok()).unwrap_or(0);
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}
