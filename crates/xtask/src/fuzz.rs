//! Fuzzing with cargo-fuzz: what comes in from outside, made up by libFuzzer.

use crate::command::{finish, program, root, run, target_dir};
use anyhow::{Context, Result, bail};

/// Targets of `tests/fuzz`.
const TARGETS: [&str; 4] = ["gate", "wire", "state_vector", "awareness"];

/// The version of cargo-fuzz.
const CARGO_FUZZ: &str = "0.13.2";

/// How long each target runs where nobody says, in seconds.
const SECONDS: u32 = 60;

/// `cargo xtask fuzz [SECONDS] [TARGET]`: runs each target for so long.
pub fn command(arguments: &[String]) -> Result<()> {
    let (seconds, names) = match arguments {
        [] => (SECONDS, arguments),
        [seconds, names @ ..] => (seconds.parse().context("say for how many seconds")?, names),
    };
    let unknown = names.iter().find(|name| !TARGETS.contains(&name.as_str()));
    if let Some(unknown) = unknown {
        bail!("there is no target `{unknown}`; there are {}", TARGETS.join(", "));
    }
    let named = |target: &&str| names.is_empty() || names.iter().any(|name| name == target);
    fuzz(&TARGETS.into_iter().filter(named).collect::<Vec<_>>(), seconds, Chance::New)
}

/// As every test run does: from one seed, so that a run that failed fails again, and one that passed does not surprise.
pub fn all() -> Result<()> {
    fuzz(&TARGETS, SECONDS, Chance::TheSame)
}

/// Where libFuzzer begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chance {
    /// Elsewhere each time, with all that was found before.
    New,
    /// At the project's own corpus, in the same order.
    TheSame,
}

fn fuzz(targets: &[&str], seconds: u32, chance: Chance) -> Result<()> {
    let tools = target_dir().join("tools");
    let own = tools.to_string_lossy();
    let installed = tools.join("bin/cargo-fuzz");
    if !installed.is_file() {
        println!("cargo-fuzz {CARGO_FUZZ} is now installed in {own}");
        run("cargo", &["install", "cargo-fuzz", "--locked", "--version", CARGO_FUZZ, "--root", &own], ".")?;
    }
    for target in targets {
        // What is found anew goes here; the corpus of the project is read and left alone.
        let (folder, seed) = match chance {
            Chance::New => ("fuzz-corpus", "-seed=0"),
            Chance::TheSame => ("fuzz-corpus-of-tests", "-seed=1"),
        };
        let found = target_dir().join(folder).join(target);
        if chance == Chance::TheSame && found.exists() {
            std::fs::remove_dir_all(&found)?;
        }
        std::fs::create_dir_all(&found)?;
        let corpus = root().join("tests/fuzz/corpus").join(target);
        let limit = format!("-max_total_time={seconds}");
        let mut fuzz =
            program(&installed.to_string_lossy(), &["run", "--fuzz-dir", "tests/fuzz", target], ".");
        fuzz.args([found, corpus]);
        fuzz.args([
            "--",
            seed,
            &limit,
            "-timeout=10",
            "-rss_limit_mb=2048",
            "-max_len=4096",
            "-print_final_stats=1",
        ]);
        // libFuzzer's flags are not stable ones.
        fuzz.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", target_dir().join("fuzz"));
        finish(fuzz)?;
    }
    Ok(())
}
