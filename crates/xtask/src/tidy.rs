//! The house rules that a program can check: arrows between crates, lengths, words.

mod arrows;
mod lengths;
mod words;

use crate::command::output;
use anyhow::{Result, bail};

/// Checks everything and names each breach.
pub fn run() -> Result<()> {
    let listing = output("git", &["ls-files", "--cached", "--others", "--exclude-standard"], ".")?;
    let files: Vec<&str> = listing.lines().collect();
    let breaches = [arrows::breaches()?, lengths::breaches(&files)?, words::breaches(&files)?].concat();
    if breaches.is_empty() {
        println!("tidy: {} files, nothing to mend", files.len());
        return Ok(());
    }
    bail!("tidy found {}:\n{}", breaches.len(), breaches.join("\n"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_house_is_tidy() {
        super::run().unwrap();
    }
}
