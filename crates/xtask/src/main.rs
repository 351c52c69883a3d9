//! The project's own commands: set up a machine, run the demonstration, test, keep the house tidy, measure.
//!
//! Knows cargo, npm and Debian's packages; knows nothing of what the crates do.

mod bench;
mod command;
mod fuzz;
mod setup;
mod simulate;
mod test;
mod tidy;

use anyhow::{Result, bail};
use std::process::ExitCode;

const USAGE: &str = "cargo xtask COMMAND

  demo [ARGS]   build everything and serve the demonstration coalition
  test          install what is missing, then run every test
  setup         install what is missing and build the web page
  tidy          check the arrows between crates, lengths and words
  openapi       write the API description and the web client's types again
  fuzz [SECONDS] [TARGET]
                run libFuzzer on what comes in from outside
  simulate [SEEDS]
                run rooms over a simulated network and disk; SEED=n runs one again
  bench [NAME]  measure, and print figures with the machine's line";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let (command, rest) = match arguments {
        [] => ("help", [].as_slice()),
        [command, rest @ ..] => (command.as_str(), rest),
    };
    match command {
        "demo" => setup::demo(rest),
        "test" => test::run(),
        "setup" => setup::everything(),
        "tidy" => tidy::run(),
        "openapi" => setup::openapi(),
        "fuzz" => fuzz::command(rest),
        "simulate" => simulate::run(rest),
        "bench" => bench::run(rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => bail!("there is no command `{other}`\n\n{USAGE}"),
    }
}
