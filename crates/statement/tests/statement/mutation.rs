//! Honest updates with their bytes disturbed: never a panic, and what passes leaves everybody in step.

use crate::session::{JOINER, PEERS, Session, steps};
use crate::yjs::Yjs;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};
use statement::{Checked, Draft};
use std::cell::{Cell, RefCell};

/// What is done to the bytes of an update.
#[derive(Debug, Clone)]
enum Disturbance {
    Set(Index, u8),
    Add(Index, u8),
    Cut(Index),
    Insert(Index, u8),
    Remove(Index),
    /// The head of this and the tail of another.
    Splice(Index, Index),
}

fn disturbances() -> impl Strategy<Value = Vec<(Index, Vec<Disturbance>)>> {
    let at = any::<Index>;
    let byte = || prop_oneof![any::<u8>(), 0..16u8, Just(0x80), Just(0x7f), Just(0xff)];
    let one = prop_oneof![
        6 => (at(), byte()).prop_map(|(at, byte)| Disturbance::Set(at, byte)),
        4 => (at(), prop_oneof![Just(1u8), Just(255u8)]).prop_map(|(at, byte)| Disturbance::Add(at, byte)),
        1 => at().prop_map(Disturbance::Cut),
        1 => (at(), byte()).prop_map(|(at, byte)| Disturbance::Insert(at, byte)),
        1 => at().prop_map(Disturbance::Remove),
        1 => (at(), at()).prop_map(|(at, other)| Disturbance::Splice(at, other)),
    ];
    prop::collection::vec((at(), prop::collection::vec(one, 1..3)), 60)
}

fn disturbed(mut update: Vec<u8>, other: &[u8], disturbances: &[Disturbance]) -> Vec<u8> {
    for disturbance in disturbances {
        let length = update.len().max(1);
        match disturbance {
            Disturbance::Set(at, byte) => update[at.index(length)] = *byte,
            Disturbance::Add(at, byte) => {
                let byte_there = &mut update[at.index(length)];
                *byte_there = byte_there.wrapping_add(*byte);
            }
            Disturbance::Cut(at) => update.truncate(at.index(length).max(1)),
            Disturbance::Insert(at, byte) => update.insert(at.index(length), *byte),
            Disturbance::Remove(at) if length > 1 => drop(update.remove(at.index(length))),
            Disturbance::Remove(_) => {}
            Disturbance::Splice(at, from) => {
                update.truncate(at.index(length).max(1));
                update.extend(&other[from.index(other.len())..]);
            }
        }
    }
    update
}

#[test]
fn no_disturbed_update_panics_and_what_passes_leaves_everybody_in_step() {
    let yjs = RefCell::new(Yjs::start());
    let passed = Cell::new(0);
    let config = Config {
        cases: 120,
        max_shrink_iters: 2_000,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        source_file: Some(file!()),
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&(steps(), disturbances()), |(steps, disturbances)| {
        let mut yjs = yjs.borrow_mut();
        let mut session = Session::start(&mut yjs);
        steps.iter().for_each(|step| session.step(step));
        session.settle();
        let honest = [session.sent.as_slice(), &session.log].concat();
        for (which, disturbances) in &disturbances {
            let (update, other) = (which.get(&honest).clone(), which.get(&session.log));
            let update = disturbed(update, other, disturbances);
            passed.set(passed.get() + usize::from(meet(&mut session, update)));
        }
        let (server, peers) = session.deltas();
        for (peer, delta) in peers.iter().enumerate() {
            assert_eq!(delta, &server, "peer {peer}");
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(passed.get() > 500, "only {} passed", passed.get());
}

/// Whether the draft took it; the peers get it then, and somebody joins.
fn meet(session: &mut Session<'_>, update: Vec<u8>) -> bool {
    let Ok(Checked::Change(change)) = session.draft.check(&update) else { return false };
    // Whose ids they are is for the room to ask.
    if change.writers().iter().any(|id| session.clients.contains(&id.get())) {
        return false;
    }
    session.draft.apply(&change).unwrap();
    assert_eq!(Draft::load(&session.draft.state()).unwrap().delta(), session.draft.delta());
    session.yjs.open(JOINER, 1, &session.draft.state());
    assert_eq!(session.yjs.delta(JOINER), session.draft.delta(), "{update:?}");
    session.log.push(update.clone());
    let updates = [update];
    for peer in 0..PEERS {
        let reactions = session.yjs.apply(peer, &updates);
        assert_eq!(session.yjs.delta(peer), session.draft.delta(), "{updates:?}");
        assert!(!session.yjs.is_pending(peer), "peer {peer} waits after {updates:?}");
        session.send_all(peer, reactions);
    }
    session.settle();
    true
}
