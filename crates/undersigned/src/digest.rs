//! `undersigned digest FILE`: the digest of a text, to compare with the one shown at signing.

use export::limits::FILE_BYTES_MAX;
use model::statement::Statement;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Prints the digest of a version's text, and its first 16 characters.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A Statement's JSON, or a published PDF.
    pub file: PathBuf,
}

/// Exit code 0, or 2 for a file that is neither.
pub fn run(args: &Args) -> ExitCode {
    match read(&args.file).and_then(|bytes| digest(&bytes)) {
        Ok(digest) => {
            println!("{digest}\nfirst 16 characters: {}", digest.short());
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("unreadable: {why}");
            ExitCode::from(2)
        }
    }
}

fn digest(bytes: &[u8]) -> Result<model::digest::Digest, String> {
    let json = if bytes.starts_with(b"%PDF-") {
        export::unpack(bytes).map_err(|error| error.to_string())?.statement_json
    } else {
        String::from_utf8(bytes.to_vec()).map_err(|_| "the file is neither a PDF nor text".to_string())?
    };
    let statement = Statement::from_canonical(json.trim_end_matches('\n'));
    let digest = statement.and_then(|statement| statement.digest());
    digest.map_err(|error| format!("the text in the file is no Statement: {error}"))
}

/// A file's bytes; no more than a published file may have.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let said = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut bytes = Vec::new();
    let limit = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX);
    File::open(path).map_err(said)?.take(limit + 1).read_to_end(&mut bytes).map_err(said)?;
    Ok(bytes)
}
