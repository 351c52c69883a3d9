//! The command line: `init`, `serve`, `demo`, `login-link`, `backup`, `restore`, `resume`, `rotate-key`, `rebase`, `retire`, `check`,
//! `verify`, `digest`, `openapi`.
//!
//! It knows how commands are called, what they print and how they end; what they do is the other crates'.

mod backup;
mod demo;
mod digest;
mod init;
mod ledger;
mod login_link;
mod serve;
mod turns;
mod verify;

use clap::{Parser, Subcommand};
use std::io::Write;
use std::process::ExitCode;

/// Small pieces of memory come and go with each keystroke. Without huge pages: they tripled what an idle server holds.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    /// Write everything to one file, also while the server runs.
    Backup(backup::BackupArgs),
    /// Make a data folder from a backup.
    Restore(backup::RestoreArgs),
    /// Put on record that a data folder was set back to a backup, and go on from there.
    Resume(turns::ResumeArgs),
    /// Hand over to a new server key.
    RotateKey(turns::RotateKeyArgs),
    /// Put on record that people come to another address from now on.
    Rebase(turns::RebaseArgs),
    /// End a coalition's work on this server for good.
    Retire(turns::RetireArgs),
    /// Read a data folder or a backup through, and say what is damaged.
    Check(backup::CheckArgs),
    /// Check a published file, or a ledger, offline.
    Verify(verify::Args),
    /// Print the digest of a text, to compare with the one shown at signing.
    Digest(digest::Args),
    /// Print the description of the HTTP API.
    Openapi,
}

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("undersigned: {error:#}");
        ExitCode::FAILURE
    })
}

fn run() -> anyhow::Result<ExitCode> {
    match Arguments::parse().command {
        Command::Verify(args) => return Ok(verify::run(&args)),
        Command::Digest(args) => return Ok(digest::run(&args)),
        Command::Check(args) => return backup::check(&args),
        Command::Init(args) => init::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::LoginLink(args) => login_link::run(&args),
        Command::Backup(args) => backup::backup(&args),
        Command::Restore(args) => backup::restore(&args),
        Command::Resume(args) => turns::resume(&args),
        Command::RotateKey(args) => turns::rotate_key(&args),
        Command::Rebase(args) => turns::rebase(&args),
        Command::Retire(args) => turns::retire(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Openapi => openapi(),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn openapi() -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout(), "{}", server::router::openapi_json())?)
}
