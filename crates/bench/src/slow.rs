//! Somebody who does not read while another writes a great deal: what the server holds for them, and what they miss.

use crate::client::{self, Everything, Protocol};
use crate::machine::memory_of;
use crate::target::{Kind, Target};
use anyhow::Result;
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::time::timeout;
use whole_server_tests::frames::{self, Frame};
use whole_server_tests::peer::new_doc;
use yrs::{Text, Transact};

const UPDATES: u32 = 10_000;
const LETTERS: usize = 2_000;
const LOOKED_AT_EVERY: u32 = 100;
const QUIET: Duration = Duration::from_secs(3);

/// Prints the table.
pub async fn table(kinds: &[Kind]) -> Result<()> {
    println!(
        "\nA reader who reads nothing while another writes {UPDATES} updates of {LETTERS} letters, then all"
    );
    println!(
        "| server | memory it took, MB | most held for readers, MB | letters the reader has not | ends |"
    );
    println!("|---|---|---|---|---|");
    for kind in kinds {
        row(&Target::start(*kind)?).await?;
    }
    Ok(())
}

async fn row(target: &Target) -> Result<()> {
    let place = target.place();
    let (_slow, mut slow) = client::open(target, &place, 0, Protocol::Stock).await?;
    let (mut sink, mut source) = client::open(target, &place, 1, Protocol::Stock).await?;
    let reading = tokio::spawn(async move { while let Some(Ok(_)) = source.next().await {} });
    let before = memory_of(target.process())?;
    let (doc, letters) = (new_doc(), "e".repeat(LETTERS));
    let mut held = None;
    for number in 0..UPDATES {
        if number % LOOKED_AT_EVERY == 0 {
            held = held.max(target.outbox_bytes().await);
        }
        let content = doc.get_or_insert_text("content");
        let mut transaction = doc.transact_mut();
        // What is written is deleted by the next, or a text would be longer than any is.
        let length = content.len(&transaction);
        content.remove_range(&mut transaction, 0, length);
        content.insert(&mut transaction, 0, &letters);
        let update = transaction.encode_update_v1();
        drop(transaction);
        sink.send(place.message(frames::update(&update))).await?;
    }
    tokio::time::sleep(QUIET).await;
    let grown = memory_of(target.process())?.saturating_sub(before) as f64 / 1024.0;
    let (everything, mut has, mut end) = (Everything::new(), 0, "open");
    while let Ok(next) = timeout(QUIET, slow.next()).await {
        let Some(Ok(message)) = next else {
            end = "closed";
            break;
        };
        if let Frame::Update(update) | Frame::SyncStep2(update) = place.frame(&message.into_data()) {
            has = everything.with(&update).get(&doc.client_id());
        }
    }
    reading.abort();
    let missing = (UPDATES * LETTERS as u32).saturating_sub(has);
    let held = held.map_or("not said".to_owned(), |bytes| format!("{:.1}", bytes as f64 / 1e6));
    println!("| {} | {grown:.0} | {held} | {missing} | {end} |", target.name());
    Ok(())
}
