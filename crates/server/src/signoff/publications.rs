//! Publishing, later editions, retracting, and the files.

use super::names::{acronyms, arrange};
use super::rounds::dossier_of;
use super::views::{self, PublicationView};
use crate::access;
use crate::body::{Json, Path};
use crate::desk::{self, Change, Followed};
use crate::problem::{Problem, ProblemDocument};
use crate::secret::random;
use crate::state::AppState;
use crate::viewer::Viewer;
use crate::words::{AcronymsName, NameStyleName, PurposeName};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::decide::{self, DossierEvent, Objected, PublishWish, Published, Purpose};
use model::digest::Digest;
use model::dossier::Dossier;
use model::extract;
use model::fact::{Listed, NameStyle, PublicationFact};
use model::ids::{PersonId, PublicationId, RoundId, TextId};
use model::organisation::Proofs;
use model::record::Record;
use model::statement::Statement;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Batch, Store, rows};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The one kind of file so far.
const PDF: &str = "pdf";

/// `/rounds/{id}/publications`, `/publications/{id}`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(publish))
        .routes(routes!(one))
        .routes(routes!(retract))
        .routes(routes!(file))
}

/// An edition to be made.
#[derive(Debug, Deserialize, ToSchema)]
struct NewPublication {
    /// Which of the round's texts.
    #[schema(value_type = String)]
    text: TextId,
    /// The day printed, `YYYY-MM-DD`; today in UTC if not said.
    day: Option<String>,
    /// How the names are set: `inline`, `columns`, `numbered`, `country` or `status`; one below the other if not said.
    #[schema(value_type = Option<NameStyleName>)]
    names: Option<NameStyle>,
    /// Whether acronyms are printed behind names: `printed` or `not-printed`.
    #[serde(default)]
    #[schema(value_type = AcronymsName)]
    acronyms: Acronyms,
    /// What it is for: `text`, or `correction` of the version that was published before.
    #[serde(default)]
    #[schema(value_type = PurposeName)]
    purpose: Purpose,
    /// Why objections from earlier rounds are overridden, where the round lets that happen; the objectors read it.
    overriding: Option<String>,
}

/// Whether acronyms are printed behind names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Acronyms {
    #[default]
    NotPrinted,
    Printed,
}

/// Why a publication is not to be relied on any more.
#[derive(Debug, Deserialize, ToSchema)]
struct Retraction {
    /// For everybody to read.
    reason: String,
}

/// Publishes an adopted version with its list; again, a new edition where the names changed.
#[utoipa::path(post, path = "/rounds/{id}/publications", params(("id" = String, Path)),
    request_body = NewPublication, tag = "signoff", responses(
        (status = 201, body = PublicationView),
        (status = 200, body = PublicationView, description = "The last edition has these names already"),
        (status = 403, body = ProblemDocument),
        (status = 404, body = ProblemDocument),
        (status = 409, body = ProblemDocument),
        (status = 422, body = ProblemDocument),
    ))]
async fn publish(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(round): Path<RoundId>,
    Json(new): Json<NewPublication>,
) -> Result<(StatusCode, axum::Json<PublicationView>), Problem> {
    let now = state.clock.now();
    let (by, id, text, store) = (viewer.clone(), round.clone(), new.text.clone(), Arc::clone(&state.store));
    let followed = state.change_followed(move |desk| {
        let at = desk.instant(now);
        let dossier = dossier_of(desk, &by, &id, at)?;
        let language = dossier.text(&new.text).map_or("en", |text| text.fact.language.as_str());
        let names = new.names;
        let arrange = |list: &mut Vec<Listed>| arrange(&desk.coalition, list, names, language);
        let day = new.day.unwrap_or_else(|| export::day_of(at));
        let objections = new.overriding.map_or(Objected::Stands, Objected::Overridden);
        let renderer = export::RENDERER.into();
        let acronyms = match new.acronyms {
            Acronyms::Printed => acronyms(&desk.coalition),
            Acronyms::NotPrinted => BTreeMap::new(),
        };
        let (round, text, purpose) = (id, new.text.clone(), new.purpose);
        let wish = PublishWish { round, text, day, renderer, names, acronyms, purpose, objections };
        match decide::publish(dossier, &by.person, wish, arrange, at, &mut random)? {
            Published::Known(_) => Ok(None),
            Published::New(new) => {
                let (fact, event) = *new;
                let proofs = desk.coalition.proofs;
                let printer = Printer { store, fact, proofs, by: by.person.clone() };
                let then = move |dossier: &Dossier, recorded: &[Record], rows| {
                    printer.print(dossier, recorded, rows)
                };
                Ok(Some(Followed { dossier: dossier.id.clone(), first: vec![event], then: Box::new(then) }))
            }
        }
    });
    let is_new = !followed.await?.dossiers.is_empty();
    let desk = state.desk().await;
    let dossier = dossier_of(&desk, &viewer, &round, now)?;
    let publication = dossier.publication_of(&round, &text).ok_or_else(Problem::not_found)?;
    let view = views::publication(dossier, publication).ok_or_else(Problem::not_found)?;
    Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, axum::Json(view)))
}

