//! `undersigned serve`: a coalition, until it is told to stop.

use anyhow::Context;
use server::clock::Clock;
use server::config::{Address, BaseUrl, Config, Purpose, RateLimit};
use server::notices::Mailing;
use server::notices::mail::Smtp;
use server::office::Office;
use server::serve::Server;
use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::signal::unix::{SignalKind, signal};

/// Open files of a full house: its connections, and the store's.
const FILES: u64 = server::limits::CONNECTIONS_MAX as u64 + 256;

/// The port that is served where none is named.
pub const PORT: u16 = 8080;

/// What is served, and where.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The data folder.
    #[arg(long)]
    data: PathBuf,
    /// The address to listen on.
    #[arg(long, value_name = "ADDR", default_value_t = SocketAddr::from(([127, 0, 0, 1], PORT)))]
    listen: SocketAddr,
    /// The address people use, if it is another than the one given at `init`.
    #[arg(long, value_name = "URL")]
    base_url: Option<BaseUrl>,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    mail: Mail,
}

/// Where mail goes out; without, what would be mailed is shown to administrators.
#[derive(Debug, Clone, clap::Args)]
pub struct Mail {
    /// A file whose first line is the mail server's URL: smtps://USER:PASSWORD@HOST, or smtp://HOST:PORT.
    #[arg(long, value_name = "FILE", requires = "mail_from")]
    smtp_url_file: Option<PathBuf>,
    /// The address that mail comes from.
    #[arg(long, value_name = "ADDRESS", requires = "smtp_url_file")]
    mail_from: Option<String>,
}

impl Mail {
    /// Whether mail is sent, and how.
    pub fn mailing(&self) -> anyhow::Result<Mailing> {
        let Some((file, from)) = self.smtp_url_file.as_ref().zip(self.mail_from.as_ref()) else {
            return Ok(Mailing::Off);
        };
        let text =
            std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let smtp = Smtp::new(text.lines().next().unwrap_or_default(), from)?;
        Ok(Mailing::By(Box::new(smtp)))
    }
}

/// Limits that can be turned off.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Limits {
    /// Whether rates are limited; off for measuring.
    #[arg(long, value_name = "on|off", value_parser = rate_limit, default_value = "on")]
    rate_limit: RateLimit,
}

impl Limits {
    /// Whether rates are limited.
    pub fn rate_limit(self) -> RateLimit {
        self.rate_limit
    }
}

fn rate_limit(text: &str) -> Result<RateLimit, &'static str> {
    match text {
        "on" => Ok(RateLimit::On),
        "off" => Ok(RateLimit::Off),
        _ => Err("say on or off"),
    }
}

/// Serves.
pub fn run(args: &Args) -> anyhow::Result<()> {
    log();
    let mut office = Office::open(&args.data)?;
    if let Some(base_url) = &args.base_url {
        // Another address than before is on record: passkeys belong to addresses, and people are told.
        runtime()?.block_on(office.rebase(base_url, Clock::system().now()))?;
    }
    let kept = office.base_url()?.map(|url| url.parse()).transpose()?;
    let address = kept.map_or(Address::Loopback, Address::Given);
    let rate_limit = args.limits.rate_limit();
    let mailing = args.mail.mailing()?;
    let config = Config { listen: args.listen, address, purpose: Purpose::Serve, rate_limit, mailing };
    runtime()?.block_on(async {
        let server = Server::bind(&config, &args.data, office, Clock::system()).await?;
        until_stopped(server).await
    })
}

/// Says that the server is ready, and runs it until SIGTERM or SIGINT.
pub async fn until_stopped(server: Server) -> anyhow::Result<()> {
    take_files();
    let mut terminate = signal(SignalKind::terminate()).context("signals cannot be heard")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("signals cannot be heard")?;
    println!("listening on http://{}", server.address());
    std::io::stdout().flush()?;
    server
        .run(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
        .await;
    Ok(())
}

/// The address that login links name: the one given at `init`, else this machine's.
pub fn kept_base_url(office: &Office) -> anyhow::Result<BaseUrl> {
    let kept = office.base_url()?.map(|url| url.parse()).transpose()?;
    Ok(kept.unwrap_or_else(|| BaseUrl::loopback(PORT)))
}

/// Takes as many open files as the system gives: each connection is one, and most systems begin with 1,024.
fn take_files() {
    match rlimit::increase_nofile_limit(FILES) {
        Ok(files) if files < FILES => tracing::warn!(files, "fewer open files than there may be connections"),
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "the limit of open files could not be raised"),
    }
}

/// The runtime that everything asynchronous runs on: one thread, which spares each keystroke the waking of another
/// (measured: a sixth less CPU a delivery). What takes milliseconds, reading a draft or printing, has threads of its own.
pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().context("the runtime does not start")
}

/// What goes wrong goes to standard error; never anybody's words, names or secrets.
pub fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("UNDERSIGNED_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() { builder.init() } else { builder.json().init() }
}
