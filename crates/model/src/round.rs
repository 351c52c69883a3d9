//! A round: a request for positions on exact versions, and what was answered.

use crate::act::Choice;
use crate::digest::Digest;
use crate::fact::{LeaveFact, Listed, OutcomeOf, RoundFact, RoundItem, SpokenFact, SpokenSecret};
use crate::ids::{OrganisationId, RecordNo, RoundId, TextId};
use crate::list;
use crate::record::Salt;
use crate::rule::{Outcome, Standings};
use crate::time::UnixMs;
use std::collections::BTreeSet;

/// A round as the dossier's ledger has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// What was fixed at opening; the deadline as it was put off since.
    pub fact: RoundFact,
    /// When it was opened.
    pub opened: UnixMs,
    /// Where it stands.
    pub state: RoundState,
    /// Every position taken, in order; the last one of an organisation on a text is its position.
    pub spoken: Vec<Spoken>,
    /// Organisations that left the coalition while the round was open: they count as no response.
    pub gone: BTreeSet<OrganisationId>,
    /// Whether each organisation may be named if it stays silent, as it said itself; every word of it, in order.
    pub leaves: Vec<Leave>,
}

/// An organisation's word on whether it may be named if it stays silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    /// Its record.
    pub record: RecordNo,
    /// What everybody in the dossier reads.
    pub fact: LeaveFact,
    /// The act.
    pub act: TakenAct,
}

/// Where a round stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoundState {
    /// Positions are taken.
    Open,
    /// Closed, with an outcome for each text, which never changes.
    Closed {
        /// When.
        at: UnixMs,
        /// For each of its texts.
        outcomes: Vec<OutcomeOf>,
    },
    /// Called off.
    Cancelled,
    /// A round was opened on a newer version.
    Superseded {
        /// That round.
        by: RoundId,
    },
}

/// A position as it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Its record.
    pub record: RecordNo,
    /// When.
    pub at: UnixMs,
    /// What everybody in the dossier reads.
    pub fact: SpokenFact,
    /// What it rests on.
    pub basis: Basis,
    /// Whether it came while the round was open.
    pub timing: Timing,
}

/// What a position rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// An act, by a holder or relayed.
    Act(Box<TakenAct>),
    /// A signature on earlier words, which the position's `carried` names.
    Carried,
    /// Silence, after leave to be named.
    Silence,
}

/// A passkey's signature, and its counter then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasskeyUse {
    /// Which.
    pub key: Digest,
    /// Hash of the act that it signed, once for all texts.
    pub act: Digest,
    /// How often it had signed by its own count; 0 where it does not count.
    pub counter: u32,
}

impl PasskeyUse {
    /// Whether a passkey counts and did not count on since it was last used: there may be a copy of it (W3C Web
    /// Authentication, level 3, 6.1.1). That is accepted, and shown.
    pub fn stands_still(self, last: Self) -> bool {
        let is_another_use = self.key == last.key && self.act != last.act;
        is_another_use && (self.counter, last.counter) != (0, 0) && self.counter <= last.counter
    }
}

/// An act that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenAct {
    /// Its hash.
    pub hash: Digest,
    /// Its nonce.
    pub nonce: Salt,
    /// Whether the signature is to count for a next version that differs in an editorial way only.
    pub keep_if_editorial: Choice,
    /// The passkey that signed it, if one did.
    pub passkey: Option<PasskeyUse>,
    /// Who acted, and what is nobody else's business.
    pub secret: SpokenSecret,
}

/// Whether a position came while the round was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// It did, and counts for the outcome.
    InTime,
    /// It came after, and changes the list only.
    Late,
}

impl Round {
    /// Its identity.
    pub fn id(&self) -> &RoundId {
        &self.fact.round
    }

    /// Whether positions are taken.
    pub fn is_open(&self) -> bool {
        self.state == RoundState::Open
    }

    /// What it asks of a text.
    pub fn item(&self, text: &TextId) -> Option<&RoundItem> {
        self.fact.items.iter().find(|item| item.text == *text)
    }

    /// What an organisation says of a text now.
    pub fn position(&self, text: &TextId, organisation: &OrganisationId) -> Option<&Spoken> {
        self.of(organisation).rfind(|spoken| spoken.fact.text == *text)
    }

