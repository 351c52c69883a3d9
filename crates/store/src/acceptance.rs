//! What every back end must do, run by each back end's tests.

use crate::limits::{CHUNK_BYTES_MAX, KEY_BYTES_MAX};
use crate::{Batch, Store, StoreError, Table, Writer};
use std::sync::{Arc, Mutex, mpsc};

/// Runs every check, each on a fresh and empty store.
///
/// # Panics
/// At the first thing that a store must do and this one does not.
pub fn run<S: Store>(fresh: impl Fn() -> S) {
    what_is_put_is_read_and_what_is_deleted_is_gone(&fresh());
    a_scan_is_ordered_and_stays_in_its_table(&fresh());
    a_conflict_is_refused_alone_and_whole(&fresh());
    batches_of_one_call_see_each_other(&fresh());
    operations_of_a_batch_happen_in_order(&fresh());
    values_of_every_size_come_back(&fresh());
    a_batch_over_the_limit_is_refused_alone(&fresh());
    done_is_called_in_order_after_the_batch_is_readable(fresh());
}

fn commit(store: &impl Store, batch: &Batch) -> Result<(), StoreError> {
    store.commit(std::slice::from_ref(batch)).remove(0)
}

fn put(key: &[u8], value: &[u8]) -> Batch {
    let mut batch = Batch::new();
    batch.put(Table::Meta, key, value);
    batch
}

fn get(store: &impl Store, key: &[u8]) -> Option<Vec<u8>> {
    store.get(Table::Meta, key).expect("a read")
}

fn what_is_put_is_read_and_what_is_deleted_is_gone(store: &impl Store) {
    assert_eq!(get(store, b"a"), None);
    commit(store, &put(b"a", b"1")).expect("a put");
    assert_eq!(get(store, b"a").as_deref(), Some(&b"1"[..]));
    assert_eq!(store.get(Table::Claim, b"a").expect("a read"), None, "another table");
    commit(store, &put(b"a", b"")).expect("an overwrite");
    assert_eq!(get(store, b"a").as_deref(), Some(&b""[..]));
    commit(store, Batch::new().delete(Table::Meta, b"a").delete(Table::Meta, b"never")).expect("a delete");
    assert_eq!(get(store, b"a"), None);
}

fn a_scan_is_ordered_and_stays_in_its_table(store: &impl Store) {
    let mut batch = Batch::new();
    for key in [&b"t\x00\x02"[..], b"t\x00\x01", b"t\x00\xff\xff", b"tt\x00\x01", b"s", b"t"] {
        batch.put(Table::Update, key, key);
    }
    batch.put(Table::Meta, b"t\x00\x01", b"").put(Table::State, b"t\x00\x01", b"");
    commit(store, &batch).expect("a put");
    let keys = |prefix| -> Vec<Vec<u8>> {
        let entries = store.scan(Table::Update, prefix).expect("a scan");
        entries.into_iter().map(|(key, value)| if key == value { key } else { vec![] }).collect()
    };
    assert_eq!(keys(b"t\x00"), [&b"t\x00\x01"[..], b"t\x00\x02", b"t\x00\xff\xff"]);
    assert_eq!(keys(b"").len(), 6);
    assert!(keys(b"u").is_empty());
}

fn a_conflict_is_refused_alone_and_whole(store: &impl Store) {
    let claim = |value: &[u8]| {
        let mut batch = put(b"beside", value);
        batch.expect_absent(Table::Meta, b"a").put(Table::Meta, b"a", value);
        batch
    };
    let results = store.commit(&[put(b"x", b"1"), claim(b"first"), claim(b"second"), put(b"y", b"2")]);
    assert!(matches!(results[..], [Ok(()), Ok(()), Err(StoreError::Conflict), Ok(())]), "{results:?}");
    for (key, value) in [(b"a", &b"first"[..]), (b"x", b"1"), (b"y", b"2")] {
        assert_eq!(get(store, key).as_deref(), Some(value));
    }
    assert_eq!(get(store, b"beside").as_deref(), Some(&b"first"[..]), "a refused batch changes nothing");
    assert!(matches!(commit(store, &claim(b"third")), Err(StoreError::Conflict)));
}

