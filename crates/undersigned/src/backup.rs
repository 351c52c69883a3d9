//! `undersigned backup FILE`, `restore FILE`, `check`: what keeps a coalition's work when a disk does not.

use crate::serve::runtime;
use anyhow::Context;
use server::admin::{self, Answer, Ask};
use server::clock::Clock;
use server::desk::set_back;
use server::office::{self, Office};
use std::path::PathBuf;
use std::process::ExitCode;

/// What is backed up, and where to.
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// The file to be made. It holds drafts, versions, ledgers and people; the server's secret key it does not hold.
    file: PathBuf,
    /// The data folder, if it is not the one where the command is called.
    #[arg(long, default_value = ".")]
    data: PathBuf,
}

/// What is brought back, and where to.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// A backup.
    file: PathBuf,
    /// The data folder, which is made; one that holds anything is refused.
    #[arg(long)]
    data: PathBuf,
    /// The coalition's secret key: the file server.key of its data folder, of the time of the backup.
    #[arg(long, value_name = "FILE", required_unless_present = "key_lost")]
    key: Option<PathBuf>,
    /// The key is lost: a new one is made, and everybody who verifies is told.
    #[arg(long, conflicts_with = "key")]
    key_lost: bool,
}

/// What is checked.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// A data folder on which no server runs, or a backup.
    place: PathBuf,
}

/// Makes a backup, by the server that runs on the folder if there is one.
pub fn backup(args: &BackupArgs) -> anyhow::Result<()> {
    let file = std::path::absolute(&args.file)?;
    anyhow::ensure!(!file.exists(), "{} exists; name a file that does not", file.display());
    match admin::ask(&args.data, &Ask::Backup { file: file.clone() }) {
        Some(answer) => match answer? {
            Answer::Refused { detail } => anyhow::bail!(detail),
            Answer::Done => {}
            Answer::Link { .. } | Answer::Resumed(_) => {
                anyhow::bail!("the running server is of another version")
            }
        },
        None => Office::open(&args.data)?.store.backup(&file)?,
    }
    println!("{} was written and read back.", file.display());
    println!("Keep the file server.key of the data folder apart from it: both together are the coalition.");
    Ok(())
}

/// Makes a data folder from a backup.
pub fn restore(args: &RestoreArgs) -> anyhow::Result<()> {
    let read = |path: &PathBuf| std::fs::read_to_string(path).with_context(|| format!("{}", path.display()));
    let key = args.key.as_ref().map(read).transpose()?;
    let store = store::restore(&args.file, &args.data)?;
    let restored = set_back(&store).map_err(Into::into).and_then(|()| {
        drop(store);
        put_key(args, key.as_deref())
    });
    if let Err(error) = restored {
        // What is not whole is not left for somebody to serve; the folder was made a moment ago.
        std::fs::remove_dir_all(&args.data).with_context(|| format!("remove {}", args.data.display()))?;
        return Err(error);
    }
    println!(
        "{} holds what the backup held. Whoever has newer words keeps them as a copy of their own.\n\
         Served, it can only be read until you say on record that it was set back: undersigned resume. Ask the \
         organisations first for the heads that they keep; each is compared, in the page or with --head.",
        args.data.display()
    );
    Ok(())
}

/// The coalition's key into its folder, or a new one where it is lost.
fn put_key(args: &RestoreArgs, key: Option<&str>) -> anyhow::Result<()> {
    let Some(key) = key else {
        let key = runtime()?.block_on(Office::replace_lost_key(&args.data, Clock::system().now()))?;
        println!("The old key is lost. The new one, to be published by the organisations:\n{key}");
        return Ok(());
    };
    let file = args.key.as_deref().unwrap_or(&args.data).display();
    let foreign =
        || format!("{file} is not the key of the coalition that this is a backup of; nothing was restored");
    office::put_key(&args.data, key).with_context(foreign)?;
    Office::open(&args.data).map(drop).with_context(foreign)
}

/// Says what is sound and what is not: exit code 0 if all is, 1 if something is damaged.
pub fn check(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    if args.place.is_file() {
        let rows = store::check_backup(&args.place)?;
        println!("a sound backup of {rows} rows");
        return Ok(ExitCode::SUCCESS);
    }
    let checked = store::check(&args.place)?;
    println!("{} groups in the journal, {} sound snapshots", checked.groups, checked.snapshots);
    for damage in &checked.damage {
        println!("damaged: {damage}");
    }
    Ok(if checked.damage.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
