//! The same POST again gets the first answer: a page that lost an answer on the way repeats it without fear.

use crate::desk::write;
use crate::limits::{BODY_BYTES_MAX, IDEMPOTENCY_KEY_CHARACTERS_MAX, KEPT_ANSWER_BYTES_MAX};
use crate::problem::Problem;
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use model::digest::Digest;
use model::ids::PersonId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::rows::{self, IdempotencyRow};
use store::{Batch, StoreError};

static KEY: HeaderName = HeaderName::from_static("idempotency-key");

type Name = (PersonId, Digest);

/// Keys whose first request is being handled: the second waits for its answer.
#[derive(Default)]
pub struct Running(Mutex<HashMap<Name, Arc<tokio::sync::Mutex<()>>>>);

impl Running {
    fn of(&self, name: &Name) -> Arc<tokio::sync::Mutex<()>> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.retain(|_, lock| Arc::strong_count(lock) > 1);
        Arc::clone(running.entry(name.clone()).or_default())
    }
}

/// Beside an answer that is not kept: it holds a secret, which is nowhere but in its own answer.
#[derive(Debug, Clone, Copy)]
pub struct Unkept;

/// Answers a repeated POST from what was kept; keeps the answer of a first one.
pub async fn first_answer(
    State(state): State<AppState>,
    viewer: Option<Viewer>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let asked = super::text(request.headers(), &KEY).filter(|_| request.method() == Method::POST);
    let (Some(key), Some(viewer)) = (asked, viewer) else { return Ok(next.run(request).await) };
    if key.is_empty() || key.len() > IDEMPOTENCY_KEY_CHARACTERS_MAX {
        let detail = "An Idempotency-Key is 1 to 128 characters; draw a fresh one for each request.";
        return Err(Problem::invalid("bad-idempotency-key", detail));
    }
    let name = (viewer.person, Digest::of("undersigned/idempotency/1", key));
    let lock = state.running.of(&name);
    let _turn = lock.lock().await;
    let (request, digest) = digested(request).await?;
    if let Some(row) = rows::idempotency(&*state.store, &name.0, &name.1)? {
        return again(row, digest);
    }
    keep(&state, &name, digest, next.run(request).await).await
}

/// The request with its body read, and the digest of what it asks.
async fn digested(request: Request) -> Result<(Request, Digest), Problem> {
    let (parts, body) = request.into_parts();
    let too_large = |_| {
        let detail = "The request is larger than the server takes, or its body did not arrive.";
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail)
    };
    let body = to_bytes(body, BODY_BYTES_MAX).await.map_err(too_large)?;
    let mut asked = format!("{}\n", parts.uri.path()).into_bytes();
    asked.extend_from_slice(&body);
    let digest = Digest::of("undersigned/request/1", asked);
    Ok((Request::from_parts(parts, Body::from(body)), digest))
}

fn again(row: IdempotencyRow, digest: Digest) -> Result<Response, Problem> {
    if row.request != digest {
        let detail = "This Idempotency-Key was used for another request; draw a fresh one for each.";
        return Err(Problem::invalid("idempotency-key-reused", detail));
    }
    let mut response = Response::new(Body::from(row.body));
    *response.status_mut() = StatusCode::from_u16(row.status).map_err(Problem::fault)?;
    if let Ok(kind) = HeaderValue::try_from(row.content_type)
        && !kind.is_empty()
    {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    Ok(response)
}

/// What will be different another time is not kept: faults, and refusals to somebody who is too fast or logged out.
fn is_final(status: StatusCode) -> bool {
    let passing = [StatusCode::UNAUTHORIZED, StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT];
    !status.is_server_error() && !passing.contains(&status)
}

async fn keep(
    state: &AppState,
    name: &Name,
    request: Digest,
    response: Response,
) -> Result<Response, Problem> {
    if !is_final(response.status()) || response.extensions().get::<Unkept>().is_some() {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, KEPT_ANSWER_BYTES_MAX).await.map_err(Problem::fault)?;
    let content_type = super::text(&parts.headers, &header::CONTENT_TYPE).unwrap_or_default().to_owned();
    let (at, status) = (state.clock.now(), parts.status.as_u16());
    let row = IdempotencyRow { request, at, status, content_type, body: body.to_vec() };
    let mut batch = Batch::new();
    rows::put_idempotency(&mut batch, &name.0, &name.1, &row);
    match write(&state.writer, batch).await {
        Ok(()) | Err(StoreError::Conflict) => Ok(Response::from_parts(parts, Body::from(body))),
        Err(error) => Err(error.into()),
    }
}
