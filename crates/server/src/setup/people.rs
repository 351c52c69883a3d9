//! People of the coalition, and the links that log them in.

use super::decide;
use crate::access;
use crate::body::{Json, Path};
use crate::gate::idempotency::Unkept;
use crate::link::{self, Maker, NewLink};
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use model::fact::CoalitionSecret;
use model::ids::{OrganisationId, PersonId};
use model::organisation::{Office, Person};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/people`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(all, add)).routes(routes!(hand_out))
}

/// A person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonView {
    /// Their identity.
    pub id: String,
    /// Their name.
    pub name: String,
    /// The address that login links go to.
    pub email: String,
    /// The organisation they are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// Whether they administer the coalition.
    pub administrator: bool,
}

/// A person to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewPerson {
    /// The address that login links go to; nobody else has it.
    pub email: String,
    /// Their name.
    pub name: String,
    /// The organisation they are of; a translator or counsel is of none.
    #[schema(value_type = Option<String>)]
    pub organisation: Option<OrganisationId>,
    /// Whether they administer the coalition; not, if not said.
    #[serde(default)]
    pub administrator: bool,
}

/// A login link.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkView {
    /// To be handed to the person: whoever has it can use it, once.
    pub url: String,
    /// Until when, in milliseconds.
    pub expires: u64,
}

impl From<&Person> for PersonView {
    fn from(person: &Person) -> Self {
        Self {
            id: person.id.to_string(),
            name: person.name.clone(),
            email: person.email.clone(),
            organisation: person.organisation.as_ref().map(ToString::to_string),
            administrator: person.office == Office::Administrator,
        }
    }
}

/// People: all for whoever sets things up, those of one's own organisation for others.
#[utoipa::path(get, path = "/people", tag = "setup", responses((status = 200, body = Vec<PersonView>)))]
async fn all(State(state): State<AppState>, viewer: Viewer) -> Result<axum::Json<Vec<PersonView>>, Problem> {
    let desk = state.desk().await;
    access::belongs(&desk, &viewer)?;
    let sees_all = access::sets_up(&desk, &viewer);
    let own = |person: &&Person| {
        let colleague = person.organisation.is_some() && person.organisation == viewer.organisation;
        sees_all || colleague || person.id == viewer.person
    };
    Ok(axum::Json(desk.coalition.people.values().filter(own).map(PersonView::from).collect()))
}

/// Adds a person.
#[utoipa::path(post, path = "/people", request_body = NewPerson, tag = "setup", responses(
    (status = 201, body = PersonView),
    (status = 403, body = ProblemDocument, description = "Administrators add people"),
    (status = 409, body = ProblemDocument, description = "Somebody has this address"),
    (status = 422, body = ProblemDocument),
))]
async fn add(
    State(state): State<AppState>,
    viewer: Viewer,
    Json(new): Json<NewPerson>,
) -> Result<(StatusCode, axum::Json<PersonView>), Problem> {
    Ok((StatusCode::CREATED, axum::Json(add_one(&state, &viewer, new).await?)))
}

/// Makes a login link for the person, to be handed out; on record, and said by what is signed with it.
#[utoipa::path(post, path = "/people/{id}/links", params(("id" = String, Path)), tag = "setup", responses(
    (status = 201, body = LinkView),
    (status = 403, body = ProblemDocument),
    (status = 404, body = ProblemDocument),
))]
async fn hand_out(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(person): Path<PersonId>,
) -> Result<(StatusCode, Extension<Unkept>, axum::Json<LinkView>), Problem> {
    let link = hand_out_link(&state, &viewer, person).await?;
    let url = state.base_url.login_url(&link.secret);
    Ok((StatusCode::CREATED, Extension(Unkept), axum::Json(LinkView { url, expires: link.expires.0 })))
}

/// Adds a person.
pub async fn add_one(state: &AppState, viewer: &Viewer, new: NewPerson) -> Result<PersonView, Problem> {
    let (viewer, now) = (viewer.clone(), state.clock.now());
    let recorded = state.change(move |desk| decide::add_person(desk, &viewer, new, now)).await?;
    let added = recorded.coalition_secrets().find_map(|secret| match secret {
        CoalitionSecret::Person { person, .. } => Some(person),
        _ => None,
    });
    let desk = state.desk().await;
    let person = added.and_then(|id| desk.coalition.people.get(&id));
    person.map(PersonView::from).ok_or_else(|| Problem::fault("a person was added and is not there"))
}

async fn hand_out_link(state: &AppState, viewer: &Viewer, person: PersonId) -> Result<NewLink, Problem> {
    let (viewer, now) = (viewer.clone(), state.clock.now());
    let (answer, made) = tokio::sync::oneshot::channel();
    let change = state.change(move |desk| {
        access::administrates(desk, &viewer)?;
        desk.coalition.people.get(&person).ok_or_else(Problem::not_found)?;
        let (link, change) = link::make(&Maker::Person(viewer.person.clone()), &person, desk.instant(now));
        let _ = answer.send(link);
        Ok(change)
    });
    change.await?;
    made.await.map_err(Problem::fault)
}
