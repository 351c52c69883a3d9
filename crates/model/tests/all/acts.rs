//! Who may say what, and when: each refusal with its name.

use crate::world::{HOUR_MS, World, code, coordinator, organisation, person};
use model::act;
use model::decide::{self, Actor};
use model::digest::Digest;
use model::limits::{
    PASSAGE_CHARACTERS_MAX, PASSAGES_MAX, REASON_CHARACTERS_MAX, RESERVATION_CHARACTERS_MAX,
};
use model::organisation::Standing;
use model::position::Method;
use model::position::Position::{self, Conditional, Declines, Objects, Recused, Signed, Withdrawn};
use model::right::{MandateState, Role};
use model::rule::Rule;

#[test]
fn without_a_mandate_of_this_organisation_that_holds_nothing_is_said_for_it() {
    let mut world = World::of(3);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    let for_first = world.wish(&round, 0, Signed);
    let draw = |world: &mut World, who| world.draw(&who, for_first.clone());
    let reader = model::ids::PersonId::new("reader").unwrap();
    world.role(reader.clone(), Role::Reader);
    assert_eq!(code(draw(&mut world, reader)), "no-mandate");
    assert_eq!(code(draw(&mut world, coordinator())), "no-mandate");
    assert_eq!(code(draw(&mut world, person(1))), "another-organisation");
    world.set_mandate("mandate0", MandateState::Suspended);
    assert_eq!(code(draw(&mut world, person(0))), "mandate-suspended");
    world.set_mandate("mandate0", MandateState::Active);
    world.set_mandate("mandate0", MandateState::Ended);
    assert_eq!(code(draw(&mut world, person(0))), "mandate-ended");
}

#[test]
fn a_mandate_that_ends_between_drawing_and_taking_takes_nothing() {
    let mut world = World::of(1);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    let wish = world.wish(&round, 0, Signed);
    let drawn = world.draw(&person(0), wish).unwrap();
    world.set_mandate("mandate0", MandateState::Ended);
    assert_eq!(code(world.take(&drawn)), "mandate-ended");
}

#[test]
fn a_position_is_about_the_words_of_the_round_and_no_others() {
    let mut world = World::of(1);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    let mut wish = world.wish(&round, 0, Signed);
    wish.items[0].digest = Digest::ZERO;
    assert_eq!(code(world.draw(&person(0), wish)), "other-words");
    let mut twice = world.wish(&round, 0, Signed);
    twice.items.push(twice.items[0].clone());
    assert_eq!(code(world.draw(&person(0), twice)), "which-texts");
}

#[test]
fn of_two_holders_at_once_one_is_recorded_and_the_other_hears_when_their_colleague_answered() {
    let mut world = World::of(1);
    let colleague = model::ids::PersonId::new("colleague").unwrap();
    world.mandate("second", colleague.clone(), organisation(0));
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    let wish = world.wish(&round, 0, Signed);
    let one = world.draw(&person(0), wish.clone()).unwrap();
    let other = world.draw(&colleague, wish).unwrap();
    world.take(&one).unwrap();
    let refusal = world.take(&other).unwrap_err();
    assert_eq!(refusal.code, "colleague-answered");
    assert!(refusal.sentence.contains("22:13 UTC"), "{}", refusal.sentence);
    assert_eq!(world.dossier.round(&round).unwrap().spoken.len(), 1);
}

#[test]
fn an_act_names_the_one_it_replaces_and_commits_to_its_signer_without_naming_them() {
    let mut world = World::of(1);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    let wish = world.wish(&round, 0, Signed);
    let first = world.draw(&person(0), wish).unwrap();
    assert_eq!(first.act.replaces, Digest::ZERO);
    assert_eq!(first.act.signer, act::signer(&person(0), first.signer_salt));
    assert!(!first.act.to_canonical().unwrap().contains("person0"));
    world.take(&first).unwrap();
    let wish = world.wish(&round, 0, Declines);
    let second = world.draw(&person(0), wish).unwrap();
    assert_eq!(second.act.replaces, first.act.hash().unwrap());
    let taken = world.dossier.taken(&round, first.act.nonce);
    assert_eq!(taken.len(), 1, "the same act again finds its record");
}

#[test]
fn after_closing_an_organisation_withdraws_signs_late_or_objects_late_and_nothing_else() {
    let mut world = World::of(4);
    let round = world.open(&["annex"], Rule::Explicit { min: 2 }).unwrap();
    for n in [0, 1, 2] {
        world.say(&round, n, Signed).unwrap();
    }
    world.close(&round).unwrap();
    for late in [Conditional, Declines, Recused] {
        assert_eq!(code(world.say(&round, 3, late)), "round-over", "{late:?}");
    }
    world.say(&round, 3, Signed).unwrap();
    world.say(&round, 0, Objects).unwrap();
    world.later(1000 * HOUR_MS);
    world.say(&round, 1, Withdrawn).unwrap();
    assert_eq!(code(world.say(&round, 1, Withdrawn)), "nothing-to-withdraw");
    assert_eq!(world.names(&round, "annex"), ["org2", "org3"]);
    assert_eq!(world.word(&round), "adopted", "the outcome stays");
}

