//! Honest updates with their bytes disturbed, and updates made up: never a panic, and what passes harms nobody.

use crate::session::{JOINER, JOINER_CLIENT, PEERS, Session, merged, steps};
use crate::updates::{Between, deleted, format, update, words};
use crate::yjs::Yjs;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};
use statement::{Checked, Draft, Refusal};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

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
    let passed = after_sessions(120, disturbances(), |session, disturbances| {
        let honest = [session.sent.as_slice(), &session.log].concat();
        let each = disturbances.iter().filter(|(which, disturbances)| {
            let (update, other) = (which.get(&honest).clone(), which.get(&session.log).clone());
            meet(session, disturbed(update, &other, disturbances))
        });
        each.count()
    });
    assert!(passed > 20, "only {passed} passed");
}

#[test]
fn what_is_made_up_for_any_place_leaves_everybody_in_step() {
    let passed = after_sessions(100, prop::collection::vec(made_up(), 20), |session, made_up| {
        let each = made_up.iter().filter(|made_up| {
            let update = made_up.update(session, Places::Neighbours);
            meet(session, update)
        });
        each.count()
    });
    assert!(passed > 200, "only {passed} passed");
}

/// Structs between units that were never neighbours: no editor makes them, and Yjs itself places them by the order in
/// which they come. What passes are those that somebody could have made who had not seen all.
#[test]
fn what_is_made_up_between_any_two_places_leaves_everybody_in_step() {
    let passed = after_sessions(100, prop::collection::vec(made_up(), 20), |session, made_up| {
        let each = made_up.iter().filter(|made_up| {
            let update = made_up.update(session, Places::Any);
            meet(session, update)
        });
        each.count()
    });
    assert!(passed > 100, "only {passed} passed");
}

#[test]
fn no_state_vector_panics_and_what_is_answered_brings_everybody_in_step() {
    let answered = after_sessions(60, disturbances(), |session, disturbances| {
        let honest: Vec<_> = (0..PEERS).map(|peer| session.yjs.vector(peer)).collect();
        let each = disturbances.iter().filter(|(which, disturbances)| {
            let vector = disturbed(which.get(&honest).clone(), &honest[0], disturbances);
            let Ok(missing) = session.draft.diff(&vector) else { return false };
            // With all that such a peer has, it now has everything.
            session.yjs.open(JOINER, JOINER_CLIENT, &session.draft.state());
            session.yjs.apply(JOINER, &[missing]);
            assert_eq!(merged(&session.yjs.delta(JOINER)), merged(&session.draft.delta()));
            true
        });
        each.count()
    });
    assert!(answered > 40, "only {answered} answered");
}

