//! What the gate costs: nanoseconds for each byte of an update, beside the library's own reading of the same bytes.

use anyhow::{Context, Result};
use statement::{Checked, Draft, ServerClient};
use std::hint::black_box;
use std::time::{Duration, Instant};
use whole_server_tests::random::Random;
use yrs::updates::decoder::Decode;
use yrs::{ClientID, Doc, OffsetKind, Options, Text, Transact, Update};

const KEYSTROKES: u32 = 20_000;

/// How many of them somebody made without a connection, and sends in one update.
const OFFLINE: usize = 2_000;

/// What one kind of update took, all of them together.
#[derive(Default)]
struct Cost {
    updates: usize,
    bytes: usize,
    gate: Duration,
    library: Duration,
}

impl Cost {
    fn measure(&mut self, draft: &Draft, update: &[u8]) -> Result<()> {
        let begun = Instant::now();
        black_box(draft.check(black_box(update)).context("an honest update is refused")?);
        self.gate += begun.elapsed();
        let begun = Instant::now();
        black_box(Update::decode_v1(black_box(update))?);
        self.library += begun.elapsed();
        self.updates += 1;
        self.bytes += update.len();
        Ok(())
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
        keystrokes.measure(&draft, update)?;
        let Checked::Change(change) = draft.check(update)? else { continue };
        draft.apply(&change)?;
    }
    keystrokes.print("a keystroke");
    let (fresh, _) = Draft::create(ServerClient::from_random(1), &[]);
    let mut whole = Cost::default();
    whole.measure(&fresh, &offline)?;
    whole.print(&format!("{OFFLINE} at once"));
    Ok(())
}

/// The updates of one person who types, and sometimes goes on elsewhere or deletes.
fn typed(first: &[u8]) -> Result<Vec<Vec<u8>>> {
    let options = Options { offset_kind: OffsetKind::Utf16, ..Options::default() };
    let doc = Doc::with_options(Options { client_id: ClientID::new(7), ..options });
    let content = doc.get_or_insert_text("content");
    doc.transact_mut().apply_update(Update::decode_v1(first)?)?;
    let mut updates = Vec::new();
    let mut random = Random::seeded(1);
    let (mut cursor, mut length) = (0u32, 1u32);
    for _ in 0..KEYSTROKES {
        if random.below(40) == 0 {
            cursor = u32::try_from(random.below(u64::from(length)))?;
        }
        let mut transaction = doc.transact_mut();
        if cursor > 0 && random.below(6) == 0 {
            (cursor, length) = (cursor - 1, length - 1);
            content.remove_range(&mut transaction, cursor, 1);
        } else {
            content.insert(&mut transaction, cursor, "e");
            (cursor, length) = (cursor + 1, length + 1);
        }
        updates.push(transaction.encode_update_v1());
    }
    Ok(updates)
}
