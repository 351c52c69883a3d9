//! Logging in and out, and who one is.

use crate::body::Json;
use crate::desk::write;
use crate::door;
use crate::link;
use crate::notices::settings;
use crate::problem::{Problem, ProblemDocument};
use crate::rate::Who;
use crate::secret::Secret;
use crate::session;
use crate::state::AppState;
use crate::viewer::Viewer;
use crate::words::{HouseName, MethodName, ProofsName, Standing};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use model::house::House;
use model::organisation::Proofs;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use store::{Batch, StoreError};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/login`, `/logout`, `/me`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(login)).routes(routes!(logout)).routes(routes!(me))
}

/// What a login link carries in its fragment.
#[derive(Deserialize, ToSchema)]
pub struct Login {
    /// 64 hexadecimal digits.
    token: String,
}

/// Who is logged in, and where.
#[derive(Serialize, ToSchema)]
pub struct Me {
    person: MyPerson,
    /// Whether the person administers the coalition.
    administrator: bool,
    coalition: MyCoalition,
    /// What a position taken now would say of how it came.
    #[schema(value_type = MethodName)]
    method: model::position::Method,
    /// Whether the server's work goes on.
    #[schema(value_type = HouseName)]
    house: House,
    /// The language that they chose for mails and for what they confirm.
    language: String,
}

#[derive(Serialize, ToSchema)]
struct MyPerson {
    id: String,
    name: String,
    email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct MyCoalition {
    id: String,
    name: String,
    /// The server's key line, to be published elsewhere.
    key: String,
    /// Whether it is for trying out.
    demonstration: bool,
    /// Whether published files carry what passkeys signed.
    #[schema(value_type = ProofsName)]
    proofs: Proofs,
}

/// Uses a login link up and begins a session.
#[utoipa::path(post, path = "/login", request_body = Login, tag = "login", responses(
    (status = 204, description = "Logged in; the cookie carries the session"),
    (status = 410, body = ProblemDocument, description = "The link was used, or has expired"),
    (status = 422, body = ProblemDocument, description = "It is no link of this server"),
))]
async fn login(
    State(state): State<AppState>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Json(login): Json<Login>,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1]), Problem> {
    let now = state.clock.now();
    // Only attempts that fail are counted: nobody who guesses keeps out somebody with a link.
    let address = door::asked_from(from, &headers);
    let failed = |problem| state.rates.take(Who::Login(address), now).err().unwrap_or(problem);
    let unreadable =
        || Problem::invalid("link-unknown", "This is no login link; look whether it was copied whole.");
    let secret = Secret::read(&login.token).ok_or_else(unreadable).map_err(failed)?;
    let mut batch = Batch::new();
    let row = link::take(&*state.store, &secret, now, &mut batch).map_err(failed)?;
    // Whoever was logged in in this browser is so no more.
    session::end(&state, &headers).await?;
    let cookie = session::begin(&state, row.person, row.method, &mut batch)?;
    write(&state.writer, batch).await.map_err(|error| match error {
        StoreError::Conflict => link::used(),
        error => error.into(),
    })?;
    state.metrics.logged_in();
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]))
}

/// Ends the session and its connections.
#[utoipa::path(post, path = "/logout", tag = "login", responses((status = 204, description = "Logged out")))]
async fn logout(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1]), Problem> {
    let cookie = session::end(&state, &headers).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]))
}

/// Who is logged in.
#[utoipa::path(get, path = "/me", tag = "login", responses(
    (status = 200, body = Me),
    (status = 401, body = ProblemDocument),
))]
async fn me(State(state): State<AppState>, viewer: Viewer) -> Result<axum::Json<Me>, Problem> {
    let desk = state.desk().await;
    let coalition = &desk.coalition;
    let person = coalition.people.get(&viewer.person).ok_or_else(Problem::not_logged_in)?;
    Ok(axum::Json(Me {
        person: MyPerson {
            id: person.id.to_string(),
            name: person.name.clone(),
            email: person.email.clone(),
            organisation: person.organisation.as_ref().map(ToString::to_string),
        },
        administrator: coalition.is_administrator(&person.id),
        coalition: MyCoalition {
            id: coalition.id.to_string(),
            name: coalition.name.clone(),
            key: coalition.key.to_string(),
            demonstration: coalition.standing == Standing::Demonstration,
            proofs: coalition.proofs,
        },
        method: viewer.method,
        house: desk.house(),
        language: settings::of(&*state.store, &viewer.person)?.phrases().language.into(),
    }))
}
