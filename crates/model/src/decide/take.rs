//! Taking a position: an act that was drawn and confirmed, or one that the coordinator relays.

use super::act::{drawn, mandate};
use super::carry::take_back;
use super::check::check;
use super::{ActWish, Actor, DossierEvent, Drawn, Fresh, ItemWish, coordinates};
use crate::bytes::Bytes;
use crate::coalition::Coalition;
use crate::digest::Digest;
use crate::dossier::Dossier;
use crate::fact::{DossierFact, DossierSecret, LeaveFact, Relay, Relaying, SpokenFact, SpokenSecret};
use crate::ids::{OrganisationId, PersonId};
use crate::ledger::{Event, Proof};
use crate::limits::{REASON_CHARACTERS_MAX, SHORT_CHARACTERS_MAX};
use crate::passkey::Assertion;
use crate::position::Method;
use crate::refusal::Refusal;
use crate::round::Round;
use crate::time::UnixMs;

/// A position that the coordinator enters on somebody's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayWish {
    /// What was said.
    pub act: ActWish,
    /// On whose word, how and when.
    pub relay: Relay,
}

/// How an act is confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmation {
    /// By the session, or the token, that it was drawn in.
    Session,
    /// By a code that was mailed to the person, which the caller checked.
    MailCode,
    /// By a passkey, which signed the act.
    Passkey(AssertionWish),
}

/// What a browser sends when a passkey signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionWish {
    /// The credential's id.
    pub credential: Bytes,
    /// As the authenticator gave it.
    pub authenticator_data: Bytes,
    /// As the browser gave it.
    pub client_data: Bytes,
    /// Over the two.
    pub signature: Bytes,
}

/// Takes an act: one record for each of its texts. All that was checked when it was drawn is checked again.
pub fn take(
    coalition: &Coalition,
    dossier: &Dossier,
    drawn: &Drawn,
    confirmation: Confirmation,
    at: UnixMs,
) -> Result<Vec<DossierEvent>, Refusal> {
    let round = dossier.round(&drawn.act.round).ok_or_else(Refusal::not_found)?;
    let wish = wish(drawn);
    let current = mandate(dossier, &drawn.actor.person, &wish, at)?;
    check(round, &wish, at)?;
    check_replaces(round, drawn)?;
    if drawn.act.mandate.as_ref() != Some(&current) {
        let sentence = "Your mandate changed since this was drawn; read the text and answer again.";
        return Err(Refusal::conflict("mandate-changed", sentence));
    }
    let (assertion, method) = match confirmation {
        Confirmation::Session => (None, drawn.actor.method),
        Confirmation::MailCode => (None, Method::MailCode),
        Confirmation::Passkey(wish) => (Some(assertion(coalition, drawn, wish)?), Method::Passkey),
    };
    let taken = Taken { proof: Proof { act: drawn.act.clone(), assertion }, method, relay: None };
    let mut events = events(dossier, round, drawn, &taken, at);
    let said: Vec<SpokenFact> = events
        .iter()
        .filter_map(|event| match &event.fact {
            DossierFact::Position(fact) => Some(fact.clone()),
            _ => None,
        })
        .collect();
    events.extend(said.iter().flat_map(|fact| take_back(dossier, fact, &drawn.actor.person, at)));
    Ok(events)
}

/// The passkey's word, if it is one of this person's and holds for exactly this act.
fn assertion(coalition: &Coalition, drawn: &Drawn, wish: AssertionWish) -> Result<Assertion, Refusal> {
    let AssertionWish { credential, authenticator_data, client_data, signature } = wish;
    let person = &drawn.actor.person;
    let Some(passkey) = coalition.passkeys_of(person).find(|key| key.credential == credential) else {
        let sentence =
            "This passkey is not one of yours here, or was removed; enrol one, or confirm without.";
        return Err(Refusal::forbidden("not-your-passkey", sentence));
    };
    let (key, party) = (passkey.key.clone(), coalition.party_of(passkey));
    let assertion = Assertion { key, party, authenticator_data, client_data, signature };
    let challenge = drawn.act.hash().map_err(|error| Refusal::invalid("no-act", error.to_string()))?;
    assertion.check(challenge).map_err(|why| Refusal::forbidden("not-signed", why.to_string()))?;
    Ok(assertion)
}

/// How an act was taken.
struct Taken<'a> {
    proof: Proof,
    method: Method,
    relay: Option<&'a Relay>,
}

/// Records what a named person said for their organisation. Its holders are told, and undo it by an act of their own;
/// what a holder said themselves is not relayed over.
pub fn relay(
    coalition: &Coalition,
    dossier: &Dossier,
    by: &PersonId,
    wish: RelayWish,
    at: UnixMs,
    fresh: Fresh<'_>,
) -> Result<Vec<DossierEvent>, Refusal> {
    coordinates(dossier, by)?;
    if dossier.relaying == Relaying::Forbidden {
        let sentence =
            "In this dossier no position is relayed; the organisation's holders take it themselves.";
        return Err(Refusal::forbidden("relaying-forbidden", sentence));
    }
    check_relay(&wish.relay)?;
    let round = dossier.round(&wish.act.round).ok_or_else(Refusal::not_found)?;
    if wish.act.items.is_empty() {
        let sentence = "Leave to be named is given by the organisation's holders alone; say what is relayed of which text.";
        return Err(Refusal::invalid("which-texts", sentence));
    }
    check(round, &wish.act, at)?;
    check_unspoken(round, &wish.act.organisation)?;
    let actor = Actor { person: by.clone(), method: Method::Relayed };
    let drawn = drawn(coalition, dossier, round, &actor, wish.act, None, fresh);
    let proof = Proof { act: drawn.act.clone(), assertion: None };
    let taken = Taken { proof, method: Method::Relayed, relay: Some(&wish.relay) };
    Ok(events(dossier, round, &drawn, &taken, at))
}

