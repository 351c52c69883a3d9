//! Freezing a draft, what stands in the way of it, and the words of a version.

use super::views::{self, VersionView};
use crate::access;
use crate::apart::apart;
use crate::body::Path;
use crate::desk::{Change, Desk};
use crate::problem::{Problem, ProblemDocument};
use crate::readings::Turn;
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::decide::{self, FreezeWish, Freezing};
use model::digest::Digest;
use model::dossier::{Dossier, Text};
use model::ids::{TextId, VersionNo};
use model::organisation::Membership;
use model::problem::Problem as Finding;
use model::statement::Statement;
use room::Snapshot;
use serde::Serialize;
use statement::{Draft, Fields};
use store::{Batch, rows};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/texts/{id}/versions`, `/texts/{id}/problems`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(freeze)).routes(routes!(words)).routes(routes!(problems))
}

/// What stops a freeze.
#[derive(Serialize, ToSchema)]
struct ProblemsView {
    /// Each with its place.
    #[schema(value_type = Vec<Value>)]
    problems: Vec<Finding>,
}

/// A draft as it reads at one moment.
struct Frozen {
    snapshot: Snapshot,
    statement: Statement,
    problems: Vec<Finding>,
}

/// Freezes the draft as it stands: a new version, or the one that has these words already.
#[utoipa::path(post, path = "/texts/{id}/versions", params(("id" = String, Path)), tag = "signoff", responses(
    (status = 201, body = VersionView),
    (status = 200, body = VersionView, description = "These words are a version already"),
    (status = 403, body = ProblemDocument),
    (status = 404, body = ProblemDocument),
    (status = 422, body = ProblemDocument, description = "What stands in the way"),
))]
async fn freeze(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<TextId>,
) -> Result<(StatusCode, axum::Json<VersionView>), Problem> {
    access::read_text(&*state.desk().await, &viewer, &id, state.clock.now())?.to_coordinate()?;
    let Frozen { snapshot, statement, problems } =
        read(&state, state.readings.turn_to_freeze().await, &id).await?;
    if !problems.is_empty() {
        let detail = "The draft cannot be frozen yet; mend what is listed, and freeze it again.";
        return Err(Problem::invalid("has-problems", detail).with_problems(problems));
    }
    let digest = statement.digest()?;
    let json = statement.to_canonical()?;
    let (text, now) = (id.clone(), state.clock.now());
    let recorded = state.change(move |desk| {
        let at = desk.instant(now);
        let dossier = desk.dossier_of(&text)?;
        let wish = FreezeWish { text: text.clone(), digest, seq: snapshot.seq, epoch: snapshot.epoch };
        match decide::freeze(dossier, &viewer.person, wish, at)? {
            Freezing::Known(_) => Ok(Change::default()),
            Freezing::New(no, event) => {
                let (seq, epoch) = (snapshot.seq, snapshot.epoch);
                let row = rows::VersionRow { seq, epoch, statement: json, state: snapshot.state.to_vec() };
                let mut batch = Batch::new();
                rows::put_version(&mut batch, &text, no, &row);
                Ok(Change::of_dossier(&dossier.id, vec![*event]).with_rows(batch))
            }
        }
    });
    let is_new = !recorded.await?.dossiers.is_empty();
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    let desk = state.desk().await;
    let dossier = desk.dossier_of(&id)?;
    Ok((status, axum::Json(view(dossier, text_of(&desk, &id)?, &digest)?)))
}

/// What stands in the way of freezing the draft as it is now.
#[utoipa::path(get, path = "/texts/{id}/problems", params(("id" = String, Path)), tag = "signoff", responses(
    (status = 200, body = ProblemsView),
    (status = 404, body = ProblemDocument),
))]
async fn problems(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<TextId>,
) -> Result<axum::Json<ProblemsView>, Problem> {
    access::read_text(&*state.desk().await, &viewer, &id, state.clock.now())?;
    let turn = state.readings.turn(&viewer.person).await?;
    let problems = read(&state, turn, &id).await?.problems;
    Ok(axum::Json(ProblemsView { problems }))
}

/// The exact words of a version: the Statement's canonical JSON, with its digest as ETag.
#[utoipa::path(get, path = "/texts/{id}/versions/{n}", tag = "signoff",
    params(("id" = String, Path), ("n" = u32, Path)), responses(
        (status = 200, body = Value),
        (status = 404, body = ProblemDocument),
    ))]
async fn words(
    State(state): State<AppState>,
    viewer: Viewer,
    Path((id, no)): Path<(TextId, VersionNo)>,
) -> Result<Response, Problem> {
    let digest = {
        let desk = state.desk().await;
        let access = access::read_text(&desk, &viewer, &id, state.clock.now())?;
        let version = access.dossier.text(&id).and_then(|text| text.version(no));
        version.ok_or_else(Problem::not_found)?.fact.digest
    };
    let row = rows::version(&*state.store, &id, no)?;
    let row = row.ok_or_else(|| Problem::fault("a version is in the ledger and its words are not"))?;
    read_by(&state, &viewer, &id, no).await?;
    let headers =
        [(header::CONTENT_TYPE, "application/json".to_owned()), (header::ETAG, format!("\"{digest}\""))];
    Ok((headers, row.statement).into_response())
}

/// Puts on record that somebody of an organisation that is asked about a version opened it; once for each.
async fn read_by(state: &AppState, viewer: &Viewer, id: &TextId, no: VersionNo) -> Result<(), Problem> {
    let (person, text, now) = (viewer.person.clone(), id.clone(), state.clock.now());
    let event = move |desk: &Desk| {
        let dossier = desk.dossier_of(&text)?;
        let event = decide::read(&desk.coalition, dossier, &person, (&text, no), desk.instant(now));
        Ok::<_, Problem>(event.map(|event| (dossier.id.clone(), event)))
    };
    if event(&*state.desk().await)?.is_none() {
        return Ok(());
    }
    let record = move |desk: &Desk| {
        let event = event(desk)?;
        Ok(event.map_or_else(Change::default, |(id, event)| Change::of_dossier(&id, vec![event])))
    };
    state.change(record).await.map(drop)
}

/// The draft as it stands on disk, read, with the problems of `statement` and of `export`.
async fn read(state: &AppState, turn: Turn, id: &TextId) -> Result<Frozen, Problem> {
    let (fields, names) = {
        let desk = state.desk().await;
        let fact = text_of(&desk, id)?.fact.clone();
        let present = desk.coalition.organisations.values().filter(|o| o.membership == Membership::Present);
        let names: Vec<String> = present.map(|o| o.profile.name_in(&fact.language).to_owned()).collect();
        let (kind, language, direction, symbol) = (fact.kind, fact.language, fact.direction, fact.symbol);
        (Fields { kind, language, direction, symbol }, names)
    };
    let snapshot = state.rooms.freeze(id).await?;
    apart("reading a draft", move || {
        let _turn = turn;
        let draft = Draft::load(&snapshot.state).map_err(Problem::fault)?;
        let reading = draft.read(&fields);
        let mut problems = reading.problems;
        if problems.is_empty() {
            problems = export::problems(&reading.statement, &names);
        }
        Ok(Frozen { snapshot, statement: reading.statement, problems })
    })
    .await
}

fn text_of<'desk>(desk: &'desk Desk, id: &TextId) -> Result<&'desk Text, Problem> {
    desk.dossier_of(id)?.text(id).ok_or_else(Problem::not_found)
}

fn view(dossier: &Dossier, text: &Text, digest: &Digest) -> Result<VersionView, Problem> {
    let version =
        text.with_digest(digest).ok_or_else(|| Problem::fault("a version was frozen and is not there"))?;
    Ok(views::version(dossier, text, version))
}
