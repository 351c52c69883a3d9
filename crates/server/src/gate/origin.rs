//! Requests that a browser sends along with a cookie come from our own pages, or they are refused.

use crate::problem::Problem;
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;

/// Requires exactly the base URL's origin of whatever changes something, and of upgrades: a foreign one, `null`, and
/// none at all are refused. A request with a bearer token needs none: no browser adds one by itself.
pub async fn own_origin(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let headers = request.headers();
    let changes = !super::is_safe(request.method()) || headers.contains_key(header::UPGRADE);
    let has_bearer = super::bearer(headers).is_some();
    let own = super::text(headers, &header::ORIGIN).is_some_and(|origin| origin == state.base_url.origin());
    if changes && !has_bearer && !own {
        let detail =
            format!("This page was opened by another address; open {} instead.", state.base_url.origin());
        return Err(Problem::forbidden("foreign-origin", detail));
    }
    Ok(next.run(request).await)
}
