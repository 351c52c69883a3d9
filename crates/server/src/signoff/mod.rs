//! Sign-off over HTTP: versions, rounds, acts, positions, publications, ledgers.
//!
//! Handlers only: what is allowed and what follows from it is decided in `model::decide`.

mod acts;
mod authorship;
mod calendar;
mod closing;
mod comparison;
mod ledger;
mod names;
mod pending;
mod positions;
mod publications;
mod published;
mod rounds;
mod rule;
mod versions;
pub mod views;

pub use closing::{add_gap, close_due, say_alive};
pub use pending::Pending;

use crate::state::AppState;
use utoipa_axum::router::OpenApiRouter;

/// Everything under `/api/v1` that is about signing.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(versions::routes())
        .merge(comparison::routes())
        .merge(authorship::routes())
        .merge(rounds::routes())
        .merge(calendar::routes())
        .merge(acts::routes())
        .merge(positions::routes())
        .merge(publications::routes())
        .merge(ledger::routes())
}
