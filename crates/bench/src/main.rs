//! Measurements, printed as tables: nothing here passes or fails.
//!
//! Each server runs as a process of its own, so that its CPU time is read from /proc and not mixed with the load's.
//! The relay stands for what any server must at least do: read a frame, write it to everybody else.

mod client;
mod comparison;
mod flood;
mod gate;
mod losses;
mod machine;
mod opening;
mod pdf;
mod relay;
mod slow;
mod soak;
mod target;
mod typing;
mod typist;

use anyhow::{Result, bail};

const NAMES: [&str; 8] = ["gate", "sync", "flood", "slow", "losses", "open", "pdf", "compare"];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut names: Vec<String> = std::env::args().skip(1).collect();
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
            "sync" => typing::table().await?,
            "flood" => flood::table().await?,
            "soak" => soak::table().await?,
            "slow" => slow::table().await?,
            "losses" => losses::table().await?,
            "open" => opening::table().await?,
            "pdf" => pdf::table().await?,
            "compare" => comparison::table()?,
            other => bail!("there is no measurement `{other}`; there are {}, and soak", NAMES.join(", ")),
        }
    }
    Ok(())
}
