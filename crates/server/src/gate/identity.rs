//! Who is asking: by the token where there is one, else by the cookie.

use crate::door::Guest;
use crate::problem::Problem;
use crate::session;
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// Puts the viewer beside the request, where the credential is good. A bad token is refused; a bad cookie is as none,
/// so that a page can show where to log in.
pub async fn identify(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let headers = request.headers();
    let viewer = match super::bearer(headers) {
        Some(token) => Some(session::by_token(&state, token).await?.ok_or_else(Problem::not_logged_in)?),
        None => session::by_cookie(&state, headers).await?,
    };
    if let Some(viewer) = viewer {
        if let Some(guest) = request.extensions().get::<Arc<Guest>>() {
            guest.is(&viewer.person);
        }
        request.extensions_mut().insert(viewer);
    }
    Ok(next.run(request).await)
}
