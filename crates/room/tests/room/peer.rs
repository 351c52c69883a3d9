//! Somebody's editor: a document of yrs and a seat.

use crate::house::{EDIT, House, person};
use bytes::Bytes;
use room::{Close, Dialect, Member, Outgoing, Right, RightCell, Seat, Sender};
use std::collections::VecDeque;
use std::time::Duration;
use wire::limits::FRAME_BYTES_MAX;
use wire::{AwarenessEntry, Frame, Presence};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{ClientID, Doc, GetString, OffsetKind, Options, ReadTxn, StateVector, Text, Transact, Update};

/// A test that waits for so long waits for ever.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Peer {
    pub doc: Doc,
    pub right: RightCell,
    /// Sync frames sent.
    pub sent: u64,
    /// As the room said last.
    pub saved: u64,
    /// Every message as it came.
    pub received: Vec<Bytes>,
    sender: Option<Sender>,
    outgoing: Outgoing,
    ready: VecDeque<Bytes>,
}

pub fn member(id: &str, right: &RightCell) -> Member {
    Member {
        person: person(id),
        organisation: None,
        name: format!("Name of {id}"),
        organisation_name: Some("Org".into()),
        colour: "#123456".into(),
        right: right.clone(),
        dialect: Dialect::WithSaved,
    }
}

pub fn document(client: u64) -> Doc {
    Doc::with_options(Options {
        client_id: ClientID::new(client),
        offset_kind: OffsetKind::Utf16,
        ..Options::default()
    })
}

/// Reads what the room writes: frames as clients send them, but for a state, which may be larger.
fn read(message: Bytes) -> Frame {
    if message.len() <= FRAME_BYTES_MAX {
        return Frame::decode(message).expect("the room writes frames");
    }
    assert!(message.starts_with(&[0, 1]), "only a state is so large");
    let length = message[2..].iter().take_while(|byte| **byte > 127).count() + 1;
    Frame::SyncStep2(message.slice(2 + length..))
}

/// Whether any bytes are these words.
pub fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|part| part == words.as_bytes())
}

impl Peer {
    /// What the server says when somebody is given the right to write.
    pub fn may_write(&self) {
        self.sender.as_ref().unwrap().may_write();
    }

    /// Takes a seat with an empty document and says nothing.
    pub async fn sit(house: &House, id: &str, client: u64) -> Self {
        Self::sit_with(house, id, document(client), EDIT).await
    }

    pub async fn sit_with(house: &House, id: &str, doc: Doc, right: Right) -> Self {
        doc.get_or_insert_text("content");
        let right = RightCell::new(right);
        let Seat { sender, outgoing, .. } = house.rooms.join(&house.text, member(id, &right)).await.unwrap();
        Self {
            doc,
            right,
            sent: 0,
            saved: 0,
            received: Vec::new(),
            sender: Some(sender),
            outgoing,
            ready: VecDeque::new(),
        }
    }

    /// Takes a seat and is in step when it returns.
    pub async fn join(house: &House, id: &str, client: u64) -> Self {
        let mut peer = Self::sit(house, id, client).await;
        peer.step_1().await;
        peer.all_saved_but(1).await;
        peer
    }

    /// Says what it has.
    pub async fn step_1(&mut self) {
        let vector = self.doc.transact().state_vector().encode_v1();
        self.send(Frame::SyncStep1(vector.into())).await;
    }

    pub async fn send(&mut self, frame: Frame) {
        if matches!(frame, Frame::SyncStep2(_) | Frame::Update(_)) {
            self.sent += 1;
        }
        let sender = self.sender.as_ref().expect("it has not left");
        // A seat that was ended says so where it is read.
        let _ = sender.send(frame.encode()).await;
    }

    /// Sends a message as it is; says whether it was taken.
    pub async fn send_raw(&self, message: Bytes) -> Result<(), Close> {
        self.sender.as_ref().expect("it has not left").send(message).await
    }

