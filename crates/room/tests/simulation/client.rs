//! An honest editor at one end of an unreliable line.

use crate::random::Random;
use bytes::Bytes;
use model::ids::PersonId;
use room::{Close, Dialect, Member, Outgoing, Right, RightCell, Seat, Sender};
use statement::Draft;
use std::collections::VecDeque;
use wire::Frame;
use yrs::types::Attrs;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{Any, ClientID, Doc, GetString, OffsetKind, Options, ReadTxn, StateVector, Text, Transact, Update};

/// A document, and perhaps a line to the server.
pub struct Client {
    pub id: u64,
    pub person: PersonId,
    pub right: RightCell,
    pub doc: Doc,
    pub line: Option<Line>,
    /// The own clock up to which the server said that all is saved.
    pub saved_clock: u32,
    /// The own clock up to which the room had it while there was the right to write.
    pub admitted_clock: u32,
    /// How often its document was found to be as the room says.
    pub compared: u32,
    /// Whether words stand here that the room dropped, for there was no right to write them.
    has_dropped: bool,
}

/// What is on its way, each direction in order.
pub struct Line {
    sender: Sender,
    outgoing: Outgoing,
    to_server: VecDeque<Frame>,
    to_client: VecDeque<Bytes>,
    /// Nothing arrives, for a time.
    pub is_cut: bool,
    /// The own clock as of each sync frame on this line.
    clocks: Vec<u32>,
    saved: usize,
    is_asked: bool,
}

pub fn document(id: u64) -> Doc {
    let options =
        Options { client_id: ClientID::new(id), offset_kind: OffsetKind::Utf16, ..Options::default() };
    let doc = Doc::with_options(options);
    doc.get_or_insert_text("content");
    doc
}

impl Client {
    pub fn new(id: u64, person: &str) -> Self {
        let (person, right) = (PersonId::new(person).unwrap(), RightCell::new(Right::Edit));
        Self {
            id,
            person,
            right,
            doc: document(id),
            line: None,
            saved_clock: 0,
            admitted_clock: 0,
            compared: 0,
            has_dropped: false,
        }
    }

    pub fn member(&self) -> Member {
        Member {
            person: self.person.clone(),
            organisation: None,
            name: "somebody".into(),
            organisation_name: None,
            colour: "#123456".into(),
            right: self.right.clone(),
            dialect: Dialect::WithSaved,
        }
    }

    pub fn own_clock(&self) -> u32 {
        self.doc.transact().state_vector().get(&ClientID::new(self.id))
    }

    /// Takes a seat, and says what it has.
    pub fn sits(&mut self, Seat { sender, outgoing, .. }: Seat) {
        let first = Frame::SyncStep1(self.doc.transact().state_vector().encode_v1().into());
        self.has_dropped = false;
        self.line = Some(Line {
            sender,
            outgoing,
            to_server: VecDeque::from([first]),
            to_client: VecDeque::new(),
            is_cut: false,
            clocks: Vec::new(),
            saved: 0,
            is_asked: false,
        });
    }

    /// Writes something here; it leaves at once if the server asked for what there is before.
    pub fn edits(&mut self, random: &mut Random) {
        let content = self.doc.get_or_insert_text("content");
        let mut transaction = self.doc.transact_mut();
        let words: Vec<u16> = content.get_string(&transaction).encode_utf16().collect();
        // The first line's end is the server's, and nothing is written behind it.
        let at = random.below(words.len());
        let place = u32::try_from(at).unwrap();
        let bold = Attrs::from([("bold".into(), Any::from(true))]);
        match random.below(6) {
            0 if words.get(at).is_some_and(|unit| *unit != u16::from(b'\n')) => {
                content.remove_range(&mut transaction, place, 1);
            }
            1 => content.insert_with_attributes(&mut transaction, place, "B", bold),
            2 if at + 1 < words.len() => content.format(&mut transaction, place, 1, bold),
            _ => content.insert(&mut transaction, place, ["a", "bc", "é", "\n"][random.below(4)]),
        }
        let update = transaction.encode_update_v1();
        drop(transaction);
        if self.line.as_ref().is_some_and(|line| line.is_asked) {
            self.send_sync(Frame::Update(update.into()));
        }
    }

