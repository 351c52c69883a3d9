//! Passkeys of whoever asks: enrolling, naming, removing.

use crate::access;
use crate::body::{Json, Path};
use crate::desk::Change;
use crate::limits::{ENROLMENT_MS, ENROLMENTS_MAX, NEW_KEY_MS};
use crate::problem::{Problem, ProblemDocument};
use crate::secret::random;
use crate::state::AppState;
use crate::viewer::Viewer;
use crate::words::MethodName;
use axum::extract::State;
use axum::http::StatusCode;
use model::bytes::Bytes;
use model::decide::{self, Actor, PasskeyWish};
use model::digest::Digest;
use model::ids::PersonId;
use model::passkey::{Passkey, Registration};
use model::position::Method;
use model::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/passkeys`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(own, enrol)).routes(routes!(begin)).routes(routes!(remove))
}

/// What was asked of people who enrol a passkey, in memory: one question a person.
#[derive(Default)]
pub struct Enrolments(Mutex<BTreeMap<PersonId, (Digest, UnixMs)>>);

impl Enrolments {
    fn ask(&self, person: PersonId, now: UnixMs) -> Result<Digest, Problem> {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|_, (_, until)| now < *until);
        if asked.len() >= ENROLMENTS_MAX {
            return Err(Problem::busy());
        }
        let challenge = Digest(random());
        asked.insert(person, (challenge, now.plus_ms(ENROLMENT_MS)));
        Ok(challenge)
    }

    /// What was asked; each question is answered once.
    fn take(&self, person: &PersonId, now: UnixMs) -> Option<Digest> {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.remove(person).filter(|(_, until)| now < *until).map(|(challenge, _)| challenge)
    }
}

/// A passkey.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct PasskeyView {
    /// Hash of the key.
    id: String,
    /// What its person calls it.
    name: String,
    /// When it was enrolled, in milliseconds since 1970.
    at: u64,
    /// How the session began in which it was enrolled.
    #[schema(value_type = MethodName)]
    begun: Method,
    /// Whether it is less than a day old.
    is_new: bool,
}

/// What the browser is to be asked.
#[derive(Debug, Serialize, ToSchema)]
struct Enrolment {
    /// 64 hexadecimal digits.
    challenge: String,
    /// The relying party's id.
    party: String,
    /// The coalition's name.
    coalition: String,
    /// Drawn at random, 64 hexadecimal digits: it says nothing of the person.
    user: String,
    /// How the browser shows whose passkey it is.
    name: String,
    /// Credentials of this person, in hexadecimal digits: they are not enrolled twice.
    known: Vec<String>,
}

/// What the browser answered, in hexadecimal digits.
#[derive(Debug, Deserialize, ToSchema)]
struct NewPasskey {
    /// A name by which its person knows it again.
    name: String,
    /// The credential's id.
    #[schema(value_type = String)]
    credential: Bytes,
    /// The public key: SubjectPublicKeyInfo in DER.
    #[schema(value_type = String)]
    key: Bytes,
    /// As the authenticator gave it.
    #[schema(value_type = String)]
    authenticator_data: Bytes,
    /// As the browser gave it.
    #[schema(value_type = String)]
    client_data: Bytes,
}

/// One's own passkeys.
#[utoipa::path(get, path = "/passkeys", tag = "setup", responses((status = 200, body = Vec<PasskeyView>)))]
async fn own(State(state): State<AppState>, viewer: Viewer) -> Result<axum::Json<Vec<PasskeyView>>, Problem> {
    let (desk, now) = (state.desk().await, state.clock.now());
    access::belongs(&desk, &viewer)?;
    Ok(axum::Json(desk.coalition.passkeys_of(&viewer.person).map(|key| view(key, now)).collect()))
}

/// What to ask the browser for a new passkey; good for ten minutes.
#[utoipa::path(post, path = "/passkeys/enrolment", tag = "setup", responses((status = 200, body = Enrolment)))]
async fn begin(State(state): State<AppState>, viewer: Viewer) -> Result<axum::Json<Enrolment>, Problem> {
    let challenge = state.enrolments.ask(viewer.person.clone(), state.clock.now())?;
    let desk = state.desk().await;
    access::belongs(&desk, &viewer)?;
    let known = desk.coalition.passkeys_of(&viewer.person).map(|key| key.credential.clone().into()).collect();
    let person = desk.coalition.people.get(&viewer.person);
    Ok(axum::Json(Enrolment {
        challenge: challenge.to_string(),
        party: state.base_url.party().id,
        coalition: desk.coalition.name.clone(),
        user: Digest(random()).to_string(),
        name: person.map_or_else(String::new, |person| person.name.clone()),
        known,
    }))
}

/// Enrols a passkey: on record, with how this session began.
#[utoipa::path(post, path = "/passkeys", request_body = NewPasskey, tag = "setup", responses(
    (status = 201, body = PasskeyView),
    (status = 403, body = ProblemDocument),
    (status = 409, body = ProblemDocument),
    (status = 410, body = ProblemDocument),
    (status = 422, body = ProblemDocument),
))]
async fn enrol(
    State(state): State<AppState>,
    viewer: Viewer,
    Json(new): Json<NewPasskey>,
) -> Result<(StatusCode, axum::Json<PasskeyView>), Problem> {
    let now = state.clock.now();
    let expired = || Problem::gone("enrolment-expired", "This waited too long; begin enrolling again.");
    let challenge = state.enrolments.take(&viewer.person, now).ok_or_else(expired)?;
    let NewPasskey { name, credential, key, authenticator_data, client_data } = new;
    let id = Passkey::id_of(&key);
    let registration = Registration { credential, key, authenticator_data, client_data };
    let wish = PasskeyWish { name, challenge, registration, party: state.base_url.party() };
    let by = viewer.clone();
    let enrolled = state.change(move |desk| {
        access::belongs(desk, &by)?;
        let actor = Actor { person: by.person, method: by.method };
        let event = decide::enrol(&desk.coalition, &actor, wish, desk.instant(now))?;
        Ok(Change::of_coalition(vec![event]))
    });
    enrolled.await?;
    let desk = state.desk().await;
    let made = desk.coalition.passkeys.get(&id);
    let made = made.ok_or_else(|| Problem::fault("a passkey was enrolled and is not there"))?;
    Ok((StatusCode::CREATED, axum::Json(view(made, now))))
}

/// Removes a passkey: what it signed stands. Its person does that, or an administrator for somebody who lost it.
#[utoipa::path(post, path = "/passkeys/{id}/remove", params(("id" = String, Path)), tag = "setup", responses(
    (status = 204),
    (status = 404, body = ProblemDocument),
))]
async fn remove(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<Digest>,
) -> Result<StatusCode, Problem> {
    let now = state.clock.now();
    let removed = state.change(move |desk| {
        access::belongs(desk, &viewer)?;
        let actor = Actor { person: viewer.person, method: viewer.method };
        let event = decide::remove_passkey(&desk.coalition, &actor, &id, desk.instant(now))?;
        Ok(Change::of_coalition(vec![event]))
    });
    removed.await?;
    Ok(StatusCode::NO_CONTENT)
}

fn view(key: &Passkey, now: UnixMs) -> PasskeyView {
    PasskeyView {
        id: key.id.to_string(),
        name: key.name.clone(),
        at: key.at.0,
        begun: key.begun,
        is_new: now.0.saturating_sub(key.at.0) < NEW_KEY_MS,
    }
}
