//! Random histories: whatever people do, in whatever order, these things stay so.

use crate::silence::{leave, open_silence};
use crate::world::{HOUR_MS, World, coordinator, organisation, person, text, unanimous};
use model::act::Choice;
use model::change::class;
use model::decide;
use model::dossier::Dossier;
use model::fact::{DossierSecret, Handover, SpokenFact};
use model::ids::RoundId;
use model::key::ServerSecret;
use model::organisation::Proofs;
use model::position::{Method, Position};
use model::round::{Basis, RoundState, Spoken};
use model::rule::Outcome;
use model::rule::Rule;
use model::verify::{check_chain, check_extract};
use proptest::prelude::*;
use std::collections::BTreeMap;

const ORGANISATIONS: usize = 4;

/// The first three differ in an editorial way, the others from everything.
const WORDS: [&str; 5] =
    ["a neighbour - now", "a neighbor \u{2013} now", "a  neighbour - now", "an organisation - not", "now"];

#[derive(Debug, Clone)]
enum Step {
    Say { organisation: usize, position: usize, round: usize },
    Relay { organisation: usize, position: usize, round: usize },
    Wait { ms: u64 },
    Close { round: usize },
    Cancel { round: usize },
    Freeze { text: bool },
    FreezeWords { text: bool, words: usize },
    Keep { choice: bool },
    OpenSilence,
    GiveLeave { organisation: usize, round: usize, choice: bool },
    Read { organisation: usize },
    Days,
    Open { both: bool, min: u32, all: bool },
    Publish { round: usize, text: bool },
    Leave { organisation: usize },
    HandOver { seed: u8, lost: bool },
}

fn step() -> impl Strategy<Value = Step> {
    let (who, what, which) = (0..ORGANISATIONS, 0..Position::TAKEN.len(), 0..4usize);
    prop_oneof![
        8 => (who.clone(), what.clone(), which.clone())
            .prop_map(|(organisation, position, round)| Step::Say { organisation, position, round }),
        2 => (who.clone(), what, which.clone())
            .prop_map(|(organisation, position, round)| Step::Relay { organisation, position, round }),
        2 => (1..3_000_000u64).prop_map(|ms| Step::Wait { ms }),
        2 => which.clone().prop_map(|round| Step::Close { round }),
        1 => which.clone().prop_map(|round| Step::Cancel { round }),
        1 => any::<bool>().prop_map(|text| Step::Freeze { text }),
        2 => (any::<bool>(), 0..WORDS.len()).prop_map(|(text, words)| Step::FreezeWords { text, words }),
        1 => any::<bool>().prop_map(|choice| Step::Keep { choice }),
        1 => Just(Step::OpenSilence),
        2 => (who.clone(), which.clone(), any::<bool>())
            .prop_map(|(organisation, round, choice)| Step::GiveLeave { organisation, round, choice }),
        2 => who.clone().prop_map(|organisation| Step::Read { organisation }),
        1 => Just(Step::Days),
        3 => (any::<bool>(), 1..3u32, any::<bool>()).prop_map(|(both, min, all)| Step::Open { both, min, all }),
        2 => (which, any::<bool>()).prop_map(|(round, text)| Step::Publish { round, text }),
        1 => who.prop_map(|organisation| Step::Leave { organisation }),
        1 => (8..99u8, any::<bool>()).prop_map(|(seed, lost)| Step::HandOver { seed, lost }),
    ]
}

fn nth(world: &World, round: usize) -> Option<RoundId> {
    let rounds = &world.dossier.rounds;
    rounds.get(round % rounds.len().max(1)).map(|round| round.id().clone())
}

fn name(is_vote: bool) -> &'static str {
    if is_vote { "vote" } else { "annex" }
}

