//! A passkey's word holds for one act, one person and one site, and no byte of it can be another.

use crate::world::{World, code, coordinator, person};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use model::bytes::Bytes;
use model::decide::{self, Actor, AssertionWish, Confirmation, Drawn, PasskeyWish};
use model::digest::Digest;
use model::extract::{Reader, for_reader};
use model::fact::{CoalitionFact, DossierFact};
use model::ids::PersonId;
use model::ledger::{Proof, Public, append};
use model::limits::{CREDENTIAL_BYTES_MAX, PASSKEYS_MAX};
use model::organisation::Proofs;
use model::passkey::{Assertion, NotSigned, Party, Passkey, Registration};
use model::position::{Method, Position};
use model::record::Record;
use model::refusal::Refusal;
use model::rule::Rule;
use model::verify::{Counter, NotHeld, Proved, check_extract, read};
use ring::rand::SystemRandom;
use ring::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair};

/// SubjectPublicKeyInfo up to the key's own bytes.
const P256_HEAD: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
const ED25519_HEAD: &str = "302a300506032b6570032100";

const PRESENT_VERIFIED: u8 = 0x05;

fn party() -> Party {
    Party { id: "statements.example".into(), origin: "https://statements.example".into() }
}

fn digits(digits: &str) -> Vec<u8> {
    Bytes::try_from(digits.to_owned()).unwrap().0
}

/// An authenticator with one key.
enum Key {
    Es256(Box<EcdsaKeyPair>),
    EdDsa(Box<Ed25519KeyPair>),
}

impl Key {
    fn es256() -> Self {
        let (random, algorithm) = (SystemRandom::new(), &signature::ECDSA_P256_SHA256_ASN1_SIGNING);
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self::Es256(Box::new(EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap()))
    }

    fn eddsa() -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::EdDsa(Box::new(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap()))
    }

    /// Always the same one, whose signatures are always the same.
    fn seeded() -> Self {
        Self::EdDsa(Box::new(Ed25519KeyPair::from_seed_unchecked(&[5; 32]).unwrap()))
    }

    fn public(&self) -> Bytes {
        Bytes(match self {
            Self::Es256(key) => [&digits(P256_HEAD), key.public_key().as_ref()].concat(),
            Self::EdDsa(key) => [&digits(ED25519_HEAD), key.public_key().as_ref()].concat(),
        })
    }

    fn sign(&self, bytes: &[u8]) -> Bytes {
        Bytes(match self {
            Self::Es256(key) => key.sign(&SystemRandom::new(), bytes).unwrap().as_ref().to_vec(),
            Self::EdDsa(key) => key.sign(bytes).as_ref().to_vec(),
        })
    }

    fn credential(&self) -> Bytes {
        Bytes(Passkey::id_of(&self.public()).0[..16].to_vec())
    }

    fn registration(&self, challenge: Digest) -> Registration {
        let credential = self.credential();
        let length = u16::try_from(credential.0.len()).unwrap().to_be_bytes();
        let attested = [&[0; 16][..], &length, &credential.0, b"a COSE key, which is not read"].concat();
        Registration {
            key: self.public(),
            authenticator_data: Bytes([authenticator(0x45), attested].concat()),
            client_data: client_data("webauthn.create", challenge, ""),
            credential,
        }
    }

    fn assertion(&self, challenge: Digest) -> Assertion {
        self.assertion_of(authenticator(PRESENT_VERIFIED), client_data("webauthn.get", challenge, ""))
    }

    fn assertion_of(&self, authenticator_data: Vec<u8>, client_data: Bytes) -> Assertion {
        let signed = [&authenticator_data[..], &Digest::of_file(&client_data.0).0].concat();
        let (key, signature) = (self.public(), self.sign(&signed));
        let authenticator_data = Bytes(authenticator_data);
        Assertion { key, party: party(), authenticator_data, client_data, signature }
    }

    fn confirms(&self, drawn: &Drawn) -> Confirmation {
        let assertion = self.assertion(drawn.act.hash().unwrap());
        let Assertion { authenticator_data, client_data, signature, .. } = assertion;
        let credential = self.credential();
        Confirmation::Passkey(AssertionWish { credential, authenticator_data, client_data, signature })
    }
}

fn authenticator(flags: u8) -> Vec<u8> {
    [&Digest::of_file(party().id).0[..], &[flags], &7_u32.to_be_bytes()].concat()
}

