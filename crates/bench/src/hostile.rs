//! Each hostile input from somebody who may write: whether the server still runs, and the text still opens.

use crate::client::{self, Protocol};
use crate::place::Place;
use crate::target::{Kind, Target};
use anyhow::Result;
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::time::{sleep, timeout};
use whole_server_tests::frames::Frame;
use whole_server_tests::hostile::{self, Input};

/// How long an input may take, and an answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Prints the table.
pub async fn table(kinds: &[Kind]) -> Result<()> {
    let inputs = hostile::inputs();
    println!("\n{} hostile inputs, each in a text of its own", inputs.len());
    println!("| server | kill it | leave a text that does not open |\n|---|---|---|");
    for kind in kinds.iter().filter(|kind| **kind != Kind::Relay) {
        let mut target = Target::start(*kind)?;
        let places = target.new_places(inputs.len()).await?;
        let (mut killed, mut shut) = (Vec::new(), Vec::new());
        for (input, place) in inputs.iter().zip(&places) {
            let _ = timeout(PATIENCE, send(&target, place, input)).await;
            if !opens(&target, place).await {
                // Whoever is busy for good is as good as dead.
                let stops = target.has_ended() || !opens(&target, &target.place()).await;
                if stops { &mut killed } else { &mut shut }.push(input.name.as_str());
                if stops {
                    target.kill_and_restart()?;
                }
            }
        }
        println!("| {} | {} | {} |", target.name(), killed.len(), shut.len());
        for name in killed.iter().chain(&shut) {
            println!("  {name}");
        }
    }
    Ok(())
}

async fn send(target: &Target, place: &Place, input: &Input) -> Result<()> {
    let (mut sink, mut source) = client::open(target, place, 0, Protocol::Stock).await?;
    for frame in &input.frames {
        sink.send(place.message(frame.clone())).await?;
    }
    // A server reads what comes while it is read from.
    while let Ok(Some(Ok(_))) = timeout(PATIENCE / 6, source.next()).await {}
    sleep(PATIENCE / 30).await;
    Ok(())
}

async fn opens(target: &Target, place: &Place) -> bool {
    let answer = async {
        let (_sink, mut source) = client::open(target, place, 1, Protocol::Stock).await.ok()?;
        loop {
            let message = source.next().await?.ok()?;
            if let Frame::SyncStep2(_) = place.frame(&message.into_data()) {
                return Some(());
            }
        }
    };
    timeout(PATIENCE, answer).await.is_ok_and(|answered| answered.is_some())
}