/// Does the step, or is refused; either is fine.
fn take(world: &mut World, step: &Step) -> Option<()> {
    match *step {
        Step::Say { organisation, position, round } => {
            let round = nth(world, round)?;
            world.say(&round, organisation, Position::TAKEN[position]).ok()?;
        }
        Step::Relay { organisation, position, round } => {
            let round = nth(world, round)?;
            world.relay(&round, organisation, Position::TAKEN[position]).ok()?;
        }
        Step::Wait { ms } => {
            world.later(ms);
            let due = decide::close_due(&world.dossier, world.now);
            world.commit(due);
        }
        Step::Close { round } => {
            let round = nth(world, round)?;
            world.close(&round).ok()?;
        }
        Step::Cancel { round } => {
            let round = nth(world, round)?;
            let event = decide::cancel(&world.dossier, &coordinator(), &round, world.now).ok()?;
            world.commit(vec![event]);
        }
        Step::Freeze { text } => {
            let words = format!("words {}", world.records.len());
            world.freeze(name(text), &words);
        }
        Step::FreezeWords { text, words } => _ = world.freeze_words(name(text), WORDS[words]),
        Step::Keep { choice } => world.keep = if choice { Choice::Yes } else { Choice::No },
        Step::OpenSilence => _ = open_silence(world).ok()?,
        Step::GiveLeave { organisation, round, choice } => {
            let round = nth(world, round)?;
            leave(world, &round, organisation, if choice { Choice::Yes } else { Choice::No }).ok()?;
        }
        Step::Read { organisation } => {
            let version = world.dossier.text(&text("annex"))?.latest()?.fact.version;
            let (coalition, by) = (&world.coalition, person(organisation));
            let event = decide::read(coalition, &world.dossier, &by, (&text("annex"), version), world.now);
            world.commit(event.into_iter().collect());
        }
        Step::Days => {
            world.later(4 * 24 * HOUR_MS);
            let due = decide::close_due(&world.dossier, world.now);
            world.commit(due);
        }
        Step::Open { both, min, all } => {
            let texts: &[&str] = if both { &["annex", "vote"] } else { &["annex"] };
            let rule = if all { unanimous(0..2) } else { Rule::Explicit { min } };
            world.open(texts, rule).ok()?;
        }
        Step::Publish { round, text } => {
            let round = nth(world, round)?;
            world.publish(&round, name(text)).ok()?;
        }
        Step::Leave { organisation: n } => world.leave(n),
        Step::HandOver { seed, lost } => {
            let how = if lost { Handover::Lost } else { Handover::Rotated };
            world.hand_over(how, ServerSecret::from_seed([seed; 32]));
        }
    }
    Some(())
}

/// The outcome of every round that is over, by its number.
fn outcomes(dossier: &Dossier) -> BTreeMap<usize, RoundState> {
    let over = dossier.rounds.iter().enumerate().filter(|(_, round)| !round.is_open());
    over.map(|(n, round)| (n, round.state.clone())).collect()
}

/// A position is by a holder of its organisation at that time, or relayed, and says so.
fn check_voices(world: &World) {
    for spoken in world.dossier.rounds.iter().flat_map(|round| &round.spoken) {
        let act = match &spoken.basis {
            Basis::Act(act) => act,
            Basis::Carried if spoken.is_signature() => {
                check_carried(world, spoken);
                continue;
            }
            // Taken back with the signature that it rested on.
            Basis::Carried => continue,
            Basis::Silence => {
                check_silent(world, spoken);
                continue;
            }
        };
        match &act.secret.mandate {
            Some(id) => {
                let mandate = world.dossier.mandate(id).unwrap();
                assert_eq!(mandate.organisation, spoken.fact.organisation);
                assert_eq!(mandate.person, act.secret.by);
            }
            None => assert_eq!(spoken.fact.method, Method::Relayed),
        }
        let relayed = spoken.fact.method == Method::Relayed;
        assert_eq!(relayed, act.secret.relay.is_some());
        assert_eq!(relayed, act.secret.by == coordinator());
    }
}

/// Silence names nobody who gave no leave, whose people did not open the version, or who had said something.
fn check_silent(world: &World, spoken: &Spoken) {
    let SpokenFact { round, text, version, organisation, .. } = &spoken.fact;
    let round = world.dossier.round(round).unwrap();
    assert_eq!(round.outcome(text), Some(Outcome::Adopted));
    let leave = round.leaves.iter().rfind(|leave| leave.fact.organisation == *organisation).unwrap();
    assert_eq!((leave.fact.assent, leave.record < spoken.record), (Choice::Yes, true));
    let opened = world.dossier.read[&(text.clone(), *version, organisation.clone())];
    assert!(opened <= spoken.at);
    let before = round.of(organisation).filter(|s| s.fact.text == *text && s.record < spoken.record);
    assert_eq!(before.count(), 0);
}