/// As a browser writes it, with a member that nobody knows.
fn client_data(kind: &str, challenge: Digest, more: &str) -> Bytes {
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(challenge.0);
    let origin = party().origin;
    let json = format!(
        r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false,"other":"x"{more}}}"#
    );
    Bytes(json.into_bytes())
}

fn enrol(world: &mut World, person: PersonId, key: &Key) -> Result<(), Refusal> {
    let challenge = Digest::of_file("asked");
    let (name, registration) = ("A key".into(), key.registration(challenge));
    let wish = PasskeyWish { name, challenge, registration, party: party() };
    let actor = Actor { person, method: Method::Session };
    record(world, decide::enrol(&world.coalition, &actor, wish, world.now)?);
    Ok(())
}

fn record(world: &mut World, event: model::ledger::Event<CoalitionFact, model::fact::CoalitionSecret>) {
    let (head, ledger) = (world.coalition.head.clone(), world.coalition.ledger());
    let made = append(&head, &ledger, &event, &world.secret, &mut || [1; 16]).unwrap();
    world.coalition.apply(&made).unwrap();
}

/// A round, and an act of person 0 that waits to be confirmed.
fn drawn() -> (World, Drawn) {
    let mut world = World::of(3);
    let round = world.open(&["annex", "vote"], Rule::Explicit { min: 1 }).unwrap();
    let wish = world.wish(&round, 0, Position::Signed);
    let drawn = world.draw(&person(0), wish).unwrap();
    (world, drawn)
}

#[test]
fn a_passkey_signs_all_texts_of_an_act_and_the_record_proves_it() {
    for key in [Key::es256(), Key::eddsa()] {
        let (mut world, drawn) = drawn();
        enrol(&mut world, person(0), &key).unwrap();
        let records = world.take_by(&drawn, key.confirms(&drawn)).unwrap();
        assert_eq!(records.len(), 2);
        for record in records {
            let proof: Proof = record.proof().unwrap();
            let assertion = proof.assertion.unwrap();
            assert_eq!(assertion.check(proof.act.hash().unwrap()), Ok(()));
            assert_eq!(
                (assertion.counter(), Passkey::id_of(&assertion.key)),
                (7, Passkey::id_of(&key.public()))
            );
        }
        let spoken = &world.dossier.rounds[0].spoken;
        assert!(spoken.iter().all(|spoken| spoken.fact.method == Method::Passkey));
    }
}

#[test]
fn a_counter_that_does_not_go_on_is_accepted_and_shown_to_whoever_looks() {
    let (mut world, drawn) = drawn();
    let key = Key::eddsa();
    enrol(&mut world, person(0), &key).unwrap();
    world.take_by(&drawn, key.confirms(&drawn)).unwrap();
    let spoken = |world: &World| world.dossier.rounds[0].spoken.clone();
    assert_eq!(spoken(&world).len(), 2, "one touch for two texts");
    assert!(!spoken(&world).iter().any(|it| world.dossier.counter_stands(it)));
    let wish = world.wish(&drawn.act.round, 0, Position::Declines);
    let again = world.draw(&person(0), wish).unwrap();
    world.take_by(&again, key.confirms(&again)).unwrap();
    let stands: Vec<bool> = spoken(&world).iter().map(|it| world.dossier.counter_stands(it)).collect();
    assert_eq!(stands, [false, false, true, true], "the key of these tests always counts 7");
    let lines = for_reader(&world.records, Reader::Coordinator).unwrap();
    let ledger = model::verify::check_ledger(&lines).unwrap();
    let counters = ledger.positions.iter().map(|position| match position.proof {
        Proved::Passkey(_, counter) => counter,
        _ => panic!("all are a passkey's"),
    });
    assert_eq!(
        counters.collect::<Vec<_>>(),
        [Counter::Goes, Counter::Goes, Counter::Stands, Counter::Stands]
    );
}

/// Published with one signature of a passkey, made with the same key every time; and whether proofs are published.
pub fn published(proofs: Proofs) -> World {
    let (mut world, drawn) = drawn();
    world.coalition.proofs = proofs;
    let key = Key::seeded();
    enrol(&mut world, person(0), &key).unwrap();
    world.take_by(&drawn, key.confirms(&drawn)).unwrap();
    world.say(&drawn.act.round, 1, Position::Signed).unwrap();
    world.close(&drawn.act.round).unwrap();
    world.publish(&drawn.act.round, "annex").unwrap();
    world
}

