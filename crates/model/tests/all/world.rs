//! A coalition with a dossier, as its ledgers come to it, and the few things that people do in it.

use model::act::{Choice, Withheld};
use model::coalition::Coalition;
use model::decide::{
    self, ActWish, Actor, Carrying, Confirmation, DossierEvent, Drawn, FreezeWish, Freezing, ItemWish,
    PublishWish, Published, RelayWish, RoundWish,
};
use model::digest::Digest;
use model::dossier::Dossier;
use model::fact::{
    CoalitionFact, CoalitionSecret, DossierFact, DossierSecret, Handover, KeyChange, LateNames, Objections,
    Relay, Relaying, TextFact,
};
use model::ids::{
    CoalitionId, DossierId, Epoch, MandateId, OrganisationId, PersonId, RoundId, Seq, TextId, VersionNo,
};
use model::key::ServerSecret;
use model::ledger::{Event, Head, append, append_all, hand_over};
use model::organisation::{Office, OrganisationKind, Profile, Standing};
use model::patch::{Edit, Patch};
use model::position::{Method, Position};
use model::record::Record;
use model::refusal::Refusal;
use model::right::{MandateState, Role};
use model::rule::Rule;
use model::statement::{Block, BlockKind, Direction, FORMAT, Kind, Run, Statement, TextRun};
use model::time::UnixMs;
use std::collections::{BTreeMap, BTreeSet};

pub const HOUR_MS: u64 = 3_600_000;

/// A coalition of which each organisation has one person, who holds its mandate. Person 0 coordinates.
pub struct World {
    pub coalition: Coalition,
    pub dossier: Dossier,
    pub records: Vec<Record>,
    pub secret: ServerSecret,
    pub now: UnixMs,
    /// Whether those who sign have their name withheld.
    pub withheld: Option<Withheld>,
    /// What publishing does with objections that stand.
    pub objections: decide::Objected,
    /// Acronyms that publishing prints.
    pub acronyms: BTreeMap<OrganisationId, String>,
    /// What publications are for.
    pub purpose: decide::Purpose,
    /// Whether those who sign want it kept over an editorial change.
    pub keep: Choice,
    /// Canonical JSON of versions frozen by [`World::freeze_words`].
    words: BTreeMap<Digest, String>,
    drawn_bits: u64,
}

pub fn organisation(n: usize) -> OrganisationId {
    OrganisationId::new(format!("org{n}")).unwrap()
}

pub fn person(n: usize) -> PersonId {
    PersonId::new(format!("person{n}")).unwrap()
}

pub fn text(name: &str) -> TextId {
    TextId::new(name).unwrap()
}

pub fn coordinator() -> PersonId {
    PersonId::new("coordinator").unwrap()
}

fn by(person: PersonId) -> Option<DossierSecret> {
    Some(DossierSecret::By { by: person })
}

impl World {
    /// With so many organisations, and the texts `annex` and `vote`, each frozen once.
    pub fn of(organisations: usize) -> Self {
        Self::standing(organisations, Standing::Real)
    }

    pub fn standing(organisations: usize, standing: Standing) -> Self {
        let secret = ServerSecret::from_seed([7; 32]);
        let now = UnixMs(1_592_000_000_000);
        let coalition = coalition(organisations, standing, &secret, now);
        let id = DossierId::new("dossier").unwrap();
        let key = secret.key();
        let (of, name) = (coalition.id.clone(), coalition.name.clone());
        let opened =
            DossierFact::Opened { dossier: id.clone(), title: "L.31".into(), relaying: Relaying::Allowed };
        let first = [DossierFact::Coalition { coalition: of, name, standing, key }, opened];
        let first = first.map(|fact| Event { at: now, fact, proof: None, secret: by(coordinator()) });
        let mut bits = 0;
        let records =
            append_all(&Head::default(), &(&id).into(), &first, &secret, &mut || fresh(&mut bits)).unwrap();
        let dossier = Dossier::replay(&records).unwrap();
        let (keep, words, objections) = (Choice::No, BTreeMap::new(), decide::Objected::Stands);
        let mut world = Self {
            coalition,
            dossier,
            records,
            secret,
            now,
            withheld: None,
            objections,
            acronyms: BTreeMap::new(),
            purpose: decide::Purpose::Text,
            keep,
            words,
            drawn_bits: bits,
        };
        world.role(coordinator(), Role::Coordinator);
        for name in ["annex", "vote"] {
            world.add_text(name);
        }
        for n in 0..organisations {
            world.mandate(&format!("mandate{n}"), person(n), organisation(n));
        }
        world.freeze("annex", "first words");
        world.freeze("vote", "first words on the vote");
        world
    }

