//! Running other programs, each said before it runs.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("crates/xtask lies two below the root")
        .into()
}

/// Where cargo puts what it builds.
pub fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A program of the project's, to be run in `dir` below the root.
pub fn program(name: &str, arguments: &[&str], dir: &str) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root().join(dir));
    command
}

/// Says what runs, runs it, and fails unless it succeeded.
pub fn run(name: &str, arguments: &[&str], dir: &str) -> Result<()> {
    finish(program(name, arguments, dir))
}

/// Says what runs, runs it, and fails unless it succeeded.
pub fn finish(mut command: Command) -> Result<()> {
    let shown = shown(&command);
    eprintln!("+ {shown}");
    let status = command.status().with_context(|| format!("`{shown}` could not be started"))?;
    if status.success() { Ok(()) } else { bail!("`{shown}` failed ({status})") }
}

/// What a program prints, or a failure.
pub fn output(name: &str, arguments: &[&str], dir: &str) -> Result<String> {
    let mut command = program(name, arguments, dir);
    let output = command.output().with_context(|| format!("`{}` could not be started", shown(&command)))?;
    if !output.status.success() {
        bail!("`{}` failed: {}", shown(&command), String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Whether a program of that name can be found.
pub fn exists(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
