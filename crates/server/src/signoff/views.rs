//! What the API says of versions and rounds: made from the ledgers at each question, stored nowhere.

mod version;

pub use super::published::{PublicationView, publication};
pub use super::rule::RuleView;
pub use version::{OriginalView, VersionView, original, version};

use crate::words::{KindName, MethodName, PositionName};
use model::coalition::Coalition;
use model::digest::Digest;
use model::dossier::Dossier;
use model::fact::{Objections, RoundItem};
use model::ids::{OrganisationId, PersonId, TextId};
use model::position::{Method, Position};
use model::round::{Round, Spoken};
use model::statement::Kind;
use model::time::UnixMs;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// A round with every position in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RoundView {
    /// Its identity.
    pub id: String,
    /// Its dossier.
    pub dossier: String,
    /// The versions it is about.
    pub texts: Vec<RoundTextView>,
    /// Who is asked, and what each says.
    pub asked: Vec<AskedView>,
    /// When it adopts.
    pub rule: RuleView,
    /// The last instant in time, in milliseconds since 1970.
    pub deadline: u64,
    /// The time zone that the deadline is printed in.
    pub zone: String,
    /// `open`, `adopted`, `not_adopted`, `cancelled` or `superseded`.
    pub state: String,
    /// Whether the coordinator can close it now.
    pub may_close: bool,
    /// Whether the coordinator may override objections from earlier rounds when publishing.
    pub may_override: bool,
    /// Organisations that the viewer may speak for.
    pub mine: Vec<MineView>,
}

/// A version that a round is about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RoundTextView {
    /// The text.
    pub text: String,
    /// Its title.
    pub title: String,
    /// What sort of text it is.
    #[schema(value_type = KindName)]
    pub kind: Kind,
    /// The version's number.
    pub version: u32,
    /// Its digest.
    pub digest: String,
    /// What it translates, in a translation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translates: Option<OriginalView>,
    /// Whether a translation's words count as those of the original do.
    pub is_authentic: bool,
}

/// An organisation that is asked, and what it says.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AskedView {
    /// The organisation.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// Its position on each text on which it has one.
    pub positions: Vec<PositionView>,
    /// Whether it may be named if it stays silent.
    pub leave: bool,
    /// When one of its people first opened the version of each text, in milliseconds since 1970, by the text.
    pub read: BTreeMap<String, u64>,
}

/// A position.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PositionView {
    /// On which text.
    pub text: String,
    /// On which version.
    pub version: u32,
    /// What it says.
    #[schema(value_type = PositionName)]
    pub position: Position,
    /// How it came.
    #[schema(value_type = MethodName)]
    pub method: Method,
    /// Whether it is still the organisation's word on the newest version asked about.
    pub currency: CurrencyName,
    /// When it was recorded, in milliseconds since 1970.
    pub at: u64,
    /// Printed beside the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation: Option<String>,
    /// Whether its name is counted and not printed.
    pub withheld: bool,
    /// Its record in the dossier's ledger.
    pub record: u64,
    /// Whether its passkey's counter had not gone on since it last signed: there may be a copy of it.
    pub counter_stands: bool,
    /// The version that was signed, of a signature that was carried to this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_from: Option<u32>,
    /// Why, in the organisation's words: for whoever redrafts, and for its own holders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The passages it is about, quoted: for the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passages: Vec<String>,
}

/// Derived, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CurrencyName {
    /// It is about the newest version asked about.
    Current,
    /// It was carried to the newest version asked about, or is the signature that was.
    Carried,
    /// It is about an earlier one.
    Outdated,
    /// The organisation spoke again.
    Superseded,
}

/// An organisation that the viewer may speak for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MineView {
    /// The organisation.
    pub organisation: String,
    /// Hash of its last act in this round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
}

/// A round as a viewer sees it at an instant.
pub fn round(
    coalition: &Coalition,
    dossier: &Dossier,
    round: &Round,
    viewer: &PersonId,
    at: UnixMs,
) -> RoundView {
    let is_over = round.fact.deadline < at;
    let mine = mine(dossier, round, viewer, at);
    // Whoever is here only to withdraw sees no other organisation's position.
    let is_visible = dossier.is_visible_to(viewer, at);
    let own = |id: &&OrganisationId| is_visible || mine.iter().any(|it| it.organisation == id.as_str());
    let seen = round.fact.asked.iter().filter(own);
    RoundView {
        id: round.id().to_string(),
        dossier: dossier.id.to_string(),
        texts: round.fact.items.iter().map(|item| round_text(dossier, round, item)).collect(),
        asked: seen.map(|id| asked(coalition, dossier, round, id, (viewer, at))).collect(),
        rule: RuleView::of(&round.fact.rule),
        deadline: round.fact.deadline.0,
        zone: round.fact.zone.clone(),
        state: round.word().to_owned(),
        may_override: round.fact.objections == Objections::MayBeOverridden,
        may_close: round.is_open() && (is_over || round.is_met()),
        mine,
    }
}

