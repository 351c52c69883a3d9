//! Taking a position: the act is drawn, shown, confirmed, recorded; or relayed by the coordinator.

use super::rounds::dossier_of;
use super::views;
use crate::access;
use crate::body::Json;
use crate::desk::{self, Change};
use crate::problem::{Problem, ProblemDocument};
use crate::secret::random;
use crate::state::AppState;
use crate::viewer::Viewer;
use crate::words::{ChoiceName, PositionName};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use model::act::Choice;
use model::bytes::Bytes;
use model::decide::{self, ActWish, Actor, AssertionWish, Drawn, ItemWish, RelayWish};
use model::digest::Digest;
use model::dossier::Dossier;
use model::fact::Relay;
use model::ids::{DossierId, OrganisationId, RecordNo, RoundId, TextId, VersionNo};
use model::position::Position;
use model::record::Salt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/rounds/{id}/acts`, `/rounds/{id}/positions`, `/rounds/{id}/relayed`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(draw)).routes(routes!(take)).routes(routes!(relay))
}

/// A position to be taken.
#[derive(Debug, Deserialize, ToSchema)]
struct NewAct {
    /// For whom.
    #[schema(value_type = String)]
    organisation: OrganisationId,
    /// What is said of which text.
    items: Vec<NewItem>,
    /// Language in which it is shown.
    language: String,
    /// Whether a signature is to count for a next version that differs in an editorial way only: `yes` or `no`.
    #[serde(default = "no")]
    #[schema(value_type = ChoiceName)]
    keep_if_editorial: Choice,
    /// With no item, in a round by silence: whether the organisation may be named if it stays silent.
    #[serde(default = "no")]
    #[schema(value_type = ChoiceName)]
    assent: Choice,
}

fn no() -> Choice {
    Choice::No
}

/// What is said of one text.
#[derive(Debug, Deserialize, ToSchema)]
struct NewItem {
    /// Which text.
    #[schema(value_type = String)]
    text: TextId,
    /// Which version.
    #[schema(value_type = u32)]
    version: VersionNo,
    /// The digest that the page was served with.
    #[schema(value_type = String)]
    digest: Digest,
    /// What is said.
    #[schema(value_type = PositionName)]
    position: Position,
    /// Printed beside the name, of a signature with a reservation.
    reservation: Option<String>,
    /// Why, in the organisation's words; never published.
    reason: Option<String>,
    /// The passages it is about, quoted.
    #[serde(default)]
    passages: Vec<String>,
}

/// An act that waits to be confirmed.
#[derive(Debug, Serialize, ToSchema)]
struct DrawnAct {
    /// What will be recorded.
    #[schema(value_type = Value)]
    act: model::act::Act,
    /// By which it is confirmed, within ten minutes.
    nonce: String,
    /// What a passkey is to sign: the act's hash.
    challenge: String,
    /// Credentials with which the viewer can sign it, in hexadecimal digits.
    passkeys: Vec<String>,
    /// What confirming says, in a sentence.
    sentence: String,
    /// The first 16 characters of each text's digest.
    short_digests: Vec<String>,
}

/// Confirms an act.
#[derive(Debug, Deserialize, ToSchema)]
struct Confirmation {
    /// Of the act that was drawn.
    #[schema(value_type = String)]
    nonce: Salt,
    /// A passkey's word on the act, where it is signed with one.
    assertion: Option<NewAssertion>,
}

/// What the browser gave when a passkey signed, in hexadecimal digits.
#[derive(Debug, Deserialize, ToSchema)]
struct NewAssertion {
    /// The credential's id.
    #[schema(value_type = String)]
    credential: Bytes,
    /// As the authenticator gave it.
    #[schema(value_type = String)]
    authenticator_data: Bytes,
    /// As the browser gave it.
    #[schema(value_type = String)]
    client_data: Bytes,
    /// Over the two.
    #[schema(value_type = String)]
    signature: Bytes,
}

impl From<NewAssertion> for decide::Confirmation {
    fn from(new: NewAssertion) -> Self {
        let NewAssertion { credential, authenticator_data, client_data, signature } = new;
        Self::Passkey(AssertionWish { credential, authenticator_data, client_data, signature })
    }
}

/// A position that the coordinator enters on somebody's word.
#[derive(Debug, Deserialize, ToSchema)]
struct NewRelayed {
    /// For whom.
    #[schema(value_type = String)]
    organisation: OrganisationId,
    /// What is said of which text.
    items: Vec<NewItem>,
    /// The person whose word it is.
    on_word_of: String,
    /// How it came.
    how: String,
    /// When, in the words of who relays it.
    when: String,
    /// What shows it; never published.
    evidence: Option<String>,
}

/// The server's word that a position is on record.
#[derive(Debug, Serialize, ToSchema)]
struct Recorded {
    /// Its signature over the record's hash.
    receipt: String,
    /// The record's number in the dossier's ledger.
    record: u64,
    /// The record's hash.
    hash: String,
}

/// Draws an act: everything is checked, nothing is recorded.
#[utoipa::path(post, path = "/rounds/{id}/acts", params(("id" = String, Path)), request_body = NewAct,
    tag = "signoff", responses(
        (status = 200, body = DrawnAct),
        (status = 403, body = ProblemDocument),
        (status = 404, body = ProblemDocument),
        (status = 409, body = ProblemDocument),
        (status = 410, body = ProblemDocument),
        (status = 422, body = ProblemDocument),
    ))]
async fn draw(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(round): Path<RoundId>,
    Json(new): Json<NewAct>,
) -> Result<axum::Json<DrawnAct>, Problem> {
    let now = state.clock.now();
    let (drawn, sentence, passkeys) = {
        let desk = state.desk().await;
        let at = desk.instant(now);
        let dossier = dossier_of(&desk, &viewer, &round, at)?;
        access::read(&desk, &viewer, &dossier.id, at)?.to_sign(&viewer, state.purpose)?;
        let actor = Actor { person: viewer.person.clone(), method: viewer.method };
        let wish = ActWish {
            round,
            organisation: new.organisation,
            items: items(new.items),
            language: new.language,
            keep_if_editorial: new.keep_if_editorial,
            assent: new.assent,
        };
        let drawn = decide::draw(&desk.coalition, dossier, &actor, wish, at, &mut random)?;
        let name = views::name(&desk.coalition, &drawn.act.organisation);
        let sentence = sentence(dossier, &name, &drawn);
        let passkeys =
            desk.coalition.passkeys_of(&viewer.person).map(|key| key.credential.clone().into()).collect();
        (drawn, sentence, passkeys)
    };
    let nonce = String::from(drawn.act.nonce);
    let short_digests = drawn.digests().iter().map(Digest::short).collect();
    let act = drawn.act.clone();
    let challenge = act.hash()?.to_string();
    state.pending.keep(drawn, now)?;
    Ok(axum::Json(DrawnAct { act, nonce, challenge, passkeys, sentence, short_digests }))
}

/// Confirms an act that was drawn: the position is on record when this answers. The same act again gets the first
/// receipt.
#[utoipa::path(post, path = "/rounds/{id}/positions", params(("id" = String, Path)), request_body = Confirmation,
    tag = "signoff", responses(
        (status = 201, body = Recorded),
        (status = 403, body = ProblemDocument),
        (status = 404, body = ProblemDocument),
        (status = 409, body = ProblemDocument),
        (status = 410, body = ProblemDocument),
    ))]
async fn take(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(round): Path<RoundId>,
    Json(Confirmation { nonce, assertion }): Json<Confirmation>,
) -> Result<(StatusCode, axum::Json<Recorded>), Problem> {
    let now = state.clock.now();
    let drawn = state.pending.find(nonce, &viewer.person, now);
    let (id, purpose) = (round.clone(), state.purpose);
    let by = viewer.clone();
    let confirmation = assertion.map_or(decide::Confirmation::Session, Into::into);
    let taken = state.change(move |desk| {
        let at = desk.instant(now);
        let dossier = dossier_of(desk, &by, &id, at)?;
        let taken = dossier.taken(&id, nonce);
        if taken.iter().any(|(_, who)| **who == by.person) {
            return Ok(Change::default());
        }
        let too_late =
            || Problem::gone("act-expired", "This waited too long; read the text and answer again.");
        let drawn = drawn.ok_or_else(too_late)?;
        access::read(desk, &by, &dossier.id, at)?.to_sign(&by, purpose)?;
        Ok(Change::of_dossier(&dossier.id, decide::take(&desk.coalition, dossier, &drawn, confirmation, at)?))
    });
    taken.await.inspect_err(|_| state.pending.forget(nonce))?;
    state.pending.forget(nonce);
    let (dossier, record) = {
        let desk = state.desk().await;
        let dossier = dossier_of(&desk, &viewer, &round, now)?;
        let last = dossier.taken(&round, nonce).last().map(|(record, _)| *record);
        (dossier.id.clone(), last.ok_or_else(|| Problem::fault("a position was taken and is not there"))?)
    };
    Ok((StatusCode::CREATED, axum::Json(receipt(&state, &dossier, record)?)))
}

/// Records what a named person said for their organisation.
#[utoipa::path(post, path = "/rounds/{id}/relayed", params(("id" = String, Path)), request_body = NewRelayed,
    tag = "signoff", responses(
        (status = 201, body = Recorded),
        (status = 403, body = ProblemDocument),
        (status = 404, body = ProblemDocument),
        (status = 409, body = ProblemDocument),
        (status = 410, body = ProblemDocument),
        (status = 422, body = ProblemDocument),
    ))]
async fn relay(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(round): Path<RoundId>,
    Json(new): Json<NewRelayed>,
) -> Result<(StatusCode, axum::Json<Recorded>), Problem> {
    let now = state.clock.now();
    let relayed = state.change(move |desk| {
        let at = desk.instant(now);
        let dossier = dossier_of(desk, &viewer, &round, at)?;
        let NewRelayed { organisation, items, on_word_of, how, when, evidence } = new;
        let relay = Relay { on_word_of, how, when, evidence };
        let (items, language) = (self::items(items), "en".into());
        let act = ActWish {
            round,
            organisation,
            items,
            language,
            keep_if_editorial: Choice::No,
            assent: Choice::No,
        };
        let wish = RelayWish { act, relay };
        let events = decide::relay(&desk.coalition, dossier, &viewer.person, wish, at, &mut random)?;
        Ok(Change::of_dossier(&dossier.id, events))
    });
    let recorded = relayed.await?;
    let last = recorded.dossiers.into_iter().next().and_then(|(id, mut records)| Some((id, records.pop()?)));
    let (dossier, record) = last.ok_or_else(|| Problem::fault("a position was relayed and is not there"))?;
    Ok((StatusCode::CREATED, axum::Json(receipt(&state, &dossier, record.shell.seq)?)))
}

fn items(items: Vec<NewItem>) -> Vec<ItemWish> {
    let item = |item: NewItem| {
        let NewItem { text, version, digest, position, reservation, reason, passages } = item;
        ItemWish { text, version, digest, position, reservation, reason, passages }
    };
    items.into_iter().map(item).collect()
}

/// The sentence of assent: what confirming says, with the digest's first characters to compare.
fn sentence(dossier: &Dossier, name: &str, drawn: &Drawn) -> String {
    let verb = |position: Position| match position {
        Position::Signed => "signs",
        Position::SignedWithReservation => "signs, with the reservation written here,",
        Position::Conditional => "would sign, on a condition,",
        Position::Objects => "objects to",
        Position::Declines => "declines to sign",
        Position::Recused => "takes no part in the answer to",
        Position::Withdrawn => "withdraws what it said of",
        Position::Assented => "stays silent on",
    };
    let of = |item: &ItemWish| {
        let title = dossier.text(&item.text).map_or("", |text| text.fact.title.as_str());
        let (verb, version) = (verb(item.position), item.version);
        format!("{name} {verb} version {version} of \u{201c}{title}\u{201d} ({}).", item.digest.short())
    };
    match (drawn.items.is_empty(), drawn.act.assent) {
        (false, _) => drawn.items.iter().map(of).collect::<Vec<_>>().join(" "),
        (true, Choice::Yes) => {
            format!("{name} may be named under these texts if it has not objected by the deadline.")
        }
        (true, Choice::No) => format!("{name} is not named under these texts unless it signs."),
    }
}

fn receipt(state: &AppState, dossier: &DossierId, record: RecordNo) -> Result<Recorded, Problem> {
    let records = desk::read(&*state.store, &dossier.into())?;
    let found = records.into_iter().find(|r| r.shell.seq == record);
    let found = found.ok_or_else(|| Problem::fault("a record is not in the store"))?;
    let hash = found.shell.hash()?.to_string();
    Ok(Recorded { receipt: String::from(found.receipt.signature), record: record.0, hash })
}
