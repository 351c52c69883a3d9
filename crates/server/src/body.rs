//! JSON bodies whose faults are problem documents like all others.

use crate::problem::Problem;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

/// A JSON body. An empty one reads as `{}`, for posts whose every member may be left out.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = axum::body::Bytes::from_request(request, state).await.map_err(|rejection| {
            Problem::new(
                rejection.status(),
                "unreadable",
                "The request's body did not arrive, or is too large.",
            )
        })?;
        let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        let unreadable =
            |error| Problem::invalid("unreadable", format!("The request cannot be read: {error}."));
        serde_json::from_slice(bytes).map(Json).map_err(unreadable)
    }
}