    pub fn later(&mut self, ms: u64) {
        self.now = self.now.plus_ms(ms);
    }

    /// Records what was decided.
    pub fn commit(&mut self, events: Vec<DossierEvent>) -> Vec<Record> {
        let mut made = Vec::new();
        for event in events {
            let ledger = self.dossier.ledger();
            let bits = &mut self.drawn_bits;
            let record =
                append(&self.dossier.head, &ledger, &event, &self.secret, &mut || fresh(bits)).unwrap();
            self.dossier.apply(&record).unwrap();
            made.push(record);
        }
        self.records.extend(made.clone());
        made
    }

    /// Hands over to the next key.
    pub fn hand_over(&mut self, how: Handover, next: ServerSecret) {
        let fact = DossierFact::KeyChanged(KeyChange { from: self.secret.key(), to: next.key(), how });
        let event = Event { at: self.now, fact, proof: None, secret: None::<DossierSecret> };
        let before = Some(&self.secret).filter(|_| how == Handover::Rotated);
        let (ledger, bits) = (self.dossier.ledger(), &mut self.drawn_bits);
        let head = &self.dossier.head;
        let record = hand_over(head, &ledger, &event, (before, &next), &mut || fresh(bits)).unwrap();
        self.dossier.apply(&record).unwrap();
        self.records.push(record);
        self.secret = next;
    }

    /// The records that a server would make of these, whether or not they can be taken in.
    pub fn sealed(&mut self, events: &[DossierEvent]) -> Vec<Record> {
        let (head, ledger, bits) = (&self.dossier.head, self.dossier.ledger(), &mut self.drawn_bits);
        append_all(head, &ledger, events, &self.secret, &mut || fresh(bits)).unwrap()
    }

    fn record(&mut self, fact: DossierFact, secret: Option<DossierSecret>) {
        let event = Event { at: self.now, fact, proof: None, secret };
        self.commit(vec![event]);
    }

    pub fn role(&mut self, person: PersonId, role: Role) {
        let secret = DossierSecret::Role { by: coordinator(), person, role: Some(role) };
        self.record(DossierFact::Role, Some(secret));
    }

    fn add_text(&mut self, name: &str) {
        self.add_text_of(name, None);
    }

    /// A translation of a text.
    pub fn add_translation(&mut self, name: &str, of: &str) {
        self.add_text_of(name, Some(text(of)));
    }

    fn add_text_of(&mut self, name: &str, translates: Option<TextId>) {
        let fact = TextFact {
            text: text(name),
            kind: Kind::Annex,
            title: format!("The {name}"),
            language: "en".into(),
            direction: Direction::Ltr,
            symbol: None,
            translates,
        };
        self.record(DossierFact::Text(fact), by(coordinator()));
    }

    pub fn mandate(&mut self, id: &str, person: PersonId, organisation: OrganisationId) {
        let names = self.coalition.organisations[&organisation].profile.names.clone();
        let (mandate, from) = (MandateId::new(id).unwrap(), self.now);
        let kind = OrganisationKind::Member;
        let fact = DossierFact::Mandate { mandate, organisation, names, kind, from, to: None };
        self.record(fact, Some(DossierSecret::Holder { by: coordinator(), person }));
    }

