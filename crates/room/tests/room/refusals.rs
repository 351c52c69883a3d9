//! A refusal ends its sender's seat with the right word, and leaves nothing behind.

use crate::claims::written_under;
use crate::house::House;
use crate::peer::{Peer, document};
use model::ids::Seq;
use room::limits::{
    CLAIMS_PER_HOUR_MAX, COMPACT_AFTER_BYTES, EFFORT_A_MS, FRAME_OVERHEAD_BYTES, GAP_QUESTIONS_MAX,
    MAILBOX_BYTES_MAX, SERVER_CLIENTS_FROM, UPDATE_HERE_BYTES_MAX,
};
use room::{Close, Right};
use statement::limits::EFFORT_MAX;
use std::task::{Context, Waker};
use store::Entry;
use store::rows::UpdateRow;
use wire::Frame;
use yrs::types::Attrs;
use yrs::updates::decoder::Decode;
use yrs::{ReadTxn, StateVector, Text, TextRef, Transact, TransactionMut, Update};

/// What ana wrote, under id 1.
const WORDS: &str = "a😀b";

/// An id that nobody has.
const NEW: u64 = 9;

/// So many lines at one place step over as many of somebody else's, and that costs more than any update may.
const COSTLY_LINES: usize = 2_500;

/// What `client` writes into a document where id 1 wrote otherwise than in the room, piece by piece.
pub fn forged(
    client: u64,
    pieces: &[(u32, &str)],
    change: impl FnOnce(&TextRef, &mut TransactionMut<'_>),
) -> Vec<u8> {
    let (theirs, own) = (document(1), document(client));
    let content = theirs.get_or_insert_text("content");
    for (at, words) in pieces {
        content.insert(&mut theirs.transact_mut(), *at, words);
    }
    let state = theirs.transact().encode_state_as_update_v1(&StateVector::default());
    own.transact_mut().apply_update(Update::decode_v1(&state).unwrap()).unwrap();
    let content = own.get_or_insert_text("content");
    let mut transaction = own.transact_mut();
    change(&content, &mut transaction);
    transaction.encode_update_v1()
}

/// Somebody who writes, somebody who only reads, and a text.
struct Company {
    house: House,
    ana: Peer,
    reader: Peer,
}

/// What a refusal must leave as it was.
#[derive(PartialEq)]
struct Left {
    log: Vec<(Seq, UpdateRow)>,
    claims: Vec<Entry>,
    outbox_bytes: usize,
    has_all_places: bool,
}

impl Company {
    async fn new() -> Self {
        let house = House::with_a_text().await;
        let mut ana = Peer::join(&house, "ana", 1).await;
        ana.types(0, WORDS).await;
        ana.all_saved().await;
        let reader = Peer::sit_with(&house, "rea", document(2), Right::Read).await;
        Self { house, ana, reader }
    }

    async fn left(&mut self) -> Left {
        self.house.handled().await;
        let has_all_places = self.has_all_places();
        self.house.handled().await;
        for peer in [&mut self.ana, &mut self.reader] {
            while !peer.all_there_is().await.is_empty() {}
        }
        let outbox_bytes = self.house.rooms.counted().outbox_bytes;
        Left { log: self.house.log(), claims: self.house.claims(), outbox_bytes, has_all_places }
    }

    /// Whether all places in the mailbox are free, and not one more: of what a reader sends the room, which is on this
    /// thread, sees nothing before the test waits for something.
    fn has_all_places(&self) -> bool {
        let header = 5;
        let message =
            Frame::Update(vec![0; MAILBOX_BYTES_MAX / 4 - FRAME_OVERHEAD_BYTES - header].into()).encode();
        assert_eq!(message.len() + FRAME_OVERHEAD_BYTES, MAILBOX_BYTES_MAX / 4);
        let is_taken = || {
            let sent = std::pin::pin!(self.reader.send_raw(message.clone()));
            sent.poll(&mut Context::from_waker(Waker::noop())).is_ready()
        };
        (0..4).all(|_| is_taken()) && !is_taken()
    }

    /// Bo sends an update until he is sent away.
    async fn refuses(&mut self, update: Vec<u8>, close: Close) {
        let before = self.left().await;
        assert!(before.has_all_places);
        let mut bad = Peer::sit(&self.house, "bo", NEW).await;
        for _ in 0..=GAP_QUESTIONS_MAX {
            bad.send(Frame::SyncStep2(update.clone().into())).await;
        }
        assert_eq!(bad.end().await, close);
        bad.leaves();
        assert!(self.left().await == before, "{close:?}, {} bytes", update.len());
        // Whoever caused much work may cause some again.
        self.house.pass(EFFORT_MAX / EFFORT_A_MS);
    }
}

/// Updates that are refused, and how.
fn refused(words: &str) -> Vec<(Vec<u8>, Close)> {
    let as_it_is = &[(0, WORDS)];
    let insert = |at| {
        move |content: &TextRef, transaction: &mut TransactionMut<'_>| content.insert(transaction, at, words)
    };
    let formatted = |content: &TextRef, transaction: &mut TransactionMut<'_>| {
        content.insert_with_attributes(transaction, 0, words, Attrs::from([("wrong".into(), true.into())]));
    };
    let lines = |content: &TextRef, transaction: &mut TransactionMut<'_>| {
        (0..COSTLY_LINES).for_each(|_| content.insert(transaction, 1, "x"));
    };
    vec![
        ([&[0, 0], words.as_bytes()].concat(), Close::refused("malformed")),
        ([&[1, 1, 9, 0, 42, 42], words.as_bytes()].concat(), Close::refused("content")),
        (forged(NEW, as_it_is, formatted), Close::refused("format")),
        (forged(NEW, &[(0, "axyb")], insert(2)), Close::refused("half-character")),
        // Between the first letter and the last, which whoever wrote it put right of what came before.
        (forged(NEW, &[(0, "a"), (1, "xy"), (1, "b")], insert(1)), Close::refused("place")),
        (forged(NEW, &[(0, "a😀b and more")], insert(8)), Close::refused("gap")),
        (forged(NEW, as_it_is, lines), Close::refused("too-costly")),
        (forged(1, as_it_is, insert(0)), Close::TAKEN),
        (forged(SERVER_CLIENTS_FROM, as_it_is, insert(0)), Close::TAKEN),
    ]
}

