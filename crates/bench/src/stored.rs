//! How long a snapshot takes, and an index that has to be made anew from snapshot and journal.

use crate::beside;
use anyhow::{Context, Result};
use model::ids::{Epoch, PersonId, Seq, TextId};
use model::time::UnixMs;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use store::rows::{self, StateRow, UpdateRow};
use store::{Batch, SledStore, Store};

/// A coalition's year: texts with long states, and updates since these were compacted.
const TEXTS: u32 = 50;
const STATE_BYTES: usize = 1_000_000;
const UPDATES: u64 = 2_000;
const UPDATE_BYTES: usize = 40;

/// Prints the table.
pub fn table() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut store = SledStore::open(folder.path())?;
    fill(&store)?;
    let megabytes = u64::from(TEXTS) * (STATE_BYTES as u64 + UPDATES * UPDATE_BYTES as u64) / 1_000_000;
    println!(
        "\n{TEXTS} texts of {STATE_BYTES} bytes, each with {UPDATES} updates since: {megabytes} MB of rows"
    );
    let own = Arc::new(store);
    beside::table(&own)?;
    store = Arc::into_inner(own).context("nobody else has the store by now")?;
    println!("\n| what | ms |\n|---|---|");
    store = reopened(store, folder.path(), "opening, with the index there")?;
    store = rebuilt(store, folder.path(), "opening, with the index made of the journal alone")?;
    let begun = Instant::now();
    store.snapshot()?;
    print("a snapshot, read back", begun);
    store = rebuilt(store, folder.path(), "opening, with the index made of the snapshot")?;
    let update =
        UpdateRow { author: PersonId::new("ana")?, organisation: None, at: UnixMs(1), bytes: vec![7] };
    let mut batch = Batch::new();
    rows::put_update(&mut batch, &text(0)?, Seq(UPDATES + 2), &update);
    store.commit(&[batch]).remove(0)?;
    drop(rebuilt(store, folder.path(), "opening, with the index made of snapshot and journal")?);
    Ok(())
}

fn text(number: u32) -> Result<TextId> {
    Ok(TextId::new(format!("text{number}"))?)
}

fn fill(store: &SledStore) -> Result<()> {
    let row = UpdateRow {
        author: PersonId::new("ana")?,
        organisation: None,
        at: UnixMs(1),
        bytes: vec![7; UPDATE_BYTES],
    };
    for number in 0..TEXTS {
        let (text, mut batch) = (text(number)?, Batch::new());
        let state = StateRow { seq: Seq(1), epoch: Epoch(0), bytes: vec![number as u8; STATE_BYTES] };
        rows::put_state(&mut batch, &text, &state);
        for seq in 2..UPDATES + 2 {
            rows::put_update(&mut batch, &text, Seq(seq), &row);
        }
        store.commit(&[batch]).remove(0)?;
    }
    Ok(())
}

fn rebuilt(store: SledStore, folder: &Path, what: &str) -> Result<SledStore> {
    drop(store);
    fs::remove_dir_all(folder.join("index"))?;
    open(folder, what)
}

fn reopened(store: SledStore, folder: &Path, what: &str) -> Result<SledStore> {
    drop(store);
    open(folder, what)
}

fn open(folder: &Path, what: &str) -> Result<SledStore> {
    let begun = Instant::now();
    let store = SledStore::open(folder)?;
    print(what, begun);
    Ok(store)
}

fn print(what: &str, begun: Instant) {
    println!("| {what} | {:.0} |", begun.elapsed().as_secs_f64() * 1e3);
}
