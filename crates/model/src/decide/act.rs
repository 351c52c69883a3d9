//! Drawing an act: everything is checked before somebody is asked to confirm it, and again when it is taken.

use super::{Actor, Fresh};
use crate::act::{self, Act, ActItem, Choice};
use crate::coalition::Coalition;
use crate::digest::Digest;
use crate::dossier::Dossier;
use crate::fact::LateNames;
use crate::ids::{MandateId, OrganisationId, PersonId, RoundId, TextId, VersionNo};
use crate::limits::{
    ACTS_MAX, LANGUAGE_CHARACTERS_MAX, PASSAGE_CHARACTERS_MAX, PASSAGES_MAX, REASON_CHARACTERS_MAX,
    RESERVATION_CHARACTERS_MAX,
};
use crate::organisation::{Names, Standing};
use crate::position::{Method, Position};
use crate::record::Salt;
use crate::refusal::Refusal;
use crate::right::{Mandate, MandateState};
use crate::round::{Round, RoundState};
use crate::rule::{Outcome, Rule};
use crate::time::UnixMs;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// A position to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActWish {
    /// In which round.
    pub round: RoundId,
    /// For whom.
    pub organisation: OrganisationId,
    /// What is said of which text.
    pub items: Vec<ItemWish>,
    /// Language in which it is shown.
    pub language: String,
    /// Whether a signature is to count for a next version that differs in an editorial way only.
    pub keep_if_editorial: Choice,
    /// Of an act that says nothing of any text, in a round by silence: whether the organisation may be named if it
    /// stays silent.
    pub assent: Choice,
}

/// What is said of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemWish {
    /// Which text.
    pub text: TextId,
    /// Which version.
    pub version: VersionNo,
    /// The digest that the page was served with.
    pub digest: Digest,
    /// What is said.
    pub position: Position,
    /// Printed beside the name.
    pub reservation: Option<String>,
    /// Why, in the organisation's words.
    pub reason: Option<String>,
    /// The passages it is about, quoted.
    pub passages: Vec<String>,
}

/// An act that waits to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// What will be recorded.
    pub act: Act,
    /// Who drew it, and may take it.
    pub actor: Actor,
    /// What was wished, for the private parts.
    pub items: Vec<ItemWish>,
    /// Opens the act's commitment to its signer.
    pub signer_salt: Salt,
}

/// Draws an act for somebody who holds a mandate.
pub fn draw(
    coalition: &Coalition,
    dossier: &Dossier,
    actor: &Actor,
    wish: ActWish,
    at: UnixMs,
    fresh: Fresh<'_>,
) -> Result<Drawn, Refusal> {
    let round = dossier.round(&wish.round).ok_or_else(Refusal::not_found)?;
    check_method(coalition.standing, actor.method)?;
    let mandate = mandate(dossier, &actor.person, &wish, at)?;
    check(round, &wish, at)?;
    Ok(drawn(coalition, dossier, round, actor, wish, Some(mandate), fresh))
}

/// The act, once everything is checked.
pub(super) fn drawn(
    coalition: &Coalition,
    dossier: &Dossier,
    round: &Round,
    actor: &Actor,
    wish: ActWish,
    mandate: Option<MandateId>,
    fresh: Fresh<'_>,
) -> Drawn {
    let (signer_salt, nonce) = (Salt(fresh()), Salt(fresh()));
    let items: Vec<ItemWish> = wish.items.into_iter().map(normal).collect();
    let item = |item: &ItemWish| ActItem {
        text: item.text.clone(),
        version: item.version,
        digest: item.digest,
        position: item.position,
        reservation: item.reservation.clone(),
    };
    let act = Act {
        format: act::FORMAT.into(),
        coalition: coalition.id.clone(),
        dossier: dossier.id.clone(),
        round: round.id().clone(),
        items: items.iter().map(item).collect(),
        names_as_printed: names(coalition, dossier, round, &wish.organisation, &items),
        replaces: round.last_act(&wish.organisation),
        organisation: wish.organisation,
        signer: act::signer(&actor.person, signer_salt),
        mandate,
        keep_if_editorial: wish.keep_if_editorial,
        assent: wish.assent,
        language: wish.language,
        nonce,
    };
    Drawn { act, actor: actor.clone(), items, signer_salt }
}

