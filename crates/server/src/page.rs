//! The web page, built beforehand and kept in the program.

use crate::problem::Problem;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Built;

const INDEX: &str = "index.html";

/// Files whose names change with their content.
const HASHED: &str = "assets/";

/// Said where the program was built without its page.
const WITHOUT: &str = "This program was built without its web page. Build web/ first (npm ci, npm run build), \
                       then build the program again. The API works meanwhile.\n";

/// A file of the page, or the page itself for the paths that it makes something of.
pub async fn page(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path.starts_with(".well-known/") || path.starts_with("sync/") {
        return Problem::not_found().into_response();
    }
    match (file(path), path.rsplit('/').next().is_some_and(|name| name.contains('.'))) {
        (Some(response), _) => response,
        (None, true) => Problem::not_found().into_response(),
        (None, false) => file(INDEX).unwrap_or_else(without),
    }
}

fn file(path: &str) -> Option<Response> {
    let file = Built::get(path)?;
    let caching = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = Response::new(Body::from(file.data));
    let kind = HeaderValue::try_from(content_type(file.metadata.mimetype()));
    let headers = response.headers_mut();
    headers.extend(kind.ok().map(|kind| (header::CONTENT_TYPE, kind)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    Some(response)
}

fn content_type(kind: &str) -> String {
    if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind.to_owned() }
}

fn without() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, WITHOUT).into_response()
}
