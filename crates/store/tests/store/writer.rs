//! The writer: groups, its limits, and what it says when it is full.

use crate::support::put;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use store::limits::{GROUP_BATCHES_MAX, GROUP_BYTES_MAX, QUEUE_BATCHES_MAX, QUEUE_BYTES_MAX};
use store::{Batch, Entry, MemoryStore, Store, StoreError, Table, Writer};

/// A store whose every commit says how many batches it got and waits to be let go.
struct Gate {
    store: MemoryStore,
    arrived: Sender<usize>,
    go: Mutex<Receiver<()>>,
}

impl Store for Gate {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.get(table, key)
    }

    fn scan(&self, table: Table, prefix: &[u8]) -> Result<Vec<Entry>, StoreError> {
        self.store.scan(table, prefix)
    }

    fn commit(&self, batches: &[Batch]) -> Vec<Result<(), StoreError>> {
        self.arrived.send(batches.len()).unwrap();
        self.go.lock().unwrap().recv().unwrap();
        self.store.commit(batches)
    }

    fn backup(&self, file: &std::path::Path) -> Result<(), StoreError> {
        self.store.backup(file)
    }
}

struct Gated {
    groups: Receiver<usize>,
    go: Sender<()>,
    // Dropped after `go`, without which nothing stands in the gate: it waits for what does.
    writer: Writer,
    answers: Receiver<Result<(), StoreError>>,
    answer: Sender<Result<(), StoreError>>,
}

/// A writer whose first batch stands in the gate, so that all others queue up behind it.
fn gated() -> Gated {
    let (arrived, groups) = channel();
    let (go, wait) = channel();
    let (answer, answers) = channel();
    let store = Gate { store: MemoryStore::new(), arrived, go: Mutex::new(wait) };
    let gated = Gated { writer: Writer::start(Arc::new(store)), groups, go, answers, answer };
    gated.submit(Batch::new());
    assert_eq!(gated.groups.recv().unwrap(), 1, "a lone batch goes alone, at once");
    gated
}

impl Gated {
    fn submit(&self, batch: Batch) {
        let answer = self.answer.clone();
        self.writer.submit(batch, move |result| answer.send(result).unwrap());
    }

    fn is_full(&self) -> bool {
        matches!(self.answers.try_recv(), Ok(Err(StoreError::Full)))
    }
}

#[test]
fn a_queue_takes_its_limit_and_turns_the_next_away() {
    let gated = gated();
    for _ in 0..QUEUE_BATCHES_MAX {
        gated.submit(Batch::new());
    }
    assert!(!gated.is_full());
    gated.submit(Batch::new());
    assert!(gated.is_full());
}

#[test]
fn a_queue_takes_its_limit_of_bytes_and_turns_the_next_away() {
    let gated = gated();
    let overhead = put(Table::Meta, b"k", b"").bytes();
    let quarter = put(Table::Meta, b"k", &vec![0; QUEUE_BYTES_MAX / 4 - overhead]);
    for _ in 0..4 {
        gated.submit(quarter.clone());
    }
    assert!(!gated.is_full());
    gated.submit(put(Table::Meta, b"k", b""));
    assert!(gated.is_full());
}

#[test]
fn what_queued_up_goes_out_together_up_to_the_limit_of_a_group() {
    let gated = gated();
    for _ in 0..GROUP_BATCHES_MAX + 3 {
        gated.submit(Batch::new());
    }
    gated.go.send(()).unwrap();
    assert_eq!(gated.groups.recv().unwrap(), GROUP_BATCHES_MAX);
    gated.go.send(()).unwrap();
    assert_eq!(gated.groups.recv().unwrap(), 3);
}

#[test]
fn a_group_takes_no_further_batch_after_its_limit_of_bytes() {
    let gated = gated();
    for bytes in [GROUP_BYTES_MAX - 100, 200, 1, 1] {
        gated.submit(put(Table::Meta, b"k", &vec![0; bytes]));
    }
    gated.go.send(()).unwrap();
    assert_eq!(gated.groups.recv().unwrap(), 2);
    gated.go.send(()).unwrap();
    assert_eq!(gated.groups.recv().unwrap(), 2);
}
