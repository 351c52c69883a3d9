//! What is published of a ledger tells no more than it must, and none of its bytes can be another.

use crate::world::{World, coordinator, organisation};
use model::digest::Digest;
use model::extract::{Reader, for_reader};
use model::key::ServerSecret;
use model::ledger::Head;
use model::position::Position::{self, Declines, Objects, Signed};
use model::record::{FORMAT, PART_FORMAT, Record};
use model::rule::Rule;
use model::verify::{NotHeld, Proved, check_chain, check_extract, check_ledger, extends, read};

fn published() -> World {
    let mut world = World::of(5);
    let round = world.open(&["annex"], Rule::Explicit { min: 2 }).unwrap();
    world.say(&round, 3, Objects).unwrap();
    world.say(&round, 3, Declines).unwrap();
    world.say(&round, 0, Signed).unwrap();
    world.relay(&round, 1, Position::SignedWithReservation).unwrap();
    world.close(&round).unwrap();
    world.publish(&round, "annex").unwrap();
    world
}

#[test]
fn a_published_extract_holds_and_says_what_was_published() {
    let world = published();
    let checked = check_extract(&world.extract()).unwrap();
    assert_eq!(checked.keys.current(), world.secret.key());
    assert_eq!(checked.coalition, "The Coalition");
    let names: Vec<_> = checked.publication.list.iter().map(|l| l.name.as_str()).collect();
    assert_eq!(names, ["Organisation No 1", "Organisation No 0"], "the order is the recorded one");
    assert_eq!(checked.publication.list[0].reservation.as_deref(), Some("except paragraph 3"));
}

#[test]
fn a_published_extract_names_no_person_no_objection_and_no_organisation_that_did_not_sign() {
    let extract = published().extract();
    for absent in
        ["ecret", "person", "coordinator", "mandate", "org2", "org3", "org4", "objects", "declines", "Ada"]
    {
        assert!(!extract.contains(absent), "{absent}");
    }
    assert!(extract.contains("org0") && extract.contains("org1"));
}

#[test]
fn guessing_organisation_position_and_version_finds_no_hash_of_a_published_extract() {
    let world = published();
    let extract = world.extract();
    for n in 0..5 {
        for position in Position::TAKEN {
            let position = serde_json::to_string(&position).unwrap();
            for version in 1..3 {
                let id = organisation(n);
                let guesses = [
                    format!("{{\"organisation\":\"{id}\",\"position\":{position},\"version\":{version}}}"),
                    format!("{id}{position}{version}"),
                ];
                for guess in guesses {
                    for domain in [PART_FORMAT, FORMAT, "undersigned/act/1"] {
                        assert!(!extract.contains(&Digest::of(domain, &guess).to_string()));
                    }
                    assert!(!extract.contains(&Digest::of_file(&guess).to_string()));
                }
            }
        }
    }
    for record in &world.records {
        let part = record.parts.public.as_ref().unwrap();
        let salted = serde_json::to_value(part).unwrap();
        assert_eq!(salted["salt"].as_str().unwrap().len(), 32, "128 random bits in each part");
    }
}

#[test]
fn an_extract_with_any_byte_changed_is_refused() {
    let world = published();
    let extract = world.extract();
    let last_line = extract.trim_end().rfind('\n').unwrap();
    for at in (0..last_line).step_by(5).chain(last_line..extract.len()) {
        let mut bytes = extract.clone().into_bytes();
        bytes[at] ^= 1;
        let Ok(changed) = String::from_utf8(bytes) else { continue };
        assert!(check_extract(&changed).is_err(), "byte {at}");
    }
}

#[test]
fn a_record_dropped_in_the_middle_or_at_the_end_or_added_is_named() {
    let extract = published().extract();
    let lines: Vec<&str> = extract.split_inclusive('\n').collect();
    let without = |n: usize| {
        let kept = lines.iter().enumerate().filter(|(at, _)| *at != n).map(|(_, line)| *line);
        check_extract(&kept.collect::<String>())
    };
    assert!(matches!(without(4), Err(NotHeld::Chain(_))));
    assert_eq!(without(lines.len() - 1), Err(NotHeld::NoPublication));
    assert_eq!(without(0), Err(NotHeld::NoCoalition));
    let twice = format!("{extract}{}", lines[lines.len() - 1]);
    assert!(check_extract(&twice).is_err());
    assert!(check_extract(extract.trim_end()).is_err(), "the last line feed is part of it");
    assert!(check_extract(&extract.replace('\n', "\r\n")).is_err());
    assert_eq!(check_extract(""), Err(NotHeld::NoCoalition));
}

