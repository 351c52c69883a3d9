//! Signatures are carried to the next version where the organisation wants it and nothing but its spelling changed.

use crate::world::{World, code, coordinator, organisation, statement, text};
use model::act::Choice;
use model::change::Class;
use model::fact::{DossierFact, DossierSecret};
use model::ids::RoundId;
use model::ledger::Public;
use model::position::Position::{self, Declines, Signed, Withdrawn};
use model::rule::{Outcome, Rule};
use model::verify::{NotHeld, check_extract};

const FIRST: &str = "The neighbours urge States to act.";
const EDITORIAL: &str = "The neighbors urge  States to act.";
const SUBSTANTIVE: &str = "The neighbours urge States not to act.";

fn explicit(min: u32) -> Rule {
    Rule::Explicit { min }
}

/// Three organisations asked about the first words; 0 and 1 sign, 0 wants it kept.
fn signed() -> (World, RoundId) {
    let mut world = World::of(3);
    world.freeze_words("annex", FIRST);
    let round = world.open(&["annex"], explicit(1)).unwrap();
    world.keep = Choice::Yes;
    world.say(&round, 0, Signed).unwrap();
    world.keep = Choice::No;
    world.say(&round, 1, Signed).unwrap();
    (world, round)
}

fn next(world: &mut World, words: &str) -> RoundId {
    world.freeze_words("annex", words);
    world.open(&["annex"], explicit(1)).unwrap()
}

#[test]
fn a_signature_is_carried_over_an_editorial_change_where_its_organisation_chose_so() {
    let (mut world, first) = signed();
    let second = next(&mut world, EDITORIAL);
    assert_eq!(world.names(&second, "annex"), ["org0"]);
    let round = world.dossier.round(&second).unwrap();
    let spoken = round.position(&text("annex"), &organisation(0)).unwrap();
    let base = world.dossier.round(&first).unwrap().position(&text("annex"), &organisation(0)).unwrap();
    let carried = spoken.fact.carried.as_ref().unwrap();
    assert_eq!(
        (carried.record, carried.digest, carried.class),
        (base.record, base.fact.digest, Class::Editorial)
    );
    assert_eq!(spoken.fact.method, base.fact.method);
    assert_eq!(round.outcome_now(&text("annex")), Outcome::Adopted, "it counts");
}

#[test]
fn nothing_is_carried_over_a_substantive_change_nor_where_somebody_called_it_one() {
    let (mut world, _) = signed();
    let second = next(&mut world, SUBSTANTIVE);
    assert!(world.names(&second, "annex").is_empty());

    let (mut world, _) = signed();
    world.freeze_words("annex", EDITORIAL);
    let version = world.dossier.text(&text("annex")).unwrap().latest().unwrap().fact.version;
    let mut wish = world.round_wish(&["annex"], explicit(1));
    wish.raised = vec![text("vote")];
    assert_eq!(code(world.open_so(wish.clone())), "which-texts");
    wish.raised = vec![text("annex")];
    let round = world.open_so(wish).unwrap();
    assert!(world.names(&round, "annex").is_empty());
    assert_eq!(world.dossier.round(&round).unwrap().fact.items[0].version, version);
}

#[test]
fn the_base_is_the_version_that_was_signed_whatever_lies_between() {
    let (mut world, first) = signed();
    let base =
        world.dossier.round(&first).unwrap().position(&text("annex"), &organisation(0)).unwrap().record;
    let second = next(&mut world, SUBSTANTIVE);
    assert!(world.names(&second, "annex").is_empty());
    for words in [EDITORIAL, "The neighbors urge States to act."] {
        let round = next(&mut world, words);
        let spoken = world.dossier.round(&round).unwrap().position(&text("annex"), &organisation(0)).unwrap();
        assert_eq!(spoken.fact.carried.as_ref().unwrap().record, base);
    }
    let last = next(&mut world, SUBSTANTIVE);
    assert!(world.names(&last, "annex").is_empty());
}

#[test]
fn what_an_organisation_said_since_ends_the_carrying() {
    for said in [Declines, Withdrawn] {
        let (mut world, first) = signed();
        world.keep = Choice::Yes;
        world.say(&first, 0, said).unwrap();
        let second = next(&mut world, EDITORIAL);
        assert!(world.names(&second, "annex").is_empty(), "{said:?}");
    }
    let (mut world, _) = signed();
    let second = next(&mut world, EDITORIAL);
    world.say(&second, 0, Withdrawn).unwrap();
    assert!(world.names(&second, "annex").is_empty(), "a carried signature is refused like any other");
    let third = next(&mut world, FIRST);
    assert!(world.names(&third, "annex").is_empty(), "and is not carried again");
}

