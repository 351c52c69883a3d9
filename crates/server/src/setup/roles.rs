//! Roles in a dossier: who reads, who writes, who coordinates.

use super::decide;
use crate::body::{Json, Path};
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::extract::State;
use axum::http::StatusCode;
use model::ids::{DossierId, PersonId};
use model::right::Role;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/dossiers/{id}/roles`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(give))
}

/// Whose role, and which.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewRole {
    /// The person.
    #[schema(value_type = String)]
    pub person: PersonId,
    /// From now on.
    pub role: GivenRole,
}

/// A role, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum GivenRole {
    None,
    Reader,
    Commenter,
    Suggester,
    Editor,
    Coordinator,
}

impl GivenRole {
    /// As the ledger has it.
    pub fn role(self) -> Option<Role> {
        match self {
            Self::None => None,
            Self::Reader => Some(Role::Reader),
            Self::Commenter => Some(Role::Commenter),
            Self::Suggester => Some(Role::Suggester),
            Self::Editor => Some(Role::Editor),
            Self::Coordinator => Some(Role::Coordinator),
        }
    }
}

/// Gives a person a role, or takes it away: connections follow within a second.
#[utoipa::path(post, path = "/dossiers/{id}/roles", params(("id" = String, Path)), request_body = NewRole,
    tag = "setup", responses(
        (status = 204, description = "Done"),
        (status = 403, body = ProblemDocument),
        (status = 404, body = ProblemDocument),
        (status = 409, body = ProblemDocument, description = "A dossier keeps one coordinator at least"),
    ))]
async fn give(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(dossier): Path<DossierId>,
    Json(new): Json<NewRole>,
) -> Result<StatusCode, Problem> {
    give_role(&state, &viewer, dossier, new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a person a role, or takes it away.
pub async fn give_role(
    state: &AppState,
    viewer: &Viewer,
    dossier: DossierId,
    new: NewRole,
) -> Result<(), Problem> {
    let (viewer, now) = (viewer.clone(), state.clock.now());
    state.change(move |desk| decide::give_role(desk, &viewer, &dossier, new, now)).await?;
    Ok(())
}
