//! Texts of a dossier: a new one, out of nothing or out of a file; and what it is.

use super::decide;
use super::import::{Findings, file};
use crate::access;
use crate::body::{Json, Path};
use crate::problem::{Problem, ProblemDocument};
use crate::secret::random;
use crate::signoff::views::{self, VersionView};
use crate::state::AppState;
use crate::viewer::Viewer;
use crate::words::{DirectionName, KindName, RoleName};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{StatusCode, header};
use model::fact::{DossierFact, TextFact};
use model::ids::{DossierId, TextId};
use model::right::Role;
use model::statement::{Direction, Kind};
use serde::{Deserialize, Serialize};
use statement::{Draft, NewBlock, ServerClient};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/dossiers/{id}/texts`, `/texts/{id}`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(add)).routes(routes!(one))
}

/// A text to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewText {
    /// What sort of text it is.
    #[schema(value_type = KindName)]
    pub kind: Kind,
    /// Its title in the dossier.
    pub title: String,
    /// BCP 47 tag of its language.
    pub language: String,
    /// Which way it runs.
    #[schema(value_type = DirectionName)]
    pub direction: Direction,
    /// Symbol of the document it is about.
    pub symbol: Option<String>,
    /// The text that it translates, if it is a translation.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub translates: Option<TextId>,
}

/// A new text, and what was found in the file it was made of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MadeText {
    /// Its identity.
    pub id: String,
    /// What a person should look at.
    #[serde(flatten)]
    pub found: Findings,
}

/// A text with its versions.
#[derive(Serialize, ToSchema)]
pub struct TextView {
    id: String,
    dossier: String,
    #[schema(value_type = KindName)]
    kind: Kind,
    title: String,
    language: String,
    #[schema(value_type = DirectionName)]
    direction: Direction,
    #[serde(skip_serializing_if = "Option::is_none")]
    symbol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    translates: Option<String>,
    #[schema(value_type = RoleName)]
    role: Role,
    epoch: u32,
    versions: Vec<VersionView>,
}

/// Adds a text: as JSON an empty one, as a form with a `file` one that holds what the file says.
#[utoipa::path(post, path = "/dossiers/{id}/texts", params(("id" = String, Path)), request_body = NewText,
    tag = "setup", responses(
        (status = 201, body = MadeText),
        (status = 403, body = ProblemDocument),
        (status = 404, body = ProblemDocument),
        (status = 422, body = ProblemDocument),
    ))]
async fn add(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(dossier): Path<DossierId>,
    request: Request,
) -> Result<(StatusCode, axum::Json<MadeText>), Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_form = kind.is_some_and(|kind| kind.starts_with("multipart/form-data"));
    let made = if is_form {
        let form = Multipart::from_request(request, &state).await;
        let form = form.map_err(|e| Problem::new(e.status(), "unreadable", "The form cannot be read."))?;
        let (new, source) = file(form).await?;
        import_one(&state, &viewer, dossier, new, &source).await?
    } else {
        let Json(new) = Json::<NewText>::from_request(request, &state).await?;
        let id = add_one(&state, &viewer, dossier, new, &[]).await?.to_string();
        MadeText { id, found: Findings::default() }
    };
    Ok((StatusCode::CREATED, axum::Json(made)))
}

/// A text.
#[utoipa::path(get, path = "/texts/{id}", params(("id" = String, Path)), tag = "setup", responses(
    (status = 200, body = TextView),
    (status = 404, body = ProblemDocument),
))]
async fn one(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<TextId>,
) -> Result<axum::Json<TextView>, Problem> {
    let desk = state.desk().await;
    let access = access::read_text(&desk, &viewer, &id, state.clock.now())?;
    let text = access.dossier.text(&id).ok_or_else(Problem::not_found)?;
    let epoch = store::rows::state(&*state.store, &id)?.map_or(0, |row| row.epoch.0);
    let fact = text.fact.clone();
    Ok(axum::Json(TextView {
        id: id.to_string(),
        dossier: access.dossier.id.to_string(),
        kind: fact.kind,
        title: fact.title,
        language: fact.language,
        direction: fact.direction,
        symbol: fact.symbol,
        translates: fact.translates.map(|text| text.to_string()),
        role: access.role.filter(|_| desk.house().is_open()).unwrap_or(Role::Reader),
        epoch,
        versions: text.versions.iter().map(|version| views::version(access.dossier, text, version)).collect(),
    }))
}

/// Adds a text that holds what a file says.
pub async fn import_one(
    state: &AppState,
    viewer: &Viewer,
    dossier: DossierId,
    new: NewText,
    source: &str,
) -> Result<MadeText, Problem> {
    let known: Vec<String> = {
        let desk = state.desk().await;
        let organisations = desk.coalition.organisations.values();
        organisations.flat_map(|o| o.profile.names.values().cloned()).collect()
    };
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let imported = statement::import::plain_text(source, &known);
    let imported = imported.map_err(|error| Problem::invalid("import-refused", error.to_string()))?;
    let symbol = new.symbol.clone().or_else(|| imported.fields.symbol.clone());
    let new = NewText { symbol, ..new };
    let id = add_one(state, viewer, dossier, new, &imported.new_blocks()).await?.to_string();
    Ok(MadeText { id, found: Findings::of(&imported) })
}

/// Adds a text that holds these blocks; its record and its first update are one transaction.
pub async fn add_one(
    state: &AppState,
    viewer: &Viewer,
    dossier: DossierId,
    new: NewText,
    blocks: &[NewBlock],
) -> Result<TextId, Problem> {
    let text = TextId::from_random(random());
    let client = ServerClient::from_random(u64::from_be_bytes(random()));
    let (_, update) = Draft::create(client, blocks);
    let (author, organisation, at) = (viewer.person.clone(), viewer.organisation.clone(), state.clock.now());
    let first = room::NewText { text: text.clone(), author, organisation, at, client, update };
    let NewText { kind, title, language, direction, symbol, translates } = new;
    let fact = TextFact { text, kind, title, language, direction, symbol, translates };
    let viewer = viewer.clone();
    let change = state.change(move |desk| decide::add_text(desk, &viewer, &dossier, fact, &first, at));
    let added = change.await?.dossier_facts().find_map(|fact| match fact {
        DossierFact::Text(fact) => Some(fact.text),
        _ => None,
    });
    added.ok_or_else(|| Problem::fault("a text was added and is not there"))
}
