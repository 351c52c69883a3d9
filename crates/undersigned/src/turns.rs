//! `undersigned resume`, `rotate-key`, `rebase`, `retire`: turns of a server's life that only its operator takes.

use crate::serve::runtime;
use anyhow::Context;
use model::fact::KeptHead;
use server::admin::{self, Answer, Ask};
use server::clock::Clock;
use server::config::BaseUrl;
use server::office::{Move, Office, Resumed};
use std::path::PathBuf;

/// Which folder goes on, and what it is compared with.
#[derive(Debug, clap::Args)]
pub struct ResumeArgs {
    /// The data folder.
    #[arg(long, default_value = ".")]
    data: PathBuf,
    /// A head that somebody kept outside, `SEQ:HASH`; may be given several times.
    #[arg(long, value_name = "SEQ:HASH")]
    head: Vec<KeptHead>,
}

/// Which folder's key changes.
#[derive(Debug, clap::Args)]
pub struct RotateKeyArgs {
    /// The data folder; no server may run on it.
    #[arg(long, default_value = ".")]
    data: PathBuf,
    /// The old key is lost, so that it cannot vouch for the new one; everybody who verifies is told.
    #[arg(long)]
    lost: bool,
}

/// Where people come to.
#[derive(Debug, clap::Args)]
pub struct RebaseArgs {
    /// The data folder; no server may run on it.
    #[arg(long, default_value = ".")]
    data: PathBuf,
    /// The address people use from now on. Passkeys belong to an address: on another one people enrol again.
    #[arg(long, value_name = "URL")]
    base_url: BaseUrl,
}

/// Which coalition ends.
#[derive(Debug, clap::Args)]
pub struct RetireArgs {
    /// The data folder; no server may run on it.
    #[arg(long, default_value = ".")]
    data: PathBuf,
    /// That it is meant: this cannot be undone.
    #[arg(long, required = true)]
    for_good: bool,
}

/// Says on record that a folder was set back, by the server that runs on it if there is one.
pub fn resume(args: &ResumeArgs) -> anyhow::Result<()> {
    let resumed = match admin::ask(&args.data, &Ask::Resume { heads: args.head.clone() }) {
        Some(answer) => match answer? {
            Answer::Resumed(resumed) => resumed,
            Answer::Refused { detail } => anyhow::bail!(detail),
            Answer::Done | Answer::Link { .. } => anyhow::bail!("the running server is of another version"),
        },
        None => {
            let mut office = Office::open(&args.data)?;
            runtime()?.block_on(office.resume(&args.head, Clock::system().now()))?
        }
    };
    println!("It is on record that this server was set back. Everybody can write and sign again.");
    say(&resumed);
    Ok(())
}

fn say(Resumed { reached, unreachable }: &Resumed) {
    for head in reached {
        println!("reached: {head}");
    }
    for head in unreachable {
        println!("NOT REACHED, what came up to it is lost: {head}");
    }
}

/// Changes the server's key.
pub fn rotate_key(args: &RotateKeyArgs) -> anyhow::Result<()> {
    let now = Clock::system().now();
    let key = if args.lost {
        runtime()?.block_on(Office::replace_lost_key(&args.data, now))?
    } else {
        let mut office = Office::open(&args.data)?;
        runtime()?.block_on(office.rotate_key(&args.data, now))?
    };
    println!(
        "The key changed, on record in every ledger. To be published on the organisations' own sites:\n{key}"
    );
    println!(
        "Keep the line of the one before there too, below it: files published until now carry that one."
    );
    Ok(())
}

/// Changes the address people use.
pub fn rebase(args: &RebaseArgs) -> anyhow::Result<()> {
    let mut office = Office::open(&args.data)?;
    match runtime()?.block_on(office.rebase(&args.base_url, Clock::system().now()))? {
        Move::Recorded => {
            println!("People come to {} from now on; that is on record.", args.base_url.origin())
        }
        Move::Same => println!("People come to {} already.", args.base_url.origin()),
    }
    Ok(())
}

/// Ends a coalition's work here.
pub fn retire(args: &RetireArgs) -> anyhow::Result<()> {
    let mut office = Office::open(&args.data).context("the coalition was not retired")?;
    runtime()?.block_on(office.retire(Clock::system().now()))?;
    println!("Retired, on record in every ledger. Served, it can be read, and names can still be withdrawn.");
    Ok(())
}
