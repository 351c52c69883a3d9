//! A bare relay: each binary message goes to everybody else on the same path, unread.

use anyhow::Result;
use futures_util::{SinkExt, StreamExt};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};

type Rooms = Arc<Mutex<HashMap<String, Vec<(u64, UnboundedSender<Message>)>>>>;

/// Serves until it is killed; says where on standard output.
pub async fn serve(port: u16) -> Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let rooms = Rooms::default();
    for number in 0.. {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(relay(stream, number, rooms.clone()));
    }
    Ok(())
}

async fn relay(stream: TcpStream, number: u64, rooms: Rooms) {
    let mut path = String::new();
    // The error type is tungstenite's.
    #[allow(clippy::result_large_err)]
    let note_path = |request: &Request, response: Response| {
        path = request.uri().path().to_owned();
        Ok(response)
    };
    let Ok(socket) = accept_hdr_async(stream, note_path).await else { return };
    let (sink, mut source) = socket.split();
    let (sender, receiver) = unbounded_channel();
    rooms.lock().unwrap().entry(path.clone()).or_default().push((number, sender));
    tokio::spawn(write(sink, receiver));
    while let Some(Ok(message)) = source.next().await {
        if message.is_binary() {
            for (other, sender) in &rooms.lock().unwrap()[&path] {
                if *other != number {
                    let _ = sender.send(message.clone());
                }
            }
        }
    }
}

async fn write(mut sink: impl SinkExt<Message> + Unpin, mut receiver: UnboundedReceiver<Message>) {
    while let Some(message) = receiver.recv().await {
        if sink.feed(message).await.is_err() {
            return;
        }
        while let Ok(message) = receiver.try_recv() {
            if sink.feed(message).await.is_err() {
                return;
            }
        }
        if sink.flush().await.is_err() {
            return;
        }
    }
}
