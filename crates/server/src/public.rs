//! A publication's public page: for missions and the press, without a login and without a script.
//!
//! It shows what the published file shows and what came after: newer editions, withdrawals, a newer version, a retraction.

mod page;

use crate::apart::apart;
use crate::body::Path;
use crate::limits::REPORTS_MAX;
use crate::problem::Problem;
use crate::state::AppState;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use export::verify::{self, Trust};
use model::dossier::{Dossier, Publication};
use model::fact::{Listed, TextFact};
use model::ids::{Edition, PublicationId};
use model::time::UnixMs;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::rows;

/// The one kind of file so far.
const PDF: &str = "pdf";

/// `/p/{publication}`, its files of every edition, and the page's style.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/p/style.css", get(style))
        .route("/p/{id}", get(show))
        .route("/p/{id}/{edition}/{kind}", get(file))
}

/// What verifying said of the files that were asked for last: to make the pages again costs tens of milliseconds.
#[derive(Default)]
pub struct Reports(Mutex<BTreeMap<(PublicationId, Edition), Arc<str>>>);

impl Reports {
    fn find(&self, of: &(PublicationId, Edition)) -> Option<Arc<str>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(of).cloned()
    }

    fn keep(&self, of: (PublicationId, Edition), report: &Arc<str>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while kept.len() >= REPORTS_MAX {
            kept.pop_first();
        }
        kept.insert(of, Arc::clone(report));
    }
}

/// What the page says.
struct Shown<'a> {
    dossier: &'a Dossier,
    publication: &'a Publication,
    /// The text, with its title and language.
    text: &'a TextFact,
    /// Names of the last edition that were taken off since, and when.
    withdrawn: Vec<(String, UnixMs)>,
    /// A publication of a newer version of the same text.
    newer: Option<PublicationId>,
    report: Arc<str>,
}

async fn show(State(state): State<AppState>, Path(id): Path<PublicationId>) -> Result<Response, Problem> {
    let edition = {
        let desk = state.desk().await;
        let dossier = desk.dossier_where(|d| d.publication(&id).is_some())?;
        let latest = dossier.publication(&id).and_then(Publication::latest);
        latest.ok_or_else(Problem::not_found)?.fact.clone()
    };
    let report = report(&state, &id, edition.edition).await?;
    let desk = state.desk().await;
    let dossier = desk.dossier_where(|d| d.publication(&id).is_some())?;
    let publication = dossier.publication(&id).ok_or_else(Problem::not_found)?;
    let text = &dossier.text(&edition.text).ok_or_else(Problem::not_found)?.fact;
    let (withdrawn, newer) = (withdrawn(dossier, publication), newer(dossier, publication));
    let shown = Shown { dossier, publication, text, withdrawn, newer, report };
    let page = page::page(&state.base_url, &shown).into_string();
    Ok(([(header::CACHE_CONTROL, "no-cache")], Html(page)).into_response())
}

async fn file(
    State(state): State<AppState>,
    Path((id, edition, kind)): Path<(PublicationId, Edition, String)>,
) -> Result<Response, Problem> {
    let name = {
        let desk = state.desk().await;
        let dossier = desk.dossier_where(|d| d.publication(&id).is_some())?;
        let editions = dossier.publication(&id).into_iter().flat_map(|publication| &publication.editions);
        let fact = editions.map(|made| &made.fact).find(|fact| fact.edition == edition);
        let version = fact.ok_or_else(Problem::not_found)?.version;
        format!("statement-version-{version}-edition-{edition}.{kind}")
    };
    let bytes = rows::file(&*state.store, &id, edition, &kind)?.ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

async fn style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("public/style.css"))
}

fn withdrawn(dossier: &Dossier, publication: &Publication) -> Vec<(String, UnixMs)> {
    let Some(edition) = publication.latest() else { return Vec::new() };
    let Some(round) = dossier.round(&edition.fact.round) else { return Vec::new() };
    let now = dossier.signatories(round, &edition.fact.text);
    let is_gone = |listed: &&Listed| !now.iter().any(|still| still.organisation == listed.organisation);
    let when = |listed: &Listed| {
        let last = round.position(&edition.fact.text, &listed.organisation);
        (listed.name.clone(), last.map_or(edition.at, |spoken| spoken.at))
    };
    edition.fact.list.iter().filter(is_gone).map(when).collect()
}

fn newer(dossier: &Dossier, publication: &Publication) -> Option<PublicationId> {
    let own = &publication.latest()?.fact;
    let others = dossier.publications.iter().filter_map(|other| Some((other, &other.latest()?.fact)));
    let newer = others.filter(|(_, fact)| fact.text == own.text && fact.version > own.version);
    newer.max_by_key(|(_, fact)| fact.version).map(|(other, _)| other.id.clone())
}

/// What `undersigned verify` says of an edition's file, with this server's key.
async fn report(state: &AppState, id: &PublicationId, edition: Edition) -> Result<Arc<str>, Problem> {
    let of = (id.clone(), edition);
    if let Some(kept) = state.reports.find(&of) {
        return Ok(kept);
    }
    let bytes = rows::file(&*state.store, id, edition, PDF)?.ok_or_else(Problem::not_found)?;
    let coalition = state.desk().await.coalition.clone();
    let keys = Trust::Keys(coalition.keys().collect());
    let verifying = move || Ok(verify::file(&bytes, keys).to_string());
    let report: Arc<str> = apart("verifying a published file", verifying).await?.into();
    state.reports.keep(of, &report);
    Ok(report)
}
