//! What can be said in a round, by whom, and until when.

use super::{ActWish, ItemWish};
use crate::fact::LateNames;
use crate::ids::{OrganisationId, TextId};
use crate::limits::{
    ACTS_MAX, LANGUAGE_CHARACTERS_MAX, PASSAGE_CHARACTERS_MAX, PASSAGES_MAX, REASON_CHARACTERS_MAX,
    RESERVATION_CHARACTERS_MAX,
};
use crate::organisation::Standing;
use crate::position::{Method, Position};
use crate::refusal::Refusal;
use crate::round::{Round, RoundState};
use crate::rule::{Outcome, Rule};
use crate::time::UnixMs;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

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
    let leaves = round.leaves.iter().filter(|leave| leave.fact.organisation == wish.organisation);
    if round.of(&wish.organisation).count() + leaves.count() >= ACTS_MAX && !withdraws {
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

pub(super) fn withdraws(wish: &ActWish) -> bool {
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
    if item.withheld.is_some() && (item.position != Position::Signed) {
        let sentence =
            "A name is withheld from a plain signature only: a reservation would be printed without one.";
        return Err(Refusal::invalid("withheld", sentence));
    }
    let length = |text: &Option<String>| text.as_ref().map_or(0, |t| t.trim().nfc().count());
    let reserves = item.position == Position::SignedWithReservation;
    if reserves != (length(&item.reservation) > 0) {
        let sentence =
            "A reservation is written with \u{201c}signed with a reservation\u{201d}, and only there.";
        return Err(Refusal::invalid("reservation", sentence));
    }
    let words = item.reservation.as_deref().unwrap_or_default();
    if reserves && (!words.contains(char::is_alphanumeric) || words.contains(is_unprinted)) {
        let sentence = "A reservation is printed: write words, in one line, without invisible characters.";
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

/// What ends a line, or turns it around.
fn is_unprinted(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
