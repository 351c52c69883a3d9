//! Measurements, printed as tables: nothing here passes or fails.
//!
//! Each server runs as a process of its own, so that its CPU time is read from /proc and not mixed with the load's.
//! The relay stands for what any server must at least do: read a frame, write it to everybody else.

mod beside;
mod client;
mod comparison;
mod flood;
mod gate;
mod hostile;
mod losses;
mod machine;
mod openers;
mod opening;
mod pdf;
mod place;
mod relay;
mod slow;
mod soak;
mod stored;
mod target;
mod texts;
mod typing;
mod typist;

use crate::target::ALL;
use anyhow::{Result, bail};

const NAMES: [&str; 12] = [
    "gate", "sync", "texts", "flood", "slow", "losses", "openers", "hostile", "open", "store", "pdf",
    "compare",
];

/// Leaves the servers of others out.
const OWN: &str = "--own";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut names: Vec<String> = std::env::args().skip(1).collect();
    let with_others = !names.iter().any(|name| name == OWN);
    names.retain(|name| name != OWN);
    let kinds = if with_others { &ALL } else { &ALL[..2] };
    if let [relay, port] = names.as_slice()
        && relay == "relay"
    {
        return relay::serve(port.parse()?).await;
    }
    if names.is_empty() {
        names = NAMES.map(String::from).to_vec();
    }
    println!("{}", machine::line()?);
    for name in names {
        match name.as_str() {
            "gate" => gate::table()?,
            "sync" => typing::table(kinds).await?,
            "texts" => texts::table(kinds).await?,
            "openers" => openers::table(kinds).await?,
            "hostile" => hostile::table(kinds).await?,
            "store" => stored::table()?,
            "flood" => flood::table(kinds).await?,
            "soak" => soak::table().await?,
            "slow" => slow::table(kinds).await?,
            "losses" => losses::table(kinds).await?,
            "open" => opening::table().await?,
            "pdf" => pdf::table().await?,
            "compare" => comparison::table()?,
            other => bail!("there is no measurement `{other}`; there are {}, and soak", NAMES.join(", ")),
        }
    }
    Ok(())
}
