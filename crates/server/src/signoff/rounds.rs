//! Opening, extending, closing and cancelling rounds.

use super::views::{self, RoundView};
use crate::access;
use crate::body::{Json, Path};
use crate::desk::{Change, Desk};
use crate::problem::{Problem, ProblemDocument};
use crate::secret::random;
use crate::state::AppState;
use crate::viewer::Viewer;
use crate::words::ObjectionsName;
use crate::zone::Zone;
use axum::extract::State;
use axum::http::StatusCode;
use model::decide::{self, Carrying, DossierEvent, RoundWish};
use model::dossier::Dossier;
use model::fact::{DossierFact, LateNames, Objections};
use model::ids::{DossierId, OrganisationId, PersonId, RoundId, TextId, VersionNo};
use model::refusal::Refusal;
use model::rule::Rule;
use model::time::UnixMs;
use serde::Deserialize;
use statement::comparison;
use std::sync::Arc;
use store::{Store, rows};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/dossiers/{id}/rounds`, `/rounds/{id}` and what is done to a round.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(open))
        .routes(routes!(one))
        .routes(routes!(extend))
        .routes(routes!(close))
        .routes(routes!(cancel))
}

/// A round to be opened.
#[derive(Debug, Deserialize, ToSchema)]
struct NewRound {
    /// On which versions.
    texts: Vec<NewRoundText>,
    /// Who is asked.
    #[schema(value_type = Vec<String>)]
    asked: Vec<OrganisationId>,
    /// When it adopts.
    #[schema(value_type = views::RuleView)]
    rule: Rule,
    /// The last instant in time, in milliseconds since 1970.
    #[schema(value_type = u64)]
    deadline: UnixMs,
    /// The time zone that the deadline is printed in.
    zone: String,
    /// Whether names are taken after closing: `taken` or `not-taken`.
    #[schema(value_type = String)]
    late_names: LateNames,
    /// What becomes of objections from earlier rounds: `resolved` (by the objector) or `may-be-overridden`.
    #[serde(default = "resolved")]
    #[schema(value_type = ObjectionsName)]
    objections: Objections,
    /// Texts that changed in substance, whatever the comparison says: no signature is carried to them.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    raised: Vec<TextId>,
    /// Translations whose words count as those of the original do; the others are unofficial, and print that.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    authentic: Vec<TextId>,
}

fn resolved() -> Objections {
    Objections::Resolved
}

/// A version that a round is about.
#[derive(Debug, Deserialize, ToSchema)]
struct NewRoundText {
    /// Which text.
    #[schema(value_type = String)]
    text: TextId,
    /// Which version.
    #[schema(value_type = u32)]
    version: VersionNo,
}

/// A later deadline.
#[derive(Debug, Deserialize, ToSchema)]
struct NewDeadline {
    /// In milliseconds since 1970.
    #[schema(value_type = u64)]
    deadline: UnixMs,
}

/// Opens a round.
#[utoipa::path(post, path = "/dossiers/{id}/rounds", params(("id" = String, Path)), request_body = NewRound,
    tag = "signoff", responses(
        (status = 201, body = RoundView),
        (status = 403, body = ProblemDocument),
        (status = 404, body = ProblemDocument),
        (status = 409, body = ProblemDocument),
        (status = 422, body = ProblemDocument),
    ))]
async fn open(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<DossierId>,
    Json(new): Json<NewRound>,
) -> Result<(StatusCode, axum::Json<RoundView>), Problem> {
    let (by, now, store) = (viewer.clone(), state.clock.now(), Arc::clone(&state.store));
    let recorded = state.change(move |desk| {
        let at = desk.instant(now);
        let dossier = access::read(desk, &by, &id, at)?.dossier;
        let NewRound { texts, asked, rule, deadline, zone, late_names, objections, raised, authentic } = new;
        Zone::named(&zone)?;
        let texts: Vec<_> = texts.into_iter().map(|t| (t.text, t.version)).collect();
        let carryings = carryings(&*store, dossier, &texts, &asked)?;
        let wish =
            RoundWish { texts, asked, rule, deadline, zone, late_names, objections, raised, authentic };
        let (coalition, by) = (&desk.coalition, &by.person);
        let events = decide::open_round(coalition, dossier, by, wish, &carryings, at, &mut random)?;
        Ok(Change::of_dossier(&dossier.id, events))
    });
    let opened = recorded.await?.dossier_facts().find_map(|fact| match fact {
        DossierFact::RoundOpened(fact) => Some(fact.round),
        _ => None,
    });
    let opened = opened.ok_or_else(|| Problem::fault("a round was opened and is not there"))?;
    Ok((StatusCode::CREATED, axum::Json(view(&state, &viewer, &opened).await?)))
}

/// From the versions that were signed to those asked about.
fn carryings(
    store: &dyn Store,
    dossier: &Dossier,
    texts: &[(TextId, VersionNo)],
    asked: &[OrganisationId],
) -> Result<Vec<Carrying>, Problem> {
    let words = |text: &TextId, no: VersionNo| rows::version(store, text, no);
    let mut carryings = Vec::new();
    for (text, to, from) in decide::carryings_wanted(dossier, texts, asked) {
        let (Some(printed), Some(signed)) = (words(&text, to)?, words(&text, from)?) else { continue };
        let patch = comparison::patch(&printed.statement, &signed.statement);
        carryings.extend(Carrying::new(&printed.statement, patch).ok());
    }
    Ok(carryings)
}

/// A round.
#[utoipa::path(get, path = "/rounds/{id}", params(("id" = String, Path)), tag = "signoff", responses(
    (status = 200, body = RoundView),
    (status = 404, body = ProblemDocument),
))]
async fn one(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<RoundId>,
) -> Result<axum::Json<RoundView>, Problem> {
    Ok(axum::Json(view(&state, &viewer, &id).await?))
}

/// Puts a deadline off, before it passes.
#[utoipa::path(post, path = "/rounds/{id}/extend", params(("id" = String, Path)), request_body = NewDeadline,
    tag = "signoff", responses(
        (status = 200, body = RoundView),
        (status = 403, body = ProblemDocument),
        (status = 410, body = ProblemDocument),
        (status = 422, body = ProblemDocument),
    ))]
async fn extend(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<RoundId>,
    Json(new): Json<NewDeadline>,
) -> Result<axum::Json<RoundView>, Problem> {
    let round = id.clone();
    change(&state, viewer, id, move |dossier, by, at| {
        Ok(vec![decide::extend(dossier, by, &round, new.deadline, at)?])
    })
    .await
}

/// Closes a round: after its deadline, or earlier once its rule is met.
#[utoipa::path(post, path = "/rounds/{id}/close", params(("id" = String, Path)), tag = "signoff", responses(
    (status = 200, body = RoundView),
    (status = 403, body = ProblemDocument),
    (status = 409, body = ProblemDocument),
    (status = 410, body = ProblemDocument),
))]
async fn close(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<RoundId>,
) -> Result<axum::Json<RoundView>, Problem> {
    let round = id.clone();
    change(&state, viewer, id, move |dossier, by, at| decide::close(dossier, by, &round, at)).await
}

/// Calls a round off.
#[utoipa::path(post, path = "/rounds/{id}/cancel", params(("id" = String, Path)), tag = "signoff", responses(
    (status = 200, body = RoundView),
    (status = 403, body = ProblemDocument),
    (status = 410, body = ProblemDocument),
))]
async fn cancel(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<RoundId>,
) -> Result<axum::Json<RoundView>, Problem> {
    let round = id.clone();
    change(&state, viewer, id, move |dossier, by, at| Ok(vec![decide::cancel(dossier, by, &round, at)?]))
        .await
}

/// Records about a round, and the round as it is after it.
async fn change<Decide>(
    state: &AppState,
    viewer: Viewer,
    round: RoundId,
    decide: Decide,
) -> Result<axum::Json<RoundView>, Problem>
where
    Decide: FnOnce(&Dossier, &PersonId, UnixMs) -> Result<Vec<DossierEvent>, Refusal> + Send + 'static,
{
    let (by, now, id) = (viewer.clone(), state.clock.now(), round.clone());
    let change = state.change(move |desk| {
        let at = desk.instant(now);
        let dossier = dossier_of(desk, &by, &id, at)?;
        Ok(Change::of_dossier(&dossier.id, decide(dossier, &by.person, at)?))
    });
    change.await?;
    Ok(axum::Json(view(state, &viewer, &round).await?))
}

/// The dossier of a round, where it exists for the viewer.
pub fn dossier_of<'desk>(
    desk: &'desk Desk,
    viewer: &Viewer,
    round: &RoundId,
    at: UnixMs,
) -> Result<&'desk Dossier, Problem> {
    let dossier = desk.dossier_where(|dossier| dossier.round(round).is_some())?;
    Ok(access::read_or_withdraw(desk, viewer, &dossier.id, at)?.dossier)
}

async fn view(state: &AppState, viewer: &Viewer, id: &RoundId) -> Result<RoundView, Problem> {
    let (desk, now) = (state.desk().await, state.clock.now());
    let dossier = dossier_of(&desk, viewer, id, now)?;
    let round = dossier.round(id).ok_or_else(Problem::not_found)?;
    Ok(views::round(&desk.coalition, dossier, round, &viewer.person, now))
}
