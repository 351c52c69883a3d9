//! Opening, extending, cancelling and closing rounds.

use super::carry::{Carrying, carry};
use super::silence::{assents, check_silence};
use super::{DossierEvent, Fresh, coordinates, event};
use crate::coalition::Coalition;
use crate::dossier::Dossier;
use crate::fact::{DossierFact, DossierSecret, LateNames, Objections, RoundFact, RoundItem};
use crate::ids::{OrganisationId, PersonId, RoundId, TextId, VersionNo};
use crate::ledger::Event;
use crate::limits::{DEADLINE_AHEAD_MS_MAX, ROUND_TEXTS_MAX, ROUNDS_MAX, SHORT_CHARACTERS_MAX};
use crate::organisation::Membership;
use crate::refusal::Refusal;
use crate::round::Round;
use crate::rule::Rule;
use crate::time::UnixMs;
use std::collections::BTreeSet;

/// A round to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundWish {
    /// On which versions.
    pub texts: Vec<(TextId, VersionNo)>,
    /// Who is asked.
    pub asked: Vec<OrganisationId>,
    /// When it adopts.
    pub rule: Rule,
    /// The last instant in time.
    pub deadline: UnixMs,
    /// The time zone that the deadline is printed in.
    pub zone: String,
    /// Whether names are taken after closing.
    pub late_names: LateNames,
    /// What becomes of objections from earlier rounds.
    pub objections: Objections,
    /// Texts to which no signature is carried, whatever the class of their change.
    pub raised: Vec<TextId>,
    /// Translations whose words count as those of the original do.
    pub authentic: Vec<TextId>,
}

/// Opens a round. An open round on an earlier version of one of the texts is superseded by that, and by nothing else.
pub fn open_round(
    coalition: &Coalition,
    dossier: &Dossier,
    by: &PersonId,
    wish: RoundWish,
    carryings: &[Carrying],
    at: UnixMs,
    fresh: Fresh<'_>,
) -> Result<Vec<DossierEvent>, Refusal> {
    coordinates(dossier, by)?;
    let items = items(dossier, &wish.texts)?;
    let asked = asked(coalition, &wish.asked)?;
    check_rule(&wish.rule, &asked)?;
    check_silence(&wish, at)?;
    if wish.deadline <= at {
        return Err(Refusal::invalid(
            "deadline-passed",
            "The deadline has passed; choose one that is to come.",
        ));
    }
    check_distance(wish.deadline, at)?;
    if wish.zone.is_empty() || wish.zone.chars().count() > SHORT_CHARACTERS_MAX {
        return Err(Refusal::invalid("no-zone", "Name the time zone that the deadline is printed in."));
    }
    if dossier.rounds.len() >= ROUNDS_MAX {
        return Err(Refusal::invalid(
            "too-many-rounds",
            "This dossier has too many rounds; open another dossier.",
        ));
    }
    let round = RoundId::from_random(fresh());
    let secret = || DossierSecret::By { by: by.clone() };
    let mut events: Vec<DossierEvent> = Vec::new();
    for old in superseded(dossier, &items)? {
        let fact = DossierFact::RoundSuperseded { round: old.id().clone(), by: round.clone() };
        events.push(event(at, fact, secret()));
    }
    let raised = raised(&wish.raised, &items)?;
    let authentic = authentic(dossier, &wish.authentic, &items)?;
    let RoundWish { rule, deadline, zone, late_names, objections, .. } = wish;
    let fact =
        RoundFact { round, items, asked, rule, deadline, zone, late_names, objections, raised, authentic };
    let carried = carry(dossier, &fact, carryings, by, at);
    events.push(event(at, DossierFact::RoundOpened(fact), secret()));
    events.extend(carried);
    Ok(events)
}

