//! One key follows another: whoever trusts the first can trust the last, unless it was lost on the way.

use crate::world::World;
use model::extract::{Reader, for_reader};
use model::fact::Handover::{self, Lost, Rotated};
use model::key::{ServerKey, ServerSecret};
use model::position::Position::Signed;
use model::rule::Rule;
use model::verify::{NotHeld, NotTrusted, check_extract, check_ledger, read};

/// Two who signed under the first key and one under the second, which came after the first `how` says; published under
/// it; and then a third, if the second is lost.
pub fn published(changes: &[Handover]) -> World {
    let mut world = World::of(3);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    world.say(&round, 0, Signed).unwrap();
    for (n, how) in (8..).zip(changes) {
        world.later(1_000);
        world.hand_over(*how, ServerSecret::from_seed([n; 32]));
        world.say(&round, 1, Signed).unwrap();
    }
    world.close(&round).unwrap();
    world.publish(&round, "annex").unwrap();
    world
}

pub fn key(n: u8) -> ServerKey {
    ServerSecret::from_seed([n; 32]).key()
}

#[test]
fn a_key_that_was_handed_over_vouches_for_what_follows_and_the_next_one_for_what_came_before() {
    let world = published(&[Rotated]);
    let extract = check_extract(&world.extract()).unwrap();
    assert_eq!(extract.publication.list.len(), 2);
    let ledger = check_ledger(&for_reader(&world.records, Reader::Member).unwrap()).unwrap();
    for keys in [extract.keys, ledger.keys] {
        assert_eq!((keys.check_trust(key(7)), keys.check_trust(key(8))), (Ok(()), Ok(())));
        assert_eq!(keys.check_trust(key(9)), Err(NotTrusted::Another));
    }
}

#[test]
fn whoever_trusts_a_key_that_was_lost_is_told_so_and_asks_for_the_next() {
    let world = published(&[Rotated, Lost]);
    let (lost, _) = world.dossier.key_changes.last_key_value().unwrap();
    let keys = check_extract(&world.extract()).unwrap().keys;
    assert_eq!(keys.check_trust(key(7)), Err(NotTrusted::Lost(*lost)));
    assert_eq!(keys.check_trust(key(8)), Err(NotTrusted::Lost(*lost)));
    assert_eq!(keys.check_trust(key(9)), Ok(()));
}

#[test]
fn an_edition_from_before_holds_under_the_key_of_its_day() {
    let mut world = published(&[]);
    let before = world.extract();
    world.hand_over(Rotated, ServerSecret::from_seed([8; 32]));
    assert_eq!(world.extract(), before, "what was published does not change");
    let keys = check_extract(&before).unwrap().keys;
    assert_eq!((keys.current(), keys.check_trust(key(8))), (key(7), Err(NotTrusted::Another)));
    let edition = &world.dossier.publications[0].editions[0];
    assert_eq!((world.dossier.key_at(edition.record), world.dossier.key), (key(7), key(8)));
}

#[test]
fn nobody_takes_a_ledger_over_without_the_key_before() {
    let world = published(&[Rotated]);
    let (at, _) = world.dossier.key_changes.first_key_value().unwrap();
    let refused = Err(NotHeld::Receipt(*at));
    let changed = |change: &dyn Fn(&mut model::record::Record)| {
        let mut records = read(&world.extract()).unwrap();
        change(records.iter_mut().find(|record| record.shell.seq == *at).unwrap());
        records.iter().map(|record| record.to_line().unwrap() + "\n").collect::<String>()
    };
    let thief = ServerSecret::from_seed([6; 32]);
    let hidden = changed(&|record| record.parts.public = None);
    let alone = changed(&|record| record.countersigned = None);
    let by_another = changed(&|record| record.receipt = thief.receipt(record.shell.hash().unwrap()));
    let for_another = changed(&|record| {
        record.countersigned = Some(thief.receipt(record.shell.hash().unwrap()));
    });
    for extract in [hidden, alone, by_another, for_another] {
        assert_eq!(check_extract(&extract).map(drop), refused);
    }
    let mut needless = read(&world.extract()).unwrap();
    let second = &mut needless[1];
    second.countersigned = Some(second.receipt.clone());
    let lines: String = needless.iter().map(|record| record.to_line().unwrap() + "\n").collect();
    assert!(check_extract(&lines).is_err(), "a second receipt where no key is handed over");
}

#[test]
fn a_ledger_hands_over_from_the_key_in_force_alone() {
    let mut world = published(&[Rotated]);
    let stale = ServerSecret::from_seed([7; 32]);
    world.secret = stale;
    let handed = std::panic::AssertUnwindSafe(|| world.hand_over(Rotated, ServerSecret::from_seed([9; 32])));
    assert!(std::panic::catch_unwind(handed).is_err(), "the ledger takes no such record in");
}
