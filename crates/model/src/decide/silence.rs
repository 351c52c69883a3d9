//! Silence: how long it lasts, and whom it names.

use super::{DossierEvent, RoundWish, event};
use crate::dossier::Dossier;
use crate::fact::{DossierFact, DossierSecret, RoundItem, SpokenFact};
use crate::ids::OrganisationId;
use crate::ledger::Event;
use crate::limits::{GAP_MS, HOUR_MS, SILENCE_HOURS_MAX, SILENCE_HOURS_MIN};
use crate::position::{Method, Position};
use crate::refusal::Refusal;
use crate::round::Round;
use crate::rule::{Outcome, Rule};
use crate::time::UnixMs;

/// Silence lasts its hours, and never less than a day. Where it is shorter than usual, an organisation is named only by
/// a leave that it gave knowing so: leave is given for the round, never in advance.
pub(super) fn check_silence(wish: &RoundWish, at: UnixMs) -> Result<(), Refusal> {
    let Rule::Silence { hours } = wish.rule else { return Ok(()) };
    if !(SILENCE_HOURS_MIN..=SILENCE_HOURS_MAX).contains(&hours) {
        let sentence = format!(
            "Silence lasts {SILENCE_HOURS_MIN} to {SILENCE_HOURS_MAX} hours; where there is less time, ask for \
             a number of signatures."
        );
        return Err(Refusal::invalid("silence-too-short", sentence));
    }
    if wish.deadline < at.plus_ms(u64::from(hours) * HOUR_MS) {
        let sentence = format!("The deadline leaves less than the {hours} hours of silence; put it later.");
        return Err(Refusal::invalid("deadline-before-silence", sentence));
    }
    Ok(())
}

/// Puts off the deadlines of rounds by silence by the time that the server was away: nobody could object then.
pub fn add_gap(dossier: &Dossier, gone: UnixMs, back: UnixMs) -> Vec<DossierEvent> {
    let gap = back.0.saturating_sub(gone.0);
    let waited = |round: &&Round| {
        let is_silence = matches!(round.fact.rule, Rule::Silence { .. });
        round.is_open() && is_silence && round.fact.deadline >= gone && gap > GAP_MS
    };
    let put_off = |round: &Round| {
        let deadline = round.fact.deadline.plus_ms(gap);
        let fact = DossierFact::RoundExtended { round: round.id().clone(), deadline, gap: Some(gap) };
        Event { at: back, fact, proof: None, secret: None }
    };
    dossier.rounds.iter().filter(waited).map(put_off).collect()
}

/// Organisations whose silence names them, once it was not broken: each gave leave for this round, one of its people
/// opened the version, and it said nothing, nor has an objection from an earlier round that stands.
pub(super) fn assents(dossier: &Dossier, round: &Round, at: UnixMs) -> Vec<DossierEvent> {
    if !matches!(round.fact.rule, Rule::Silence { .. }) {
        return Vec::new();
    }
    let adopted = round.fact.items.iter().filter(|item| round.outcome_now(&item.text) == Outcome::Adopted);
    let of = |item: &RoundItem| {
        let named = round.fact.asked.iter().filter_map(|id| assent(dossier, round, item, id));
        named.map(|fact| event(at, DossierFact::Position(fact), DossierSecret::Silence)).collect::<Vec<_>>()
    };
    adopted.flat_map(of).collect()
}

fn assent(dossier: &Dossier, round: &Round, item: &RoundItem, id: &OrganisationId) -> Option<SpokenFact> {
    let leave = round.leave(id)?;
    let has_read = dossier.read.contains_key(&(item.text.clone(), item.version, id.clone()));
    let objects =
        dossier.last_word(&item.text, id).is_some_and(|(_, s)| s.fact.position == Position::Objects);
    if !has_read || objects || round.position(&item.text, id).is_some() {
        return None;
    }
    let language = &dossier.text(&item.text)?.fact.language;
    Some(SpokenFact {
        round: round.id().clone(),
        text: item.text.clone(),
        version: item.version,
        digest: item.digest,
        organisation: id.clone(),
        name: leave.names.get(language).cloned().unwrap_or_default(),
        position: Position::Assented,
        method: Method::Silence,
        reservation: None,
        withheld: None,
        carried: None,
    })
}
