//! Who is asking: the session's or the token's person, as the credential alone says.

use crate::problem::Problem;
use crate::state::AppState;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use model::digest::Digest;
use model::ids::{OrganisationId, PersonId};
use model::position::Method;

/// Who is asking. As a handler's argument: refused with 401 where nobody is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The person.
    pub person: PersonId,
    /// Their organisation now; a translator or counsel has none.
    pub organisation: Option<OrganisationId>,
    /// What a position taken by this request would say of how it came.
    pub method: Method,
    /// By what they are known.
    pub credential: Credential,
}

/// What a request carried, by the hash of its secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Credential {
    /// A session's cookie.
    Session(Digest),
    /// A program's token.
    Token(Digest),
}

impl FromRequestParts<AppState> for Viewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        parts.extensions.get::<Viewer>().cloned().ok_or_else(Problem::not_logged_in)
    }
}

impl OptionalFromRequestParts<AppState> for Viewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Option<Self>, Problem> {
        Ok(parts.extensions.get::<Viewer>().cloned())
    }
}
