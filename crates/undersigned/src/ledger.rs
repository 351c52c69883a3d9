//! `undersigned verify LEDGER`: what a ledger that a member downloaded shows, and whether it goes on from a head kept
//! outside.

use export::verify::{Trust, Verdict, key_change};
use model::fact::{KeptHead, Restoration};
use model::ids::RecordNo;
use model::ledger::Head;
use model::position::Position;
use model::verify::{CheckedLedger, CheckedPosition, Counter, Proved, check_ledger, extends};
use std::io::Write;

/// Prints what holds, and gives the verdict.
pub fn verify(bytes: &[u8], trust: &Trust, kept: Option<&Head>) -> Verdict {
    let mut out = std::io::stdout();
    let lines = String::from_utf8_lossy(bytes);
    let ledger = match check_ledger(&lines) {
        Ok(ledger) => ledger,
        Err(false_) => {
            let _ = writeln!(out, "FALSE: {false_}\nfalse: do not rely on this ledger");
            return Verdict::False;
        }
    };
    let _ = describe(&mut out, &ledger);
    let verdict = verdict(&ledger, trust, kept);
    let _ = match verdict {
        Verdict::Holds => {
            writeln!(out, "holds: records, acts and passkeys agree, and the key is the one given")
        }
        Verdict::AgreesWithItself => writeln!(
            out,
            "agrees with itself: no key was given, so anybody could have made it; give the coalition's with --key"
        ),
        Verdict::False | Verdict::Unreadable => writeln!(out, "false: do not rely on this ledger"),
    };
    verdict
}

fn verdict(ledger: &CheckedLedger, trust: &Trust, kept: Option<&Head>) -> Verdict {
    let mut out = std::io::stdout();
    if kept.is_some_and(|kept| !extends(&ledger.records, kept)) {
        let _ =
            writeln!(out, "FALSE: it does not go on from the head that was kept: {}", why_not(ledger, kept));
        return Verdict::False;
    }
    match (trust.check(&ledger.keys), trust) {
        (Err(why), _) => {
            let _ = writeln!(out, "FALSE: {why}");
            Verdict::False
        }
        (Ok(()), Trust::Keys(_)) => Verdict::Holds,
        (Ok(()), Trust::NoKey) => Verdict::AgreesWithItself,
    }
}

/// Why a ledger does not go on from a head: it says itself that it was set back, or it says nothing.
fn why_not(ledger: &CheckedLedger, kept: Option<&Head>) -> String {
    let lost = |(_, from): &&(RecordNo, Restoration)| kept.is_some_and(|kept| kept.seq > from.from);
    match ledger.restored.iter().find(lost) {
        None => "the server has rewritten history".into(),
        Some((record, from)) => format!(
            "record {record} says that the server was set back to a backup and went on from record {}; ask what became \
             of the records that you knew",
            from.from
        ),
    }
}

fn describe(out: &mut impl Write, ledger: &CheckedLedger) -> std::io::Result<()> {
    writeln!(out, "coalition: {}", plain(&ledger.coalition))?;
    writeln!(out, "key: {}", ledger.keys.current())?;
    ledger
        .keys
        .changes()
        .try_for_each(|(record, change)| writeln!(out, "{}", key_change(record, &change)))?;
    for (record, from) in &ledger.restored {
        writeln!(
            out,
            "record {record}: the server was set back to a backup, and went on from record {}",
            from.from
        )?;
    }
    writeln!(out, "head: {}:{}", ledger.head.seq, ledger.head.hash)?;
    for position in &ledger.positions {
        writeln!(out, "  {}", line(position))?;
    }
    writeln!(out, "as of record {}, {}", ledger.head.seq, export::minute_of(ledger.at))
}

fn line(position: &CheckedPosition) -> String {
    let CheckedPosition { record, at, fact, proof } = position;
    let says = match fact.position {
        Position::Signed => "signed",
        Position::SignedWithReservation => "signed with a reservation",
        Position::Conditional => "set a condition for",
        Position::Objects => "objected to",
        Position::Declines => "declined to sign",
        Position::Recused => "took no part in",
        Position::Withdrawn => "withdrew what it said of",
        Position::Assented => "did not object to",
    };
    let proof = match proof {
        Proved::NotShown => String::new(),
        Proved::Act => "; the act is shown".into(),
        Proved::Passkey(used, Counter::Goes) => format!("; passkey {} signed the act", used.key.short()),
        Proved::Passkey(used, Counter::Stands) => format!(
            "; passkey {} signed the act, and its counter had not gone on: there may be a copy of it",
            used.key.short()
        ),
    };
    let carried =
        fact.carried.as_ref().map_or_else(String::new, |c| format!("; carried from version {}", c.version));
    format!(
        "record {record}, {}: {} {says} version {} ({}); {}{carried}{proof}",
        export::minute_of(*at),
        plain(&fact.name),
        fact.version,
        fact.digest.short(),
        fact.method.words(),
    )
}

/// A head as it was kept: `SEQ:HASH`.
pub fn head(text: &str) -> Result<Head, String> {
    let KeptHead { seq, hash } = text.parse().map_err(|error: model::fact::BadHead| error.to_string())?;
    Ok(Head { seq, hash, receipt: None })
}

/// Words of a stranger's file, without what would steer a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
