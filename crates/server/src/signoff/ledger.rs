//! A dossier's ledger, as its reader may have it.

use crate::access;
use crate::body::Path;
use crate::desk;
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use model::extract::{self, Reader};
use model::ids::DossierId;
use model::right::Role;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/dossiers/{id}/ledger`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(whole))
}

/// The ledger, one record a line: all public parts for members, all parts for the coordinator.
#[utoipa::path(get, path = "/dossiers/{id}/ledger", params(("id" = String, Path)), tag = "signoff", responses(
    (status = 200, body = String, content_type = "application/jsonl"),
    (status = 404, body = ProblemDocument),
))]
async fn whole(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<DossierId>,
) -> Result<Response, Problem> {
    let reader = {
        let desk = state.desk().await;
        let access = access::read(&desk, &viewer, &id, state.clock.now())?;
        if access.role == Some(Role::Coordinator) { Reader::Coordinator } else { Reader::Member }
    };
    let records = desk::read(&*state.store, &(&id).into())?;
    let lines = extract::for_reader(&records, reader)?;
    Ok(([(header::CONTENT_TYPE, "application/jsonl")], lines).into_response())
}