/// The mandate by which a person may say this for an organisation at this instant.
pub(super) fn mandate(
    dossier: &Dossier,
    person: &PersonId,
    wish: &ActWish,
    at: UnixMs,
) -> Result<MandateId, Refusal> {
    let withdraws = withdraws(wish);
    let own: Vec<&Mandate> =
        dossier.mandates_of(&wish.organisation).filter(|m| m.person == *person).collect();
    let fits = |m: &&&Mandate| m.holds_at(at) || withdraws && m.withdraws_at(at);
    if let Some(found) = own.iter().find(fits) {
        return Ok(found.id.clone());
    }
    let refusal = match own.last().map(|m| m.state) {
        Some(MandateState::Suspended) => {
            ("mandate-suspended", "Your mandate is suspended; ask the dossier's coordinator.")
        }
        Some(MandateState::Left) => {
            ("organisation-left", "Your organisation left the coalition; it can withdraw, and nothing else.")
        }
        Some(_) => {
            ("mandate-ended", "Your mandate has ended; a holder of your organisation can grant a new one.")
        }
        None if dossier.mandates.iter().any(|m| m.person == *person) => {
            ("another-organisation", "You speak for another organisation; take the position of your own.")
        }
        None => ("no-mandate", "You hold no mandate to speak for this organisation; ask its holders."),
    };
    Err(Refusal::forbidden(refusal.0, refusal.1))
}

/// A program's token signs in demonstrations at most; whether it does there, the command line decides.
pub(super) fn check_method(standing: Standing, method: Method) -> Result<(), Refusal> {
    if method != Method::Token || standing == Standing::Demonstration {
        return Ok(());
    }
    let sentence = "A program's token never signs; log in by a link and take the position yourself.";
    Err(Refusal::forbidden("token-never-signs", sentence))
}

/// Whether this can be said in this round, by whoever may speak for the organisation.
pub(super) fn check(round: &Round, wish: &ActWish, at: UnixMs) -> Result<(), Refusal> {
    if !round.fact.asked.contains(&wish.organisation) {
        return Err(Refusal::forbidden("not-asked", "This round does not ask your organisation."));
    }
    let withdraws = withdraws(wish);
    if round.of(&wish.organisation).count() >= ACTS_MAX && !withdraws {
        let sentence = "Your organisation answered very often in this round; speak to its coordinator.";
        return Err(Refusal::forbidden("too-many-acts", sentence));
    }
    if !(1..=LANGUAGE_CHARACTERS_MAX).contains(&wish.language.len()) || !wish.language.is_ascii() {
        return Err(Refusal::invalid("which-language", "Name the language in which the act is shown: `en`."));
    }
    let distinct: BTreeSet<&TextId> = wish.items.iter().map(|item| &item.text).collect();
    if wish.items.is_empty() {
        return check_leave(round, at);
    }
    if distinct.len() != wish.items.len() {
        return Err(Refusal::invalid("which-texts", "Say what your position is on each text, once."));
    }
    wish.items.iter().try_for_each(|item| {
        check_words(round, item)?;
        check_time(round, &wish.organisation, item, at)?;
        check_said(item)
    })
}

fn withdraws(wish: &ActWish) -> bool {
    !wish.items.is_empty() && wish.items.iter().all(|item| item.position == Position::Withdrawn)
}

/// Leave to be named is given, or taken back, in a round by silence until its deadline.
fn check_leave(round: &Round, at: UnixMs) -> Result<(), Refusal> {
    if !matches!(round.fact.rule, Rule::Silence { .. }) {
        return Err(Refusal::invalid("which-texts", "Say what your position is on each text, once."));
    }
    if !round.is_open() || at > round.fact.deadline {
        return Err(Refusal::gone("round-over", "The deadline has passed; the round takes no more answers."));
    }
    Ok(())
}

fn check_words(round: &Round, item: &ItemWish) -> Result<(), Refusal> {
    let asked = round.item(&item.text).ok_or_else(Refusal::not_found)?;
    if asked.version == item.version && asked.digest == item.digest {
        return Ok(());
    }
    let sentence =
        "These are not the words that this round is about; read the version it names, and answer again.";
    Err(Refusal::conflict("other-words", sentence))
}

