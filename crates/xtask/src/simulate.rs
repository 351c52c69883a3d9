//! `cargo xtask simulate [SEEDS]`: rooms over a simulated network and disk, seed by seed.

use crate::command::{finish, program};
use anyhow::{Context, Result};

/// How many seeds where nobody says.
const SEEDS: u64 = 5_000;

/// Runs so many worlds. `SEED=n` in the environment runs that one alone.
pub fn run(arguments: &[String]) -> Result<()> {
    let seeds = arguments.first().map_or(Ok(SEEDS), |n| n.parse()).context("say how many seeds")?;
    // The whole workspace, so that no library is built again with other features.
    let arguments = ["test", "--workspace", "--test", "simulation", "--", "--nocapture"];
    let mut simulation = program("cargo", &arguments, ".");
    simulation.env("SEEDS", seeds.to_string());
    finish(simulation)
}
