//! Setting a coalition up: organisations, people, dossiers, texts, roles, mandates, links.
//!
//! Each module has its routes, and beneath them functions that do the same for whoever is not at a browser: the
//! demonstration is made by these.

mod decide;
pub mod dossiers;
mod field;
mod import;
pub mod mandates;
pub mod organisations;
mod passkeys;
pub mod people;
mod proofs;
pub mod roles;
pub mod texts;
mod waiting;

pub use passkeys::Enrolments;

use crate::state::AppState;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

/// All of it.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(organisations::routes())
        .merge(people::routes())
        .merge(dossiers::routes())
        .merge(texts::routes())
        .merge(roles::routes())
        .merge(mandates::routes())
        .merge(passkeys::routes())
        .merge(proofs::routes())
        .merge(waiting::routes())
}

/// The identity of what was made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Made {
    /// Its identity.
    pub id: String,
}
