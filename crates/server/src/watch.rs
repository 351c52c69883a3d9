//! For whoever watches the server, and for whoever checks its key.

use crate::metrics::Gauges;
use crate::problem::Problem;
use crate::state::AppState;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::routing::get;

/// `/healthz`, `/metrics`, `/.well-known/undersigned-key`.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .route("/.well-known/undersigned-key", get(key))
}

async fn health(State(state): State<AppState>) -> Result<&'static str, Problem> {
    match state.rooms.over() {
        None => Ok("ok\n"),
        Some(error) => Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not-saving", error.to_string())),
    }
}

async fn metrics(State(state): State<AppState>) -> ([(HeaderName, &'static str); 1], String) {
    let (sockets, texts) = state.live.count();
    let gauges = Gauges { sockets, texts, rooms: state.rooms.count() };
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], state.metrics.text(&gauges))
}

async fn key(State(state): State<AppState>) -> String {
    format!("{}\n", state.key)
}
