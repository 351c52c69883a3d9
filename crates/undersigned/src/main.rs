//! The command line: `init`, `serve`, `demo`, `login-link`, `verify`, `digest`, `openapi`.
//!
//! It knows how commands are called, what they print and how they end; what they do is the other crates'.

mod demo;
mod digest;
mod init;
mod login_link;
mod serve;
mod verify;

use clap::{Parser, Subcommand};
use std::io::Write;
use std::process::ExitCode;

/// Joint statements: drafted together, signed on exact words, checked by anyone.
#[derive(Debug, Parser)]
#[command(name = "undersigned", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an empty coalition in a folder and print its first login link.
    Init(init::Args),
    /// Serve a coalition.
    Serve(serve::Args),
    /// Print a login link for a person, also while the server runs.
    LoginLink(login_link::Args),
    /// Serve a demonstration coalition, which is made if the folder has none.
    Demo(demo::Args),
    /// Check a published file, offline.
    Verify(verify::Args),
    /// Print the digest of a text, to compare with the one shown at signing.
    Digest(digest::Args),
    /// Print the description of the HTTP API.
    Openapi,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Verify(args) => return verify::run(&args),
        Command::Digest(args) => return digest::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::LoginLink(args) => login_link::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Openapi => openapi(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("undersigned: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn openapi() -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout(), "{}", server::router::openapi_json())?)
}
