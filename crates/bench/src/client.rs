//! A socket of somebody who has said hello.

use crate::place::Place;
use crate::target::{Kind, Target};
use anyhow::{Context, Result};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use whole_server_tests::frames;
use yrs::types::Attrs;
use yrs::updates::decoder::Decode;
use yrs::{Any, Doc, GetString, ReadTxn, StateVector, Text, Transact, Update};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What goes out.
pub type Sink = SplitSink<Socket, Message>;

/// What comes in.
pub type Source = SplitStream<Socket>;

/// Opens a socket at a text as the `number`th person, and asks for all there is.
pub async fn open(
    target: &Target,
    place: &Place,
    number: usize,
    protocol: Protocol,
) -> Result<(Sink, Source)> {
    let (url, token) = target.way_in(place, number);
    let mut request = url.into_client_request()?;
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse()?);
    if matches!(protocol, Protocol::WithSaved) && place.kind() == Kind::Undersigned {
        request.headers_mut().insert("sec-websocket-protocol", "undersigned.v1".parse()?);
    }
    let (socket, _) = connect_async(request).await.context("the server takes sockets")?;
    if let MaybeTlsStream::Plain(stream) = socket.get_ref() {
        stream.set_nodelay(true)?;
    }
    let (mut sink, source) = socket.split();
    if let Some(greeting) = place.greeting() {
        sink.send(Message::binary(greeting)).await?;
    }
    sink.send(place.message(frames::sync_step_1(&[0]))).await?;
    Ok((sink, source))
}

/// Which messages a client knows.
#[derive(Debug, Clone, Copy)]
pub enum Protocol {
    /// y-websocket's.
    Stock,
    /// With what is saved, where the server says so.
    WithSaved,
}

/// What is typed.
#[derive(Clone, Copy)]
pub enum Words {
    Plain,
    Formatted,
}

/// The `count`th keystroke in a document of its own.
pub fn keystroke(doc: &Doc, words: Words, count: u32) -> Vec<u8> {
    let content = doc.get_or_insert_text("content");
    let mut transaction = doc.transact_mut();
    match words {
        Words::Plain => content.insert(&mut transaction, count, "a"),
        Words::Formatted => {
            let bold = Attrs::from([("bold".into(), Any::from(true))]);
            content.insert_with_attributes(&mut transaction, 0, "a", bold);
        }
    }
    transaction.encode_update_v1()
}

/// What somebody who reads has.
pub struct Everything(Doc);

impl Everything {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(whole_server_tests::peer::new_doc())
    }

    /// How far it goes once this is there too.
    pub fn with(&self, update: &[u8]) -> StateVector {
        let mut transaction = self.0.transact_mut();
        let _ = Update::decode_v1(update).map(|update| transaction.apply_update(update));
        transaction.state_vector()
    }

    /// What it says once this is there too.
    pub fn words_with(&self, update: &[u8]) -> String {
        self.with(update);
        let content = self.0.get_or_insert_text("content");
        content.get_string(&self.0.transact())
    }
}
