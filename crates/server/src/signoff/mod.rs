//! Sign-off over HTTP: versions, rounds, acts, positions, publications, ledgers.

pub mod views;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;

/// Acts that were drawn and not taken yet.
#[derive(Default)]
pub struct Pending;

/// Everything under `/api/v1` that is about signing.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
}
