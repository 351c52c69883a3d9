//! A login link by mail: whoever can read somebody's mail is that person, as far as a session goes.

use crate::body::Json;
use crate::door;
use crate::link::{self, Maker};
use crate::notices::mail::Mail;
use crate::notices::{Letter, Mailing, settings};
use crate::problem::{Problem, ProblemDocument};
use crate::rate::Who;
use crate::state::AppState;
use crate::zone::Zone;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use model::organisation::Person;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/login/link`, `/login/ways`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(ask)).routes(routes!(ways))
}

/// Who wants to log in.
#[derive(Deserialize, ToSchema)]
struct Asked {
    /// The address on record.
    email: String,
}

/// How one can log in here.
#[derive(Serialize, ToSchema)]
struct Ways {
    /// Whether the server mails login links.
    mail: bool,
}

/// How one can log in here.
#[utoipa::path(get, path = "/login/ways", tag = "login", responses((status = 200, body = Ways)))]
async fn ways(State(state): State<AppState>) -> axum::Json<Ways> {
    axum::Json(Ways { mail: matches!(state.mailing, Mailing::By(_)) })
}

/// Mails a login link to an address on record. The answer is the same for every address: it tells nobody who is here.
#[utoipa::path(post, path = "/login/link", request_body = Asked, tag = "login", responses(
    (status = 202, description = "If the address is on record, a link is on its way"),
    (status = 409, body = ProblemDocument, description = "This server sends no mail"),
    (status = 429, body = ProblemDocument),
))]
async fn ask(
    State(state): State<AppState>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Json(Asked { email }): Json<Asked>,
) -> Result<StatusCode, Problem> {
    let now = state.clock.now();
    if matches!(state.mailing, Mailing::Off) {
        let detail = "This server sends no mail; ask your coalition's coordinator for a login link.";
        return Err(Problem::conflict("no-mail", detail));
    }
    state.rates.take(Who::Login(door::asked_from(from, &headers)), now)?;
    let person = state.desk().await.coalition.person_by_email(&email).cloned();
    if let Some(person) = person.filter(|person| state.rates.take(Who::Mails(person.id.clone()), now).is_ok())
    {
        // Apart from the answer, whose time would tell whether there is such a person.
        tokio::spawn(async move {
            if let Err(problem) = mail(&state, person).await {
                tracing::warn!(code = problem.code(), "a login link was not mailed");
            }
        });
    }
    Ok(StatusCode::ACCEPTED)
}

async fn mail(state: &AppState, person: Person) -> Result<(), Problem> {
    let (id, now) = (person.id.clone(), state.clock.now());
    let (answer, made) = tokio::sync::oneshot::channel();
    let change = state.change(move |desk| {
        let (link, change) = link::make(&Maker::Mail, &id, desk.instant(now));
        let _ = answer.send(link);
        Ok(change)
    });
    change.await?;
    let link = made.await.map_err(Problem::fault)?;
    let settings = settings::of(&*state.store, &person.id)?;
    let until = settings.zone.parse().unwrap_or_else(|_| Zone::utc()).minute(link.expires);
    let (phrases, path) = (settings.phrases(), format!("/login#{}", link.secret.reveal()));
    let letter = Letter::alone(phrases, phrases.login_link, &[("until", &until)], path);
    state.mail(&person, &Mail { phrases, letters: vec![letter] }).await
}
