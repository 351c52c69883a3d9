//! Whether the server's work goes on; and what a server that was set back to a backup is compared with, until an
//! administrator says on record that it goes on from there.

use crate::access;
use crate::body::Json;
use crate::desk::{Desk, keep_heads, write};
use crate::limits::KEPT_HEADS_MAX;
use crate::office::Resumed;
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;
use crate::viewer::Viewer;
use crate::words::HouseName;
use axum::extract::State;
use model::fact::KeptHead;
use model::house::House;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::Store;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/house`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(house)).routes(routes!(compare)).routes(routes!(resume))
}

/// Whether the server's work goes on.
#[derive(Debug, Serialize, ToSchema)]
struct HouseView {
    /// `open`, `set-back` (to a backup: it can only be read) or `retired`.
    #[schema(value_type = HouseName)]
    house: House,
    /// Heads that were compared and that a ledger here holds, each `SEQ:HASH`.
    reached: Vec<String>,
    /// Heads that were compared and that no ledger here holds: what came up to them is lost.
    unreachable: Vec<String>,
}

/// A head that somebody kept.
#[derive(Debug, Deserialize, ToSchema)]
struct Compared {
    /// `SEQ:HASH`, as it was mailed.
    head: String,
}

/// Whether the server's work goes on, and what it was compared with if it was set back.
#[utoipa::path(get, path = "/house", tag = "setup", responses((status = 200, body = HouseView)))]
async fn house(State(state): State<AppState>, _: Viewer) -> Result<axum::Json<HouseView>, Problem> {
    let desk = state.desk().await;
    Ok(axum::Json(view(&*state.store, &desk)?))
}

/// Compares a head that was kept outside with a server that was set back. Whoever belongs to the coalition does that.
#[utoipa::path(post, path = "/house/heads", request_body = Compared, tag = "setup", responses(
    (status = 200, body = HouseView),
    (status = 409, body = ProblemDocument, description = "The server was not set back"),
    (status = 422, body = ProblemDocument),
))]
async fn compare(
    State(state): State<AppState>,
    viewer: Viewer,
    Json(Compared { head }): Json<Compared>,
) -> Result<axum::Json<HouseView>, Problem> {
    let head: KeptHead = head.parse().map_err(|error: model::fact::BadHead| {
        Problem::invalid("not-a-head", format!("This is no head: {error}."))
    })?;
    {
        let desk = state.desk().await;
        access::belongs(&desk, &viewer)?;
        desk.check_set_back()?;
        let Resumed { reached, unreachable } = desk.kept_heads(&*state.store)?;
        if reached.len() + unreachable.len() >= KEPT_HEADS_MAX {
            return Err(Problem::conflict("too-many-heads", "Enough heads were compared; go on from here."));
        }
    }
    write(&state.writer, keep_heads(&[head])).await?;
    let desk = state.desk().await;
    Ok(axum::Json(view(&*state.store, &desk)?))
}

/// Puts on record, in every ledger, that the server was set back and goes on from there, with the heads it does not reach.
#[utoipa::path(post, path = "/house/resume", tag = "setup", responses(
    (status = 200, body = HouseView),
    (status = 403, body = ProblemDocument, description = "Administrators do that"),
    (status = 409, body = ProblemDocument, description = "The server was not set back"),
))]
async fn resume(State(state): State<AppState>, viewer: Viewer) -> Result<axum::Json<HouseView>, Problem> {
    let (store, now) = (Arc::clone(&state.store), state.clock.now());
    let resumed = state.change(move |desk| {
        access::administrates(desk, &viewer)?;
        desk.restoration(&*store, &desk.kept_heads(&*store)?, desk.instant(now))
    });
    resumed.await?;
    let desk = state.desk().await;
    Ok(axum::Json(view(&*state.store, &desk)?))
}

fn view(store: &dyn Store, desk: &Desk) -> Result<HouseView, Problem> {
    let Resumed { reached, unreachable } = desk.kept_heads(store)?;
    let lines = |heads: Vec<KeptHead>| heads.iter().map(ToString::to_string).collect();
    Ok(HouseView { house: desk.house(), reached: lines(reached), unreachable: lines(unreachable) })
}
