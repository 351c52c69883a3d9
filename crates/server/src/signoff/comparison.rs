//! What changed between two versions of a text.

use crate::access;
use crate::apart::apart;
use crate::body::{Json, Path, Query};
use crate::gate::idempotency::Unkept;
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::Extension;
use axum::extract::State;
use model::ids::{TextId, VersionNo};
use model::statement::Statement;
use serde::Deserialize;
use statement::comparison::{self, Comparison};
use store::rows;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/texts/{id}/versions/{n}/comparison`, `/comparisons`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(versions)).routes(routes!(statements))
}

/// With what.
#[derive(Deserialize, IntoParams)]
struct With {
    /// The version compared with.
    #[param(value_type = u32)]
    with: VersionNo,
}

/// The redline that leads from version `with` to this one, and how far the change goes: `identical`, `layout`,
/// `editorial` or `substantive`.
#[utoipa::path(get, path = "/texts/{id}/versions/{n}/comparison", tag = "signoff",
    params(("id" = String, Path), ("n" = u32, Path), With), responses(
        (status = 200, body = Value),
        (status = 404, body = ProblemDocument),
    ))]
async fn versions(
    State(state): State<AppState>,
    viewer: Viewer,
    Path((id, no)): Path<(TextId, VersionNo)>,
    Query(With { with }): Query<With>,
) -> Result<axum::Json<Comparison>, Problem> {
    access::read_text(&*state.desk().await, &viewer, &id, state.clock.now())?;
    let words = |no: VersionNo| {
        let row = rows::version(&*state.store, &id, no)?.ok_or_else(Problem::not_found)?;
        Ok::<_, Problem>(Statement::from_canonical(&row.statement)?)
    };
    compare(&state, &viewer, words(with)?, words(no)?).await
}

/// Two texts that need not be versions.
#[derive(Deserialize, ToSchema)]
struct Pair {
    /// As it was.
    #[schema(value_type = Value)]
    from: Statement,
    /// As it is.
    #[schema(value_type = Value)]
    to: Statement,
}

/// The same for two Statements that whoever asks has at hand, such as a draft set aside and the one that took its place.
#[utoipa::path(post, path = "/comparisons", request_body = Pair, tag = "signoff", responses(
    (status = 200, body = Value),
    (status = 422, body = ProblemDocument),
))]
async fn statements(
    State(state): State<AppState>,
    viewer: Viewer,
    Json(Pair { from, to }): Json<Pair>,
) -> Result<(Extension<Unkept>, axum::Json<Comparison>), Problem> {
    Ok((Extension(Unkept), compare(&state, &viewer, from, to).await?))
}

async fn compare(
    state: &AppState,
    viewer: &Viewer,
    from: Statement,
    to: Statement,
) -> Result<axum::Json<Comparison>, Problem> {
    let turn = state.readings.turn(&viewer.person).await?;
    let compared = apart("comparing two texts", move || {
        let _turn = turn;
        Ok(comparison::compare(&from, &to))
    });
    Ok(axum::Json(compared.await?))
}
