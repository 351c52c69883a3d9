//! Rounds by silence: what breaks one, whom it names, and how long it lasts.

use crate::world::{HOUR_MS, World, code, coordinator, organisation, person, text};
use model::act::Choice;
use model::decide::{self, ActWish, Objected, RoundWish};
use model::fact::{DossierFact, Objections};
use model::ids::{RoundId, VersionNo};
use model::ledger::Public;
use model::position::Method;
use model::position::Position::{Conditional, Declines, Objects, Recused, Signed, Withdrawn};
use model::refusal::Refusal;
use model::rule::{Outcome, Rule};
use model::time::UnixMs;
use model::verify::check_extract;

const HOURS: u32 = 72;

fn wish(world: &World, hours: u32) -> RoundWish {
    let deadline = world.now.plus_ms(u64::from(hours) * HOUR_MS);
    RoundWish { deadline, ..world.round_wish(&["annex"], Rule::Silence { hours }) }
}

pub fn open_silence(world: &mut World) -> Result<RoundId, Refusal> {
    let wish = wish(world, HOURS);
    world.open_so(wish)
}

fn silence() -> (World, RoundId) {
    let mut world = World::of(5);
    let round = open_silence(&mut world).unwrap();
    (world, round)
}

pub fn leave(world: &mut World, round: &RoundId, n: usize, assent: Choice) -> Result<(), Refusal> {
    let (round, organisation, language) = (round.clone(), organisation(n), "en".into());
    let wish =
        ActWish { round, organisation, items: vec![], language, keep_if_editorial: Choice::No, assent };
    let drawn = world.draw(&person(n), wish)?;
    world.take(&drawn).map(drop)
}

fn read(world: &mut World, n: usize) {
    let version = (&text("annex"), VersionNo(1));
    let event = decide::read(&world.coalition, &world.dossier, &person(n), version, world.now);
    world.commit(event.into_iter().collect());
}

fn pass(world: &mut World) {
    world.later(u64::from(HOURS) * HOUR_MS + 1);
    let due = decide::close_due(&world.dossier, world.now);
    world.commit(due);
}

#[test]
fn silence_names_whom_it_has_leave_to_name_and_who_opened_the_version() {
    let (mut world, round) = silence();
    for n in [0, 1, 3] {
        leave(&mut world, &round, n, Choice::Yes).unwrap();
    }
    leave(&mut world, &round, 3, Choice::No).unwrap();
    for n in [0, 2, 3] {
        read(&mut world, n);
    }
    world.say(&round, 4, Signed).unwrap();
    pass(&mut world);
    assert_eq!(world.word(&round), "adopted");
    // 0 gave leave and read; 1 did not read; 2 gave no leave; 3 took it back; 4 signed.
    assert_eq!(world.names(&round, "annex"), ["org0", "org4"]);
    world.publish(&round, "annex").unwrap();
    let checked = check_extract(&world.extract()).unwrap();
    let methods: Vec<Method> = checked.publication.list.iter().map(|listed| listed.method).collect();
    assert_eq!(methods, [Method::Session, Method::Silence]);
    assert!(!world.extract().contains("org1"), "who is not named is not in the file");
}

#[test]
fn an_objection_or_a_condition_breaks_it_and_then_it_names_nobody() {
    for said in [Objects, Conditional] {
        let (mut world, round) = silence();
        leave(&mut world, &round, 0, Choice::Yes).unwrap();
        read(&mut world, 0);
        world.say(&round, 1, said).unwrap();
        pass(&mut world);
        assert_eq!(world.word(&round), "not_adopted", "{said:?}");
        assert!(world.names(&round, "annex").is_empty());
    }
    let (mut world, round) = silence();
    for (n, said) in [Declines, Recused].into_iter().enumerate() {
        world.say(&round, n, said).unwrap();
    }
    pass(&mut world);
    assert_eq!(world.word(&round), "adopted", "to decline is no objection");
}

#[test]
fn what_an_organisation_said_itself_is_not_overruled_by_its_silence() {
    let (mut world, round) = silence();
    leave(&mut world, &round, 0, Choice::Yes).unwrap();
    read(&mut world, 0);
    world.say(&round, 0, Declines).unwrap();
    pass(&mut world);
    assert!(world.names(&round, "annex").is_empty());
}

#[test]
fn silence_is_never_cut_short_and_lasts_a_day_at_least() {
    let (mut world, round) = silence();
    for n in 0..5 {
        world.say(&round, n, Signed).unwrap();
    }
    assert_eq!(world.dossier.round(&round).unwrap().outcome_now(&text("annex")), Outcome::Adopted);
    assert_eq!(code(world.close(&round)), "not-yet");

    let mut world = World::of(2);
    let short = wish(&world, 23);
    assert_eq!(code(world.open_so(short)), "silence-too-short");
    let hasty = RoundWish { deadline: world.now.plus_ms(24 * HOUR_MS - 1), ..wish(&world, 24) };
    assert_eq!(code(world.open_so(hasty)), "deadline-before-silence");
    let long = wish(&world, model::limits::SILENCE_HOURS_MAX + 1);
    assert_eq!(code(world.open_so(long)), "silence-too-short");
    let longest = wish(&world, model::limits::SILENCE_HOURS_MAX);
    assert!(world.open_so(longest).is_ok());
}

