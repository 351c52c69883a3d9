//! Not too many posts of one person.

use crate::problem::Problem;
use crate::rate::Who;
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

/// Refuses a post with 429 where the person posted too much; login attempts are counted where they are handled.
pub async fn not_too_often(
    State(state): State<AppState>,
    viewer: Option<Viewer>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if let Some(viewer) = viewer.filter(|_| !super::is_safe(request.method())) {
        state.rates.take(Who::Posts(viewer.person), state.clock.now())?;
    }
    Ok(next.run(request).await)
}