#[test]
fn a_part_left_out_shows_in_the_list_and_another_key_in_the_receipts() {
    let world = published();
    let mut records = read(&world.extract()).unwrap();
    let signed = records.iter_mut().rev().filter(|r| r.parts.public.is_some()).nth(1).unwrap();
    signed.parts.public = None;
    let lines: String = records.iter().map(|r| r.to_line().unwrap() + "\n").collect();
    assert_eq!(check_extract(&lines), Err(NotHeld::List));
    let other = ServerSecret::from_seed([8; 32]);
    let records = read(&world.extract()).unwrap();
    assert!(matches!(check_chain(&records, other.key()), Err(NotHeld::Receipt(_))));
}

#[test]
fn what_a_published_file_does_not_show_is_refused_where_it_is_shown() {
    let world = published();
    let until = world.dossier.publications[0].editions[0].record;
    let records = world.records.iter().filter(|r| r.shell.seq <= until).cloned().collect::<Vec<Record>>();
    let members = for_reader(&records, Reader::Member).unwrap();
    assert!(matches!(check_extract(&members), Err(NotHeld::Shown(_))));
    let all = for_reader(&records, Reader::Coordinator).unwrap();
    assert!(matches!(check_extract(&all), Err(NotHeld::Shown(_))));
}

#[test]
fn members_read_all_public_parts_and_the_coordinator_all_parts() {
    let world = published();
    let members = for_reader(&world.records, Reader::Member).unwrap();
    assert!(members.contains("\"objects\"") && !members.contains("secret reason"));
    assert!(!members.contains(coordinator().as_str()) && !members.contains("person0"));
    let all = for_reader(&world.records, Reader::Coordinator).unwrap();
    assert!(all.contains("secret reason") && all.contains("secret evidence"));
    for lines in [members, all] {
        let (head, _) = check_chain(&read(&lines).unwrap(), world.secret.key()).unwrap();
        assert_eq!(head, world.dossier.head);
    }
}

#[test]
fn a_later_extract_goes_on_from_a_kept_head_and_a_rewritten_one_does_not() {
    let (world, mut other) = (published(), World::of(5));
    let kept = Head::of(&world.records[15]).unwrap();
    assert!(extends(&world.records, &kept));
    while other.records.len() < 20 {
        let words = format!("words {}", other.records.len());
        other.freeze("annex", &words);
    }
    assert!(!extends(&other.records, &kept));
    assert!(!extends(&world.records[..15], &kept), "an extract that ends before it does not go on from it");
}

#[test]
fn a_members_and_a_coordinators_ledger_hold_and_no_byte_of_them_can_be_another() {
    let world = published();
    for reader in [Reader::Member, Reader::Coordinator] {
        let ledger = for_reader(&world.records, reader).unwrap();
        let checked = check_ledger(&ledger).unwrap();
        assert_eq!(checked.positions.len(), 4);
        let shows_acts = checked.positions.iter().all(|position| position.proof == Proved::Act);
        assert_eq!(shows_acts, reader == Reader::Coordinator);
        for at in (0..ledger.len()).step_by(7) {
            let mut bytes = ledger.clone().into_bytes();
            bytes[at] ^= 1;
            let changed = String::from_utf8_lossy(&bytes).into_owned();
            assert!(check_ledger(&changed).is_err(), "byte {at}");
        }
        let lines: Vec<&str> = ledger.split_inclusive('\n').collect();
        for at in 0..lines.len() - 1 {
            let kept = [&lines[..at], &lines[at + 1..]].concat().concat();
            assert!(check_ledger(&kept).is_err(), "record {at} dropped");
        }
        let cut = check_ledger(&lines[..lines.len() - 1].concat()).unwrap();
        assert!(
            !extends(&cut.records, &checked.head),
            "a head kept outside finds what was cut off at the end"
        );
    }
}

#[test]
fn a_name_that_is_withheld_is_counted_and_in_no_published_byte() {
    let mut world = World::of(4);
    let round = world.open(&["annex"], Rule::Explicit { min: 3 }).unwrap();
    world.say(&round, 0, Signed).unwrap();
    world.withheld = Some(model::act::Withheld::Safety);
    for n in [1, 2] {
        world.say(&round, n, Signed).unwrap();
    }
    world.close(&round).unwrap();
    assert_eq!(world.word(&round), "adopted", "they count");
    world.publish(&round, "annex").unwrap();
    let extract = world.extract();
    let checked = check_extract(&extract).unwrap();
    assert_eq!((checked.publication.list.len(), checked.publication.withheld), (1, 2));
    for absent in ["org1", "org2", "Organisation No 1", "Organisation No 2", "safety"] {
        assert!(!extract.contains(absent), "{absent}");
    }
    let mut wish = world.wish(&round, 3, Position::SignedWithReservation);
    wish.items[0].withheld = world.withheld;
    assert_eq!(crate::world::code(world.draw(&crate::world::person(3), wish)), "withheld");
}
