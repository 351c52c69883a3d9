//! A person's editor, reduced to a document and a socket.

use crate::frames::{self, Frame};
use crate::server::{Person, Server};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{self, Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{ClientID, Doc, GetString, OffsetKind, Options, ReadTxn, StateVector, Text, Transact, Update};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How long a test waits for what must come before it fails instead of hanging; pings do not renew it.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// A document in somebody's hands, connected to a text.
pub struct Peer {
    doc: Doc,
    socket: Socket,
    /// Sync frames sent on this socket.
    pub sent: u64,
    /// The last `saved` on this socket.
    pub saved: u64,
}

/// The end of a connection, as a test sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed(pub Option<u16>);

/// The code that says that the server cannot keep what it is given.
pub const STORAGE_FAILED: Closed = Closed(Some(1011));

impl Peer {
    /// Opens a text and has its words before it returns.
    pub async fn open(server: &Server, person: &Person, text: &str) -> Self {
        Self::open_with(server, person, text, new_doc()).await.expect("the server lets this person in")
    }

    /// Opens a text with a document from before, as after a lost connection.
    pub async fn open_with(server: &Server, person: &Person, text: &str, doc: Doc) -> Result<Self, Closed> {
        let socket = connect(server, &person.token, text).await.map_err(|_| Closed(None))?;
        let mut peer = Self { doc, socket, sent: 0, saved: 0 };
        let vector = peer.doc.transact().state_vector().encode_v1();
        peer.send(frames::sync_step_1(&vector)).await?;
        within_patience(peer.until_step_2()).await?;
        Ok(peer)
    }

    async fn until_step_2(&mut self) -> Result<(), Closed> {
        while !matches!(self.next().await?, Frame::SyncStep2(_)) {}
        Ok(())
    }

    /// Asks for a whole text as a fresh client does, and gives the answer unread.
    pub async fn fetch(server: &Server, person: &Person, text: &str) -> Result<Vec<u8>, Closed> {
        let socket = connect(server, &person.token, text).await.map_err(|_| Closed(None))?;
        let mut peer = Self { doc: new_doc(), socket, sent: 0, saved: 0 };
        peer.send(frames::sync_step_1(&[0])).await?;
        within_patience(async {
            loop {
                if let Frame::SyncStep2(state) = frames::read(&peer.next_bytes().await?) {
                    return Ok(state);
                }
            }
        })
        .await
    }

    /// The document.
    pub fn doc(&self) -> &Doc {
        &self.doc
    }

    /// The document, to go on with after the connection is lost.
    pub fn into_doc(self) -> Doc {
        self.doc
    }

    /// The words as they stand here.
    pub fn words(&self) -> String {
        let content = self.doc.get_or_insert_text("content");
        content.get_string(&self.doc.transact())
    }

    /// Types, and sends the update.
    pub async fn type_at(&mut self, index: u32, words: &str) -> Result<(), Closed> {
        let update = self.edit(|content, transaction| content.insert(transaction, index, words));
        self.send_sync(frames::update(&update)).await
    }

    /// Changes the document here and gives the update, unsent.
    pub fn edit(&self, change: impl FnOnce(&yrs::TextRef, &mut yrs::TransactionMut<'_>)) -> Vec<u8> {
        let content = self.doc.get_or_insert_text("content");
        let mut transaction = self.doc.transact_mut();
        change(&content, &mut transaction);
        transaction.encode_update_v1()
    }

    /// Sends a frame that `saved` will count.
    pub async fn send_sync(&mut self, frame: Vec<u8>) -> Result<(), Closed> {
        self.sent += 1;
        self.send(frame).await
    }

    /// Types one thing after another, and sends all of it at once.
    pub async fn type_at_once(&mut self, index: u32, all: &[String]) -> Result<(), Closed> {
        for words in all {
            let update = self.edit(|content, transaction| content.insert(transaction, index, words));
            self.sent += 1;
            let message = Message::binary(frames::update(&update));
            self.socket.feed(message).await.map_err(|_| Closed(None))?;
        }
        self.socket.flush().await.map_err(|_| Closed(None))
    }

    /// Sends any bytes.
    pub async fn send(&mut self, frame: Vec<u8>) -> Result<(), Closed> {
        self.socket.send(Message::binary(frame)).await.map_err(|_| Closed(None))
    }

    /// The next frame; updates are applied, and the server's questions answered, before it is returned.
    pub async fn next(&mut self) -> Result<Frame, Closed> {
        let bytes = within_patience(self.next_bytes()).await?;
        let frame = frames::read(&bytes);
        match &frame {
            Frame::SyncStep2(update) | Frame::Update(update) => self.apply(update),
            Frame::SyncStep1(vector) => {
                let vector = StateVector::decode_v1(vector).expect("the server's state vector");
                let answer = self.doc.transact().encode_diff_v1(&vector);
                self.send_sync(frames::sync_step_2(&answer)).await?;
            }
            Frame::Saved(count) => self.saved = *count,
            Frame::Awareness(_) | Frame::Other(_) => {}
        }
        Ok(frame)
    }

    async fn next_bytes(&mut self) -> Result<Vec<u8>, Closed> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Binary(bytes))) => return Ok(bytes.into()),
                Some(Ok(Message::Close(frame))) => return Err(Closed(frame.map(|f| f.code.into()))),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(Closed(None)),
            }
        }
    }

    /// Waits until everything sent is on the server's disk.
    pub async fn all_saved(&mut self) -> Result<(), Closed> {
        self.until(|peer| peer.saved >= peer.sent).await
    }

    /// Waits until these words stand in the document.
    pub async fn sees(&mut self, words: &str) -> Result<(), Closed> {
        self.until(|peer| peer.words().contains(words)).await
    }

    async fn until(&mut self, holds: impl Fn(&Self) -> bool) -> Result<(), Closed> {
        within_patience(async {
            while !holds(self) {
                self.next().await?;
            }
            Ok(())
        })
        .await
    }

    fn apply(&self, update: &[u8]) {
        let update = Update::decode_v1(update).expect("the server's update");
        self.doc.transact_mut().apply_update(update).expect("the server's update fits");
    }
}

/// An empty document as an editor has it: an id of 32 bits, as Yjs draws them (yrs draws from the server's range too).
pub fn new_doc() -> Doc {
    let options = Options { offset_kind: OffsetKind::Utf16, ..Options::default() };
    let client_id = ClientID::new(options.client_id.get() & u64::from(u32::MAX));
    Doc::with_options(Options { client_id, ..options })
}

async fn within_patience<T>(waiting: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, waiting).await.expect("what is waited for comes before our patience ends")
}

async fn connect(server: &Server, token: &str, text: &str) -> Result<Socket, Box<tungstenite::Error>> {
    let mut request =
        format!("ws://{}/sync/{text}", server.address).into_client_request().map_err(Box::new)?;
    let headers = request.headers_mut();
    headers.insert("authorization", format!("Bearer {token}").parse().expect("a header"));
    headers.insert("sec-websocket-protocol", "undersigned.v1".parse().expect("a header"));
    Ok(connect_async(request).await.map_err(Box::new)?.0)
}