fn batches_of_one_call_see_each_other(store: &impl Store) {
    let mut gone = Batch::new();
    gone.delete(Table::Meta, b"a");
    let mut again = put(b"a", b"2");
    again.expect_absent(Table::Meta, b"a");
    let results = store.commit(&[put(b"a", b"1"), again.clone(), gone, again]);
    assert!(matches!(results[..], [Ok(()), Err(StoreError::Conflict), Ok(()), Ok(())]), "{results:?}");
    assert_eq!(get(store, b"a").as_deref(), Some(&b"2"[..]));
    assert!(store.commit(&[]).is_empty());
}

fn operations_of_a_batch_happen_in_order(store: &impl Store) {
    let mut batch = put(b"a", b"1");
    batch.delete(Table::Meta, b"a").put(Table::Meta, b"a", b"2");
    batch.put(Table::Meta, b"b", b"1").delete(Table::Meta, b"b");
    commit(store, &batch).expect("a batch");
    assert_eq!((get(store, b"a").as_deref(), get(store, b"b")), (Some(&b"2"[..]), None));
}

fn values_of_every_size_come_back(store: &impl Store) {
    let sizes =
        [0, 1, CHUNK_BYTES_MAX - 1, CHUNK_BYTES_MAX, CHUNK_BYTES_MAX + 1, 3 * CHUNK_BYTES_MAX, 1_000_003];
    let value = |size: usize| -> Vec<u8> { (0..size).map(|at| (at * 7 % 251) as u8).collect() };
    let key = [b'k'; KEY_BYTES_MAX];
    // Growing and shrinking under one key, beside a key that the first is a prefix of.
    for size in sizes.into_iter().chain(sizes.into_iter().rev()) {
        commit(store, &put(&key[1..], &value(size))).expect("a put");
        commit(store, &put(&key, b"neighbour")).expect("a put");
        assert_eq!(get(store, &key[1..]), Some(value(size)), "{size} bytes");
        let scanned = store.scan(Table::Meta, b"k").expect("a scan");
        assert_eq!(scanned.len(), 2);
        assert_eq!(scanned[0].1, value(size));
    }
}

fn a_batch_over_the_limit_is_refused_alone(store: &impl Store) {
    let results = store.commit(&[put(b"a", b"1"), put(&[0; KEY_BYTES_MAX + 1], b""), put(b"b", b"1")]);
    assert!(matches!(results[..], [Ok(()), Err(StoreError::TooLarge { .. }), Ok(())]), "{results:?}");
    assert_eq!(store.scan(Table::Meta, b"").expect("a scan").len(), 2);
}

fn done_is_called_in_order_after_the_batch_is_readable(store: impl Store) {
    const BATCHES: u32 = 500;
    let store: Arc<dyn Store> = Arc::new(store);
    let writer = Writer::start(Arc::clone(&store));
    let (seen, order) = (Arc::new(Mutex::new(Vec::new())), mpsc::channel());
    for number in 0..BATCHES {
        let (store, seen, done) = (Arc::clone(&store), Arc::clone(&seen), order.0.clone());
        writer.submit(put(&number.to_be_bytes(), b"1"), move |result| {
            result.expect("a write");
            assert!(store.get(Table::Meta, &number.to_be_bytes()).expect("a read").is_some());
            seen.lock().expect("seen").push(number);
            done.send(()).expect("the test waits");
        });
    }
    for _ in 0..BATCHES {
        order.1.recv().expect("an answer");
    }
    assert_eq!(*seen.lock().expect("seen"), (0..BATCHES).collect::<Vec<_>>());
}