/// A name of an organisation, also of one that the coalition's ledger does not have any more.
pub fn name(coalition: &Coalition, id: &OrganisationId) -> String {
    let found = coalition.organisations.get(id).map(|o| o.profile.name_in("en"));
    found.map_or_else(|| id.to_string(), String::from)
}

fn round_text(dossier: &Dossier, round: &Round, item: &RoundItem) -> RoundTextView {
    let found = dossier.text(&item.text);
    let version = found.and_then(|text| text.version(item.version));
    let text = found.map(|text| &text.fact);
    RoundTextView {
        text: item.text.to_string(),
        title: dossier.title(&item.text).to_owned(),
        kind: text.map_or(Kind::JointStatement, |t| t.kind),
        version: item.version.0,
        digest: item.digest.to_string(),
        translates: version.and_then(|it| it.fact.translates.as_ref()).map(|of| original(dossier, of)),
        is_authentic: round.fact.authentic.contains(&item.text),
    }
}

fn asked(
    coalition: &Coalition,
    dossier: &Dossier,
    round: &Round,
    id: &OrganisationId,
    (viewer, at): (&PersonId, UnixMs),
) -> AskedView {
    let words = if dossier.hears(viewer, id, at) { Words::Heard } else { Words::Unheard };
    let said =
        |item: &RoundItem| round.position(&item.text, id).map(|spoken| position(dossier, spoken, words));
    let read = |item: &RoundItem| {
        let at = dossier.read.get(&(item.text.clone(), item.version, id.clone()))?;
        Some((item.text.to_string(), at.0))
    };
    AskedView {
        organisation: id.to_string(),
        name: name(coalition, id),
        positions: round.fact.items.iter().filter_map(said).collect(),
        leave: round.leave(id).is_some(),
        read: round.fact.items.iter().filter_map(read).collect(),
    }
}

/// Whether a viewer reads the words that stand behind a position.
#[derive(Clone, Copy, PartialEq)]
enum Words {
    Heard,
    Unheard,
}

fn position(dossier: &Dossier, spoken: &Spoken, words: Words) -> PositionView {
    let secret = spoken.act().map(|act| &act.secret).filter(|_| words == Words::Heard);
    PositionView {
        reason: secret.and_then(|secret| secret.reason.clone()),
        passages: secret.map_or_else(Vec::new, |secret| secret.passages.clone()),
        text: spoken.fact.text.to_string(),
        version: spoken.fact.version.0,
        position: spoken.fact.position,
        method: spoken.fact.method,
        currency: currency(dossier, spoken),
        at: spoken.at.0,
        reservation: spoken.fact.reservation.clone(),
        withheld: spoken.fact.withheld.is_some(),
        record: spoken.record.0,
        counter_stands: dossier.counter_stands(spoken),
        carried_from: spoken.fact.carried.as_ref().map(|carried| carried.version.0),
    }
}

fn currency(dossier: &Dossier, spoken: &Spoken) -> CurrencyName {
    let text: &TextId = &spoken.fact.text;
    let newest = dossier.rounds.iter().filter_map(|r| r.item(text)).map(|item| item.version).max();
    let Some((_, last)) = dossier.last_word(text, &spoken.fact.organisation) else {
        return CurrencyName::Current;
    };
    let is_last = last.record == spoken.record;
    let carried = last.fact.carried.as_ref();
    if !is_last && carried.is_none_or(|carried| carried.record != spoken.record) {
        CurrencyName::Superseded
    } else if newest.is_some_and(|newest| newest > last.fact.version) {
        CurrencyName::Outdated
    } else if carried.is_some() {
        CurrencyName::Carried
    } else {
        CurrencyName::Current
    }
}

fn mine(dossier: &Dossier, round: &Round, viewer: &PersonId, at: UnixMs) -> Vec<MineView> {
    let held = dossier.mandates.iter().filter(|m| m.person == *viewer && m.withdraws_at(at));
    let held: BTreeSet<&OrganisationId> = held.map(|m| &m.organisation).collect();
    let asked = held.into_iter().filter(|id| round.fact.asked.contains(id));
    let replaces = |id: &OrganisationId| {
        Some(round.last_act(id)).filter(|act| *act != Digest::ZERO).map(|act| act.to_string())
    };
    asked.map(|id| MineView { organisation: id.to_string(), replaces: replaces(id) }).collect()
}
