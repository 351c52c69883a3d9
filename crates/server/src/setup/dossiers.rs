//! Dossiers: those a person sees, a new one, and all that stands in one.

use super::{Made, decide};
use crate::access::{self, Access, Read};
use crate::body::{Json, Path};
use crate::problem::{Problem, ProblemDocument};
use crate::signoff::views::{self, PublicationView, RoundView};
use crate::state::AppState;
use crate::viewer::Viewer;
use crate::words::{DirectionName, KindName, MandateStateName, RelayingName, RoleName};
use axum::extract::State;
use axum::http::StatusCode;
use model::coalition::Coalition;
use model::dossier::{Dossier, Text};
use model::fact::{CoalitionFact, Relaying};
use model::ids::{DossierId, PersonId};
use model::right::{Mandate, MandateState, Role};
use model::statement::{Direction, Kind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/dossiers`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(all, add)).routes(routes!(one)).routes(routes!(set_relaying))
}

/// A dossier in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DossierLine {
    /// Its identity.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The viewer's role; a holder of a mandate without one reads.
    #[schema(value_type = RoleName)]
    pub role: Role,
    /// How many rounds are open.
    pub open_rounds: usize,
}

/// A dossier to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewDossier {
    /// Its title.
    pub title: String,
}

/// Whether positions may be relayed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewRelaying {
    /// From now on.
    #[schema(value_type = RelayingName)]
    pub relaying: Relaying,
}

/// A dossier with all that stands in it.
#[derive(Serialize, ToSchema)]
pub struct DossierView {
    id: String,
    title: String,
    #[schema(value_type = RoleName)]
    role: Role,
    #[schema(value_type = RelayingName)]
    relaying: Relaying,
    texts: Vec<TextLine>,
    organisations: Vec<OrganisationLine>,
    rounds: Vec<RoundView>,
    people: Vec<MemberView>,
    mandates: Vec<MandateView>,
    publications: Vec<PublicationView>,
}

/// A text in a list.
#[derive(Serialize, ToSchema)]
pub struct TextLine {
    id: String,
    #[schema(value_type = KindName)]
    kind: Kind,
    title: String,
    language: String,
    #[schema(value_type = DirectionName)]
    direction: Direction,
    #[serde(skip_serializing_if = "Option::is_none")]
    symbol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    latest_version: Option<u32>,
    /// The text that it translates, if it is a translation.
    #[serde(skip_serializing_if = "Option::is_none")]
    translates: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct OrganisationLine {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    acronym: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct MemberView {
    person: String,
    name: String,
    /// Shown to the coordinator.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    #[schema(value_type = RoleName)]
    role: Role,
}

#[derive(Serialize, ToSchema)]
struct MandateView {
    id: String,
    person: String,
    name: String,
    organisation: String,
    from: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<u64>,
    #[schema(value_type = MandateStateName)]
    state: MandateState,
}

/// Dossiers that the viewer has a role or a mandate in.
#[utoipa::path(get, path = "/dossiers", tag = "setup", responses((status = 200, body = Vec<DossierLine>)))]
async fn all(State(state): State<AppState>, viewer: Viewer) -> Result<axum::Json<Vec<DossierLine>>, Problem> {
    let desk = state.desk().await;
    let now = state.clock.now();
    let line = |id| access::read(&desk, &viewer, id, now).ok().map(|access| DossierLine::of(&access));
    Ok(axum::Json(desk.coalition.dossiers.iter().filter_map(line).collect()))
}

/// Opens a dossier; who opens it coordinates it.
#[utoipa::path(post, path = "/dossiers", request_body = NewDossier, tag = "setup", responses(
    (status = 201, body = Made),
    (status = 403, body = ProblemDocument),
    (status = 422, body = ProblemDocument),
))]
async fn add(
    State(state): State<AppState>,
    viewer: Viewer,
    Json(new): Json<NewDossier>,
) -> Result<(StatusCode, axum::Json<Made>), Problem> {
    let id = open(&state, &viewer, new).await?.to_string();
    Ok((StatusCode::CREATED, axum::Json(Made { id })))
}

/// A dossier.
#[utoipa::path(get, path = "/dossiers/{id}", params(("id" = String, Path)), tag = "setup", responses(
    (status = 200, body = DossierView),
    (status = 404, body = ProblemDocument),
))]
async fn one(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<DossierId>,
) -> Result<axum::Json<DossierView>, Problem> {
    let desk = state.desk().await;
    let now = state.clock.now();
    let access = access::read(&desk, &viewer, &id, now)?;
    let Access { coalition, dossier, .. } = access;
    let rounds = dossier.rounds.iter();
    let rounds = rounds.map(|round| views::round(coalition, dossier, round, &viewer.person, now));
    let publications = dossier.publications.iter().filter_map(|it| views::publication(dossier, it));
    Ok(axum::Json(DossierView {
        id: dossier.id.to_string(),
        title: dossier.title.clone(),
        role: access.role.unwrap_or(Role::Reader),
        relaying: dossier.relaying,
        texts: dossier.texts.iter().map(TextLine::from).collect(),
        organisations: organisations(coalition),
        rounds: rounds.collect(),
        people: people(&access),
        mandates: dossier.mandates.iter().map(|m| mandate(coalition, m)).collect(),
        publications: publications.collect(),
    }))
}

/// Allows or forbids positions on somebody's word.
#[utoipa::path(post, path = "/dossiers/{id}/relaying", params(("id" = String, Path)), request_body = NewRelaying,
    tag = "setup", responses(
        (status = 204, description = "Done"),
        (status = 403, body = ProblemDocument),
        (status = 404, body = ProblemDocument),
    ))]
async fn set_relaying(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(dossier): Path<DossierId>,
    Json(new): Json<NewRelaying>,
) -> Result<StatusCode, Problem> {
    let now = state.clock.now();
    state.change(move |desk| decide::set_relaying(desk, &viewer, &dossier, new.relaying, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens a dossier; who opens it coordinates it.
pub async fn open(state: &AppState, viewer: &Viewer, new: NewDossier) -> Result<DossierId, Problem> {
    let (viewer, now) = (viewer.clone(), state.clock.now());
    let recorded = state.change(move |desk| decide::open_dossier(desk, &viewer, &new.title, now)).await?;
    let opened = recorded.coalition_facts().find_map(|fact| match fact {
        CoalitionFact::DossierOpened { dossier } => Some(dossier),
        _ => None,
    });
    opened.ok_or_else(|| Problem::fault("a dossier was opened and is not there"))
}

impl DossierLine {
    fn of(access: &Access<'_, Read>) -> Self {
        let Dossier { id, title, rounds, .. } = access.dossier;
        let open_rounds = rounds.iter().filter(|round| round.is_open()).count();
        let role = access.role.unwrap_or(Role::Reader);
        Self { id: id.to_string(), title: title.clone(), role, open_rounds }
    }
}

impl From<&Text> for TextLine {
    fn from(text: &Text) -> Self {
        let latest_version = text.latest().map(|version| version.fact.version.0);
        let fact = text.fact.clone();
        Self {
            id: fact.text.to_string(),
            kind: fact.kind,
            title: fact.title,
            language: fact.language,
            direction: fact.direction,
            symbol: fact.symbol,
            latest_version,
            translates: fact.translates.map(|text| text.to_string()),
        }
    }
}

fn organisations(coalition: &Coalition) -> Vec<OrganisationLine> {
    let present = coalition.organisations.values().filter(|o| coalition.present(&o.id).is_some());
    let line = |o: &model::organisation::Organisation| OrganisationLine {
        id: o.id.to_string(),
        name: o.profile.name_in("en").to_owned(),
        acronym: o.profile.acronym.clone(),
    };
    present.map(line).collect()
}

fn people(access: &Access<'_, Read>) -> Vec<MemberView> {
    let coordinates = access.to_coordinate().is_ok();
    let member = |(id, role): (&PersonId, &Role)| {
        let person = access.coalition.people.get(id)?;
        Some(MemberView {
            person: id.to_string(),
            name: person.name.clone(),
            email: coordinates.then(|| person.email.clone()),
            organisation: person.organisation.as_ref().map(ToString::to_string),
            role: *role,
        })
    };
    access.dossier.roles.iter().filter_map(member).collect()
}

fn mandate(coalition: &Coalition, mandate: &Mandate) -> MandateView {
    let name = coalition.people.get(&mandate.person).map(|person| person.name.clone());
    MandateView {
        id: mandate.id.to_string(),
        person: mandate.person.to_string(),
        name: name.unwrap_or_default(),
        organisation: mandate.organisation.to_string(),
        from: mandate.from.0,
        to: mandate.to.map(|to| to.0),
        state: mandate.state,
    }
}
