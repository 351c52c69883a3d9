//! Whoever reads while batches come in and the index is brought up sees each batch whole or not at all.

use crate::support::commit;
use std::thread;
use store::{Batch, Entry, SledStore, Store, Table};

const COMMITS: u32 = 600;

/// Long enough to be stored in parts.
const VALUE_BYTES: usize = 20_000;

const KEYS: [&[u8]; 3] = [b"a", b"m", b"z"];

/// What stands after a batch: values of changing length, and now and then one of them is gone.
fn rows(number: u32) -> Vec<Entry> {
    let bytes = VALUE_BYTES - (number as usize % 7) * 2_500;
    let value = [&number.to_be_bytes()[..], &vec![number as u8; bytes]].concat();
    let is_there = |key: &&[u8]| number % 5 != 4 || *key != KEYS[1];
    KEYS.into_iter().filter(is_there).map(|key| (key.to_vec(), value.clone())).collect()
}

fn batch(number: u32) -> Batch {
    let mut batch = Batch::new();
    for key in KEYS {
        batch.delete(Table::State, key);
    }
    for (key, value) in rows(number) {
        batch.put(Table::State, &key, &value);
    }
    batch
}

fn number(value: &[u8]) -> u32 {
    u32::from_be_bytes(*value.first_chunk().unwrap())
}

#[test]
fn whoever_reads_while_the_index_is_brought_up_sees_each_batch_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path()).unwrap();
    commit(&store, &batch(0)).unwrap();
    thread::scope(|scope| {
        let writing =
            scope.spawn(|| (1..=COMMITS).for_each(|number| commit(&store, &batch(number)).unwrap()));
        let snapshots = scope.spawn(|| (0..10).for_each(|_| store.snapshot().unwrap()));
        let (mut last, mut readings) = (0, 0);
        while !writing.is_finished() || readings == 0 {
            let found = store.scan(Table::State, b"").unwrap();
            let seen = number(&found[0].1);
            assert!(found == rows(seen), "a part of batch {seen}");
            assert!(seen >= last, "batch {seen} after batch {last}");
            let one = store.get(Table::State, KEYS[0]).unwrap().unwrap();
            assert!(one == rows(number(&one))[0].1, "a part of a value");
            (last, readings) = (number(&one), readings + 1);
        }
        writing.join().unwrap();
        snapshots.join().unwrap();
    });
    assert_eq!(store.scan(Table::State, b"").unwrap(), rows(COMMITS));
}