    pub fn set_mandate(&mut self, id: &str, state: MandateState) {
        let fact = DossierFact::MandateSet { mandate: MandateId::new(id).unwrap(), state };
        self.record(fact, by(coordinator()));
    }

    pub fn forbid_relaying(&mut self) {
        self.record(DossierFact::RelayingSet { relaying: Relaying::Forbidden }, by(coordinator()));
    }

    pub fn leave(&mut self, n: usize) {
        let fact = DossierFact::OrganisationLeft { organisation: organisation(n) };
        self.record(fact, Some(DossierSecret::Left { by: coordinator(), people: vec![person(n)] }));
    }

    pub fn freeze(&mut self, name: &str, words: &str) -> VersionNo {
        self.freeze_digest(name, Digest::of("test/words/1", words))
    }

    /// A version that is a Statement of one paragraph, so that signatures can be carried from it and to it.
    pub fn freeze_words(&mut self, name: &str, words: &str) -> VersionNo {
        let statement = statement(words);
        let digest = statement.digest().unwrap();
        self.words.insert(digest, statement.to_canonical().unwrap());
        self.freeze_digest(name, digest)
    }

    fn freeze_digest(&mut self, name: &str, digest: Digest) -> VersionNo {
        let wish = FreezeWish { text: text(name), digest, seq: Seq(1), epoch: Epoch(0) };
        match decide::freeze(&self.dossier, &coordinator(), wish, self.now).unwrap() {
            Freezing::Known(no) => no,
            Freezing::New(no, event) => {
                self.commit(vec![*event]);
                no
            }
        }
    }

    /// Opens a round on the latest versions that asks everybody, for an hour, and takes late names.
    pub fn open(&mut self, texts: &[&str], rule: Rule) -> Result<RoundId, Refusal> {
        let wish = self.round_wish(texts, rule);
        self.open_so(wish)
    }

    pub fn round_wish(&self, texts: &[&str], rule: Rule) -> RoundWish {
        let latest = |name: &&str| {
            let id = text(name);
            let no = self.dossier.text(&id).unwrap().latest().unwrap().fact.version;
            (id, no)
        };
        RoundWish {
            texts: texts.iter().map(latest).collect(),
            asked: self.coalition.organisations.keys().cloned().collect(),
            rule,
            deadline: self.now.plus_ms(HOUR_MS),
            zone: "Europe/Zurich".into(),
            late_names: LateNames::Taken,
            objections: Objections::Resolved,
            raised: vec![],
            authentic: vec![],
        }
    }

    pub fn open_so(&mut self, wish: RoundWish) -> Result<RoundId, Refusal> {
        let carryings = self.carryings(&wish);
        let bits = &mut self.drawn_bits;
        let (coalition, dossier, now) = (&self.coalition, &self.dossier, self.now);
        let (by, fresh) = (coordinator(), &mut || fresh(bits));
        let events = decide::open_round(coalition, dossier, &by, wish, &carryings, now, fresh)?;
        self.commit(events);
        Ok(self.dossier.rounds.last().unwrap().id().clone())
    }

    fn carryings(&self, wish: &RoundWish) -> Vec<Carrying> {
        let json = |text: &TextId, no: VersionNo| {
            let version = self.dossier.text(text)?.version(no)?;
            self.words.get(&version.fact.digest)
        };
        let wanted = decide::carryings_wanted(&self.dossier, &wish.texts, &wish.asked);
        let carrying = |(text, to, from): (TextId, VersionNo, VersionNo)| {
            let (printed, signed) = (json(&text, to)?, json(&text, from)?);
            let drop = u32::try_from(printed.chars().count()).unwrap();
            let patch = Patch(vec![Edit { keep: 0, drop, add: signed.clone() }]);
            Some(Carrying::new(printed, patch).unwrap())
        };
        wanted.into_iter().filter_map(carrying).collect()
    }

