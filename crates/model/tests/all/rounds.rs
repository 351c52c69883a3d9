//! Where a round stands, and what moves it.

use crate::world::{HOUR_MS, World, code, coordinator, organisation, person, text, unanimous};
use model::decide::{self, RoundWish};
use model::fact::LateNames;
use model::position::Position::{self, Conditional, Declines, Objects, Recused, Signed, Withdrawn};
use model::rule::{Outcome, Rule};
use model::time::UnixMs;

#[test]
fn a_met_rule_closes_early_and_an_unmet_one_at_the_deadline_as_not_adopted() {
    let mut world = World::of(3);
    let round = world.open(&["annex"], Rule::Explicit { min: 2 }).unwrap();
    world.say(&round, 0, Signed).unwrap();
    assert_eq!(code(world.close(&round)), "not-yet");
    world.say(&round, 1, Signed).unwrap();
    world.close(&round).unwrap();
    assert_eq!(world.word(&round), "adopted");

    let other = world.open(&["vote"], unanimous(0..3)).unwrap();
    world.say(&other, 0, Signed).unwrap();
    assert!(
        decide::close_due(&world.dossier, world.now.plus_ms(HOUR_MS)).is_empty(),
        "the deadline is in time"
    );
    world.later(HOUR_MS + 1);
    let due = decide::close_due(&world.dossier, world.now);
    world.commit(due);
    assert_eq!(world.word(&other), "not_adopted");
}

#[test]
fn each_position_does_what_the_table_of_effects_says_through_a_whole_round() {
    let table = [
        (None, "adopted", "not_adopted"),
        (Some(Signed), "adopted", "adopted"),
        (Some(Position::SignedWithReservation), "adopted", "adopted"),
        (Some(Conditional), "adopted", "not_adopted"),
        (Some(Objects), "not_adopted", "not_adopted"),
        (Some(Declines), "adopted", "not_adopted"),
        (Some(Recused), "adopted", "adopted"),
        (Some(Withdrawn), "adopted", "not_adopted"),
    ];
    for (position, explicit, unanimity) in table {
        for (rule, expected) in [(Rule::Explicit { min: 2 }, explicit), (unanimous(0..3), unanimity)] {
            let mut world = World::of(3);
            let round = world.open(&["annex"], rule).unwrap();
            world.say(&round, 1, Signed).unwrap();
            world.say(&round, 2, Signed).unwrap();
            if position == Some(Withdrawn) {
                world.say(&round, 0, Signed).unwrap();
            }
            if let Some(position) = position {
                world.say(&round, 0, position).unwrap();
            }
            world.later(HOUR_MS + 1);
            world.close(&round).unwrap();
            assert_eq!(world.word(&round), expected, "{position:?}");
            let on_the_list = position.is_some_and(Position::is_on_the_list);
            assert_eq!(
                world.names(&round, "annex").contains(&"org0".to_owned()),
                on_the_list,
                "{position:?}"
            );
        }
    }
}

#[test]
fn what_is_said_at_the_deadline_is_in_time_and_one_millisecond_later_it_is_not() {
    let mut world = World::of(2);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    world.later(HOUR_MS);
    world.say(&round, 0, Signed).unwrap();
    world.later(1);
    assert_eq!(code(world.say(&round, 1, Signed)), "round-over");
}

#[test]
fn a_deadline_is_put_off_before_it_passes_and_never_shortened() {
    let mut world = World::of(1);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    let deadline = world.now.plus_ms(HOUR_MS);
    let extend =
        |world: &World, to: UnixMs| decide::extend(&world.dossier, &coordinator(), &round, to, world.now);
    assert_eq!(code(extend(&world, deadline)), "not-later");
    let event = extend(&world, deadline.plus_ms(1)).unwrap();
    world.commit(vec![event]);
    assert_eq!(world.dossier.round(&round).unwrap().fact.deadline, deadline.plus_ms(1));
    world.later(HOUR_MS + 2);
    assert_eq!(code(extend(&world, deadline.plus_ms(HOUR_MS))), "deadline-passed");
}