#[tokio::test]
async fn a_refused_update_ends_its_seat_and_leaves_nothing_behind() {
    let mut company = Company::new().await;
    let mut second = Peer::join(&company.house, "ana", 3).await;
    let lines = second.edit(|content, transaction| {
        (0..COSTLY_LINES).for_each(|_| content.insert(transaction, 1, "x"));
    });
    second.update(lines).await;
    second.all_saved().await;
    second.leaves();
    for words in ["w", &"w".repeat(UPDATE_HERE_BYTES_MAX)] {
        for (update, close) in refused(words) {
            company.refuses(update, close).await;
        }
    }
    let mut bo = Peer::join(&company.house, "bo", NEW).await;
    bo.update(written_under(100..100 + u64::from(CLAIMS_PER_HOUR_MAX))).await;
    bo.all_saved().await;
    company.ana.is_even_with(&bo).await;
}

#[tokio::test]
async fn a_text_that_is_full_stays_as_it_is() {
    let mut company = Company::new().await;
    let much = "w".repeat(COMPACT_AFTER_BYTES / 3);
    for _ in 0..5 {
        company.ana.types(0, &much).await;
        company.ana.all_saved().await;
    }
    // What is compacted is no more in the log.
    while company.house.state_seq() == Seq(0) {
        tokio::task::yield_now().await;
    }
    let much = forged(NEW, &[(0, WORDS)], |content, transaction| content.insert(transaction, 0, &much));
    company.refuses(much, Close::refused("full")).await;
}