#[test]
fn a_published_file_carries_what_a_passkey_signed_where_the_coalition_publishes_proofs() {
    let kept = check_extract(&published(Proofs::Kept).extract()).unwrap();
    assert!(kept.signed_by.is_empty());
    let world = published(Proofs::Published);
    let checked = check_extract(&world.extract()).unwrap();
    let by_passkey = checked.publication.list.iter().filter(|listed| listed.method == Method::Passkey);
    let records: Vec<_> = by_passkey.map(|listed| listed.record).collect();
    assert_eq!(records.len(), 1);
    let shown: Vec<_> = checked.signed_by.into_iter().collect();
    assert_eq!(shown, [(records[0], Passkey::id_of(&Key::seeded().public()))]);
    assert!(!world.extract().contains("person"), "nobody is named for all that");
}

#[test]
fn an_act_that_says_anything_but_signatures_is_not_published_with_them() {
    let mut world = World::of(3);
    world.coalition.proofs = Proofs::Published;
    let key = Key::seeded();
    enrol(&mut world, person(0), &key).unwrap();
    let round = world.open(&["annex", "vote"], Rule::Explicit { min: 1 }).unwrap();
    let mut wish = world.wish(&round, 0, Position::Signed);
    wish.items[1].position = Position::Declines;
    let drawn = world.draw(&person(0), wish).unwrap();
    world.take_by(&drawn, key.confirms(&drawn)).unwrap();
    world.say(&round, 1, Position::Signed).unwrap();
    world.close(&round).unwrap();
    world.publish(&round, "annex").unwrap();
    let extract = world.extract();
    assert!(check_extract(&extract).unwrap().signed_by.is_empty());
    assert!(!extract.contains("declines") && !extract.contains("assertion"));
}

#[test]
fn a_proof_that_does_not_hold_and_one_of_no_passkey_are_refused_in_a_published_file() {
    let world = published(Proofs::Published);
    let (whole, mut records) = (world.records.clone(), read(&world.extract()).unwrap());
    let mut with_proof = |of: &dyn Fn(&Record) -> bool| {
        let at = whole.iter().position(of).unwrap();
        let honest = std::mem::replace(&mut records[at].parts.proof, whole[at].parts.proof.clone());
        let lines: String = records.iter().map(|record| record.to_line().unwrap() + "\n").collect();
        records[at].parts.proof = honest;
        check_extract(&lines).map(drop)
    };
    let of_method = |wanted: Method| {
        move |record: &Record| {
            let public = record.public::<Public<DossierFact>>().unwrap();
            matches!(public.fact, DossierFact::Position(fact) if fact.method == wanted)
        }
    };
    assert_eq!(with_proof(&of_method(Method::Passkey)), Ok(()));
    assert!(matches!(with_proof(&of_method(Method::Session)), Err(NotHeld::Shown(_))));
}

#[test]
fn after_a_move_to_another_origin_of_the_same_host_a_passkey_signs_there_and_there_alone() {
    let (mut world, drawn) = drawn();
    let key = Key::es256();
    enrol(&mut world, person(0), &key).unwrap();
    let to = format!("{}:8443", party().origin);
    let fact = CoalitionFact::Moved { from: Some(party().origin), to: to.clone() };
    let secret = Some(model::fact::CoalitionSecret::By { by: None });
    let event = model::ledger::Event { at: world.now, fact, proof: None, secret };
    record(&mut world, event);
    assert_eq!(code(world.take_by(&drawn, key.confirms(&drawn))), "not-signed", "the page of before");
    let client = client_data("webauthn.get", drawn.act.hash().unwrap(), "").0;
    let client = String::from_utf8(client).unwrap().replace(&party().origin, &to);
    let Assertion { authenticator_data, client_data, signature, .. } =
        key.assertion_of(authenticator(PRESENT_VERIFIED), Bytes(client.into_bytes()));
    let credential = key.credential();
    let wish = AssertionWish { credential, authenticator_data, client_data, signature };
    let records = world.take_by(&drawn, Confirmation::Passkey(wish)).unwrap();
    assert_eq!(
        records[0].proof::<Proof>().unwrap().assertion.unwrap().party,
        Party { origin: to, ..party() }
    );
}

