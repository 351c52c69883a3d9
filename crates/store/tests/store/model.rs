//! Random batches against a plain map, across reopening, snapshots and catching up.

use crate::support::{Content, content, copy_folder};
use proptest::collection::vec;
use proptest::prelude::*;
use store::{Batch, IndexState, SledStore, Store, StoreError, Table};

#[derive(Debug, Clone)]
enum Op {
    Put(u8, u8, usize),
    Delete(u8, u8),
    ExpectAbsent(u8, u8),
}

#[derive(Debug, Clone)]
enum Step {
    Commit(Vec<Vec<Op>>),
    Reopen,
    ReopenWithAnOlderIndex,
    Snapshot,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (0u8..3, 0u8..12, prop_oneof![0usize..40, 4090usize..4100, 9000usize..20000])
            .prop_map(|(table, key, size)| Op::Put(table, key, size)),
        2 => (0u8..3, 0u8..12).prop_map(|(table, key)| Op::Delete(table, key)),
        1 => (0u8..3, 0u8..12).prop_map(|(table, key)| Op::ExpectAbsent(table, key)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => vec(vec(op(), 0..6), 1..5).prop_map(Step::Commit),
        2 => Just(Step::Reopen),
        1 => Just(Step::ReopenWithAnOlderIndex),
        1 => Just(Step::Snapshot),
    ]
}

fn table(number: u8) -> Table {
    Table::ALL[usize::from(number)]
}

fn key(number: u8) -> Vec<u8> {
    vec![b'k'; usize::from(number)]
}

fn batch(ops: &[Op]) -> Batch {
    let mut batch = Batch::new();
    for op in ops {
        match *op {
            Op::Put(of, at, size) => batch.put(table(of), &key(at), &vec![at; size]),
            Op::Delete(of, at) => batch.delete(table(of), &key(at)),
            Op::ExpectAbsent(of, at) => batch.expect_absent(table(of), &key(at)),
        };
    }
    batch
}

/// What the map does with a batch; whether it was taken.
fn apply(map: &mut Content, ops: &[Op]) -> bool {
    let there = |op: &Op| matches!(*op, Op::ExpectAbsent(of, at) if map.contains_key(&(table(of), key(at))));
    if ops.iter().any(there) {
        return false;
    }
    for op in ops {
        match *op {
            Op::Put(of, at, size) => drop(map.insert((table(of), key(at)), vec![at; size])),
            Op::Delete(of, at) => drop(map.remove(&(table(of), key(at)))),
            Op::ExpectAbsent(..) => {}
        }
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_store_holds_what_a_map_holds(steps in vec(step(), 1..30)) {
        let folder = tempfile::tempdir().unwrap();
        let (path, older) = (folder.path().join("data"), folder.path().join("older"));
        let mut store = SledStore::open(&path).unwrap();
        let mut map = Content::new();
        for step in steps {
            match step {
                Step::Commit(group) => {
                    let batches: Vec<_> = group.iter().map(|ops| batch(ops)).collect();
                    let results = store.commit(&batches);
                    for (ops, result) in group.iter().zip(results) {
                        let taken = apply(&mut map, ops);
                        prop_assert!(taken == result.is_ok());
                        prop_assert!(taken || matches!(result, Err(StoreError::Conflict)));
                    }
                }
                Step::Snapshot => store.snapshot().unwrap(),
                Step::Reopen => {
                    drop(store);
                    if !older.exists() {
                        copy_folder(&path.join("index"), &older);
                    }
                    store = SledStore::open(&path).unwrap();
                    prop_assert_eq!(&store.opened().index, &IndexState::Current);
                }
                Step::ReopenWithAnOlderIndex if older.exists() => {
                    drop(store);
                    std::fs::remove_dir_all(path.join("index")).unwrap();
                    copy_folder(&older, &path.join("index"));
                    store = SledStore::open(&path).unwrap();
                }
                Step::ReopenWithAnOlderIndex => {}
            }
            prop_assert_eq!(&content(&store), &map);
        }
    }
}
