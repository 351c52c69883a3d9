//! Publishing an adopted version, its later editions, and taking one back.

use super::{DossierEvent, Fresh, coordinates, event};
use crate::digest::Digest;
use crate::dossier::{Dossier, Publication, PublicationState};
use crate::fact::{
    Authority, Correction, DossierFact, DossierSecret, Listed, NameGroup, NameStyle, Objections,
    PublicationFact, Settings, Translation,
};
use crate::ids::{Edition, OrganisationId, PersonId, PublicationId, RoundId, TextId, VersionNo};
use crate::limits::REASON_CHARACTERS_MAX;
use crate::position::Position;
use crate::refusal::Refusal;
use crate::round::{Round, RoundState};
use crate::rule::Outcome;
use crate::time::UnixMs;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// An edition to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishWish {
    /// Which round adopted it.
    pub round: RoundId,
    /// Which of its texts.
    pub text: TextId,
    /// The day printed, `YYYY-MM-DD`.
    pub day: String,
    /// The program whose renderer makes the files.
    pub renderer: String,
    /// How the names are set; one below the other, where it is not said.
    pub names: Option<NameStyle>,
    /// Acronyms to print behind names, by organisation.
    pub acronyms: BTreeMap<OrganisationId, String>,
    /// Whether it puts a mistake in a published version right.
    pub purpose: Purpose,
    /// What becomes of objections from earlier rounds that stand.
    pub objections: Objected,
}

/// What an edition is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// A text of its own.
    #[default]
    Text,
    /// To stand in the place of an earlier version that was published, with a mistake.
    Correction,
}

/// What becomes of objections from earlier rounds that stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Objected {
    /// They stand in the way.
    Stands,
    /// They are overridden, for this reason, which the objectors are told.
    Overridden(String),
}

/// What publishing comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// The last edition has these names already.
    Known(PublicationId),
    /// A new edition.
    New(Box<(PublicationFact, DossierEvent)>),
}

/// Publishes: the names as they stand now, in the order and the groups that `arrange` gives them.
pub fn publish(
    dossier: &Dossier,
    by: &PersonId,
    wish: PublishWish,
    arrange: impl FnOnce(&mut Vec<Listed>) -> Vec<NameGroup>,
    at: UnixMs,
    fresh: Fresh<'_>,
) -> Result<Published, Refusal> {
    coordinates(dossier, by)?;
    let round = dossier.round(&wish.round).ok_or_else(Refusal::not_found)?;
    let item = round.item(&wish.text).ok_or_else(Refusal::not_found)?;
    check_adopted(round, &wish.text)?;
    let secret = check_objections(dossier, round, &wish, by)?;
    check_day(&wish.day)?;
    let (mut list, withheld) = (dossier.signatories(round, &wish.text), round.withheld(&wish.text));
    if list.is_empty() {
        return Err(Refusal::conflict(
            "nobody-signed",
            "No name stands under this text now; there is no list to print.",
        ));
    }
    let groups = arrange(&mut list);
    let mut acronyms = wish.acronyms;
    acronyms.retain(|organisation, _| list.iter().any(|listed| listed.organisation == *organisation));
    let settings = Settings { renderer: wish.renderer, names: wish.names, groups, acronyms };
    let known = dossier.publication_of(&wish.round, &wish.text);
    if known.is_some_and(|publication| publication.state != PublicationState::Current) {
        let sentence =
            "This publication was retracted; a mistake is put right by a new version with its own round.";
        return Err(Refusal::gone("retracted", sentence));
    }
    let translates = dossier.text(&wish.text).and_then(|text| text.version(item.version));
    let translation = translates.and_then(|version| version.fact.translates.clone()).map(|of| {
        let is_authentic = round.fact.authentic.contains(&wish.text);
        Translation { of, authority: if is_authentic { Authority::Authentic } else { Authority::Unofficial } }
    });
    let correction = match known.and_then(Publication::latest) {
        Some(edition) if wish.purpose == Purpose::Correction && edition.fact.correction.is_none() => {
            let sentence =
                "This version was published as a text of its own; a correction is a newer version.";
            return Err(Refusal::conflict("no-correction", sentence));
        }
        Some(edition) => edition.fact.correction,
        None => correction(dossier, &wish.text, item.version, wish.purpose)?,
    };
    if let Some(same) = known.filter(|publication| is_same(publication, &list, withheld, &settings)) {
        return Ok(Published::Known(same.id.clone()));
    }
    let last = known.and_then(Publication::latest).map(|edition| edition.fact.edition);
    let fact = PublicationFact {
        publication: known
            .map_or_else(|| PublicationId::from_random(fresh()), |publication| publication.id.clone()),
        edition: last.map_or(Edition(1), Edition::next),
        round: wish.round,
        text: wish.text,
        version: item.version,
        digest: item.digest,
        translation,
        correction,
        day: wish.day,
        list,
        withheld,
        settings,
    };
    let event = event(at, DossierFact::Publication(fact.clone()), secret);
    Ok(Published::New(Box::new((fact, event))))
}

