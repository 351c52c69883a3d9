//! Taking a position: an act that was drawn is confirmed and recorded; or one is relayed by the coordinator.

use super::acts::{NewItem, items};
use super::rounds::dossier_of;
use crate::access;
use crate::body::{Json, Path};
use crate::desk::{self, Change};
use crate::problem::{Problem, ProblemDocument};
use crate::secret::random;
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::extract::State;
use axum::http::StatusCode;
use model::act::Choice;
use model::bytes::Bytes;
use model::decide::{self, ActWish, AssertionWish, RelayWish};
use model::fact::Relay;
use model::ids::{DossierId, OrganisationId, RecordNo, RoundId};
use model::record::Salt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/rounds/{id}/positions`, `/rounds/{id}/relayed`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(take)).routes(routes!(relay))
}

/// Confirms an act.
#[derive(Debug, Deserialize, ToSchema)]
struct Confirmation {
    /// Of the act that was drawn.
    #[schema(value_type = String)]
    nonce: Salt,
    /// A passkey's word on the act, where it is signed with one.
    assertion: Option<NewAssertion>,
    /// The code that was mailed, where it is confirmed with one.
    code: Option<String>,
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
    Json(Confirmation { nonce, assertion, code }): Json<Confirmation>,
) -> Result<(StatusCode, axum::Json<Recorded>), Problem> {
    let now = state.clock.now();
    let drawn = state.pending.find(nonce, &viewer.person, now).filter(|drawn| drawn.act.round == round);
    let is_known = drawn.is_some();
    let (id, purpose) = (round.clone(), state.purpose);
    let by = viewer.clone();
    let confirmation = match (assertion, code) {
        (Some(assertion), _) => assertion.into(),
        (None, Some(code)) if drawn.is_some() => {
            state.pending.try_code(nonce, &code)?;
            decide::Confirmation::MailCode
        }
        (None, _) => decide::Confirmation::Session,
    };
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
        access::read_or_withdraw(desk, &by, &dossier.id, at)?.to_sign(&by, purpose)?;
        Ok(Change::of_dossier(&dossier.id, decide::take(&desk.coalition, dossier, &drawn, confirmation, at)?))
    });
    // What somebody else, or another round, has no part in is not used up by that.
    if let Err(problem) = taken.await {
        if is_known {
            state.pending.forget(nonce);
        }
        return Err(problem);
    }
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

fn receipt(state: &AppState, dossier: &DossierId, record: RecordNo) -> Result<Recorded, Problem> {
    let records = desk::read(&*state.store, &dossier.into())?;
    let found = records.into_iter().find(|r| r.shell.seq == record);
    let found = found.ok_or_else(|| Problem::fault("a record is not in the store"))?;
    let hash = found.shell.hash()?.to_string();
    Ok(Recorded { receipt: String::from(found.receipt.signature), record: record.0, hash })
}
