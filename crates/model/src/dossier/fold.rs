//! How each record changes a dossier.

use super::{Dossier, Publication, PublicationState, PublishedEdition, Text, Version};
use crate::fact::{
    DossierFact, DossierSecret, OutcomeOf, PublicationFact, SpokenFact, SpokenSecret, VersionFact,
};
use crate::ids::{OrganisationId, PersonId, RecordNo, RoundId};
use crate::ledger::{Broken, Head, Proof, Public};
use crate::passkey::Passkey;
use crate::position::Position;
use crate::record::Record;
use crate::right::{Mandate, MandateState};
use crate::round::{Basis, Leave, PasskeyUse, Round, RoundState, Spoken, TakenAct, Timing};
use crate::time::UnixMs;

type Taken = Result<(), &'static str>;

/// Which record is taken in, and when it was made.
#[derive(Clone, Copy)]
struct Now {
    record: RecordNo,
    at: UnixMs,
}

impl Dossier {
    /// The dossier that these records come to, from the first one on.
    pub fn replay(records: &[Record]) -> Result<Self, Broken> {
        let [first, second, rest @ ..] = records else { return Err(Broken::empty("dossier")) };
        let mut dossier = Self::opened(first, second)?;
        rest.iter().try_for_each(|record| dossier.apply(record))?;
        Ok(dossier)
    }

    /// Takes in the next record.
    pub fn apply(&mut self, record: &Record) -> Result<(), Broken> {
        let broken = |e| Broken::at(record, e);
        self.head.check_next(&self.ledger(), record)?;
        let public: Public<DossierFact> = record.public().map_err(broken)?;
        let secret: Option<DossierSecret> =
            record.parts.private.as_ref().map(|part| part.open()).transpose().map_err(broken)?;
        let proof: Option<Proof> =
            record.parts.proof.as_ref().map(|part| part.open()).transpose().map_err(broken)?;
        let head = Head::of(record).map_err(broken)?;
        let now = Now { record: record.shell.seq, at: public.at };
        self.take(now, public.fact, secret, proof).map_err(|why| Broken::at(record, why))?;
        self.head = head;
        self.time = self.time.max(public.at);
        Ok(())
    }

    fn opened(first: &Record, second: &Record) -> Result<Self, Broken> {
        let public: Public<DossierFact> = first.public().map_err(|e| Broken::at(first, e))?;
        let DossierFact::Coalition { coalition, name: coalition_name, standing, key } = public.fact else {
            return Err(Broken::at(first, "a dossier begins with its coalition"));
        };
        let public: Public<DossierFact> = second.public().map_err(|e| Broken::at(second, e))?;
        let DossierFact::Opened { dossier: id, title, relaying } = public.fact else {
            return Err(Broken::at(second, "the second record is the dossier itself"));
        };
        let (key_changes, texts, roles, mandates, read, rounds, publications) = Default::default();
        let head = Head::of(first).map_err(|e| Broken::at(first, e))?;
        let mut it = Self {
            id,
            title,
            coalition,
            coalition_name,
            standing,
            key,
            key_changes,
            relaying,
            texts,
            roles,
            mandates,
            read,
            rounds,
            publications,
            head,
            time: public.at,
        };
        Head::default().check_next(&it.ledger(), first)?;
        it.head.check_next(&it.ledger(), second)?;
        it.head = Head::of(second).map_err(|e| Broken::at(second, e))?;
        Ok(it)
    }

    fn take(
        &mut self,
        now: Now,
        fact: DossierFact,
        secret: Option<DossierSecret>,
        act: Option<Proof>,
    ) -> Taken {
        use DossierSecret as Private;
        match (fact, secret) {
            (DossierFact::RelayingSet { relaying }, _) => self.relaying = relaying,
            (DossierFact::Text(fact), _) => self.texts.push(Text { fact, versions: Vec::new() }),
            (DossierFact::Role, Some(Private::Role { person, role, .. })) => {
                match role {
                    Some(role) => self.roles.insert(person, role),
                    None => self.roles.remove(&person),
                };
            }
            (
                DossierFact::Mandate { mandate: id, organisation, from, to, .. },
                Some(Private::Holder { person, .. }),
            ) => {
                let state = MandateState::Active;
                self.mandates.push(Mandate { id, person, organisation, from, to, state });
            }
            (DossierFact::MandateSet { mandate, state }, _) => {
                let known = self.mandates.iter_mut().find(|m| m.id == mandate);
                known.ok_or("no such mandate")?.state = state;
            }
            (DossierFact::OrganisationLeft { organisation }, Some(Private::Left { people, .. })) => {
                self.leave(&organisation, &people);
            }
            (DossierFact::Version(fact), Some(Private::Frozen { seq, epoch, .. })) => {
                return self.freeze(now, fact, seq, epoch);
            }
            (DossierFact::Position(fact), Some(Private::Spoken(secret))) => {
                return self.speak(now, fact, Basis::Act(Box::new(taken(act, secret)?)));
            }
            (DossierFact::Position(fact), Some(Private::Silence)) if fact.position == Position::Assented => {
                return self.speak(now, fact, Basis::Silence);
            }
            (DossierFact::Leave(fact), Some(Private::Spoken(secret))) => {
                let act = taken(act, secret)?;
                self.round_mut(&fact.round)?.leaves.push(Leave { record: now.record, fact, act });
            }
            (DossierFact::VersionRead { text, version, organisation }, _) => {
                self.read.entry((text, version, organisation)).or_insert(now.at);
            }
            (DossierFact::Position(fact), Some(Private::Carried { .. })) if fact.carried.is_some() => {
                return self.speak(now, fact, Basis::Carried);
            }
            (DossierFact::Publication(fact), _) => self.publish(now, fact),
            (DossierFact::File { publication, edition, kind, sha256 }, _) => {
                let known = self.publications.iter_mut().find(|p| p.id == publication);
                let mut editions = known.into_iter().flat_map(|p| &mut p.editions);
                let edition = editions.find(|e| e.fact.edition == edition).ok_or("no such edition")?;
                edition.files.insert(kind, sha256);
            }
            (DossierFact::Retracted { publication, reason }, _) => {
                let known = self.publications.iter_mut().find(|p| p.id == publication);
                known.ok_or("no such publication")?.state = PublicationState::Retracted { reason };
            }
            (DossierFact::KeyChanged(change), _) => {
                self.key = change.after(self.key)?;
                self.key_changes.insert(now.record, change);
            }
            (DossierFact::Restored(_) | DossierFact::Retired, _) => {}
            (fact, _) => return self.take_round(now, fact),
        }
        Ok(())
    }

