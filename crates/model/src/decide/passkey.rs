//! Enrolling passkeys and taking them away.

use crate::coalition::Coalition;
use crate::digest::Digest;
use crate::fact::{CoalitionFact, CoalitionSecret};
use crate::ledger::Event;
use crate::limits::{PASSKEYS_MAX, SHORT_CHARACTERS_MAX};
use crate::passkey::{Party, Passkey, PasskeyState, Registration};
use crate::position::Method;
use crate::refusal::Refusal;
use crate::time::UnixMs;

use super::Actor;

/// A record of the coalition's ledger before it is sealed.
type CoalitionEvent = Event<CoalitionFact, CoalitionSecret>;

/// A passkey to be enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyWish {
    /// What its person calls it.
    pub name: String,
    /// What the server asked.
    pub challenge: Digest,
    /// What the browser answered.
    pub registration: Registration,
    /// The site.
    pub party: Party,
}

/// Enrols a passkey of whoever asks, in a session of their own.
pub fn enrol(
    coalition: &Coalition,
    by: &Actor,
    wish: PasskeyWish,
    at: UnixMs,
) -> Result<CoalitionEvent, Refusal> {
    let person = coalition.people.get(&by.person).ok_or_else(Refusal::not_found)?;
    if !matches!(by.method, Method::Session | Method::SessionHanded) {
        let sentence = "A program enrols no passkey; log in by a link and do it yourself.";
        return Err(Refusal::forbidden("token-never-signs", sentence));
    }
    let name = wish.name.trim().to_owned();
    if !(1..=SHORT_CHARACTERS_MAX).contains(&name.chars().count()) {
        return Err(Refusal::invalid("no-name", "Give the passkey a name by which you know it again."));
    }
    let registered = wish.registration.check(wish.challenge, &wish.party);
    registered.map_err(|why| Refusal::invalid("not-a-passkey", why.to_string()))?;
    let own = coalition
        .passkeys
        .values()
        .filter(|key| key.person == by.person && key.state == PasskeyState::Active);
    if own.count() >= PASSKEYS_MAX {
        let sentence = format!("You have {PASSKEYS_MAX} passkeys; remove one that you do not use.");
        return Err(Refusal::conflict("too-many-passkeys", sentence));
    }
    let Registration { credential, key, .. } = wish.registration;
    let passkey = Passkey::id_of(&key);
    let is_known = |known: &Passkey| known.id == passkey || known.credential == credential;
    if coalition.passkeys.values().any(is_known) {
        return Err(Refusal::conflict("passkey-known", "This passkey is enrolled already."));
    }
    let organisation = person.organisation.clone();
    let fact = CoalitionFact::PasskeyEnrolled { passkey, organisation, begun: by.method };
    let (by, party) = (by.person.clone(), wish.party);
    let secret = CoalitionSecret::Passkey { by, name, credential, key, party };
    Ok(Event { at, fact, proof: None, secret: Some(secret) })
}

/// Takes a passkey away; what it signed stands. Its person does that, or an administrator for somebody who lost it.
pub fn remove_passkey(
    coalition: &Coalition,
    by: &Actor,
    passkey: &Digest,
    at: UnixMs,
) -> Result<CoalitionEvent, Refusal> {
    let known = coalition.passkeys.get(passkey).filter(|key| key.state == PasskeyState::Active);
    let known = known.ok_or_else(Refusal::not_found)?;
    if known.person != by.person && !coalition.is_administrator(&by.person) {
        return Err(Refusal::not_found());
    }
    let fact = CoalitionFact::PasskeyRemoved { passkey: *passkey };
    let secret = CoalitionSecret::By { by: Some(by.person.clone()) };
    Ok(Event { at, fact, proof: None, secret: Some(secret) })
}
