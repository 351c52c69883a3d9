//! Pages live at one address, so that a browser keeps one cookie and one origin: under another name they redirect.

use crate::state::AppState;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

/// Answers 308 where a page is asked for by another host than the base URL's. The API and the sync route do without:
/// programs with tokens come by any address.
pub async fn own_host(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let host = super::text(request.headers(), &header::HOST).or(request.uri().host());
    if host.is_some_and(|host| host.eq_ignore_ascii_case(state.base_url.host())) {
        return next.run(request).await;
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    // A path that begins with two slashes would name another host.
    let path = path.trim_start_matches('/');
    Redirect::permanent(&format!("{}/{path}", state.base_url.origin())).into_response()
}