/// The next correction of a text, in the place of the version that was published last.
fn correction(
    dossier: &Dossier,
    text: &TextId,
    version: VersionNo,
    purpose: Purpose,
) -> Result<Option<Correction>, Refusal> {
    if purpose == Purpose::Text {
        return Ok(None);
    }
    let published = dossier.publications.iter().filter_map(Publication::latest).map(|edition| &edition.fact);
    let earlier: Vec<&PublicationFact> =
        published.filter(|fact| fact.text == *text && fact.version < version).collect();
    let Some(corrected) = earlier.iter().map(|fact| fact.version).max() else {
        let sentence = "No earlier version of this text was published; there is nothing to correct.";
        return Err(Refusal::conflict("nothing-to-correct", sentence));
    };
    let number = earlier.iter().filter_map(|fact| fact.correction).map(|it| it.number).max().unwrap_or(0) + 1;
    Ok(Some(Correction { number, version: corrected }))
}

/// The record of an edition's file, which follows the edition's own.
pub fn file(fact: &PublicationFact, kind: &str, sha256: Digest, by: &PersonId, at: UnixMs) -> DossierEvent {
    let (publication, edition) = (fact.publication.clone(), fact.edition);
    let fact = DossierFact::File { publication, edition, kind: kind.to_owned(), sha256 };
    event(at, fact, DossierSecret::By { by: by.clone() })
}

/// Says publicly that a publication is not to be relied on any more.
pub fn retract(
    dossier: &Dossier,
    by: &PersonId,
    publication: &PublicationId,
    reason: &str,
    at: UnixMs,
) -> Result<DossierEvent, Refusal> {
    coordinates(dossier, by)?;
    let known = dossier.publication(publication).ok_or_else(Refusal::not_found)?;
    if known.state != PublicationState::Current {
        return Err(Refusal::conflict("retracted", "It is retracted already."));
    }
    let reason = reason.trim().to_owned();
    if !(1..=REASON_CHARACTERS_MAX).contains(&reason.chars().count()) {
        return Err(Refusal::invalid("no-reason", "Say why, in a sentence that everybody can read."));
    }
    let fact = DossierFact::Retracted { publication: publication.clone(), reason };
    Ok(event(at, fact, DossierSecret::By { by: by.clone() }))
}

fn check_adopted(round: &Round, text: &TextId) -> Result<(), Refusal> {
    let sentence = match (&round.state, round.outcome(text)) {
        (_, Some(Outcome::Adopted)) => return Ok(()),
        (RoundState::Open, _) => "The round is still open; close it first.",
        _ => "This round adopted nothing; open a round on a version that can be adopted.",
    };
    Err(Refusal::conflict("not-adopted", sentence))
}

/// An objection from an earlier round stands until the objector says something else; the round can let the coordinator
/// override it, which is put on record with the reason.
fn check_objections(
    dossier: &Dossier,
    round: &Round,
    wish: &PublishWish,
    by: &PersonId,
) -> Result<DossierSecret, Refusal> {
    let (by, objectors) = (by.clone(), objectors(dossier, round, &wish.text));
    let reason = match (&wish.objections, round.fact.objections) {
        _ if objectors.is_empty() => return Ok(DossierSecret::By { by }),
        (Objected::Overridden(reason), Objections::MayBeOverridden) => reason.trim().to_owned(),
        (Objected::Overridden(_), Objections::Resolved) => {
            let sentence =
                "This round lets nobody override an objection; the organisation that made it resolves it.";
            return Err(Refusal::forbidden("may-not-override", sentence));
        }
        (Objected::Stands, _) => {
            let sentence =
                "An objection from an earlier round stands; the organisation that made it resolves it.";
            return Err(Refusal::conflict("objection-stands", sentence));
        }
    };
    if !(1..=REASON_CHARACTERS_MAX).contains(&reason.chars().count()) {
        return Err(Refusal::invalid("no-reason", "Say why, in a sentence that the objectors read."));
    }
    Ok(DossierSecret::Overridden { by, reason, objectors })
}

/// Whose last word on a text, from the rounds before this one, is an objection.
fn objectors(dossier: &Dossier, round: &Round, text: &TextId) -> Vec<OrganisationId> {
    let earlier: Vec<&Round> = dossier.rounds.iter().take_while(|r| r.id() != round.id()).collect();
    let all: BTreeSet<&OrganisationId> = earlier
        .iter()
        .flat_map(|r| &r.spoken)
        .filter(|spoken| spoken.fact.text == *text && spoken.fact.position == Position::Objects)
        .map(|spoken| &spoken.fact.organisation)
        .collect();
    let stands = |id: &&&OrganisationId| {
        let last = dossier.last_word(text, id);
        last.is_some_and(|(r, s)| {
            earlier.iter().any(|e| e.id() == r.id()) && s.fact.position == Position::Objects
        })
    };
    all.iter().filter(stands).map(|id| (*id).clone()).collect()
}

fn check_day(day: &str) -> Result<(), Refusal> {
    let parts: Vec<Option<u32>> = day.split('-').map(|part| part.parse().ok()).collect();
    let shaped = day.len() == 10 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    match parts.as_slice() {
        [Some(1900..=9999), Some(1..=12), Some(1..=31)] if shaped => Ok(()),
        _ => Err(Refusal::invalid(
            "which-day",
            "Give the day to be printed as year, month and day: 2020-06-12.",
        )),
    }
}

fn is_same(publication: &Publication, list: &[Listed], withheld: u32, settings: &Settings) -> bool {
    let same = |fact: &PublicationFact| {
        let Settings { names, groups, acronyms, .. } = &fact.settings;
        fact.list == list
            && fact.withheld == withheld
            && (names, groups, acronyms) == (&settings.names, &settings.groups, &settings.acronyms)
    };
    publication.latest().is_some_and(|edition| same(&edition.fact))
}
