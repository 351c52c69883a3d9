//! Drawing an act: everything is checked before somebody is asked to confirm it, and again when it is taken.

use super::check::{check, check_method, withdraws};
use super::{Actor, Fresh};
use crate::act::{self, Act, ActItem, Choice, Withheld};
use crate::coalition::Coalition;
use crate::digest::Digest;
use crate::dossier::Dossier;
use crate::ids::{MandateId, OrganisationId, PersonId, RoundId, TextId, VersionNo};
use crate::organisation::Names;
use crate::position::Position;
use crate::record::Salt;
use crate::refusal::Refusal;
use crate::right::{Mandate, MandateState};
use crate::round::Round;
use crate::time::UnixMs;
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
    /// Whether the name is counted and not printed.
    pub withheld: Option<Withheld>,
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
        withheld: item.withheld,
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