/// Runs honest sessions, after each of them something else, and compares at the end. Gives the sum.
fn after_sessions<T: std::fmt::Debug>(
    cases: u32,
    then: impl Strategy<Value = T>,
    run: impl Fn(&mut Session<'_>, &T) -> usize,
) -> usize {
    let yjs = RefCell::new(Yjs::start());
    let passed = Cell::new(0);
    let config = Config {
        cases,
        max_shrink_iters: 2_000,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        source_file: Some(file!()),
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&(steps(), then), |(steps, then)| {
        let mut yjs = yjs.borrow_mut();
        let mut session = Session::start(&mut yjs);
        steps.iter().for_each(|step| session.step(step));
        session.settle();
        passed.set(passed.get() + run(&mut session, &then));
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    passed.get()
}

/// An update of the right shape whose structs stand where no editor would put them.
#[derive(Debug, Clone)]
struct MadeUp {
    sections: Vec<(u64, Vec<MadeUpStruct>)>,
    deletions: Vec<(Index, Index, u32)>,
}

/// Between which units of the sequence a struct stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Places {
    Neighbours,
    Any,
}

/// Two places in the sequence, and content.
type MadeUpStruct = (Index, Index, u8);

fn made_up() -> impl Strategy<Value = MadeUp> {
    let structs = prop::collection::vec(any::<(Index, Index, u8)>(), 1..4);
    // Below and above the ids of honest peers, for the order of ids decides between neighbours.
    let sections =
        prop::collection::btree_map(prop_oneof![1..4u64, (1u64 << 33)..(1u64 << 33) + 3], structs, 0..3);
    let deletions = prop::collection::vec((any::<Index>(), any::<Index>(), 1..6u32), 0..2);
    (sections, deletions)
        .prop_map(|(sections, deletions)| MadeUp { sections: sections.into_iter().collect(), deletions })
}

impl MadeUp {
    fn update(&self, session: &mut Session<'_>, places: Places) -> Vec<u8> {
        let known = vector(&session.draft.state_vector());
        let clock = |client| known.iter().find(|(id, _)| *id == client).map_or(0, |(_, clock)| *clock);
        let order = session.yjs.order(0);
        let structs = |structs: &[MadeUpStruct]| {
            let made = structs.iter().map(|(one, other, content)| {
                let (one, other) = (one.index(order.len() + 1), other.index(order.len() + 1));
                let other = if places == Places::Neighbours { one } else { other };
                let origin = one.min(other).checked_sub(1).map(|at| order[at]);
                let at = Between { origin, right: order.get(one.max(other)).copied() };
                match content % 8 {
                    0 => format(at, "bold", "true"),
                    1 => format(at, "bold", "null"),
                    2 => deleted(at, 2),
                    3 => words(at, "\n"),
                    4 => words(at, "😀"),
                    _ => words(at, "ab"),
                }
            });
            made.collect::<Vec<_>>()
        };
        let sections: Vec<_> = self.sections.iter().map(|(client, made)| (*client, structs(made))).collect();
        let sections: Vec<_> =
            sections.iter().map(|(client, structs)| (*client, clock(*client), structs.as_slice())).collect();
        let deletions = self.deletions.iter().map(|(client, at, length)| {
            let (client, clock) = client.get(&known);
            (*client, [(at.index(*clock as usize) as u64, u64::from(*length))])
        });
        let deletions: BTreeMap<_, _> = deletions.collect();
        let deletions: Vec<_> =
            deletions.iter().map(|(client, ranges)| (*client, ranges.as_slice())).collect();
        update(&sections, &deletions)
    }
}

/// Clients and clocks of a state vector.
fn vector(bytes: &[u8]) -> Vec<(u64, u64)> {
    let mut numbers = bytes.split_inclusive(|byte| *byte < 0x80);
    let mut number = || {
        let digits = numbers.next()?;
        Some(digits.iter().rev().fold(0, |number, digit| number << 7 | u64::from(digit & 0x7f)))
    };
    number();
    std::iter::from_fn(|| Some((number()?, number()?))).collect()
}

/// Whether the draft took it; everybody is in step then, and whoever joins or reads the draft back, and the gate knows in
/// which order units stand.
fn meet(session: &mut Session<'_>, update: Vec<u8>) -> bool {
    let passes = heard(session, update);
    if passes {
        let loaded = Draft::load(&session.draft.state()).unwrap();
        session.yjs.open(JOINER, JOINER_CLIENT, &session.draft.state());
        let joined = merged(&session.yjs.delta(JOINER));
        assert_eq!(joined, merged(&loaded.delta()));
        assert_eq!(joined, merged(&session.draft.delta()));
        assert_order(session);
    }
    passes
}

/// Between two neighbours anybody may write; across a third everybody but who wrote that.
fn assert_order(session: &mut Session<'_>) {
    let order: Vec<_> = session.yjs.order(0).into_iter().map(Some).collect();
    let order = [&[None], order.as_slice(), &[None]].concat();
    let known: BTreeMap<_, _> = vector(&session.draft.state_vector()).into_iter().collect();
    let check = |client: u64, origin, right| {
        let clock = known.get(&client).copied().unwrap_or(0);
        let update = update(&[(client, clock, &[words(Between { origin, right }, "x")])], &[]);
        session.draft.check(&update).map(|checked| assert!(matches!(checked, Checked::Change(_))))
    };
    for sides in order.windows(2) {
        let outcome = check(JOINER_CLIENT, sides[0], sides[1]);
        assert!(matches!(outcome, Ok(()) | Err(Refusal::HalfCharacter)), "{sides:?}: {outcome:?}");
    }
    for three in order.windows(3) {
        let outcome = check(three[1].unwrap().0, three[0], three[2]);
        assert!(matches!(outcome, Err(Refusal::Place | Refusal::HalfCharacter)), "{three:?}: {outcome:?}");
    }
}

/// Whether the draft took it; the peers hear it then.
fn heard(session: &mut Session<'_>, update: Vec<u8>) -> bool {
    let Ok(Checked::Change(change)) = session.draft.check(&update) else { return false };
    // Whose ids they are is for the room to ask.
    if change.writers().iter().any(|id| session.clients.contains(&id.get())) {
        return false;
    }
    session.draft.apply(&change).unwrap();
    session.log.push(update.clone());
    let updates = [update];
    for peer in 0..PEERS {
        let reactions = session.yjs.apply(peer, &updates);
        assert_eq!(merged(&session.yjs.delta(peer)), merged(&session.draft.delta()), "{updates:?}");
        assert!(!session.yjs.is_pending(peer), "peer {peer} waits after {updates:?}");
        session.send_all(peer, reactions);
    }
    session.settle();
    true
}
