//! A translation names the version that it translates, is outdated by a newer one, and says on every page whether its words
//! count.

use crate::world::{World, coordinator, text};
use model::act::Choice;
use model::decide::{self, FreezeWish, RoundWish};
use model::digest::Digest;
use model::fact::Authority::{Authentic, Unofficial};
use model::fact::DossierFact;
use model::ids::{Epoch, Seq, VersionNo};
use model::position::Position::Signed;
use model::record::{Part, Salt};
use model::rule::Rule;
use model::verify::{NotHeld, check_extract, read};

fn world() -> World {
    let mut world = World::of(2);
    world.add_translation("francais", "annex");
    world.freeze("francais", "les premiers mots");
    world
}

fn wish(world: &World, texts: &[&str], authentic: &[&str]) -> RoundWish {
    let authentic = authentic.iter().map(|name| text(name)).collect();
    RoundWish { authentic, ..world.round_wish(texts, Rule::Explicit { min: 1 }) }
}

#[test]
fn a_version_names_what_it_translates_and_is_outdated_by_a_newer_original() {
    let mut world = world();
    let translates = |world: &World, no| {
        world
            .dossier
            .text(&text("francais"))
            .unwrap()
            .version(VersionNo(no))
            .unwrap()
            .fact
            .translates
            .clone()
            .unwrap()
    };
    let first = translates(&world, 1);
    assert_eq!((first.text.clone(), first.version), (text("annex"), VersionNo(1)));
    assert!(!world.dossier.is_outdated(&first));
    assert_eq!(world.freeze("francais", "les premiers mots"), VersionNo(1), "nothing changed");
    world.freeze("annex", "other words");
    assert!(world.dossier.is_outdated(&first));
    assert_eq!(
        world.freeze("francais", "les premiers mots"),
        VersionNo(2),
        "the same words say the new ones"
    );
    assert_eq!(translates(&world, 2).version, VersionNo(2));
    assert_eq!(world.freeze("francais", "les premiers mots"), VersionNo(2));
}

#[test]
fn what_has_no_version_yet_is_not_translated() {
    let mut world = World::of(1);
    world.add_translation("new", "francais");
    let (digest, seq, epoch) = (Digest::ZERO, Seq(1), Epoch(0));
    let wish = FreezeWish { text: text("new"), digest, seq, epoch };
    let refused = decide::freeze(&world.dossier, &coordinator(), wish, world.now).unwrap_err();
    assert_eq!(refused.code, "no-original");
}

#[test]
fn a_round_takes_no_translation_of_another_version_and_calls_no_original_authentic() {
    let mut world = world();
    let of_original = wish(&world, &["annex", "francais"], &["annex"]);
    assert_eq!(world.open_so(of_original).unwrap_err().code, "no-translation");
    world.freeze("annex", "other words");
    let outdated = wish(&world, &["annex", "francais"], &[]);
    assert_eq!(world.open_so(outdated).unwrap_err().code, "another-original");
    let alone = wish(&world, &["francais"], &[]);
    assert!(world.open_so(alone).is_ok(), "by itself it may still be asked about");
}

#[test]
fn what_is_published_says_of_which_version_and_whether_its_words_count_and_nobody_changes_that() {
    for (authentic, authority) in [(&["francais"][..], Authentic), (&[], Unofficial)] {
        let mut world = world();
        let asked = wish(&world, &["annex", "francais"], authentic);
        let round = world.open_so(asked).unwrap();
        world.say(&round, 0, Signed).unwrap();
        world.close(&round).unwrap();
        world.publish(&round, "francais").unwrap();
        let checked = check_extract(&world.extract()).unwrap();
        let translation = checked.publication.translation.unwrap();
        assert_eq!((translation.of.version, translation.authority), (VersionNo(1), authority));

        let mut records = read(&world.extract()).unwrap();
        let last = records.last_mut().unwrap();
        let mut public: model::ledger::Public<DossierFact> = last.public().unwrap();
        let DossierFact::Publication(fact) = &mut public.fact else { panic!("the last is the publication") };
        fact.translation = None;
        last.parts.public = Some(Part::seal(&public, Salt([1; 16])).unwrap());
        last.shell.parts.public = last.parts.public.as_ref().unwrap().hash().unwrap();
        last.receipt = world.secret.receipt(last.shell.hash().unwrap());
        let lines: String = records.iter().map(|record| record.to_line().unwrap() + "\n").collect();
        assert_eq!(check_extract(&lines), Err(NotHeld::NoVersion), "even the server cannot leave it out");
    }
}

#[test]
fn a_signature_is_not_carried_to_a_translation_of_other_words() {
    let mut world = world();
    world.keep = Choice::Yes;
    world.freeze_words("francais", "Un texte.");
    let round = world.open(&["francais"], Rule::Explicit { min: 1 }).unwrap();
    world.say(&round, 0, Signed).unwrap();
    world.freeze_words("francais", "Un  texte.");
    let carried = world.open(&["francais"], Rule::Explicit { min: 1 }).unwrap();
    assert_eq!(world.dossier.round(&carried).unwrap().signatories(&text("francais")).len(), 1);
    world.freeze("annex", "other words");
    world.freeze_words("francais", "Un  texte.");
    let other = world.open(&["francais"], Rule::Explicit { min: 1 }).unwrap();
    assert!(world.dossier.round(&other).unwrap().signatories(&text("francais")).is_empty());
}

/// What the vectors publish: an unofficial translation.
pub fn published() -> World {
    let mut world = world();
    let asked = wish(&world, &["annex", "francais"], &[]);
    let round = world.open_so(asked).unwrap();
    world.say(&round, 0, Signed).unwrap();
    world.close(&round).unwrap();
    world.publish(&round, "francais").unwrap();
    world
}