    /// The words of a digest that was frozen by [`World::freeze_words`].
    pub fn words(&self, digest: &Digest) -> Option<Statement> {
        self.words.get(digest).map(|json| Statement::from_canonical(json).unwrap())
    }

    /// What a person would say of every text of a round.
    pub fn wish(&self, round: &RoundId, n: usize, position: Position) -> ActWish {
        let round = self.dossier.round(round).unwrap();
        let item = |item: &model::fact::RoundItem| ItemWish {
            text: item.text.clone(),
            version: item.version,
            digest: item.digest,
            position,
            withheld: self.withheld.filter(|_| position == Position::Signed),
            reservation: (position == Position::SignedWithReservation).then(|| "except paragraph 3".into()),
            reason: position.names_passages().then(|| "secret reason".into()),
            passages: if position.names_passages() { vec!["first".into()] } else { vec![] },
        };
        let items = round.fact.items.iter().map(item).collect();
        let (round, organisation) = (round.id().clone(), organisation(n));
        ActWish {
            round,
            organisation,
            items,
            language: "en".into(),
            keep_if_editorial: self.keep,
            assent: Choice::No,
        }
    }

    pub fn draw_as(&mut self, actor: &Actor, wish: ActWish) -> Result<Drawn, Refusal> {
        let bits = &mut self.drawn_bits;
        decide::draw(&self.coalition, &self.dossier, actor, wish, self.now, &mut || fresh(bits))
    }

    pub fn draw(&mut self, who: &PersonId, wish: ActWish) -> Result<Drawn, Refusal> {
        self.draw_as(&Actor { person: who.clone(), method: Method::Session }, wish)
    }

    pub fn take(&mut self, drawn: &Drawn) -> Result<Vec<Record>, Refusal> {
        self.take_by(drawn, Confirmation::Session)
    }

    pub fn take_by(&mut self, drawn: &Drawn, confirmation: Confirmation) -> Result<Vec<Record>, Refusal> {
        let events = decide::take(&self.coalition, &self.dossier, drawn, confirmation, self.now)?;
        Ok(self.commit(events))
    }

    /// The organisation's own person says this of every text.
    pub fn say(&mut self, round: &RoundId, n: usize, position: Position) -> Result<Vec<Record>, Refusal> {
        let wish = self.wish(round, n, position);
        let drawn = self.draw(&person(n), wish)?;
        self.take(&drawn)
    }

    pub fn relay(&mut self, round: &RoundId, n: usize, position: Position) -> Result<Vec<Record>, Refusal> {
        let relay = Relay {
            on_word_of: "Ada Example".into(),
            how: "telephone".into(),
            when: "this morning".into(),
            evidence: Some("secret evidence".into()),
        };
        let wish = RelayWish { act: self.wish(round, n, position), relay };
        let bits = &mut self.drawn_bits;
        let (coalition, dossier, now) = (&self.coalition, &self.dossier, self.now);
        let events = decide::relay(coalition, dossier, &coordinator(), wish, now, &mut || fresh(bits))?;
        Ok(self.commit(events))
    }

    pub fn close(&mut self, round: &RoundId) -> Result<(), Refusal> {
        let events = decide::close(&self.dossier, &coordinator(), round, self.now)?;
        self.commit(events);
        Ok(())
    }

    /// Publishes; `true` if that made a new edition.
    pub fn publish(&mut self, round: &RoundId, name: &str) -> Result<bool, Refusal> {
        let (day, renderer) = ("2020-06-12".into(), "Undersigned 0.1.0".into());
        let objections = self.objections.clone();
        let wish = PublishWish {
            round: round.clone(),
            text: text(name),
            day,
            renderer,
            names: None,
            acronyms: self.acronyms.clone(),
            purpose: self.purpose,
            objections,
        };
        let bits = &mut self.drawn_bits;
        let order = |list: &mut Vec<model::fact::Listed>| {
            list.reverse();
            Vec::new()
        };
        let (dossier, now) = (&self.dossier, self.now);
        match decide::publish(dossier, &coordinator(), wish, order, now, &mut || fresh(bits))? {
            Published::Known(_) => Ok(false),
            Published::New(new) => {
                let (fact, event) = *new;
                let file = decide::file(&fact, "pdf", Digest::of_file("pdf"), &coordinator(), self.now);
                self.commit(vec![event, file]);
                Ok(true)
            }
        }
    }