fn check_relay(relay: &Relay) -> Result<(), Refusal> {
    let named = [&relay.on_word_of, &relay.how, &relay.when];
    let short = |text: &&String| (1..=SHORT_CHARACTERS_MAX).contains(&text.trim().chars().count());
    if !named.iter().all(short) {
        let sentence = "Say on whose word, how and when the position came, each in a few words.";
        return Err(Refusal::invalid("on-whose-word", sentence));
    }
    let evidence = relay.evidence.as_ref().map_or(0, |e| e.chars().count());
    if evidence > REASON_CHARACTERS_MAX {
        let sentence = format!("The evidence has at most {REASON_CHARACTERS_MAX} characters; shorten it.");
        return Err(Refusal::invalid("evidence-too-long", sentence));
    }
    Ok(())
}

/// The act names what it replaces: a colleague who answered meanwhile is not overruled unseen.
fn check_replaces(round: &Round, drawn: &Drawn) -> Result<(), Refusal> {
    let organisation = &drawn.act.organisation;
    if drawn.act.replaces == round.last_act(organisation) {
        return Ok(());
    }
    let at = round.of(organisation).next_back().map_or(UnixMs(0), |spoken| spoken.at);
    let sentence =
        format!("Your colleague answered at {}; read what they said, and answer again.", clock(at));
    Err(Refusal::conflict("colleague-answered", sentence))
}

/// What a holder said in a round is changed by holders alone: the last act of one of them is the position.
fn check_unspoken(round: &Round, organisation: &OrganisationId) -> Result<(), Refusal> {
    match round.of(organisation).rev().find(|spoken| spoken.fact.method != Method::Relayed) {
        None => Ok(()),
        Some(spoken) => {
            let at = clock(spoken.at);
            let sentence =
                format!("A holder of this organisation answered at {at}; only its holders change that.");
            Err(Refusal::conflict("holder-answered", sentence))
        }
    }
}

/// The time of day, in UTC.
fn clock(at: UnixMs) -> String {
    let minutes = at.0 / 60_000;
    format!("{:02}:{:02} UTC", minutes / 60 % 24, minutes % 60)
}

fn events(
    dossier: &Dossier,
    round: &Round,
    drawn: &Drawn,
    taken: &Taken<'_>,
    at: UnixMs,
) -> Vec<DossierEvent> {
    let act = &drawn.act;
    let name_of = |item: &ItemWish| {
        let language = dossier.text(&item.text).map(|text| &text.fact.language);
        language.and_then(|language| act.names_as_printed.get(language)).cloned().unwrap_or_default()
    };
    let event = |item: &ItemWish| {
        let fact = SpokenFact {
            round: round.id().clone(),
            text: item.text.clone(),
            version: item.version,
            digest: item.digest,
            organisation: act.organisation.clone(),
            name: name_of(item),
            position: item.position,
            method: taken.method,
            reservation: item.reservation.clone(),
            withheld: item.withheld,
            carried: None,
        };
        let secret = SpokenSecret {
            by: drawn.actor.person.clone(),
            mandate: act.mandate.clone(),
            signer_salt: drawn.signer_salt,
            reason: item.reason.clone(),
            passages: item.passages.clone(),
            relay: taken.relay.cloned(),
        };
        Event {
            at,
            fact: DossierFact::Position(fact),
            proof: Some(taken.proof.clone()),
            secret: Some(DossierSecret::Spoken(secret)),
        }
    };
    if drawn.items.is_empty() {
        return vec![leave(round, drawn, taken, at)];
    }
    drawn.items.iter().map(event).collect()
}

/// The record of an act that says nothing of any text but whether silence may be named.
fn leave(round: &Round, drawn: &Drawn, taken: &Taken<'_>, at: UnixMs) -> DossierEvent {
    let act = &drawn.act;
    let fact = LeaveFact {
        round: round.id().clone(),
        organisation: act.organisation.clone(),
        names: act.names_as_printed.clone(),
        assent: act.assent,
        method: taken.method,
    };
    let secret = SpokenSecret {
        by: drawn.actor.person.clone(),
        mandate: act.mandate.clone(),
        signer_salt: drawn.signer_salt,
        reason: None,
        passages: Vec::new(),
        relay: None,
    };
    Event {
        at,
        fact: DossierFact::Leave(fact),
        proof: Some(taken.proof.clone()),
        secret: Some(DossierSecret::Spoken(secret)),
    }
}

fn wish(drawn: &Drawn) -> ActWish {
    ActWish {
        round: drawn.act.round.clone(),
        organisation: drawn.act.organisation.clone(),
        items: drawn.items.clone(),
        language: drawn.act.language.clone(),
        keep_if_editorial: drawn.act.keep_if_editorial,
        assent: drawn.act.assent,
    }
}

impl Drawn {
    /// The digest of each item, in order.
    pub fn digests(&self) -> Vec<Digest> {
        self.items.iter().map(|item| item.digest).collect()
    }
}
