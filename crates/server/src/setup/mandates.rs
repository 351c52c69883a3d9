//! Mandates: who may speak for an organisation in a dossier.

use super::{Made, decide};
use crate::body::{Json, Path};
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::extract::State;
use axum::http::StatusCode;
use model::decide::MandateChange;
use model::fact::DossierFact;
use model::ids::{DossierId, MandateId, OrganisationId, PersonId};
use model::time::UnixMs;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/dossiers/{id}/mandates`, `/mandates/{id}/end`, `/mandates/{id}/resume`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(grant)).routes(routes!(end)).routes(routes!(resume))
}

/// Who may speak for whom.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewMandate {
    /// The person.
    #[schema(value_type = String)]
    pub person: PersonId,
    /// The organisation.
    #[schema(value_type = String)]
    pub organisation: OrganisationId,
    /// Until when, in milliseconds; open-ended if not said.
    #[schema(value_type = Option<u64>)]
    pub to: Option<UnixMs>,
}

/// What becomes of a mandate.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct MandateEnd {
    /// Ended, if not said.
    #[serde(default)]
    pub reason: EndReason,
}

/// How a mandate stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum EndReason {
    /// For good, by a holder of the organisation.
    #[default]
    Ended,
    /// For a time, by the coordinator.
    Suspended,
}

/// Grants a mandate: an organisation's first by the coordinator, later ones by a holder of that organisation.
#[utoipa::path(post, path = "/dossiers/{id}/mandates", params(("id" = String, Path)), request_body = NewMandate,
    tag = "setup", responses(
        (status = 201, body = Made),
        (status = 403, body = ProblemDocument),
        (status = 404, body = ProblemDocument),
        (status = 422, body = ProblemDocument),
    ))]
async fn grant(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(dossier): Path<DossierId>,
    Json(new): Json<NewMandate>,
) -> Result<(StatusCode, axum::Json<Made>), Problem> {
    let id = grant_one(&state, &viewer, dossier, new).await?.to_string();
    Ok((StatusCode::CREATED, axum::Json(Made { id })))
}

/// Ends or suspends a mandate.
#[utoipa::path(post, path = "/mandates/{id}/end", params(("id" = String, Path)), request_body = MandateEnd,
    tag = "setup", responses(
        (status = 204, description = "Done"),
        (status = 403, body = ProblemDocument),
        (status = 404, body = ProblemDocument),
        (status = 409, body = ProblemDocument),
    ))]
async fn end(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(mandate): Path<MandateId>,
    Json(how): Json<MandateEnd>,
) -> Result<StatusCode, Problem> {
    let change = match how.reason {
        EndReason::Ended => MandateChange::End,
        EndReason::Suspended => MandateChange::Suspend,
    };
    set(&state, viewer, mandate, change).await
}

/// Takes up a mandate again that was suspended.
#[utoipa::path(post, path = "/mandates/{id}/resume", params(("id" = String, Path)), tag = "setup", responses(
    (status = 204, description = "Done"),
    (status = 403, body = ProblemDocument),
    (status = 404, body = ProblemDocument),
    (status = 409, body = ProblemDocument),
))]
async fn resume(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(mandate): Path<MandateId>,
) -> Result<StatusCode, Problem> {
    set(&state, viewer, mandate, MandateChange::Resume).await
}

async fn set(
    state: &AppState,
    viewer: Viewer,
    mandate: MandateId,
    change: MandateChange,
) -> Result<StatusCode, Problem> {
    let now = state.clock.now();
    state.change(move |desk| decide::change_mandate(desk, &viewer, &mandate, change, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Grants a mandate.
pub async fn grant_one(
    state: &AppState,
    viewer: &Viewer,
    dossier: DossierId,
    new: NewMandate,
) -> Result<MandateId, Problem> {
    let (viewer, now) = (viewer.clone(), state.clock.now());
    let recorded = state.change(move |desk| decide::grant_mandate(desk, &viewer, &dossier, new, now)).await?;
    let granted = recorded.dossier_facts().find_map(|fact| match fact {
        DossierFact::Mandate { mandate, .. } => Some(mandate),
        _ => None,
    });
    granted.ok_or_else(|| Problem::fault("a mandate was granted and is not there"))
}