    fn send_sync(&mut self, frame: Frame) {
        let clock = self.own_clock();
        let line = self.line.as_mut().expect("there is a line");
        line.clocks.push(clock);
        line.to_server.push_back(frame);
    }

    /// One frame arrives at the room. Gives whether there was one.
    pub async fn delivers(&mut self) -> bool {
        let may_write = self.right.get() == Right::Edit;
        let Some(line) = self.line.as_mut().filter(|line| !line.is_cut) else { return false };
        let Some(frame) = line.to_server.pop_front() else { return false };
        let is_sync = matches!(frame, Frame::SyncStep2(_) | Frame::Update(_));
        // A seat that was ended says so where it is read.
        let _ = line.sender.send(frame.encode()).await;
        self.has_dropped |= is_sync && !may_write;
        if is_sync && may_write {
            let left =
                line.to_server.iter().filter(|f| matches!(f, Frame::SyncStep2(_) | Frame::Update(_))).count();
            let clock = line.clocks[line.clocks.len() - left - 1];
            self.admitted_clock = self.admitted_clock.max(clock);
        }
        true
    }

    /// What the room wrote is on the line. How the seat ended, if it did.
    pub async fn hears(&mut self) -> Option<Close> {
        let line = self.line.as_mut().filter(|line| !line.is_cut)?;
        let mut messages = Vec::new();
        let taken = tokio::select! {
            biased;
            taken = line.outgoing.take(&mut messages) => taken,
            () = std::future::ready(()) => Ok(()),
        };
        line.to_client.extend(messages);
        taken.err()
    }

    /// One message arrives here. Gives it.
    pub fn receives(&mut self) -> Option<Frame> {
        let line = self.line.as_mut().filter(|line| !line.is_cut)?;
        let frame = Frame::decode(line.to_client.pop_front()?).expect("the room writes frames");
        match &frame {
            Frame::SyncStep2(update) | Frame::Update(update) => {
                let update = Update::decode_v1(update).expect("the room sends updates");
                self.doc.transact_mut().apply_update(update).expect("they fit");
            }
            Frame::SyncStep1(vector) => {
                let vector = StateVector::decode_v1(vector).expect("the room sends state vectors");
                let answer = self.doc.transact().encode_diff_v1(&vector);
                self.line.as_mut().expect("there is a line").is_asked = true;
                self.send_sync(Frame::SyncStep2(answer.into()));
            }
            Frame::Saved(count) => {
                let line = self.line.as_mut().expect("there is a line");
                line.saved = usize::try_from(*count).unwrap();
                if self.right.get() == Right::Edit && line.saved > 0 {
                    let clock = line.clocks[line.saved - 1];
                    self.saved_clock = self.saved_clock.max(clock.min(self.admitted_clock));
                }
            }
            Frame::StateHash { count, hash } => {
                let line = self.line.as_ref().expect("there is a line");
                let sent = line.clocks.len();
                let is_whole =
                    line.is_asked && sent == usize::try_from(*count).unwrap() && line.saved == sent;
                if is_whole && !self.has_dropped {
                    assert_eq!(self.state_hash(), *hash, "client {} is out of step", self.id);
                    self.compared += 1;
                }
            }
            _ => {}
        }
        Some(frame)
    }

    fn state_hash(&self) -> [u8; 32] {
        let state = self.doc.transact().encode_state_as_update_v1(&StateVector::default());
        Draft::load(&state).expect("an honest document").state_hash().0
    }

    pub fn words(&self) -> String {
        self.doc.get_or_insert_text("content").get_string(&self.doc.transact())
    }
}
