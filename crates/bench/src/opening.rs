//! How long a fresh client waits for a text with a long history.

use anyhow::Result;
use std::time::Instant;
use whole_server_tests::random::Random;
use whole_server_tests::{Peer, Server, frames};
use yrs::Text;

const EDITS: u32 = 260_000;
const EDITS_A_FRAME: u32 = 2_000;

/// Prints the time to open, warm and after a restart.
pub async fn table() -> Result<()> {
    let mut server = Server::demo();
    write_history(&server).await;
    println!("\nTime to open a text with {EDITS} edits");
    println!("| when | ms |\n|---|---|");
    for when in ["first", "warm", "warm again"] {
        println!("| {when} | {:.1} |", open_ms(&server).await);
    }
    server.terminate();
    server.restart();
    println!("| after a restart | {:.1} |", open_ms(&server).await);
    Ok(())
}

/// Types as people do: mostly on from where one is, sometimes elsewhere, one in six a deletion.
async fn write_history(server: &Server) {
    let editor = server.demo.with_role("editor")[0];
    let mut peer = Peer::open(server, editor, server.demo.text("annex")).await;
    let mut random = Random::seeded(259_778);
    let mut cursor = 0;
    let mut length = u32::try_from(peer.words().encode_utf16().count()).unwrap_or(0);
    for _ in 0..EDITS / EDITS_A_FRAME {
        let update = peer.edit(|content, transaction| {
            for _ in 0..EDITS_A_FRAME {
                if random.below(40) == 0 {
                    cursor = u32::try_from(random.below(u64::from(length))).unwrap_or(0);
                }
                if cursor > 0 && random.below(6) == 0 {
                    cursor -= 1;
                    length -= 1;
                    content.remove_range(transaction, cursor, 1);
                } else {
                    content.insert(transaction, cursor, "e");
                    cursor += 1;
                    length += 1;
                }
            }
        });
        peer.send_sync(frames::update(&update)).await.expect("the server takes the history");
    }
    peer.all_saved().await.expect("the server saves the history");
}

async fn open_ms(server: &Server) -> f64 {
    let begun = Instant::now();
    let editor = server.demo.with_role("editor")[1];
    Peer::open(server, editor, server.demo.text("annex")).await;
    begun.elapsed().as_secs_f64() * 1e3
}
