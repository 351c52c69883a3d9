//! Carrying signatures to the version of a new round: from the words that an organisation signed, over a change that is
//! editorial at most, where it chose so, and where its holders are sent the redline.

use super::{DossierEvent, event};
use crate::act::Choice;
use crate::change::{Class, class};
use crate::digest::Digest;
use crate::dossier::Dossier;
use crate::fact::{Carried, DossierFact, DossierSecret, RoundFact, RoundItem, SpokenFact};
use crate::ids::{OrganisationId, PersonId, TextId, VersionNo};
use crate::patch::{NotPatched, Patch};
use crate::position::Position;
use crate::round::Spoken;
use crate::statement::Statement;
use crate::time::UnixMs;
use std::collections::BTreeSet;

/// The way from words back to those that were signed, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrying {
    /// Digest of the words that would be printed.
    printed: Digest,
    /// Digest of the words that were signed.
    signed: Digest,
    class: Class,
    patch: Patch,
}

impl Carrying {
    /// Applies the patch to the canonical JSON of the words that would be printed; digests and class are those of what
    /// it gives, whatever it was meant to give.
    pub fn new(json: &str, patch: Patch) -> Result<Self, NotPatched> {
        let (signed, printed) = (patch.apply(json)?, Statement::from_canonical(json)?);
        let class = class(&signed, &printed);
        Ok(Self { printed: printed.digest()?, signed: signed.digest()?, class, patch })
    }
}

/// The versions from which signatures might be carried to these texts, were these organisations asked: for each text
/// and version, the versions signed.
pub fn carryings_wanted(
    dossier: &Dossier,
    texts: &[(TextId, VersionNo)],
    asked: &[OrganisationId],
) -> BTreeSet<(TextId, VersionNo, VersionNo)> {
    let of = |(text, to): &(TextId, VersionNo)| {
        let signed = asked.iter().filter_map(|id| kept(dossier, text, id)).map(|spoken| spoken.fact.version);
        signed.filter(|from| from <= to).map(|from| (text.clone(), *to, from)).collect::<Vec<_>>()
    };
    texts.iter().flat_map(of).collect()
}

/// The records of all signatures that are carried to a round, as it opens.
pub(super) fn carry(
    dossier: &Dossier,
    round: &RoundFact,
    carryings: &[Carrying],
    by: &PersonId,
    at: UnixMs,
) -> Vec<DossierEvent> {
    let mut events = Vec::new();
    for item in round.items.iter().filter(|item| !round.raised.contains(&item.text)) {
        for organisation in &round.asked {
            let Some(base) = kept(dossier, &item.text, organisation) else { continue };
            let is_of_same = original(dossier, &item.text, item.version)
                == original(dossier, &item.text, base.fact.version);
            let fits = |c: &&Carrying| {
                is_of_same && (c.printed, c.signed) == (item.digest, base.fact.digest) && c.class.is_carried()
            };
            let holders = holders(dossier, organisation, at);
            if let Some(carrying) = carryings.iter().find(fits).filter(|_| !holders.is_empty()) {
                let fact = DossierFact::Position(carried(round, item, base, carrying));
                events.push(event(at, fact, DossierSecret::Carried { by: by.clone(), sent_to: holders }));
            }
        }
    }
    events
}

/// The words that a version translates: a signature on a translation goes no further than what it translated.
fn original(dossier: &Dossier, text: &TextId, version: VersionNo) -> Option<Digest> {
    let version = dossier.text(text).and_then(|text| text.version(version))?;
    version.fact.translates.as_ref().map(|original| original.digest)
}

/// A signature that was carried rests on the one it was carried from: when that is taken back, it is taken back too.
pub(super) fn take_back(
    dossier: &Dossier,
    said: &SpokenFact,
    by: &PersonId,
    at: UnixMs,
) -> Vec<DossierEvent> {
    let takes_off = matches!(said.position, Position::Withdrawn | Position::Objects);
    let before = dossier.round(&said.round).and_then(|round| round.position(&said.text, &said.organisation));
    let Some(base) = before.filter(|_| takes_off) else { return Vec::new() };
    let rests = |spoken: &&Spoken| {
        spoken.is_signature()
            && spoken.fact.carried.as_ref().is_some_and(|carried| carried.record == base.record)
    };
    let stands = dossier.rounds.iter().filter_map(|round| round.position(&said.text, &said.organisation));
    let off = |spoken: &Spoken| {
        let fact = SpokenFact { position: Position::Withdrawn, reservation: None, ..spoken.fact.clone() };
        let sent_to = holders(dossier, &said.organisation, at);
        event(at, DossierFact::Position(fact), DossierSecret::Carried { by: by.clone(), sent_to })
    };
    stands.filter(rests).map(off).collect()
}

/// What an organisation signed last and wants kept over an editorial change.
fn kept<'a>(dossier: &'a Dossier, text: &TextId, organisation: &OrganisationId) -> Option<&'a Spoken> {
    let chose = |spoken: &&Spoken| spoken.act().is_some_and(|act| act.keep_if_editorial == Choice::Yes);
    dossier.signed_last(text, organisation).filter(chose)
}

fn holders(dossier: &Dossier, organisation: &OrganisationId, at: UnixMs) -> Vec<PersonId> {
    let holding = dossier.mandates_of(organisation).filter(|mandate| mandate.holds_at(at));
    holding.map(|mandate| mandate.person.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

fn carried(round: &RoundFact, item: &RoundItem, base: &Spoken, carrying: &Carrying) -> SpokenFact {
    let signed = Carried {
        version: base.fact.version,
        digest: base.fact.digest,
        record: base.record,
        class: carrying.class,
        patch: carrying.patch.clone(),
    };
    SpokenFact {
        round: round.round.clone(),
        text: item.text.clone(),
        version: item.version,
        digest: item.digest,
        carried: Some(signed),
        ..base.fact.clone()
    }
}