#[test]
fn leave_is_given_in_rounds_by_silence_while_they_are_open() {
    let mut world = World::of(2);
    let round = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
    assert_eq!(code(leave(&mut world, &round, 0, Choice::Yes)), "which-texts");
    let (mut world, round) = silence();
    pass(&mut world);
    assert_eq!(code(leave(&mut world, &round, 0, Choice::Yes)), "round-over");
}

#[test]
fn a_colleagues_leave_is_not_overruled_unseen() {
    let (mut world, round) = silence();
    world.mandate("colleague", person(1), organisation(0));
    let wish = |assent| ActWish {
        round: round.clone(),
        organisation: organisation(0),
        items: vec![],
        language: "en".into(),
        keep_if_editorial: Choice::No,
        assent,
    };
    let mine = world.draw(&person(0), wish(Choice::Yes)).unwrap();
    let theirs = world.draw(&person(1), wish(Choice::No)).unwrap();
    world.take(&theirs).unwrap();
    assert_eq!(code(world.take(&mine)), "colleague-answered");
    let (_, who) = world.dossier.taken(&round, theirs.act.nonce)[0];
    assert_eq!(*who, person(1));
}

#[test]
fn the_time_that_the_server_was_away_is_added_where_it_was_long() {
    let (mut world, round) = silence();
    let deadline = |world: &World| world.dossier.round(&round).unwrap().fact.deadline;
    let (before, gone) = (deadline(&world), world.now);
    world.later(model::limits::GAP_MS);
    assert!(decide::add_gap(&world.dossier, gone, world.now).is_empty(), "a quarter of an hour is no gap");
    world.later(1);
    let gap = world.now.0 - gone.0;
    let events = decide::add_gap(&world.dossier, gone, world.now);
    let made = world.commit(events);
    assert_eq!(deadline(&world), before.plus_ms(gap));
    let Public { fact, .. } = made[0].public::<Public<DossierFact>>().unwrap();
    assert!(matches!(fact, DossierFact::RoundExtended { gap: Some(said), .. } if said == gap));
    let past = UnixMs(deadline(&world).0 + 1);
    assert!(decide::add_gap(&world.dossier, past, past.plus_ms(HOUR_MS)).is_empty(), "it was over before");
}

#[test]
fn only_the_first_opening_by_somebody_who_is_asked_is_on_record() {
    let (mut world, _) = silence();
    let count = |world: &World| world.records.len();
    let before = count(&world);
    read(&mut world, 0);
    read(&mut world, 0);
    assert_eq!(count(&world), before + 1);
    let version = (&text("annex"), VersionNo(1));
    assert!(decide::read(&world.coalition, &world.dossier, &coordinator(), version, world.now).is_none());
}

#[test]
fn an_objection_from_an_earlier_round_is_overridden_where_the_round_lets_that_happen_and_with_a_reason() {
    let objected = |objections: Objections| {
        let mut world = World::of(3);
        let first = world.open(&["annex"], Rule::Explicit { min: 1 }).unwrap();
        world.say(&first, 2, Objects).unwrap();
        world.freeze("annex", "second words");
        let wish = RoundWish { objections, ..world.round_wish(&["annex"], Rule::Explicit { min: 1 }) };
        let second = world.open_so(wish).unwrap();
        world.say(&second, 0, Signed).unwrap();
        world.close(&second).unwrap();
        (world, first, second)
    };
    let because = || Objected::Overridden("the passage is gone".into());

    let (mut world, _, round) = objected(Objections::Resolved);
    assert_eq!(code(world.publish(&round, "annex")), "objection-stands");
    world.objections = because();
    assert_eq!(code(world.publish(&round, "annex")), "may-not-override");

    let (mut world, _, round) = objected(Objections::MayBeOverridden);
    assert_eq!(code(world.publish(&round, "annex")), "objection-stands");
    world.objections = Objected::Overridden("  ".into());
    assert_eq!(code(world.publish(&round, "annex")), "no-reason");
    world.objections = because();
    assert_eq!(world.publish(&round, "annex"), Ok(true));
    let private = world.records[world.records.len() - 2].private::<model::fact::DossierSecret>().unwrap();
    let said = ("the passage is gone".to_owned(), vec![organisation(2)]);
    assert!(
        matches!(private, model::fact::DossierSecret::Overridden { reason, objectors, .. } if (reason.clone(), objectors.clone()) == said)
    );
    assert!(!world.extract().contains("org2"), "the objector is not in the file");

    let (mut world, first, round) = objected(Objections::Resolved);
    world.say(&first, 2, Withdrawn).unwrap();
    assert_eq!(world.publish(&round, "annex"), Ok(true), "the objector resolved it");
}