    /// Changes the document here; gives the update, unsent.
    pub fn edit(&self, change: impl FnOnce(&yrs::TextRef, &mut yrs::TransactionMut<'_>)) -> Vec<u8> {
        let content = self.doc.get_or_insert_text("content");
        let mut transaction = self.doc.transact_mut();
        change(&content, &mut transaction);
        transaction.encode_update_v1()
    }

    pub fn insert(&self, index: u32, words: &str) -> Vec<u8> {
        self.edit(|content, transaction| content.insert(transaction, index, words))
    }

    pub async fn update(&mut self, update: Vec<u8>) {
        self.send(Frame::Update(update.into())).await;
    }

    /// Types, and sends it.
    pub async fn types(&mut self, index: u32, words: &str) {
        let update = self.insert(index, words);
        self.update(update).await;
    }

    /// Makes the text, which is new, one of so many structs: letters, each before the last.
    pub async fn writes_structs(&mut self, structs: u64) {
        let first_newline = 1;
        let above = |content: &yrs::TextRef, transaction: &mut yrs::TransactionMut<'_>| {
            (first_newline..structs).for_each(|_| content.insert(transaction, 0, "x"));
        };
        self.update(self.edit(above)).await;
        self.all_saved().await;
    }

    /// Shows itself.
    pub async fn shows(&mut self, client: u64, clock: u64, state: Option<Presence>) {
        self.send(Frame::Awareness(vec![AwarenessEntry { client, clock, state }])).await;
    }

    pub fn words(&self) -> String {
        self.doc.get_or_insert_text("content").get_string(&self.doc.transact())
    }

    /// The next frame; the document takes it in, and the room's questions are answered.
    pub async fn next(&mut self) -> Result<Frame, Close> {
        while self.ready.is_empty() {
            let mut messages = Vec::new();
            let taken = tokio::time::timeout(PATIENCE, self.outgoing.take(&mut messages)).await;
            taken.expect("the room says something")?;
            self.ready.extend(messages);
        }
        Ok(self.take_in().await)
    }

    /// What is there for it at this moment, taken in; the greeting left out.
    pub async fn all_there_is(&mut self) -> Vec<Frame> {
        let mut messages = Vec::new();
        tokio::select! {
            biased;
            taken = self.outgoing.take(&mut messages) => taken.expect("the seat stands"),
            () = std::future::ready(()) => {}
        }
        self.ready.extend(messages);
        let mut frames = Vec::new();
        while !self.ready.is_empty() {
            frames.push(self.take_in().await);
        }
        frames.retain(|frame| !matches!(frame, Frame::Epoch(_)));
        frames
    }

    async fn take_in(&mut self) -> Frame {
        let message = self.ready.pop_front().expect("there is a message");
        self.received.push(message.clone());
        let frame = read(message);
        match &frame {
            Frame::SyncStep2(update) | Frame::Update(update) => {
                let update = Update::decode_v1(update).expect("the room sends updates");
                self.doc.transact_mut().apply_update(update).expect("they fit");
            }
            Frame::SyncStep1(vector) => {
                let vector = StateVector::decode_v1(vector).expect("the room sends state vectors");
                let answer = self.doc.transact().encode_diff_v1(&vector);
                self.send(Frame::SyncStep2(answer.into())).await;
            }
            Frame::Saved(count) => self.saved = *count,
            _ => {}
        }
        frame
    }

    /// Waits until all it sent is saved, and at least so many frames.
    pub async fn all_saved_but(&mut self, least: u64) {
        while self.saved < self.sent.max(least) {
            self.next().await.expect("the seat stands");
        }
    }

    pub async fn all_saved(&mut self) {
        self.all_saved_but(0).await;
    }

    pub async fn sees(&mut self, words: &str) {
        while !self.words().contains(words) {
            self.next().await.expect("the seat stands");
        }
    }

    /// Waits until it has the same words as another.
    pub async fn is_even_with(&mut self, other: &Self) {
        while self.words() != other.words() {
            self.next().await.expect("the seat stands");
        }
    }

    /// How its seat ends.
    pub async fn end(&mut self) -> Close {
        loop {
            if let Err(close) = self.next().await {
                return close;
            }
        }
    }

    /// Drops the connection and keeps the document.
    pub fn leaves(mut self) -> Doc {
        self.sender = None;
        self.doc
    }

    /// Whether any message holds these bytes.
    pub fn was_told(&self, words: &str) -> bool {
        self.received.iter().any(|message| holds(message, words))
    }
}
