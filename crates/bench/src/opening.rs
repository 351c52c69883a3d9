//! How long a fresh client waits for a text with a long history.

use crate::typist::Typist;
use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use std::time::Instant;
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{accept_async, connect_async};
use whole_server_tests::{Peer, Server, frames};

const EDITS: u32 = 260_000;
const EDITS_A_FRAME: u32 = 2_000;
const NEAR: u32 = 4_000;

/// Prints the time until the whole text is there, warm and after a restart, beside the same bytes sent from memory.
pub async fn table() -> Result<()> {
    let mut server = Server::demo();
    write_history(&server).await;
    println!(
        "\nTime to open a text with {EDITS} edits: from the first byte of the connection to the last of the state"
    );
    println!("| when | bytes | ms |\n|---|---|---|");
    for when in ["first", "warm", "warm again"] {
        print_opening(&server, when).await;
    }
    server.terminate();
    server.restart();
    print_opening(&server, "after a restart").await;
    let bytes = print_opening(&server, "warm again").await;
    println!("| the same bytes from memory | {bytes} | {:.1} |", from_memory_ms(bytes).await?);
    Ok(())
}

/// A websocket that answers the first message with so many bytes.
async fn from_memory_ms(bytes: usize) -> Result<f64> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let message = Message::binary(vec![0; bytes]);
    let serving = tokio::spawn(async move {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let mut socket = accept_async(stream).await?;
        socket.next().await;
        socket.send(message).await?;
        anyhow::Ok(())
    });
    let begun = Instant::now();
    let (mut socket, _) = connect_async(format!("ws://{address}/")).await?;
    socket.send(Message::binary(vec![0, 0, 1, 0])).await?;
    socket.next().await.context("an answer")??;
    let taken = begun.elapsed().as_secs_f64() * 1e3;
    serving.await??;
    Ok(taken)
}

/// Typed near the beginning, where the library that types for us finds its place quickly.
async fn write_history(server: &Server) {
    let editor = server.demo.with_role("editor")[0];
    let mut peer = Peer::open(server, editor, server.demo.text("annex")).await;
    let length = u32::try_from(peer.words().encode_utf16().count()).unwrap_or(0);
    let mut typist = Typist::new(259_778, length, NEAR);
    for _ in 0..EDITS / EDITS_A_FRAME {
        let update = peer.edit(|content, transaction| {
            for _ in 0..EDITS_A_FRAME {
                typist.strike(content, transaction);
            }
        });
        peer.send_sync(frames::update(&update)).await.expect("the server takes the history");
    }
    peer.all_saved().await.expect("the server saves the history");
}

async fn print_opening(server: &Server, when: &str) -> usize {
    let editor = server.demo.with_role("editor")[1];
    let begun = Instant::now();
    let state = Peer::fetch(server, editor, server.demo.text("annex")).await.expect("the text opens");
    println!("| {when} | {} | {:.1} |", state.len(), begun.elapsed().as_secs_f64() * 1e3);
    state.len()
}