/// A carried signature rests on what its organisation signed itself, wanted kept and said last before; and its words are
/// near to those, however many versions lie between.
fn check_carried(world: &World, spoken: &Spoken) {
    let carried = spoken.fact.carried.as_ref().unwrap();
    let all: Vec<&Spoken> = world.dossier.rounds.iter().flat_map(|round| &round.spoken).collect();
    let base = all.iter().find(|s| s.record == carried.record).unwrap();
    assert!(base.is_signature() && base.fact.digest == carried.digest);
    assert_eq!(base.act().unwrap().keep_if_editorial, Choice::Yes);
    let same =
        |s: &&&Spoken| (&s.fact.organisation, &s.fact.text) == (&spoken.fact.organisation, &spoken.fact.text);
    let between = all.iter().filter(same).filter(|s| (base.record < s.record) && (s.record < spoken.record));
    assert!(between.clone().all(|s| s.act().is_none()), "it spoke in between");
    let (signed, printed) =
        (world.words(&carried.digest).unwrap(), world.words(&spoken.fact.digest).unwrap());
    assert!(class(&signed, &printed) == carried.class && carried.class.is_carried());
}

/// Whoever has a position and a person can withdraw it, now and for ever.
fn check_withdrawing(world: &mut World) {
    for round in world.dossier.rounds.clone() {
        for n in 0..ORGANISATIONS {
            let standing = |item: &model::fact::RoundItem| {
                let spoken = round.position(&item.text, &organisation(n));
                spoken.is_some_and(|s| s.fact.position != Position::Withdrawn)
            };
            let mut wish = world.wish(round.id(), n, Position::Withdrawn);
            let stands: Vec<_> = round.fact.items.iter().filter(|item| standing(item)).collect();
            wish.items.retain(|item| stands.iter().any(|s| s.text == item.text));
            if !wish.items.is_empty() {
                let drawn = world.draw(&person(n), wish);
                drawn.unwrap_or_else(|refusal| panic!("withdrawing was refused: {refusal}"));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens(steps in prop::collection::vec(step(), 1..60)) {
        let mut world = World::of(ORGANISATIONS);
        let mut before = outcomes(&world.dossier);
        for step in &steps {
            take(&mut world, step);
            let after = outcomes(&world.dossier);
            for (n, outcome) in &before {
                prop_assert_eq!(after.get(n), Some(outcome), "what a round came to never changes");
            }
            let open = |name: &str| {
                world.dossier.rounds.iter().filter(|r| r.is_open() && r.item(&text(name)).is_some()).count()
            };
            prop_assert!(open("annex") <= 1 && open("vote") <= 1, "one open round per text");
            before = after;
        }
        check_voices(&world);
        let first = ServerSecret::from_seed([7; 32]).key();
        let (head, keys) = check_chain(&world.records, first).unwrap();
        prop_assert_eq!(&head, &world.dossier.head);
        prop_assert_eq!(keys.current(), world.secret.key());
        prop_assert_eq!(&Dossier::replay(&world.records).unwrap(), &world.dossier, "a dossier is its records");
        for publication in &world.dossier.publications {
            for edition in &publication.editions {
                let extract = model::extract::published(&world.dossier, edition, &world.records, Proofs::Kept).unwrap();
                let checked = check_extract(&extract).unwrap();
                prop_assert_eq!(checked.keys.current(), world.dossier.key_at(edition.record));
                prop_assert_eq!(&checked.publication, &edition.fact, "the list is a function of public parts");
            }
        }
        check_withdrawing(&mut world);
    }

    #[test]
    fn time_never_runs_backwards_in_a_ledger(steps in prop::collection::vec(step(), 1..30)) {
        let mut world = World::of(ORGANISATIONS);
        for step in &steps {
            take(&mut world, step);
        }
        let times: Vec<_> = world.records.iter().map(|r| {
            r.public::<model::ledger::Public<model::fact::DossierFact>>().unwrap().at
        }).collect();
        prop_assert!(times.is_sorted());
        for record in &world.records {
            if let Some(part) = &record.parts.private {
                part.open::<DossierSecret>().unwrap();
            }
        }
    }
}