#[test]
fn a_passkey_of_somebody_else_a_removed_one_and_one_for_another_act_are_refused() {
    let (mut world, drawn) = drawn();
    let (mine, other) = (Key::es256(), Key::es256());
    enrol(&mut world, person(0), &mine).unwrap();
    enrol(&mut world, person(1), &other).unwrap();
    assert_eq!(code(world.take_by(&drawn, other.confirms(&drawn))), "not-your-passkey");

    let wish = world.wish(&drawn.act.round, 0, Position::Declines);
    let another = world.draw(&person(0), wish).unwrap();
    let replayed = world.take_by(&drawn, mine.confirms(&another));
    assert_eq!(replayed.as_ref().unwrap_err().sentence, NotSigned::Challenge.to_string());
    assert_eq!(code(replayed), "not-signed");

    let actor = |person| Actor { person, method: Method::Session };
    let key = Passkey::id_of(&mine.public());
    let stranger = decide::remove_passkey(&world.coalition, &actor(person(1)), &key, world.now);
    assert_eq!(code(stranger), "not-found");
    let removed = decide::remove_passkey(&world.coalition, &actor(person(0)), &key, world.now).unwrap();
    record(&mut world, removed);
    assert_eq!(code(world.take_by(&drawn, mine.confirms(&drawn))), "not-your-passkey");
    assert!(world.dossier.rounds[0].spoken.is_empty(), "nothing was recorded");
}

#[test]
fn a_colleague_who_answered_meanwhile_is_not_overruled_by_a_passkey_either() {
    let (mut world, drawn) = drawn();
    let key = Key::es256();
    enrol(&mut world, person(0), &key).unwrap();
    world.say(&drawn.act.round, 0, Position::Declines).unwrap();
    assert_eq!(code(world.take_by(&drawn, key.confirms(&drawn))), "colleague-answered");
}