    fn take_round(&mut self, now: Now, fact: DossierFact) -> Taken {
        match fact {
            DossierFact::RoundOpened(fact) => {
                let (spoken, gone, leaves) = Default::default();
                let state = RoundState::Open;
                self.rounds.push(Round { fact, opened: now.at, state, spoken, gone, leaves });
            }
            DossierFact::RoundExtended { round, deadline, .. } => {
                self.round_mut(&round)?.fact.deadline = deadline
            }
            DossierFact::RoundClosed { round, outcomes } => self.close(now, &round, outcomes)?,
            DossierFact::RoundCancelled { round } => self.round_mut(&round)?.state = RoundState::Cancelled,
            DossierFact::RoundSuperseded { round, by } => {
                self.round_mut(&round)?.state = RoundState::Superseded { by };
            }
            _ => return Err("its parts do not belong together"),
        }
        Ok(())
    }

    fn round_mut(&mut self, round: &RoundId) -> Result<&mut Round, &'static str> {
        self.rounds.iter_mut().find(|r| r.id() == round).ok_or("no such round")
    }

    fn leave(&mut self, organisation: &OrganisationId, people: &[PersonId]) {
        for person in people {
            self.roles.remove(person);
        }
        let running = |m: &&mut Mandate| m.organisation == *organisation && m.state == MandateState::Active;
        self.mandates.iter_mut().filter(running).for_each(|m| m.state = MandateState::Left);
        let open = self.rounds.iter_mut().filter(|r| r.is_open());
        open.for_each(|r| _ = r.gone.insert(organisation.clone()));
    }

    fn freeze(
        &mut self,
        now: Now,
        fact: VersionFact,
        seq: crate::ids::Seq,
        epoch: crate::ids::Epoch,
    ) -> Taken {
        let text = self.texts.iter_mut().find(|t| t.fact.text == fact.text).ok_or("no such text")?;
        let next = text.latest().map_or(1, |v| v.fact.version.0 + 1);
        if fact.version.0 != next {
            return Err("a version's number is skipped");
        }
        text.versions.push(Version { fact, at: now.at, record: now.record, seq, epoch });
        Ok(())
    }

    fn speak(&mut self, now: Now, fact: SpokenFact, basis: Basis) -> Taken {
        let round = self.round_mut(&fact.round)?;
        let timing = if round.is_open() { Timing::InTime } else { Timing::Late };
        let Now { record, at } = now;
        round.spoken.push(Spoken { record, at, fact, basis, timing });
        Ok(())
    }

    fn close(&mut self, now: Now, round: &RoundId, outcomes: Vec<OutcomeOf>) -> Taken {
        let round = self.round_mut(round)?;
        if !round.is_open() {
            return Err("a round is closed twice");
        }
        round.state = RoundState::Closed { at: now.at, outcomes };
        Ok(())
    }

    fn publish(&mut self, now: Now, fact: PublicationFact) {
        let id = fact.publication.clone();
        let edition = PublishedEdition { fact, at: now.at, record: now.record, files: Default::default() };
        match self.publications.iter_mut().find(|p| p.id == id) {
            Some(known) => {
                known.editions.push(edition);
                known.state = PublicationState::Current;
            }
            None => {
                let (editions, state) = (vec![edition], PublicationState::Current);
                self.publications.push(Publication { id, editions, state });
            }
        }
    }
}

fn taken(proof: Option<Proof>, secret: SpokenSecret) -> Result<TakenAct, &'static str> {
    let Proof { act, assertion } = proof.ok_or("a position without an act")?;
    let hash = act.hash().map_err(|_| "an act without canonical form")?;
    let passkey =
        assertion.map(|it| PasskeyUse { key: Passkey::id_of(&it.key), act: hash, counter: it.counter() });
    Ok(TakenAct { hash, nonce: act.nonce, keep_if_editorial: act.keep_if_editorial, passkey, secret })
}