#[test]
fn nobody_signs_late_where_nothing_was_adopted() {
    let mut world = World::of(2);
    let round = world.open(&["annex"], Rule::Explicit { min: 2 }).unwrap();
    world.later(HOUR_MS + 1);
    world.close(&round).unwrap();
    assert_eq!(code(world.say(&round, 0, Signed)), "round-over");
}

#[test]
fn a_token_signs_in_a_demonstration_and_nowhere_else() {
    for (standing, may) in [(Standing::Demonstration, true), (Standing::Real, false)] {
        let mut world = World::standing(1, standing);
        let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
        let wish = world.wish(&round, 0, Signed);
        let program = Actor { person: person(0), method: Method::Token };
        let drawn = world.draw_as(&program, wish);
        assert_eq!(drawn.is_ok(), may);
        assert!(may || code(drawn) == "token-never-signs");
    }
}

#[test]
fn a_relayed_position_says_so_is_undone_by_its_holder_and_never_goes_over_a_holders_own() {
    let mut world = World::of(2);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    world.relay(&round, 0, Signed).unwrap();
    let text = crate::world::text("annex");
    let spoken = world.dossier.round(&round).unwrap().position(&text, &organisation(0)).unwrap();
    assert_eq!(spoken.fact.method, Method::Relayed);
    world.say(&round, 0, Withdrawn).unwrap();
    assert!(world.names(&round, "annex").is_empty());
    assert_eq!(code(world.relay(&round, 0, Signed)), "holder-answered");
    world.forbid_relaying();
    assert_eq!(code(world.relay(&round, 1, Signed)), "relaying-forbidden");
}

#[test]
fn words_at_their_limit_are_taken_and_one_character_more_is_not() {
    let mut world = World::of(1);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    let draw =
        |world: &mut World, position: Position, reservation: usize, reason: usize, passages: &[usize]| {
            let mut wish = world.wish(&round, 0, position);
            let said = |n: usize| (n > 0).then(|| "é".repeat(n));
            let item = &mut wish.items[0];
            item.reservation = said(reservation);
            item.reason = said(reason);
            item.passages = passages.iter().map(|n| "é".repeat(*n)).collect();
            world.draw(&person(0), wish)
        };
    let (reserved, one) = (Position::SignedWithReservation, [1].as_slice());
    assert!(draw(&mut world, reserved, RESERVATION_CHARACTERS_MAX, 0, &[]).is_ok());
    let long = draw(&mut world, reserved, RESERVATION_CHARACTERS_MAX + 1, 0, &[]);
    assert_eq!(code(long), "reservation-too-long");
    assert_eq!(code(draw(&mut world, reserved, 0, 0, &[])), "reservation");
    assert_eq!(code(draw(&mut world, Signed, 1, 0, &[])), "reservation");
    assert!(draw(&mut world, Objects, 0, REASON_CHARACTERS_MAX, one).is_ok());
    assert_eq!(code(draw(&mut world, Objects, 0, REASON_CHARACTERS_MAX + 1, one)), "reason-too-long");
    assert_eq!(code(draw(&mut world, Objects, 0, 1, &[])), "no-passage");
    assert!(draw(&mut world, Objects, 0, 1, &[1; PASSAGES_MAX]).is_ok());
    assert_eq!(code(draw(&mut world, Objects, 0, 1, &[1; PASSAGES_MAX + 1])), "too-many-passages");
    assert!(draw(&mut world, Objects, 0, 1, &[PASSAGE_CHARACTERS_MAX]).is_ok());
    assert_eq!(code(draw(&mut world, Objects, 0, 1, &[PASSAGE_CHARACTERS_MAX + 1])), "too-many-passages");
}

#[test]
fn only_the_coordinator_freezes_and_an_unchanged_draft_is_the_version_that_exists() {
    let mut world = World::of(1);
    let first = world.freeze("annex", "first words");
    assert_eq!(first.0, 1);
    assert_eq!(world.freeze("annex", "second words").0, 2);
    let digest = Digest::of("test/words/1", "third");
    let text = crate::world::text("annex");
    let wish = decide::FreezeWish { text, digest, seq: model::ids::Seq(3), epoch: model::ids::Epoch(0) };
    world.role(person(0), Role::Editor);
    assert_eq!(code(decide::freeze(&world.dossier, &person(0), wish, world.now)), "not-the-coordinator");
}
