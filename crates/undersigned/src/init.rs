//! `undersigned init`: an empty coalition, and the login link of its first administrator.

use server::clock::Clock;
use server::config::BaseUrl;
use server::office::{Founding, Office};
use std::path::PathBuf;

/// How the coalition begins.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The data folder, which is made if it is not there.
    #[arg(long)]
    data: PathBuf,
    /// The first administrator's address.
    #[arg(long, value_name = "EMAIL")]
    coordinator: String,
    /// The address people will use, such as https://statements.example.org; not needed on a loopback address.
    #[arg(long, value_name = "URL")]
    base_url: Option<BaseUrl>,
    /// The coalition's name, as printed.
    #[arg(long, default_value = "Our coalition")]
    name: String,
}

/// Makes it.
pub fn run(args: &Args) -> anyhow::Result<()> {
    anyhow::ensure!(
        args.coordinator.contains('@'),
        "--coordinator takes an address, such as anna@example.org"
    );
    let founding = Founding {
        name: args.name.clone(),
        standing: model::organisation::Standing::Real,
        coordinator_email: args.coordinator.clone(),
        coordinator_name: args.coordinator.split('@').next().unwrap_or_default().to_owned(),
        base_url: args.base_url.as_ref().map(BaseUrl::origin),
    };
    let clock = Clock::system();
    let mut office = Office::found(&args.data, &founding, clock.now())?;
    let link = crate::serve::runtime()?.block_on(office.login_link(&args.coordinator, clock.now()))?;
    println!("A coalition was made in {}.", args.data.display());
    println!("Its key, to be published on its organisations' own sites:\n{}", office.key);
    println!("Start the server, then log in with this link, once, within 24 hours:");
    println!("{}", crate::serve::kept_base_url(&office)?.login_url(&link.secret));
    Ok(())
}
