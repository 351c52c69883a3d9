//! Who is told of what: a function of each record and of who holds which mandate.
//!
//! Nothing is stored for it: notices of a dossier are read off its ledger like everything else.

use crate::coalition::Coalition;
use crate::digest::Digest;
use crate::dossier::Dossier;
use crate::fact::{
    CoalitionFact, CoalitionSecret, DossierFact, DossierSecret, KeyChange, OutcomeOf, Restoration, SpokenFact,
};
use crate::ids::{OrganisationId, PersonId, RecordNo, RoundId, TextId, VersionNo};
use crate::ledger::{Broken, Head, Public};
use crate::organisation::Person;
use crate::position::{Method, Position};
use crate::record::Record;
use crate::right::Role;
use crate::round::{Round, Spoken};
use crate::time::UnixMs;
use std::collections::BTreeSet;

/// Something that people are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The record that it is about.
    pub record: RecordNo,
    /// When that was made.
    pub at: UnixMs,
    /// What happened.
    pub news: News,
    /// Who is told.
    pub to: BTreeSet<PersonId>,
    /// The organisations whose people are told: everybody reads who else was.
    pub told: BTreeSet<OrganisationId>,
    /// Where the ledger ended then. Whoever keeps it outside finds out a history that was rewritten.
    pub head: Head,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// A round asks for positions.
    Opened(RoundId),
    /// A deadline was put off, and to when.
    Extended(RoundId, UnixMs),
    /// A round was closed.
    Closed(RoundId, Vec<OutcomeOf>),
    /// A round was called off.
    Cancelled(RoundId),
    /// A colleague spoke for the organisation.
    Spoken(SpokenFact),
    /// The coordinator entered a position on somebody's word.
    Relayed(SpokenFact),
    /// A signature was carried over.
    Carried(SpokenFact, VersionNo),
    /// A published name came off, or an objection came late: the coordinator makes another edition.
    TakenOff(SpokenFact),
    /// Somebody signed with a reservation, which is printed: all who signed hear of it.
    Reserved(SpokenFact),
    /// An objection was overridden.
    Overridden(TextId, String),
    /// Somebody may bind the organisation now.
    Mandate(OrganisationId),
    /// Another key vouches from now on.
    KeyChanged(KeyChange),
    /// People come to another address from now on.
    Moved(String),
    /// The server was set back to a backup.
    SetBack(Restoration),
    /// The coalition's work on this server is over.
    Retired,
    /// A passkey was enrolled, by whom, and how their session had begun: whoever did not expect it speaks up.
    Passkey {
        /// What the key is called.
        key: Digest,
        /// Whose it is.
        person: PersonId,
        /// How the session began.
        begun: Method,
    },
}

/// What a record is to be told of, if anybody is. `dossier` is what the ledger comes to with that record, or later.
pub fn of(dossier: &Dossier, record: &Record) -> Result<Option<Notice>, Broken> {
    let broken = |error| Broken::at(record, error);
    let Public { at, fact }: Public<DossierFact> = record.public().map_err(broken)?;
    let secret: Option<DossierSecret> =
        record.parts.private.as_ref().map(|part| part.open()).transpose().map_err(broken)?;
    let head = Head::of(record).map_err(broken)?;
    let Some((news, told, besides)) = news(dossier, fact, secret.as_ref()) else { return Ok(None) };
    let holders = told.iter().flat_map(|id| holders(dossier, id, at));
    let mut to: BTreeSet<PersonId> = holders.chain(besides).collect();
    if let Some(by) = secret.as_ref().and_then(DossierSecret::by) {
        to.remove(by);
    }
    let notice = Notice { record: record.shell.seq, at, news, to, told, head };
    Ok(Some(notice).filter(|notice| !notice.to.is_empty()))
}

/// What a record of the coalition's ledger is to be told of: a passkey, to its person and to everybody of their
/// organisation; what happens to the server, to everybody. `coalition` is what the ledger comes to with that record, or later.
pub fn of_coalition(coalition: &Coalition, record: &Record) -> Result<Option<Notice>, Broken> {
    let broken = |error| Broken::at(record, error);
    let Public { at, fact }: Public<CoalitionFact> = record.public().map_err(broken)?;
    let news = match fact {
        CoalitionFact::KeyChanged(change) => News::KeyChanged(change),
        CoalitionFact::Moved { from: Some(_), to } => News::Moved(to),
        CoalitionFact::Restored(from) => News::SetBack(from),
        CoalitionFact::Retired => News::Retired,
        CoalitionFact::PasskeyEnrolled { passkey, organisation, begun } => {
            return enrolled(coalition, record, at, (passkey, organisation, begun));
        }
        _ => return Ok(None),
    };
    let head = Head::of(record).map_err(broken)?;
    let present = coalition.organisations.keys().filter(|id| coalition.present(id).is_some());
    let (to, told) = (coalition.people.keys().cloned().collect(), present.cloned().collect());
    Ok(Some(Notice { record: record.shell.seq, at, news, to, told, head }))
}

