//! What those who write wait for while the store is busy with something else.

use anyhow::{Context, Result};
use model::ids::{Epoch, PersonId, Seq, TextId};
use model::time::UnixMs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{fs, thread};
use store::rows::{self, StateRow, UpdateRow};
use store::{Batch, SledStore, Store, Writer};

const STATE_BYTES: usize = 1_000_000;
const TIMES: u64 = 10;
const PAUSE: Duration = Duration::from_millis(100);
const KEYSTROKE_PAUSE: Duration = Duration::from_millis(3);

/// Prints what a keystroke and a reading wait for.
pub fn table(store: &Arc<SledStore>) -> Result<()> {
    println!("\nMeanwhile somebody writes and reads, every {} ms", KEYSTROKE_PAUSE.as_millis());
    println!("| beside | keystrokes | p50 ms | p99 ms | longest ms | longest reading ms |");
    println!("|---|---|---|---|---|---|");
    let shared: Arc<dyn Store> = Arc::<SledStore>::clone(store);
    let writer = Writer::start(shared);
    let number = AtomicU64::new(0);
    let row =
        |beside: &str, work: &(dyn Fn() -> Result<()> + Sync)| row(beside, store, &writer, &number, work);
    row("nothing", &|| {
        thread::sleep(TIMES as u32 * PAUSE);
        Ok(())
    })?;
    row(&format!("{TIMES} states of {STATE_BYTES} bytes, as compacting writes them"), &|| {
        for time in 0..TIMES {
            let state = StateRow { seq: Seq(time), epoch: Epoch(0), bytes: vec![time as u8; STATE_BYTES] };
            let mut batch = Batch::new();
            rows::put_state(&mut batch, &TextId::new("large")?, &state);
            writer.write(batch)?;
            thread::sleep(PAUSE);
        }
        Ok(())
    })?;
    row("3 snapshots", &|| Ok((0..3).try_for_each(|_| store.snapshot())?))?;
    let folder = tempfile::tempdir()?;
    row("3 backups", &|| {
        for time in 0..3 {
            let file = folder.path().join(format!("backup-{time}"));
            store.backup(&file)?;
            fs::remove_file(file)?;
        }
        Ok(())
    })
}

/// Writes and reads until the work is done, and prints how long each took.
fn row(
    beside: &str,
    store: &SledStore,
    writer: &Writer,
    number: &AtomicU64,
    work: &(dyn Fn() -> Result<()> + Sync),
) -> Result<()> {
    let text = TextId::new("small")?;
    let person = PersonId::new("ana")?;
    let (mut writes, mut longest_read) = (Vec::new(), Duration::ZERO);
    thread::scope(|scope| {
        let working = scope.spawn(work);
        while !working.is_finished() {
            let seq = Seq(number.fetch_add(1, Ordering::Relaxed) + 1);
            let row =
                UpdateRow { author: person.clone(), organisation: None, at: UnixMs(1), bytes: vec![7; 40] };
            let mut batch = Batch::new();
            rows::put_update(&mut batch, &text, seq, &row);
            let begun = Instant::now();
            writer.write(batch)?;
            writes.push(begun.elapsed());
            let begun = Instant::now();
            rows::claim(store, &text, seq.0)?;
            longest_read = longest_read.max(begun.elapsed());
            thread::sleep(KEYSTROKE_PAUSE);
        }
        working.join().map_err(|_| anyhow::anyhow!("the work panicked"))?
    })?;
    writes.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let at = |share: usize| writes.get(writes.len() * share / 100).map_or(f64::NAN, |time| ms(*time));
    let longest = ms(*writes.last().context("somebody wrote")?);
    let (count, reading) = (writes.len(), ms(longest_read));
    println!("| {beside} | {count} | {:.1} | {:.1} | {longest:.1} | {reading:.1} |", at(50), at(99));
    Ok(())
}
