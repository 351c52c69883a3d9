//! Publications and their editions.

use crate::world::{HOUR_MS, World, code, coordinator, organisation, text};
use model::decide::{self, Purpose};
use model::fact::Correction;
use model::ids::VersionNo;
use model::position::Position::{Declines, Objects, Signed, Withdrawn};
use model::rule::Rule;
use model::verify::check_extract;

#[test]
fn late_names_and_withdrawals_make_new_editions_of_the_same_digest() {
    let mut world = World::of(3);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    world.say(&round, 0, Signed).unwrap();
    assert_eq!(code(world.publish(&round, "annex")), "not-adopted");
    world.close(&round).unwrap();
    assert!(world.publish(&round, "annex").unwrap());
    assert!(!world.publish(&round, "annex").unwrap(), "the same names are the same edition");
    world.say(&round, 1, Signed).unwrap();
    assert!(world.publish(&round, "annex").unwrap());
    world.say(&round, 0, Withdrawn).unwrap();
    assert!(world.publish(&round, "annex").unwrap());
    let editions = &world.dossier.publications[0].editions;
    let names = |n: usize| editions[n].fact.list.iter().map(|l| l.organisation.as_str()).collect::<Vec<_>>();
    assert_eq!([names(0), names(1), names(2)], [vec!["org0"], vec!["org1", "org0"], vec!["org1"]]);
    assert!(editions.iter().all(|e| e.fact.digest == editions[0].fact.digest && e.files.len() == 1));
    world.say(&round, 1, Withdrawn).unwrap();
    assert_eq!(code(world.publish(&round, "annex")), "nobody-signed");
}

#[test]
fn an_earlier_objection_stops_publishing_until_its_organisation_says_something_else() {
    let mut world = World::of(3);
    let first = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    world.say(&first, 0, Objects).unwrap();
    world.say(&first, 1, Signed).unwrap();
    world.later(HOUR_MS + 1);
    world.close(&first).unwrap();
    assert_eq!(world.word(&first), "not_adopted");
    world.freeze("annex", "second words");
    let second = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    world.say(&second, 1, Signed).unwrap();
    world.close(&second).unwrap();
    assert_eq!(code(world.publish(&second, "annex")), "objection-stands");
    world.say(&first, 0, Withdrawn).unwrap();
    assert!(world.publish(&second, "annex").unwrap());
}

#[test]
fn a_late_objection_takes_a_name_off_and_stops_no_publication() {
    let mut world = World::of(2);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    world.say(&round, 0, Signed).unwrap();
    world.say(&round, 1, Signed).unwrap();
    world.close(&round).unwrap();
    world.say(&round, 1, Objects).unwrap();
    assert!(world.publish(&round, "annex").unwrap());
    assert_eq!(world.names(&round, "annex"), ["org0"]);
}

#[test]
fn an_adopted_text_is_published_though_the_other_of_its_round_was_not_adopted() {
    let mut world = World::of(1);
    let round = world.open(&["annex", "vote"], Rule::Explicit { min: 1 }).unwrap();
    let mut wish = world.wish(&round, 0, Signed);
    wish.items[1].position = Declines;
    let drawn = world.draw(&crate::world::person(0), wish).unwrap();
    world.take(&drawn).unwrap();
    world.later(HOUR_MS + 1);
    world.close(&round).unwrap();
    assert!(world.publish(&round, "annex").unwrap());
    assert_eq!(code(world.publish(&round, "vote")), "not-adopted");
    assert!(world.dossier.publication_of(&round, &text("vote")).is_none());
}

#[test]
fn a_retracted_publication_says_why_and_has_no_further_edition() {
    let mut world = World::of(2);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    world.say(&round, 0, Signed).unwrap();
    world.close(&round).unwrap();
    world.publish(&round, "annex").unwrap();
    let id = world.dossier.publications[0].id.clone();
    let retract = |world: &World, why| decide::retract(&world.dossier, &coordinator(), &id, why, world.now);
    assert_eq!(code(retract(&world, " ")), "no-reason");
    let event = retract(&world, "A paragraph was wrong.").unwrap();
    world.commit(vec![event]);
    world.say(&round, 1, Signed).unwrap();
    assert_eq!(code(world.publish(&round, "annex")), "retracted");
}

#[test]
fn acronyms_are_printed_for_those_on_the_list_and_make_an_edition_of_their_own() {
    let mut world = World::of(3);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    world.say(&round, 0, Signed).unwrap();
    world.close(&round).unwrap();
    world.publish(&round, "annex").unwrap();
    world.acronyms = (0..3).map(|n| (organisation(n), format!("ON{n}"))).collect();
    assert!(world.publish(&round, "annex").unwrap(), "another edition");
    assert!(!world.publish(&round, "annex").unwrap(), "the same edition");
    let checked = check_extract(&world.extract()).unwrap();
    assert_eq!(checked.publication.settings.acronyms, [(organisation(0), "ON0".to_owned())].into());
    assert!(!world.extract().contains("ON1"), "nobody else is named");
}

#[test]
fn a_correction_is_numbered_and_names_the_version_in_whose_place_it_stands() {
    let mut world = World::of(2);
    let published = |world: &mut World, purpose| {
        let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
        world.say(&round, 0, Signed).unwrap();
        world.close(&round).unwrap();
        world.purpose = purpose;
        let made = world.publish(&round, "annex").map_err(|refusal| refusal.code);
        made.map(|_| (round, world.dossier.publications.last().unwrap().latest().unwrap().fact.correction))
    };
    assert_eq!(published(&mut world, Purpose::Correction).map(|(_, it)| it), Err("nothing-to-correct"));
    world.freeze("annex", "words with a mistake");
    let (round, none) = published(&mut world, Purpose::Text).unwrap();
    assert_eq!(none, None);
    world.purpose = Purpose::Correction;
    assert_eq!(
        code(world.publish(&round, "annex")),
        "no-correction",
        "it was published as a text of its own"
    );
    for number in 1..3 {
        world.freeze("annex", &format!("words mended {number} times"));
        let (round, correction) = published(&mut world, Purpose::Correction).unwrap();
        assert_eq!(correction, Some(Correction { number, version: VersionNo(number + 1) }));
        world.say(&round, 1, Signed).unwrap();
        world.purpose = Purpose::Text;
        assert!(world.publish(&round, "annex").unwrap(), "a late name");
        let edition = world.dossier.publications.last().unwrap().latest().unwrap();
        assert_eq!(edition.fact.correction, correction, "its next edition is the same correction");
        assert!(check_extract(&world.extract()).is_ok());
    }
}

#[test]
fn the_last_word_on_the_same_words_counts_whichever_round_it_was_said_in() {
    let mut world = World::of(3);
    let first = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    world.say(&first, 0, Signed).unwrap();
    world.say(&first, 1, Signed).unwrap();
    world.close(&first).unwrap();
    world.publish(&first, "annex").unwrap();
    let again = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    world.say(&again, 0, Signed).unwrap();
    world.say(&again, 0, Withdrawn).unwrap();
    world.say(&again, 1, Signed).unwrap();
    assert!(world.publish(&first, "annex").unwrap(), "another edition");
    let checked = check_extract(&world.extract()).unwrap();
    let names: Vec<_> = checked.publication.list.iter().map(|listed| &listed.organisation).collect();
    assert_eq!(names, [&organisation(1)]);
    world.say(&again, 0, Signed).unwrap();
    assert!(world.publish(&first, "annex").unwrap(), "and taken back again");
}
