//! Ledgers that end in a publication, and the extracts a published file carries.

use crate::fixture::NAMES;
use export::{Publication, RENDERER, Unpacked, order_by_name};
use model::fact::{
    DossierFact, Listed, OutcomeOf, PublicationFact, Relaying, Settings, SpokenFact, VersionFact,
};
use model::ids::{
    CoalitionId, DossierId, Edition, LedgerId, OrganisationId, PublicationId, RecordNo, RoundId, TextId,
    VersionNo,
};
use model::key::{ServerKey, ServerSecret};
use model::ledger::{Event, Head, Public, append};
use model::list;
use model::organisation::Standing;
use model::position::{Method, Position};
use model::record::Record;
use model::rule::Outcome;
use model::statement::Statement;
use model::time::UnixMs;
use serde_json::{Value, json};

/// What a person said in confidence; no published file may hold it.
pub const CONFIDENCE: &str = "we were threatened at the border";

/// A name of an organisation that objected; no published file may hold it.
pub const OBJECTOR: &str = "Objectors United";

/// A dossier's ledger in the making.
pub struct Ledger {
    secret: ServerSecret,
    claimed: ServerKey,
    salt: u8,
    at: u64,
    records: Vec<Record>,
}

fn id<T: std::str::FromStr>(id: &str) -> T {
    id.parse().unwrap_or_else(|_| panic!("{id} is an identity"))
}

impl Ledger {
    /// Receipted by this secret, and naming its key as the coalition's.
    pub fn new(secret: ServerSecret) -> Self {
        let claimed = secret.key();
        Self { secret, claimed, salt: 0, at: 1_592_800_000_000, records: vec![] }
    }

    /// Receipted by a secret of somebody's, but naming another key as the coalition's.
    pub fn claiming(secret: ServerSecret, claimed: ServerKey) -> Self {
        Self { claimed, ..Self::new(secret) }
    }

    fn add(&mut self, fact: DossierFact) -> RecordNo {
        let head = self.records.last().map_or_else(Head::default, |last| Head::of(last).unwrap());
        self.at += 60_000;
        let secret = Some(json!({"type": "by", "by": "person1", "said": CONFIDENCE}));
        let event: Event<DossierFact, Value> = Event { at: UnixMs(self.at), fact, proof: None, secret };
        let salt = &mut self.salt;
        let mut fresh = || {
            *salt = salt.wrapping_add(1);
            [*salt; 16]
        };
        let ledger: LedgerId = id("dossier1");
        let mut record = append(&head, &ledger, &event, &self.secret, &mut fresh).unwrap();
        record.receipt.key = self.claimed.hash();
        self.records.push(record);
        RecordNo(self.records.len() as u64)
    }

    fn position(&mut self, statement: &Statement, place: usize, name: &str, position: Position) {
        let methods = [Method::Session, Method::SessionHanded, Method::Token, Method::Relayed];
        let reserved = position == Position::SignedWithReservation;
        self.add(DossierFact::Position(SpokenFact {
            round: id("round1"),
            text: id("text1"),
            version: VersionNo(2),
            digest: statement.digest().unwrap(),
            organisation: OrganisationId::new(format!("org{place}")).unwrap(),
            name: name.into(),
            position,
            method: methods[place % methods.len()],
            reservation: reserved.then(|| "paragraph 2 is read without its last sentence".into()),
            withheld: None,
            carried: None,
        }));
    }

