//! A notice in words. No word of a draft is in them, nor of an objection: mail is read by many.

use super::phrases::{Pair, Phrases, fill};
use crate::desk::Desk;
use crate::signoff::views;
use crate::zone::Zone;
use model::dossier::Dossier;
use model::fact::{Handover, SpokenFact};
use model::ids::{RoundId, VersionNo};
use model::notice::{News, Notice};
use model::passkey::{Passkey, PasskeyState};
use model::position::Method;
use model::rule::Outcome;
use model::time::UnixMs;

/// A notice in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What happened, in a sentence.
    pub subject: String,
    /// What it means and what can be done, in a sentence or two.
    pub body: String,
    /// Where to go, from the site's root.
    pub path: String,
    /// Who was told, in a sentence.
    pub told: String,
    /// What to keep outside, where there is something: the ledger's head and the passkeys enrolled.
    pub keep: Vec<Kept>,
}

/// What is kept outside to compare with: what it is, in words, and the characters themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// With a colon at its end.
    pub label: String,
    /// Copied and compared, so nothing is around it.
    pub value: String,
}

impl Letter {
    /// The words of a notice. `dossier` is the one it is about, if it is about one.
    pub fn of(phrases: &Phrases, desk: &Desk, dossier: Option<&Dossier>, notice: &Notice) -> Self {
        let writer = Writer { phrases, desk };
        let said = match dossier {
            Some(dossier) => writer.of_dossier(dossier, &notice.news),
            None => writer.of_house(&notice.news),
        };
        let keep = match notice.news {
            News::Opened(_) | News::Closed(..) | News::SetBack(_) => writer.keep(notice),
            News::KeyChanged(change) => {
                vec![Kept { label: phrases.key.into(), value: change.to.to_string() }]
            }
            _ => Vec::new(),
        };
        Self { told: writer.told(notice), keep, ..said }
    }

    /// A pair with its places filled in, told to nobody else.
    pub fn alone(phrases: &Phrases, pair: Pair, places: &[(&str, &str)], path: String) -> Self {
        let isolated: Vec<(&str, String)> =
            places.iter().map(|(place, value)| (*place, phrases.isolated(value))).collect();
        let places: Vec<(&str, &str)> =
            isolated.iter().map(|(place, value)| (*place, value.as_str())).collect();
        let (subject, body) = (fill(pair.subject, &places), fill(pair.body, &places));
        Self { subject, body, path, told: phrases.told_alone.into(), keep: Vec::new() }
    }
}

/// The instant as clocks in a round's zone show it.
fn deadline(dossier: &Dossier, round: &RoundId, at: UnixMs) -> String {
    let zone = dossier.round(round).and_then(|round| round.fact.zone.parse().ok());
    zone.unwrap_or_else(Zone::utc).minute(at)
}

struct Writer<'a> {
    phrases: &'a Phrases,
    desk: &'a Desk,
}

