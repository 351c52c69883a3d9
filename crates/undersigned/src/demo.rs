//! `undersigned demo`: a coalition to try the program out with, made by the same code as the pages use.

mod file;
mod making;
mod people;

use crate::serve::{Limits, Mail, log, runtime, until_stopped};
use file::DemoFile;
use model::organisation::Standing;
use server::clock::Clock;
use server::config::{Address, Config, Purpose};
use server::office::{Founding, Office, OfficeError};
use server::serve::Server;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where the demonstration is, and what it may.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The data folder, which is made if it is not there.
    #[arg(long)]
    data: PathBuf,
    /// The address to listen on: a loopback one.
    #[arg(long, value_name = "ADDR", default_value_t = SocketAddr::from(([127, 0, 0, 1], crate::serve::PORT)))]
    listen: SocketAddr,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    mail: Mail,
}

/// Makes the demonstration, if there is none, and serves it.
pub fn run(args: &Args) -> anyhow::Result<()> {
    log();
    let clock = Clock::system();
    let office = match Office::open(&args.data) {
        Err(OfficeError::NotFounded) => Office::found(&args.data, &founding(), clock.now())?,
        opened => opened?,
    };
    let is_demonstration = office.desk.coalition.standing == Standing::Demonstration;
    anyhow::ensure!(is_demonstration, "this folder holds a real coalition: `undersigned serve` serves it");
    let config = Config {
        listen: args.listen,
        address: Address::Loopback,
        purpose: Purpose::Demonstrate,
        rate_limit: args.limits.rate_limit(),
        mailing: args.mail.mailing()?,
    };
    runtime()?.block_on(async {
        let server = Server::bind(&config, &args.data, office, clock).await?;
        making::complete(server.state()).await?;
        let file = DemoFile::fresh(server.state(), DemoFile::read(&args.data)).await?;
        file.write(&args.data)?;
        until_stopped(server).await
    })
}

fn founding() -> Founding {
    Founding {
        name: "Demonstration coalition".to_owned(),
        standing: Standing::Demonstration,
        coordinator_email: people::COORDINATOR.email(),
        coordinator_name: people::COORDINATOR.name(),
        base_url: None,
    }
}