    /// Hash of an organisation's last act, 64 zeros if there is none: what its next act replaces.
    pub fn last_act(&self, organisation: &OrganisationId) -> Digest {
        let said = self.of(organisation).filter_map(|spoken| Some((spoken.record, spoken.act()?.hash)));
        let leaves = self.leaves.iter().filter(|leave| leave.fact.organisation == *organisation);
        let all = said.chain(leaves.map(|leave| (leave.record, leave.act.hash)));
        all.max_by_key(|(record, _)| *record).map_or(Digest::ZERO, |(_, hash)| hash)
    }

    /// Everything that an organisation said, in order.
    pub fn of(&self, organisation: &OrganisationId) -> impl DoubleEndedIterator<Item = &Spoken> {
        self.spoken.iter().filter(move |spoken| spoken.fact.organisation == *organisation)
    }

    /// The organisation's last word on whether it may be named if it stays silent, where that is yes.
    pub fn leave(&self, organisation: &OrganisationId) -> Option<&LeaveFact> {
        let last = self.leaves.iter().rfind(|leave| leave.fact.organisation == *organisation)?;
        Some(&last.fact).filter(|fact| fact.assent == Choice::Yes && !self.gone.contains(organisation))
    }

    /// What the rule comes to for a text by what was said while the round was open.
    pub fn outcome_now(&self, text: &TextId) -> Outcome {
        let says = |id: &OrganisationId| {
            let in_time = |s: &&Spoken| s.fact.text == *text && s.timing == Timing::InTime;
            let last = self.of(id).rfind(in_time);
            last.filter(|_| !self.gone.contains(id)).map(|spoken| spoken.fact.position)
        };
        let asked: Standings<'_> = self.fact.asked.iter().map(|id| (id, says(id))).collect();
        self.fact.rule.outcome(&asked)
    }

    /// The outcome for each of its texts, were it closed now.
    pub fn outcomes_now(&self) -> Vec<OutcomeOf> {
        let of = |item: &RoundItem| OutcomeOf {
            text: item.text.clone(),
            version: item.version,
            outcome: self.outcome_now(&item.text),
        };
        self.fact.items.iter().map(of).collect()
    }

    /// Whether its rule is met for every text, so that the coordinator may close it before the deadline.
    pub fn is_met(&self) -> bool {
        self.fact.rule.may_close_early()
            && self.outcomes_now().iter().all(|of| of.outcome == Outcome::Adopted)
    }

    /// The recorded outcome for a text; none before closing.
    pub fn outcome(&self, text: &TextId) -> Option<Outcome> {
        match &self.state {
            RoundState::Closed { outcomes, .. } => {
                outcomes.iter().find(|of| of.text == *text).map(|of| of.outcome)
            }
            _ => None,
        }
    }

    /// Who stands under a text now, ordered by identity. Organisations that left while it was open do not.
    pub fn signatories(&self, text: &TextId) -> Vec<Listed> {
        list::signatories(self.counted(text))
    }

    /// How many more stand under a text now whose names are withheld.
    pub fn withheld(&self, text: &TextId) -> u32 {
        list::withheld(self.counted(text))
    }

    fn counted<'a>(&'a self, text: &'a TextId) -> impl Iterator<Item = (RecordNo, UnixMs, &'a SpokenFact)> {
        let counted = |s: &&Spoken| s.fact.text == *text && !self.gone.contains(&s.fact.organisation);
        self.spoken.iter().filter(counted).map(|s| (s.record, s.at, &s.fact))
    }

    /// The state in one word, as the API says it; a closed round is adopted when each of its texts is.
    pub fn word(&self) -> &'static str {
        match &self.state {
            RoundState::Open => "open",
            RoundState::Cancelled => "cancelled",
            RoundState::Superseded { .. } => "superseded",
            RoundState::Closed { outcomes, .. } => {
                if outcomes.iter().all(|of| of.outcome == Outcome::Adopted) {
                    "adopted"
                } else {
                    "not_adopted"
                }
            }
        }
    }
}

impl Spoken {
    /// Whether the organisation stands under the words.
    pub fn is_signature(&self) -> bool {
        self.fact.position.is_on_the_list()
    }

    /// The act it is part of; one that was carried is part of none.
    pub fn act(&self) -> Option<&TakenAct> {
        match &self.basis {
            Basis::Act(act) => Some(act),
            Basis::Carried | Basis::Silence => None,
        }
    }
}