impl Writer<'_> {
    fn say(&self, pair: Pair, places: &[(&str, &str)], path: String) -> Letter {
        Letter::alone(self.phrases, pair, places, path)
    }

    fn of_dossier(&self, dossier: &Dossier, news: &News) -> Letter {
        let it = self.phrases;
        let of_round = |pair: Pair, round: &RoundId, at: Option<UnixMs>| {
            let ends = dossier.round(round).map(|round| round.fact.deadline);
            let deadline = at.or(ends).map_or_else(String::new, |at| deadline(dossier, round, at));
            let texts = self.texts(dossier, round);
            self.say(pair, &[("texts", &texts), ("deadline", &deadline)], format!("/rounds/{round}"))
        };
        match news {
            News::Opened(round) => of_round(it.opened, round, None),
            News::Extended(round, until) => of_round(it.extended, round, Some(*until)),
            News::Closed(round, outcomes) => {
                let is_adopted = outcomes.iter().all(|of| of.outcome == Outcome::Adopted);
                of_round(if is_adopted { it.adopted } else { it.not_adopted }, round, None)
            }
            News::Cancelled(round) => of_round(it.cancelled, round, None),
            News::Spoken(fact) => self.of_position(it.spoken, dossier, fact),
            News::Relayed(fact) => self.of_position(it.relayed, dossier, fact),
            News::TakenOff(fact) => self.of_position(it.taken_off, dossier, fact),
            News::Reserved(fact) => self.of_position(it.reserved, dossier, fact),
            News::Carried(fact, from) => {
                let (version, number) = (self.version(dossier, fact), from.to_string());
                let places = [("version", &*version), ("from", &number), ("name", &fact.name)];
                let path = format!("/texts/{}/changes/{from}/{}", fact.text, fact.version);
                self.say(it.carried, &places, path)
            }
            News::Overridden(text, reason) => {
                let places = [("title", dossier.title(text)), ("reason", reason)];
                self.say(it.overridden, &places, format!("/dossiers/{}", dossier.id))
            }
            News::Mandate(_) => {
                self.say(it.mandate, &[("title", &dossier.title)], format!("/dossiers/{}", dossier.id))
            }
            other => self.of_house(other),
        }
    }

    fn of_position(&self, pair: Pair, dossier: &Dossier, fact: &SpokenFact) -> Letter {
        let version = self.version(dossier, fact);
        let said = self.phrases.said.of(fact.position);
        let places = [("name", &*fact.name), ("version", &version), ("said", said)];
        self.say(pair, &places, format!("/rounds/{}", fact.round))
    }

    /// What happens to the server itself, and to passkeys.
    fn of_house(&self, news: &News) -> Letter {
        let (it, house) = (self.phrases, "/house".to_owned());
        match news {
            News::Passkey { key, person, begun } => {
                let name = self.desk.coalition.people.get(person);
                let name = name.map_or(it.somebody, |person| person.name.as_str());
                let was_handed = *begun == Method::SessionHanded;
                let pair = if was_handed { it.passkey_handed } else { it.passkey };
                self.say(pair, &[("name", name), ("key", &key.to_string())], "/keys".into())
            }
            News::KeyChanged(change) if change.how == Handover::Lost => self.say(it.key_lost, &[], house),
            News::KeyChanged(_) => self.say(it.key_changed, &[], house),
            News::Moved(to) => self.say(it.moved, &[("address", to)], house),
            News::SetBack(from) if from.unreachable.is_empty() => self.say(it.set_back, &[], house),
            News::SetBack(from) => {
                self.say(it.set_back_lost, &[("n", &from.unreachable.len().to_string())], house)
            }
            _ => self.say(it.retired, &[], house),
        }
    }

    fn texts(&self, dossier: &Dossier, round: &RoundId) -> String {
        let items = dossier.round(round).into_iter().flat_map(|round| &round.fact.items);
        let one = |item: &model::fact::RoundItem| self.version_of(dossier.title(&item.text), item.version);
        items.map(one).collect::<Vec<_>>().join("; ")
    }

    fn version(&self, dossier: &Dossier, fact: &SpokenFact) -> String {
        self.version_of(dossier.title(&fact.text), fact.version)
    }

    fn version_of(&self, title: &str, number: VersionNo) -> String {
        let title = self.phrases.isolated(title);
        fill(self.phrases.version, &[("title", &title), ("n", &number.to_string())])
    }

    fn told(&self, notice: &Notice) -> String {
        let names: Vec<String> = notice.told.iter().map(|id| views::name(&self.desk.coalition, id)).collect();
        match notice.to.len() {
            1 => self.phrases.told_alone.into(),
            all => fill(self.phrases.told, &[("n", &all.to_string()), ("names", &names.join(", "))]),
        }
    }

    fn keep(&self, notice: &Notice) -> Vec<Kept> {
        let head = format!("{}:{}", notice.head.seq, notice.head.hash);
        let mut kept = vec![Kept { label: self.phrases.head.into(), value: head }];
        for id in &notice.told {
            let of = |key: &&Passkey| key.organisation.as_ref() == Some(id) && key.at <= notice.at;
            let active = |key: &&Passkey| key.state == PasskeyState::Active;
            let name = views::name(&self.desk.coalition, id);
            let label = fill(self.phrases.passkey_of, &[("name", &self.phrases.isolated(&name))]);
            let keys = self.desk.coalition.passkeys.values().filter(of).filter(active);
            kept.extend(keys.map(|key| Kept { label: label.clone(), value: key.id.to_string() }));
        }
        kept
    }
}