fn enrolled(
    coalition: &Coalition,
    record: &Record,
    at: UnixMs,
    (key, organisation, begun): (Digest, Option<OrganisationId>, Method),
) -> Result<Option<Notice>, Broken> {
    let broken = |error| Broken::at(record, error);
    let CoalitionSecret::Passkey { by: person, .. } = record.private().map_err(broken)? else {
        return Ok(None);
    };
    let colleague = |known: &&Person| organisation.is_some() && known.organisation == organisation;
    let colleagues = coalition.people.values().filter(colleague).map(|known| known.id.clone());
    let to = colleagues.chain([person.clone()]).collect();
    let told = organisation.into_iter().collect();
    let (head, news) = (Head::of(record).map_err(broken)?, News::Passkey { key, person, begun });
    Ok(Some(Notice { record: record.shell.seq, at, news, to, told, head }))
}

/// What is told, to the holders of which organisations, and to whom besides.
type Told = (News, BTreeSet<OrganisationId>, Vec<PersonId>);

fn news(dossier: &Dossier, fact: DossierFact, secret: Option<&DossierSecret>) -> Option<Told> {
    let asked = |id: &RoundId| {
        let round: Option<&Round> = dossier.round(id);
        round.into_iter().flat_map(|round| round.fact.asked.iter().cloned()).collect::<BTreeSet<_>>()
    };
    let own = |fact: &SpokenFact| BTreeSet::from([fact.organisation.clone()]);
    let nobody = Vec::new;
    Some(match fact {
        DossierFact::RoundOpened(fact) => (News::Opened(fact.round.clone()), asked(&fact.round), nobody()),
        DossierFact::RoundExtended { round, deadline, .. } => {
            (News::Extended(round.clone(), deadline), asked(&round), coordinators(dossier))
        }
        DossierFact::RoundClosed { round, outcomes } => {
            (News::Closed(round.clone(), outcomes), asked(&round), coordinators(dossier))
        }
        DossierFact::RoundCancelled { round } => (News::Cancelled(round.clone()), asked(&round), nobody()),
        DossierFact::Position(fact) => match (&fact.carried, fact.method) {
            (Some(_), _) if !fact.position.is_on_the_list() => {
                (News::TakenOff(fact.clone()), own(&fact), coordinators(dossier))
            }
            (Some(carried), _) => {
                let (from, told) = (carried.version, own(&fact));
                (News::Carried(fact, from), told, nobody())
            }
            (None, Method::Relayed) => (News::Relayed(fact.clone()), own(&fact), nobody()),
            (None, Method::Silence) => return None,
            (None, _) if takes_off(dossier, &fact) => {
                (News::TakenOff(fact.clone()), own(&fact), coordinators(dossier))
            }
            (None, _) if fact.position == Position::SignedWithReservation => {
                // Those whose names are withheld too: it stands beside the number that they are counted in.
                let round = dossier.round(&fact.round);
                let signed = round.into_iter().flat_map(|round| {
                    round
                        .fact
                        .asked
                        .iter()
                        .filter(|id| round.position(&fact.text, id).is_some_and(Spoken::is_signature))
                });
                let all = signed.cloned();
                let told = all.chain(own(&fact)).collect();
                (News::Reserved(fact), told, nobody())
            }
            (None, _) => (News::Spoken(fact.clone()), own(&fact), nobody()),
        },
        DossierFact::Publication(fact) => match secret {
            Some(DossierSecret::Overridden { reason, objectors, .. }) => {
                let told = objectors.iter().cloned().collect();
                (News::Overridden(fact.text, reason.clone()), told, nobody())
            }
            _ => return None,
        },
        DossierFact::Mandate { organisation, .. } => {
            (News::Mandate(organisation.clone()), [organisation].into(), nobody())
        }
        _ => return None,
    })
}

/// Whether a position takes a name off what was adopted, or objects to it.
fn takes_off(dossier: &Dossier, fact: &SpokenFact) -> bool {
    let is_over = dossier.round(&fact.round).is_some_and(|round| round.outcome(&fact.text).is_some());
    is_over && matches!(fact.position, Position::Withdrawn | Position::Objects)
}

fn holders<'a>(
    dossier: &'a Dossier,
    organisation: &'a OrganisationId,
    at: UnixMs,
) -> impl Iterator<Item = PersonId> + use<'a> {
    dossier.mandates_of(organisation).filter(move |m| m.holds_at(at)).map(|mandate| mandate.person.clone())
}

fn coordinators(dossier: &Dossier) -> Vec<PersonId> {
    let coordinates = |(_, role): &(&PersonId, &Role)| **role == Role::Coordinator;
    dossier.roles.iter().filter(coordinates).map(|(person, _)| person.clone()).collect()
}

impl DossierSecret {
    /// Who did what the record says.
    pub fn by(&self) -> Option<&PersonId> {
        match self {
            Self::By { by }
            | Self::Role { by, .. }
            | Self::Holder { by, .. }
            | Self::Left { by, .. }
            | Self::Frozen { by, .. }
            | Self::Carried { by, .. }
            | Self::Overridden { by, .. } => Some(by),
            Self::Spoken(spoken) => Some(&spoken.by),
            Self::Silence => None,
        }
    }
}
