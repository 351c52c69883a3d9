//! For whoever watches the server, and for whoever checks its key.

use crate::metrics::Gauges;
use crate::problem::Problem;
use crate::state::AppState;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::routing::get;
use room::RoomError;

/// `/healthz`, `/readyz`, `/metrics`, `/.well-known/undersigned-key`.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(health))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/.well-known/undersigned-key", get(key))
}

/// Whether it saves what it takes.
async fn health(State(state): State<AppState>) -> Result<&'static str, Problem> {
    match state.rooms.over() {
        Some(error @ RoomError::StorageFailed) => Err(unavailable("not-saving", &error)),
        _ => Ok("ok\n"),
    }
}

/// Whether it takes anybody in: not while it stops either.
async fn ready(State(state): State<AppState>) -> Result<&'static str, Problem> {
    state.rooms.over().map_or(Ok("ready\n"), |error| Err(unavailable("not-ready", &error)))
}

fn unavailable(code: &'static str, error: &RoomError) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, error.to_string())
}

async fn metrics(State(state): State<AppState>) -> ([(HeaderName, &'static str); 1], String) {
    let (sockets, texts) = state.live.count();
    let (rooms, counted) = (state.rooms.count(), state.rooms.counted());
    let gauges = Gauges { sockets, texts, rooms, queued_bytes: state.writer.queued_bytes(), counted };
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], state.metrics.text(&gauges))
}

/// The server's key, and below it those before, under which older files were made.
async fn key(State(state): State<AppState>) -> String {
    state.desk().await.coalition.keys().map(|key| format!("{key}\n")).collect()
}
