//! What a request passes before it reaches a handler, outermost first: headers of the answer, the right host, the
//! right origin, who is asking, how often, and whether it was asked before.

mod headers;
mod host;
pub mod idempotency;
mod identity;
mod origin;
mod rates;

pub use headers::headers;
pub use host::own_host;
pub use identity::identify;
pub use origin::own_origin;
pub use rates::not_too_often;

use axum::http::{HeaderMap, HeaderName, Method};

/// Whether a method changes nothing (RFC 9110, 9.2.1).
fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A header as text, where it is there once and is text.
fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    if values.next().is_some() { None } else { first.to_str().ok() }
}

/// The token of `Authorization: Bearer TOKEN`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = text(headers, &axum::http::header::AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
