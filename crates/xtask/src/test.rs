//! All tests, cheapest first.

use crate::command::{self, finish, program, target_dir};
use crate::{fuzz, setup, tidy};
use anyhow::Result;

/// Installs what is missing and runs every test.
pub fn run() -> Result<()> {
    setup::everything()?;
    tidy::run()?;
    command::run("cargo", &["fmt", "--all", "--check"], ".")?;
    command::run("npm", &["run", "--silent", "check"], "web")?;
    command::run("npm", &["test", "--silent"], "web")?;
    command::run("cargo", &["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"], ".")?;
    setup::programs(&[])?;
    command::run("cargo", &["test", "--workspace"], ".")?;
    in_node("tests/interop")?;
    in_node("tests/browser")?;
    fuzz::all()
}

/// Tests in Node, in this folder, of the program just built.
fn in_node(folder: &str) -> Result<()> {
    let mut tests = program("node", &["--test", "--test-concurrency=1", "."], folder);
    tests.env("UNDERSIGNED", target_dir().join("debug/undersigned"));
    finish(tests)
}