/// Makes the file of an edition whose record is sealed.
struct Printer {
    store: Arc<dyn Store>,
    fact: PublicationFact,
    proofs: Proofs,
    by: PersonId,
}

impl Printer {
    /// The record of the file's hash, and the batch with the row that keeps it.
    fn print(
        self,
        dossier: &Dossier,
        recorded: &[Record],
        mut rows: Batch,
    ) -> Result<(Vec<DossierEvent>, Batch), Problem> {
        let Self { store, fact, proofs, by } = self;
        let version = rows::version(&*store, &fact.text, fact.version)?;
        let version =
            version.ok_or_else(|| Problem::fault("a version is in the ledger and its words are not"))?;
        let edition = dossier.publication(&fact.publication).and_then(|p| p.latest());
        let edition = edition.ok_or_else(|| Problem::fault("an edition was recorded and is not there"))?;
        let mut records = desk::read(&*store, &(&dossier.id).into())?;
        records.extend_from_slice(recorded);
        let publication = export::Publication {
            statement: Statement::from_canonical(&version.statement)?,
            statement_json: version.statement,
            extract: extract::published(dossier, edition, &records, proofs)?,
            fact: fact.clone(),
            at: edition.at,
            record: edition.record,
            coalition: dossier.coalition_name.clone(),
            standing: dossier.standing,
            key: dossier.key,
        };
        let pdf = export::pdf(&publication)
            .map_err(|error| Problem::conflict("not-printable", error.to_string()))?;
        let event = decide::file(&fact, PDF, Digest::of_file(&pdf), &by, dossier.time);
        rows::put_file(&mut rows, &fact.publication, fact.edition, PDF, &pdf);
        Ok((vec![event], rows))
    }
}

/// A publication.
#[utoipa::path(get, path = "/publications/{id}", params(("id" = String, Path)), tag = "signoff", responses(
    (status = 200, body = PublicationView),
    (status = 404, body = ProblemDocument),
))]
async fn one(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<PublicationId>,
) -> Result<axum::Json<PublicationView>, Problem> {
    Ok(axum::Json(view(&state, &viewer, &id).await?))
}

/// Says publicly that a publication is not to be relied on any more.
#[utoipa::path(post, path = "/publications/{id}/retract", params(("id" = String, Path)),
    request_body = Retraction, tag = "signoff", responses(
        (status = 200, body = PublicationView),
        (status = 403, body = ProblemDocument),
        (status = 409, body = ProblemDocument),
        (status = 422, body = ProblemDocument),
    ))]
async fn retract(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<PublicationId>,
    Json(Retraction { reason }): Json<Retraction>,
) -> Result<axum::Json<PublicationView>, Problem> {
    let (by, now, publication) = (viewer.clone(), state.clock.now(), id.clone());
    let retracted = state.change(move |desk| {
        let at = desk.instant(now);
        let dossier = desk.dossier_where(|d| d.publication(&publication).is_some())?;
        let dossier = access::read(desk, &by, &dossier.id, at)?.dossier;
        let event = decide::retract(dossier, &by.person, &publication, &reason, at)?;
        Ok(Change::of_dossier(&dossier.id, vec![event]))
    });
    retracted.await?;
    Ok(axum::Json(view(&state, &viewer, &id).await?))
}

/// A file of the last edition.
#[utoipa::path(get, path = "/publications/{id}/files/{kind}", tag = "signoff",
    params(("id" = String, Path), ("kind" = String, Path)), responses(
        (status = 200, body = Vec<u8>, content_type = "application/pdf"),
        (status = 404, body = ProblemDocument),
    ))]
async fn file(
    State(state): State<AppState>,
    viewer: Viewer,
    Path((id, kind)): Path<(PublicationId, String)>,
) -> Result<Response, Problem> {
    let PublicationView { edition, digest, version, .. } = view(&state, &viewer, &id).await?;
    let bytes = rows::file(&*state.store, &id, model::ids::Edition(edition), &kind)?;
    let bytes = bytes.ok_or_else(Problem::not_found)?;
    let name = format!("statement-version-{version}-edition-{edition}.{kind}");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::ETAG, format!("\"{digest}-{edition}\"")),
    ];
    Ok((headers, bytes).into_response())
}

async fn view(state: &AppState, viewer: &Viewer, id: &PublicationId) -> Result<PublicationView, Problem> {
    let desk = state.desk().await;
    let dossier = desk.dossier_where(|dossier| dossier.publication(id).is_some())?;
    let dossier = access::read(&desk, viewer, &dossier.id, state.clock.now())?.dossier;
    let publication = dossier.publication(id).ok_or_else(Problem::not_found)?;
    views::publication(dossier, publication).ok_or_else(Problem::not_found)
}