    /// A whole round on a Statement: sixteen sign, one of them with a reservation, one changes its mind, one objects.
    pub fn round(mut self, statement: &Statement) -> Self {
        let (text, version, digest) = (id::<TextId>("text1"), VersionNo(2), statement.digest().unwrap());
        self.add(DossierFact::Coalition {
            coalition: id::<CoalitionId>("coalition1"),
            name: "Coalition for Lights".into(),
            standing: Standing::Demonstration,
            key: self.claimed,
        });
        let title = "A dossier with a name that is nobody’s business".into();
        self.add(DossierFact::Opened {
            dossier: id::<DossierId>("dossier1"),
            title,
            relaying: Relaying::Allowed,
        });
        let language = statement.language.clone();
        let frozen = VersionFact {
            text: text.clone(),
            version,
            digest,
            language,
            parent: Some(VersionNo(1)),
            translates: None,
        };
        self.add(DossierFact::Version(frozen));
        self.position(statement, 16, OBJECTOR, Position::Objects);
        for (place, name) in NAMES.iter().enumerate() {
            let reserved = place == 3;
            let position = if reserved { Position::SignedWithReservation } else { Position::Signed };
            self.position(statement, place, name, position);
        }
        self.position(statement, 5, NAMES[5], Position::Withdrawn);
        self.position(statement, 5, NAMES[5], Position::Signed);
        let outcomes = vec![OutcomeOf { text, version, outcome: Outcome::Adopted }];
        self.add(DossierFact::RoundClosed { round: id::<RoundId>("round1"), outcomes });
        self
    }

    /// An edition with everybody who stands under the Statement now.
    pub fn publish(self, statement: &Statement, edition: Edition) -> Self {
        let facts: Vec<_> = self.records.iter().map(fact).collect();
        let spoken = facts.iter().enumerate().filter_map(|(at, public)| match &public.fact {
            DossierFact::Position(fact) => Some((RecordNo(at as u64 + 1), public.at, fact)),
            _ => None,
        });
        let mut listed: Vec<Listed> = list::signatories(spoken);
        order_by_name(&mut listed, &statement.language, |listed| &listed.name);
        self.publish_as(statement, edition, listed, RENDERER)
    }

    /// An edition with this list, by this renderer.
    pub fn publish_as(
        mut self,
        statement: &Statement,
        edition: Edition,
        list: Vec<Listed>,
        renderer: &str,
    ) -> Self {
        self.add(DossierFact::Publication(PublicationFact {
            publication: id::<PublicationId>("publication1"),
            edition,
            round: id("round1"),
            text: id("text1"),
            version: VersionNo(2),
            digest: statement.digest().unwrap(),
            translation: None,
            correction: None,
            day: "2020-06-22".into(),
            list,
            withheld: 0,
            settings: Settings {
                renderer: renderer.into(),
                names: None,
                groups: vec![],
                acronyms: Default::default(),
            },
        }));
        self
    }

    /// The published extract: all shells and receipts, and the public parts that count.
    pub fn extract(&self) -> Vec<Record> {
        let Some(DossierFact::Publication(publication)) = self.records.last().map(fact).map(|p| p.fact)
        else {
            panic!("a published extract ends in a publication");
        };
        let counts = |record: &Record| match fact(record).fact {
            DossierFact::Coalition { .. } | DossierFact::Version(_) => true,
            DossierFact::Position(_) => publication.list.iter().any(|l| l.record == record.shell.seq),
            DossierFact::Publication(other) => other.edition == publication.edition,
            _ => false,
        };
        let keep = |record: &Record| {
            let mut kept = record.clone();
            kept.parts.private = None;
            kept.parts.proof = None;
            if !counts(record) {
                kept.parts.public = None;
            }
            kept
        };
        self.records.iter().map(keep).collect()
    }
}

fn fact(record: &Record) -> Public<DossierFact> {
    record.public().expect("a public part")
}

/// Lines of JSON.
pub fn lines(records: &[Record]) -> String {
    records.iter().map(|record| record.to_line().unwrap() + "\n").collect()
}

/// The attachments of a Statement and an extract.
pub fn attachments(statement: &Statement, extract: &[Record]) -> Unpacked {
    Unpacked { statement_json: statement.to_canonical().unwrap(), extract: lines(extract) }
}

/// The secret key of the coalition in these tests.
pub fn secret() -> ServerSecret {
    ServerSecret::from_seed([7; 32])
}

/// An honest publication of a Statement.
pub fn honest(statement: &Statement) -> Publication {
    let ledger = Ledger::new(secret()).round(statement).publish(statement, Edition(1));
    Publication::read(attachments(statement, &ledger.extract())).expect("an honest file holds").0
}
