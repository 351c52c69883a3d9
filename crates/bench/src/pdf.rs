//! How long publishing takes: the first PDF of a process, and those after it.

use anyhow::Result;
use std::time::Instant;
use whole_server_tests::{Server, story};

/// Prints the time of a publication, cold and warm.
pub async fn table() -> Result<()> {
    let server = Server::demo();
    let round = story::adopted_round(&server, "explanation-of-vote").await;
    println!("\nTime to publish, PDF included\n| when | ms |\n|---|---|");
    let begun = Instant::now();
    story::publish(&server, &round).await;
    println!("| cold | {:.1} |", begun.elapsed().as_secs_f64() * 1e3);
    let again = story::adopted_round(&server, "annex").await;
    let begun = Instant::now();
    story::publish(&server, &again).await;
    println!("| warm | {:.1} |", begun.elapsed().as_secs_f64() * 1e3);
    Ok(())
}
