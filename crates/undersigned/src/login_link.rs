//! `undersigned login-link EMAIL`: asks the server that runs on the folder, or opens the folder.

use server::admin::{self, Answer, Ask};
use server::clock::Clock;
use server::office::Office;
use std::path::PathBuf;

/// Whose link, and where.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The person's address, as the coalition has it.
    email: String,
    /// The data folder, if it is not the one where the command is called.
    #[arg(long, default_value = ".")]
    data: PathBuf,
}

/// Prints the link, and nothing else, on standard output.
pub fn run(args: &Args) -> anyhow::Result<()> {
    let ask = Ask::LoginLink { email: args.email.clone() };
    match admin::ask(&args.data, &ask) {
        Some(answer) => match answer? {
            Answer::Link { url } => println!("{url}"),
            Answer::Refused { detail } => anyhow::bail!(detail),
            Answer::Done | Answer::Resumed(_) => anyhow::bail!("the running server is of another version"),
        },
        None => println!("{}", from_folder(args)?),
    }
    Ok(())
}

fn from_folder(args: &Args) -> anyhow::Result<String> {
    let mut office = Office::open(&args.data)?;
    let base_url = crate::serve::kept_base_url(&office)?;
    let link = crate::serve::runtime()?.block_on(office.login_link(&args.email, Clock::system().now()))?;
    Ok(base_url.login_url(&link.secret))
}