#[test]
fn each_way_in_which_an_assertion_can_be_wrong_is_named() {
    let (challenge, key) = (Digest::of_file("act"), Key::es256());
    let plain = || client_data("webauthn.get", challenge, "");
    let replaced =
        |from: &str, to: &str| Bytes(String::from_utf8(plain().0).unwrap().replace(from, to).into_bytes());
    let check =
        |authenticator: Vec<u8>, client: Bytes| key.assertion_of(authenticator, client).check(challenge);
    let good = || authenticator(PRESENT_VERIFIED);
    assert_eq!(check(good(), plain()), Ok(()));
    let table = [
        (good(), client_data("webauthn.create", challenge, ""), NotSigned::Kind),
        (good(), client_data("webauthn.get", Digest::ZERO, ""), NotSigned::Challenge),
        (
            good(),
            replaced("https://statements.example", "https://statements.example.evil"),
            NotSigned::Origin,
        ),
        (good(), replaced("https://statements", "http://statements"), NotSigned::Origin),
        (good(), replaced(r#""crossOrigin":false"#, r#""crossOrigin":true"#), NotSigned::CrossOrigin),
        (
            good(),
            client_data("webauthn.get", challenge, r#","topOrigin":"https://evil.example""#),
            NotSigned::CrossOrigin,
        ),
        (good(), client_data("webauthn.get", challenge, r#","type":"webauthn.get""#), NotSigned::Malformed),
        (good(), Bytes(b"{".to_vec()), NotSigned::Malformed),
        (authenticator(0x04), plain(), NotSigned::NotPresent),
        (authenticator(0x01), plain(), NotSigned::NotVerified),
        (good()[..36].to_vec(), plain(), NotSigned::Malformed),
    ];
    for (authenticator, client, expected) in table {
        assert_eq!(check(authenticator, client), Err(expected));
    }
    let mut elsewhere = good();
    elsewhere[0] ^= 1;
    assert_eq!(check(elsewhere, plain()), Err(NotSigned::Party));
    let unknown = Assertion { key: Bytes(digits(ED25519_HEAD)), ..key.assertion(challenge) };
    assert_eq!(unknown.check(challenge), Err(NotSigned::Key));
}

#[test]
fn no_byte_of_an_assertion_can_be_another() {
    let challenge = Digest::of_file("act");
    for key in [Key::es256(), Key::eddsa()] {
        let assertion = key.assertion(challenge);
        let parts: [fn(&mut Assertion) -> &mut Vec<u8>; 4] = [
            |a| &mut a.key.0,
            |a| &mut a.authenticator_data.0,
            |a| &mut a.client_data.0,
            |a| &mut a.signature.0,
        ];
        for part in parts {
            for at in 0..part(&mut assertion.clone()).len() {
                let mut changed = assertion.clone();
                part(&mut changed)[at] ^= 1;
                assert!(changed.check(challenge).is_err(), "byte {at}");
            }
        }
    }
}

#[test]
fn what_is_enrolled_is_new_and_was_asked_for_and_there_is_a_limit() {
    let (mut world, _) = drawn();
    let key = Key::es256();
    let challenge = Digest::of_file("asked");
    let wish = |registration: Registration, challenge: Digest| PasskeyWish {
        name: "A key".into(),
        challenge,
        registration,
        party: party(),
    };
    let by = |method| Actor { person: person(0), method };
    let enrolled = |world: &World, wish: PasskeyWish, method| {
        decide::enrol(&world.coalition, &by(method), wish, world.now)
    };
    let good = || key.registration(challenge);
    assert_eq!(code(enrolled(&world, wish(good(), Digest::ZERO), Method::Session)), "not-a-passkey");
    assert_eq!(code(enrolled(&world, wish(good(), challenge), Method::Token)), "token-never-signs");
    let nameless = PasskeyWish { name: " ".into(), ..wish(good(), challenge) };
    assert_eq!(code(enrolled(&world, nameless, Method::Session)), "no-name");
    let renamed = Registration { credential: Bytes(vec![9; 16]), ..good() };
    assert_eq!(code(enrolled(&world, wish(renamed, challenge), Method::Session)), "not-a-passkey");
    let long = Registration { credential: Bytes(vec![9; CREDENTIAL_BYTES_MAX + 1]), ..good() };
    assert_eq!(code(enrolled(&world, wish(long, challenge), Method::Session)), "not-a-passkey");

    enrol(&mut world, person(0), &key).unwrap();
    assert_eq!(code(enrol(&mut world, person(1), &key)), "passkey-known");
    for _ in 1..PASSKEYS_MAX {
        enrol(&mut world, person(0), &Key::eddsa()).unwrap();
    }
    assert_eq!(code(enrol(&mut world, person(0), &Key::eddsa())), "too-many-passkeys");
    assert!(enrol(&mut world, coordinator(), &Key::eddsa()).is_ok(), "of another person");
}

/// A ledger in which a passkey signed; and ledgers of a server that says so of records where none did, each chained and
/// receipted as the honest one.
pub fn ledgers() -> (String, Vec<String>) {
    let lines = |world: &World| world.records.iter().map(|r| r.to_line().unwrap() + "\n").collect::<String>();
    let (mut world, drawn) = drawn();
    let key = Key::seeded();
    enrol(&mut world, person(0), &key).unwrap();
    let Confirmation::Passkey(wish) = key.confirms(&drawn) else { unreachable!() };
    let events =
        decide::take(&world.coalition, &world.dossier, &drawn, Confirmation::Passkey(wish), world.now);
    let events = events.unwrap();
    type Forge = fn(&mut model::decide::DossierEvent);
    let forgeries: [Forge; 7] = [
        |event| event.proof.as_mut().unwrap().assertion = None,
        |event| event.proof = None,
        |event| assertion(event).signature.0[3] ^= 1,
        |event| assertion(event).party.origin.push('x'),
        |event| assertion(event).authenticator_data.0[32] = 1,
        |event| event.proof.as_mut().unwrap().act.items[0].position = Position::Declines,
        |event| position(event).position = Position::Objects,
    ];
    let forged = forgeries.map(|forge| {
        let (mut world, _) = self::drawn();
        let mut events = events.clone();
        forge(&mut events[0]);
        let sealed = world.sealed(&events);
        world.records.extend(sealed);
        lines(&world)
    });
    world.commit(events);
    (lines(&world), forged.into())
}

fn assertion(event: &mut model::decide::DossierEvent) -> &mut Assertion {
    event.proof.as_mut().unwrap().assertion.as_mut().unwrap()
}

fn position(event: &mut model::decide::DossierEvent) -> &mut model::fact::SpokenFact {
    match &mut event.fact {
        model::fact::DossierFact::Position(fact) => fact,
        _ => unreachable!(),
    }
}
