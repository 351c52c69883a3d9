//! Rooms over a simulated network and a simulated disk, one step at a time as a seed says: delays, losses, partitions,
//! crashes between any two steps, syncs that fail and syncs that lie. What holds is checked after each step.
//!
//! `cargo xtask simulate [SEEDS]` runs many; `SEED=n` runs one again, step by step the same.

mod client;
mod disk;
mod happened;
mod process;
mod random;
mod world;

use happened::Happened;
use random::Random;
use std::time::Instant;
use world::World;

/// Seeds of an ordinary test run.
const SEEDS: u64 = 1_000;

/// Seeds of it that are run twice.
const REPEATED: u64 = 20;

/// Steps of one world.
const STEPS: u32 = 250;

fn live_through(seed: u64) -> Happened {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(World::new(Random(seed)).run(STEPS))
}

#[test]
fn whatever_happens_what_was_promised_is_there_and_all_end_equal() {
    let number = |name: &str| std::env::var(name).ok().map(|n| n.parse::<u64>().expect("a number"));
    let seeds = match number("SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("SEEDS").unwrap_or(SEEDS),
    };
    let (begun, count) = (Instant::now(), seeds.end - seeds.start);
    let mut total = Happened::default();
    for seed in seeds {
        // Shown when the test fails.
        println!("SEED={seed} runs this again");
        total += live_through(seed);
    }
    println!("{count} worlds in {:.1?}: {total:?}", begun.elapsed());
    total.is_of_every_kind();
}

#[test]
fn a_seed_says_all_that_anybody_sees() {
    for seed in 0..REPEATED {
        assert_eq!(live_through(seed), live_through(seed), "SEED={seed}");
    }
}
