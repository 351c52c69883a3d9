//! `undersigned verify FILE [--key LINE-OR-FILE]`: what a published file or a ledger shows, to anybody, offline.

use crate::digest::read;
use crate::ledger;
use export::verify::{Trust, file};
use model::key::{PREFIX, ServerKey};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Checks that a published file's text, pages, list and records agree, and which key vouches for them.
///
/// Exit code 0: all holds, and the key is the one given. 1: something is false. 2: the file cannot be read.
/// 3: the file agrees with itself, but no key was given or the pages could not be checked.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The published PDF, or a dossier's ledger as it was downloaded.
    pub file: PathBuf,
    /// The coalition's key, as its line or a file with that line (or with several: former keys too), taken from elsewhere than the published file.
    #[arg(long, value_name = "LINE-OR-FILE")]
    pub key: Option<String>,
    /// Of a ledger: a head that was kept outside, `SEQ:HASH`; the ledger has to go on from it.
    #[arg(long, value_name = "SEQ:HASH")]
    pub head: Option<String>,
}

/// Prints the report; its verdict is the exit code.
pub fn run(args: &Args) -> ExitCode {
    let trust = match args.key.as_deref().map(keys) {
        None => Trust::NoKey,
        Some(Ok(keys)) => Trust::Keys(keys),
        Some(Err(why)) => return unreadable(&why),
    };
    let kept = match args.head.as_deref().map(ledger::head).transpose() {
        Ok(kept) => kept,
        Err(why) => return unreadable(&why),
    };
    match read(&args.file) {
        Ok(bytes) if bytes.starts_with(b"{") => {
            ExitCode::from(ledger::verify(&bytes, &trust, kept.as_ref()).code())
        }
        Ok(_) if kept.is_some() => {
            unreadable("a head belongs to a ledger; a published file goes on from none")
        }
        Ok(bytes) => {
            let report = file(&bytes, trust);
            // Whoever reads only the first lines may close the pipe: the exit code is what counts.
            let _ = write!(std::io::stdout(), "{report}");
            ExitCode::from(report.verdict().code())
        }
        Err(why) => unreadable(&why),
    }
}

/// A key from its line, or all keys from the lines of a file.
fn keys(line_or_file: &str) -> Result<Vec<ServerKey>, String> {
    let line = line_or_file.trim();
    if line.starts_with(PREFIX) {
        return line.parse().map(|key| vec![key]).map_err(|error: model::key::BadKey| error.to_string());
    }
    let bytes = read(Path::new(line_or_file))?;
    let text = String::from_utf8_lossy(&bytes);
    let keys: Vec<ServerKey> = text.lines().filter_map(|line| line.trim().parse().ok()).collect();
    if keys.is_empty() { Err(format!("{line_or_file}: no line of it is a key")) } else { Ok(keys) }
}

fn unreadable(why: &str) -> ExitCode {
    eprintln!("unreadable: {why}");
    ExitCode::from(2)
}