/// While a round is open, until its deadline, everything can be said. After that an organisation can withdraw, for
/// ever; sign late, where late names are taken; and object late, which takes its own name off and reopens nothing.
fn check_time(round: &Round, id: &OrganisationId, item: &ItemWish, at: UnixMs) -> Result<(), Refusal> {
    let before = round.position(&item.text, id).map(|spoken| spoken.fact.position);
    let stands = before.is_some_and(|position| position != Position::Withdrawn);
    let late = |sentence: &str| Err(Refusal::gone("round-over", sentence));
    match (item.position, &round.state) {
        (Position::Withdrawn, _) if stands => Ok(()),
        (Position::Withdrawn, _) => Err(Refusal::invalid(
            "nothing-to-withdraw",
            "Your organisation has no position here to withdraw.",
        )),
        (_, RoundState::Open) if at <= round.fact.deadline => Ok(()),
        (_, RoundState::Open) => late("The deadline has passed; the round takes no more answers."),
        (Position::Signed | Position::SignedWithReservation, RoundState::Closed { .. }) => {
            match (round.outcome(&item.text), round.fact.late_names) {
                (Some(Outcome::Adopted), LateNames::Taken) => Ok(()),
                (Some(Outcome::Adopted), LateNames::NotTaken) => {
                    late("The round is closed, and takes no late names.")
                }
                _ => late("The round is closed and adopted nothing; there is no list to be added to."),
            }
        }
        (Position::Objects, RoundState::Closed { .. }) => Ok(()),
        (_, RoundState::Closed { .. }) => {
            late("The round is closed; you can still withdraw, or object late.")
        }
        (_, RoundState::Cancelled) => late("The round was cancelled."),
        (_, RoundState::Superseded { .. }) => {
            late("A round on a newer version has taken this one's place; answer there.")
        }
    }
}

fn check_said(item: &ItemWish) -> Result<(), Refusal> {
    if item.position == Position::Assented {
        return Err(Refusal::invalid("nobody-assents", "To assent, stay silent; to sign, say so."));
    }
    let length = |text: &Option<String>| text.as_ref().map_or(0, |t| t.trim().nfc().count());
    let reserves = item.position == Position::SignedWithReservation;
    if reserves != (length(&item.reservation) > 0) {
        let sentence =
            "A reservation is written with \u{201c}signed with a reservation\u{201d}, and only there.";
        return Err(Refusal::invalid("reservation", sentence));
    }
    if length(&item.reservation) > RESERVATION_CHARACTERS_MAX {
        let sentence =
            format!("A reservation has at most {RESERVATION_CHARACTERS_MAX} characters; shorten it.");
        return Err(Refusal::invalid("reservation-too-long", sentence));
    }
    if length(&item.reason) > REASON_CHARACTERS_MAX {
        let sentence = format!("A reason has at most {REASON_CHARACTERS_MAX} characters; shorten it.");
        return Err(Refusal::invalid("reason-too-long", sentence));
    }
    let passages = &item.passages;
    if item.position.names_passages() && passages.iter().all(|p| p.trim().is_empty()) {
        let sentence = "Name the passages that this is about, in the words of the text.";
        return Err(Refusal::invalid("no-passage", sentence));
    }
    let too_long = passages.iter().any(|p| p.chars().count() > PASSAGE_CHARACTERS_MAX);
    if passages.len() > PASSAGES_MAX || too_long {
        let sentence = format!(
            "At most {PASSAGES_MAX} passages of {PASSAGE_CHARACTERS_MAX} characters can be named; name fewer."
        );
        return Err(Refusal::invalid("too-many-passages", sentence));
    }
    Ok(())
}

fn normal(item: ItemWish) -> ItemWish {
    let said = |text: String| Some(text.trim().nfc().collect::<String>()).filter(|t| !t.is_empty());
    ItemWish {
        reservation: item.reservation.and_then(said),
        reason: item.reason.and_then(said),
        passages: item.passages.into_iter().filter_map(said).collect(),
        ..item
    }
}

/// Names in the language of each text that the act, or without items the round, is about.
fn names(
    coalition: &Coalition,
    dossier: &Dossier,
    round: &Round,
    id: &OrganisationId,
    items: &[ItemWish],
) -> Names {
    let profile = coalition.organisations.get(id).map(|o| &o.profile);
    let said = items.iter().map(|item| &item.text);
    let all = round.fact.items.iter().map(|item| &item.text).filter(|_| items.is_empty());
    let languages = said.chain(all).filter_map(|text| dossier.text(text)).map(|t| t.fact.language.clone());
    let name = |language: String| {
        let name = profile.map_or_else(String::new, |p| p.name_in(&language).to_owned());
        (language, name)
    };
    languages.map(name).collect()
}
