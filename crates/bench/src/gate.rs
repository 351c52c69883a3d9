//! What the gate costs: nanoseconds for each byte of an update, beside the library's own reading of the same bytes.

use crate::typist::Typist;
use anyhow::{Context, Result};
use statement::{Checked, Draft, ServerClient};
use std::hint::black_box;
use std::time::{Duration, Instant};
use whole_server_tests::peer::new_doc;
use yrs::updates::decoder::Decode;
use yrs::{Text, Transact, Update};

const KEYSTROKES: u32 = 20_000;

/// How many of them somebody made without a connection, and sends in one update.
const OFFLINE: usize = 10_000;

/// What one kind of update took, all of them together.
#[derive(Default)]
struct Cost {
    updates: usize,
    bytes: usize,
    gate: Duration,
    library: Duration,
}

impl Cost {
    fn measure<'a>(&mut self, draft: &Draft, update: &'a [u8]) -> Result<Checked<'a>> {
        let begun = Instant::now();
        let checked = draft.check(black_box(update)).context("an honest update is refused")?;
        self.gate += begun.elapsed();
        let begun = Instant::now();
        black_box(Update::decode_v1(black_box(update))?);
        self.library += begun.elapsed();
        self.updates += 1;
        self.bytes += update.len();
        Ok(checked)
    }

    fn print(&self, what: &str) {
        let ns_a_byte = |taken: Duration| taken.as_nanos() as f64 / self.bytes as f64;
        let us = self.gate.as_secs_f64() * 1e6 / self.updates as f64;
        let (gate, library) = (ns_a_byte(self.gate), ns_a_byte(self.library));
        println!("| {what} | {} | {} | {gate:.1} | {library:.1} | {us:.2} |", self.updates, self.bytes);
    }
}

/// Prints what keystrokes cost, and one update that holds many of them.
pub fn table() -> Result<()> {
    let (mut draft, first) = Draft::create(ServerClient::from_random(1), &[]);
    let typed = typed(&first)?;
    println!("\nThe gate, before the library sees a byte");
    println!(
        "| what | updates | bytes | gate, ns a byte | library's reading, ns a byte | gate, us an update |"
    );
    println!("|---|---|---|---|---|---|");
    let mut keystrokes = Cost::default();
    let mut offline = Vec::new();
    for (at, update) in typed.iter().enumerate() {
        if at == OFFLINE {
            offline = draft.state();
        }
        if let Checked::Change(change) = keystrokes.measure(&draft, update)? {
            draft.apply(&change)?;
        }
    }
    keystrokes.print("a keystroke");
    let (fresh, _) = Draft::create(ServerClient::from_random(1), &[]);
    let mut whole = Cost::default();
    whole.measure(&fresh, &offline)?;
    whole.print(&format!("{OFFLINE} at once"));
    Ok(())
}

/// The updates of one person.
fn typed(first: &[u8]) -> Result<Vec<Vec<u8>>> {
    let doc = new_doc();
    let content = doc.get_or_insert_text("content");
    doc.transact_mut().apply_update(Update::decode_v1(first)?)?;
    let mut typist = Typist::new(1, content.len(&doc.transact()), u32::MAX);
    let keystroke = |_| {
        let mut transaction = doc.transact_mut();
        typist.strike(&content, &mut transaction);
        transaction.encode_update_v1()
    };
    Ok((0..KEYSTROKES).map(keystroke).collect())
}