#[test]
fn a_text_has_one_open_round_which_only_a_round_on_a_newer_version_supersedes() {
    let mut world = World::of(2);
    let first = world.open(&["annex", "vote"], Rule::Explicit { min: 1 }).unwrap();
    assert_eq!(code(world.open(&["vote"], Rule::Explicit { min: 1 })), "round-open");
    world.freeze("annex", "second words");
    assert_eq!(world.word(&first), "open", "freezing supersedes nothing");
    let second = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    assert_eq!((world.word(&first), world.word(&second)), ("superseded", "open"));
    assert_eq!(code(world.say(&first, 0, Signed)), "round-over");
}

#[test]
fn a_round_that_is_over_is_neither_closed_cancelled_nor_extended() {
    let mut world = World::of(1);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    let cancelled = decide::cancel(&world.dossier, &coordinator(), &round, world.now).unwrap();
    world.commit(vec![cancelled]);
    assert_eq!(code(world.close(&round)), "round-over");
    assert_eq!(code(decide::cancel(&world.dossier, &coordinator(), &round, world.now)), "round-over");
    assert_eq!(code(decide::cancel(&world.dossier, &person(0), &round, world.now)), "not-found");
}

#[test]
fn two_texts_of_a_round_have_an_outcome_each_and_the_round_is_adopted_when_both_are() {
    let mut world = World::of(2);
    let round = world.open(&["annex", "vote"], Rule::Explicit { min: 1 }).unwrap();
    let mut wish = world.wish(&round, 0, Signed);
    wish.items[1].position = Declines;
    let drawn = world.draw(&person(0), wish).unwrap();
    assert_eq!(world.take(&drawn).unwrap().len(), 2, "one act, one record for each text");
    assert_eq!(code(world.close(&round)), "not-yet");
    world.later(HOUR_MS + 1);
    world.close(&round).unwrap();
    let closed = world.dossier.round(&round).unwrap();
    assert_eq!(closed.outcome(&text("annex")), Some(Outcome::Adopted));
    assert_eq!(closed.outcome(&text("vote")), Some(Outcome::NotAdopted));
    assert_eq!(closed.word(), "not_adopted");
}

#[test]
fn an_organisation_that_leaves_is_no_response_in_open_rounds_and_keeps_the_right_to_withdraw() {
    let mut world = World::of(3);
    let closed = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    world.say(&closed, 0, Signed).unwrap();
    world.close(&closed).unwrap();
    let open = world.open(&["vote"], Rule::Explicit { min: 1 }).unwrap();
    world.say(&open, 0, Signed).unwrap();
    world.leave(0);
    assert_eq!(code(world.close(&open)), "not-yet");
    assert_eq!(world.names(&closed, "annex"), ["org0"], "it stays under what was closed before");
    assert_eq!(code(world.say(&closed, 0, Objects)), "organisation-left");
    world.say(&closed, 0, Withdrawn).unwrap();
    assert!(world.names(&closed, "annex").is_empty());
}

#[test]
fn a_round_asks_somebody_about_something_by_a_rule_that_can_be_met() {
    let mut world = World::of(2);
    let wish = |world: &World| RoundWish {
        texts: vec![(text("annex"), model::ids::VersionNo(1))],
        asked: vec![organisation(0)],
        rule: Rule::Explicit { min: 1 },
        deadline: world.now.plus_ms(1),
        zone: "UTC".into(),
        objections: model::fact::Objections::Resolved,
        raised: vec![],
        authentic: vec![],
        late_names: LateNames::NotTaken,
    };
    let nobody = RoundWish { asked: vec![], ..wish(&world) };
    assert_eq!(code(world.open_so(nobody)), "nobody-asked");
    for rule in [Rule::Explicit { min: 2 }, Rule::Explicit { min: 0 }, unanimous(0..2), unanimous(0..0)] {
        let wish = RoundWish { rule, ..wish(&world) };
        assert_eq!(code(world.open_so(wish)), "rule-out-of-reach");
    }
    let past = RoundWish { deadline: world.now, ..wish(&world) };
    assert_eq!(code(world.open_so(past)), "deadline-passed");
    let at_most = world.now.plus_ms(model::limits::DEADLINE_AHEAD_MS_MAX);
    let far = RoundWish { deadline: at_most.plus_ms(1), ..wish(&world) };
    assert_eq!(code(world.open_so(far)), "deadline-too-far");
    let unknown = RoundWish { texts: vec![(text("annex"), model::ids::VersionNo(2))], ..wish(&world) };
    assert_eq!(code(world.open_so(unknown)), "not-found");
    let good = wish(&world);
    world.open_so(good).unwrap();
}