fn check_distance(deadline: UnixMs, at: UnixMs) -> Result<(), Refusal> {
    if deadline <= at.plus_ms(DEADLINE_AHEAD_MS_MAX) {
        return Ok(());
    }
    Err(Refusal::invalid("deadline-too-far", "The deadline is more than five years ahead; look at the year."))
}

fn items(dossier: &Dossier, texts: &[(TextId, VersionNo)]) -> Result<Vec<RoundItem>, Refusal> {
    let distinct: BTreeSet<&TextId> = texts.iter().map(|(text, _)| text).collect();
    if texts.is_empty() || texts.len() > ROUND_TEXTS_MAX || distinct.len() != texts.len() {
        let sentence = format!("A round is about 1 to {ROUND_TEXTS_MAX} texts, each once; choose them.");
        return Err(Refusal::invalid("which-texts", sentence));
    }
    let item = |(id, no): &(TextId, VersionNo)| {
        let version = dossier.text(id).and_then(|text| text.version(*no)).ok_or_else(Refusal::not_found)?;
        Ok(RoundItem { text: id.clone(), version: *no, digest: version.fact.digest })
    };
    texts.iter().map(item).collect()
}

/// Translations that count as the original does. Every translation of a round that is about its original too has to
/// translate the version that is asked about.
fn authentic(dossier: &Dossier, wished: &[TextId], items: &[RoundItem]) -> Result<Vec<TextId>, Refusal> {
    let translates = |item: &RoundItem| {
        let version = dossier.text(&item.text).and_then(|text| text.version(item.version));
        version.and_then(|version| version.fact.translates.clone())
    };
    for original in items.iter().filter_map(translates) {
        let other = items.iter().find(|item| item.text == original.text && item.version != original.version);
        if let Some(other) = other {
            let sentence = format!(
                "A translation here is of version {}, and the round is about version {} of the original; freeze the \
                 translation again.",
                original.version, other.version
            );
            return Err(Refusal::conflict("another-original", sentence));
        }
    }
    let distinct: BTreeSet<&TextId> = wished.iter().collect();
    let is_translation =
        |text: &&&TextId| items.iter().any(|item| item.text == ***text && translates(item).is_some());
    if distinct.iter().filter(is_translation).count() != distinct.len() {
        let sentence = "Only a translation of this round can be called authentic; an original always is.";
        return Err(Refusal::invalid("no-translation", sentence));
    }
    Ok(distinct.into_iter().cloned().collect())
}

fn raised(raised: &[TextId], items: &[RoundItem]) -> Result<Vec<TextId>, Refusal> {
    let distinct: BTreeSet<&TextId> = raised.iter().collect();
    if distinct.iter().any(|text| !items.iter().any(|item| item.text == **text)) {
        return Err(Refusal::invalid(
            "which-texts",
            "Only a text of this round can be called changed in substance.",
        ));
    }
    Ok(distinct.into_iter().cloned().collect())
}

fn asked(coalition: &Coalition, asked: &[OrganisationId]) -> Result<Vec<OrganisationId>, Refusal> {
    let distinct: BTreeSet<&OrganisationId> = asked.iter().collect();
    if distinct.is_empty() {
        return Err(Refusal::invalid("nobody-asked", "A round asks at least one organisation; choose them."));
    }
    for id in &distinct {
        let present = coalition.organisations.get(id).is_some_and(|o| o.membership == Membership::Present);
        if !present {
            return Err(Refusal::invalid(
                "no-such-organisation",
                "One of those asked is not of the coalition.",
            ));
        }
    }
    Ok(distinct.into_iter().cloned().collect())
}

fn check_rule(rule: &Rule, asked: &[OrganisationId]) -> Result<(), Refusal> {
    let fits = match rule {
        Rule::Explicit { min } => *min >= 1 && usize::try_from(*min).is_ok_and(|min| min <= asked.len()),
        Rule::Unanimous { set } => !set.is_empty() && set.iter().all(|id| asked.contains(id)),
        Rule::Quorum { percent } => (1..=100).contains(percent),
        Rule::Silence { .. } => true,
    };
    let sentence = "The rule cannot be met by those asked; ask for no more signatures than organisations.";
    if fits { Ok(()) } else { Err(Refusal::invalid("rule-out-of-reach", sentence)) }
}