    /// The extract of a publication's last edition.
    pub fn extract(&self) -> String {
        let edition = self.dossier.publications.last().unwrap().latest().unwrap();
        model::extract::published(&self.dossier, edition, &self.records, self.coalition.proofs).unwrap()
    }

    pub fn word(&self, round: &RoundId) -> &'static str {
        self.dossier.round(round).unwrap().word()
    }

    /// Organisations on a text's list now, by number.
    pub fn names(&self, round: &RoundId, name: &str) -> Vec<String> {
        let list = self.dossier.round(round).unwrap().signatories(&text(name));
        list.into_iter().map(|listed| listed.organisation.to_string()).collect()
    }
}

/// One paragraph.
pub fn statement(words: &str) -> Statement {
    let run = TextRun { text: words.into(), marks: vec![], link: None, language: None };
    let (kind, runs) = (BlockKind::Paragraph, vec![Run::Text(run)]);
    Statement {
        format: FORMAT.into(),
        kind: Kind::Annex,
        language: "en".into(),
        direction: Direction::Ltr,
        symbol: None,
        blocks: vec![Block { kind, level: None, list: None, direction: None, runs }],
        notes: vec![],
    }
}

pub fn unanimous(set: std::ops::Range<usize>) -> Rule {
    Rule::Unanimous { set: set.map(organisation).collect::<BTreeSet<_>>() }
}

pub fn code<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> &'static str {
    let refusal = answer.expect_err("a refusal was expected");
    assert!(refusal.sentence.len() > 20, "{refusal:?} says what to do");
    refusal.code
}

fn fresh(drawn: &mut u64) -> [u8; 16] {
    *drawn += 1;
    let hash = Digest::of("test/random/1", drawn.to_be_bytes()).0;
    hash[..16].try_into().unwrap()
}

fn coalition(organisations: usize, standing: Standing, secret: &ServerSecret, at: UnixMs) -> Coalition {
    let id = CoalitionId::new("coalition").unwrap();
    let key = secret.key();
    let founded =
        CoalitionFact::Founded { coalition: id.clone(), name: "The Coalition".into(), standing, key };
    let mut facts = vec![(founded, CoalitionSecret::By { by: None })];
    for n in 0..organisations {
        let names = [("en".to_owned(), format!("Organisation No {n}"))].into();
        let kind = OrganisationKind::Member;
        let profile = Profile { names, acronym: None, country: None, ecosoc: None, kind };
        let fact = CoalitionFact::OrganisationAdded { organisation: organisation(n), profile };
        facts.push((fact, CoalitionSecret::By { by: None }));
        facts.push((CoalitionFact::PersonAdded, someone(person(n), Some(organisation(n)))));
    }
    facts.push((CoalitionFact::PersonAdded, someone(coordinator(), None)));
    let event = |(fact, secret)| Event { at, fact, proof: None, secret: Some(secret) };
    let events: Vec<_> = facts.into_iter().map(event).collect();
    let mut bits = 1_000_000;
    let records = append_all(&Head::default(), &(&id).into(), &events, secret, &mut || fresh(&mut bits));
    Coalition::replay(&records.unwrap()).unwrap()
}

fn someone(person: PersonId, organisation: Option<OrganisationId>) -> CoalitionSecret {
    CoalitionSecret::Person {
        by: None,
        email: format!("{person}@secret.example"),
        name: format!("Secret {person}"),
        person,
        organisation,
        office: Office::Member,
    }
}