#[test]
fn an_organisation_without_a_holder_to_be_told_is_not_carried() {
    let (mut world, _) = signed();
    world.set_mandate("mandate0", model::right::MandateState::Ended);
    let second = next(&mut world, EDITORIAL);
    assert!(world.names(&second, "annex").is_empty());
}

#[test]
fn the_record_says_to_whom_the_redline_was_sent() {
    let (mut world, _) = signed();
    let second = next(&mut world, EDITORIAL);
    let spoken = world.dossier.round(&second).unwrap().spoken[0].record;
    let record = world.records.iter().find(|record| record.shell.seq == spoken).unwrap();
    let sent = DossierSecret::Carried { by: coordinator(), sent_to: vec![crate::world::person(0)] };
    assert_eq!(record.private::<DossierSecret>().unwrap(), sent);
    assert!(record.parts.proof.is_none(), "nobody acted");
}

#[test]
fn a_colleague_answers_a_carried_signature_as_if_nobody_had_spoken() {
    let (mut world, _) = signed();
    let second = next(&mut world, EDITORIAL);
    world.say(&second, 0, Position::SignedWithReservation).unwrap();
    assert_eq!(world.names(&second, "annex"), ["org0"]);
    assert_eq!(code(world.relay(&second, 0, Signed)), "holder-answered");
}

/// Two names, one of them carried.
pub fn published() -> World {
    let (mut world, _) = signed();
    let second = next(&mut world, EDITORIAL);
    world.say(&second, 2, Signed).unwrap();
    world.close(&second).unwrap();
    world.publish(&second, "annex").unwrap();
    world
}

#[test]
fn a_published_extract_leads_from_the_printed_words_back_to_those_signed() {
    let world = published();
    let checked = check_extract(&world.extract()).unwrap();
    let carried: Vec<_> = checked.publication.list.iter().map(|l| l.carried_from.map(|v| v.0)).collect();
    assert_eq!(carried, [None, Some(2)], "its own version is the third");
    assert_eq!(checked.check_carried(&statement(EDITORIAL)), Ok(()));
    assert!(matches!(checked.check_carried(&statement(SUBSTANTIVE)), Err(NotHeld::Carried(_))));
    assert!(!world.extract().contains("org1"), "who was not carried is not named");
}

#[test]
fn a_carried_signature_whose_base_is_not_shown_is_found_out() {
    let world = published();
    let base = |record: &&model::record::Record| {
        let public = record.parts.public.as_ref().and_then(|part| part.open::<Public<DossierFact>>().ok());
        public.is_some_and(|p| matches!(p.fact, DossierFact::Position(fact) if fact.carried.is_none() && fact.version.0 == 2))
    };
    let mut lines = String::new();
    for line in world.extract().lines() {
        let mut record = model::record::Record::from_line(line).unwrap();
        if base(&&record) {
            record.parts.public = None;
        }
        lines += &(record.to_line().unwrap() + "\n");
    }
    assert!(matches!(check_extract(&lines), Err(NotHeld::Carried(_))));
}

#[test]
fn a_carried_signature_is_taken_back_with_the_one_that_it_rests_on() {
    for said in [Withdrawn, Position::Objects] {
        let (mut world, first) = signed();
        world.close(&first).unwrap();
        let second = next(&mut world, EDITORIAL);
        let third = next(&mut world, "The neighbors urge States to act.");
        assert_eq!(world.names(&third, "annex"), ["org0"]);
        world.say(&first, 0, said).unwrap();
        for round in [&second, &third] {
            assert!(world.names(round, "annex").is_empty(), "{said:?}");
        }
        let replayed = model::dossier::Dossier::replay(&world.records).unwrap();
        assert_eq!(replayed, world.dossier);
    }
    let (mut world, first) = signed();
    world.close(&first).unwrap();
    let second = next(&mut world, EDITORIAL);
    world.say(&second, 0, Signed).unwrap();
    world.say(&first, 0, Withdrawn).unwrap();
    assert_eq!(world.names(&second, "annex"), ["org0"], "what it signed itself since stands");
}