/// Open rounds on earlier versions of these texts; one on the same version, or a later one, stands in the way.
fn superseded<'a>(dossier: &'a Dossier, items: &[RoundItem]) -> Result<Vec<&'a Round>, Refusal> {
    let mut found: Vec<&Round> = Vec::new();
    for item in items {
        let Some(open) = dossier.open_round(&item.text) else { continue };
        if open.item(&item.text).is_some_and(|old| old.version >= item.version) {
            let sentence =
                "A round on this text is open; close or cancel it, or open one on a newer version.";
            return Err(Refusal::conflict("round-open", sentence));
        }
        if !found.iter().any(|known| known.id() == open.id()) {
            found.push(open);
        }
    }
    Ok(found)
}

/// Puts a deadline off, before it passes.
pub fn extend(
    dossier: &Dossier,
    by: &PersonId,
    round: &RoundId,
    deadline: UnixMs,
    at: UnixMs,
) -> Result<DossierEvent, Refusal> {
    let round = open(dossier, by, round)?;
    if at > round.fact.deadline {
        return Err(Refusal::gone(
            "deadline-passed",
            "The deadline has passed; it can no longer be put off.",
        ));
    }
    if deadline <= round.fact.deadline {
        return Err(Refusal::invalid("not-later", "A deadline is put off, never brought forward."));
    }
    check_distance(deadline, at)?;
    let fact = DossierFact::RoundExtended { round: round.id().clone(), deadline, gap: None };
    Ok(event(at, fact, DossierSecret::By { by: by.clone() }))
}

/// Calls a round off.
pub fn cancel(
    dossier: &Dossier,
    by: &PersonId,
    round: &RoundId,
    at: UnixMs,
) -> Result<DossierEvent, Refusal> {
    let round = open(dossier, by, round)?;
    let fact = DossierFact::RoundCancelled { round: round.id().clone() };
    Ok(event(at, fact, DossierSecret::By { by: by.clone() }))
}

/// Closes a round: after its deadline, or earlier once its rule is met.
pub fn close(
    dossier: &Dossier,
    by: &PersonId,
    round: &RoundId,
    at: UnixMs,
) -> Result<Vec<DossierEvent>, Refusal> {
    let round = open(dossier, by, round)?;
    if at <= round.fact.deadline && !round.is_met() {
        let sentence = "The rule is not met yet, and the deadline has not passed; wait, or cancel the round.";
        return Err(Refusal::conflict("not-yet", sentence));
    }
    let mut events = assents(dossier, round, at);
    events.push(event(at, closed(round), DossierSecret::By { by: by.clone() }));
    Ok(events)
}

/// Closes the rounds whose deadline has passed; nobody has to ask for it.
pub fn close_due(dossier: &Dossier, at: UnixMs) -> Vec<DossierEvent> {
    let due = dossier.rounds.iter().filter(|r| r.is_open() && at > r.fact.deadline);
    let close = |round: &Round| {
        let mut events = assents(dossier, round, at);
        events.push(Event { at, fact: closed(round), proof: None, secret: None });
        events
    };
    due.flat_map(close).collect()
}

fn closed(round: &Round) -> DossierFact {
    DossierFact::RoundClosed { round: round.id().clone(), outcomes: round.outcomes_now() }
}

fn open<'a>(dossier: &'a Dossier, by: &PersonId, round: &RoundId) -> Result<&'a Round, Refusal> {
    coordinates(dossier, by)?;
    let round = dossier.round(round).ok_or_else(Refusal::not_found)?;
    if round.is_open() {
        return Ok(round);
    }
    Err(Refusal::gone("round-over", "This round is over, and what it came to never changes."))
}
