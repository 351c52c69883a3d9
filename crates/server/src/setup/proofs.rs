//! Whether published files carry what passkeys signed: the coalition's administrators decide, on record.

use super::decide;
use crate::body::Json;
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;
use crate::viewer::Viewer;
use crate::words::ProofsName;
use axum::extract::State;
use axum::http::StatusCode;
use model::organisation::Proofs;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/coalition/proofs`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(set))
}

/// A choice of the coalition.
#[derive(Debug, Deserialize, ToSchema)]
struct NewProofs {
    /// `kept` or `published`.
    #[schema(value_type = ProofsName)]
    proofs: Proofs,
}

/// From now on published files carry, or do not carry, what passkeys signed.
#[utoipa::path(post, path = "/coalition/proofs", request_body = NewProofs, tag = "setup", responses(
    (status = 204),
    (status = 403, body = ProblemDocument, description = "Administrators do that"),
))]
async fn set(
    State(state): State<AppState>,
    viewer: Viewer,
    Json(NewProofs { proofs }): Json<NewProofs>,
) -> Result<StatusCode, Problem> {
    let now = state.clock.now();
    state.change(move |desk| decide::set_proofs(desk, &viewer, proofs, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}
