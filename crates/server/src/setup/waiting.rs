//! What waits for the viewer: open rounds in which an organisation of theirs has not said anything yet.

use crate::access;
use crate::problem::Problem;
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::Json;
use axum::extract::State;
use model::dossier::Dossier;
use model::ids::OrganisationId;
use model::round::Round;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/waiting`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(waiting))
}

/// What waits.
#[derive(Serialize, ToSchema)]
pub struct Waiting {
    /// Rounds, the most urgent first.
    rounds: Vec<WaitingRound>,
}

#[derive(Serialize, ToSchema)]
struct WaitingRound {
    dossier: String,
    dossier_title: String,
    round: String,
    deadline: u64,
    texts: Vec<WaitingText>,
}

#[derive(Serialize, ToSchema)]
struct WaitingText {
    text: String,
    title: String,
    version: u32,
}

/// Open rounds that wait for the viewer.
#[utoipa::path(get, path = "/waiting", tag = "signing", responses((status = 200, body = Waiting)))]
async fn waiting(State(state): State<AppState>, viewer: Viewer) -> Result<Json<Waiting>, Problem> {
    let desk = state.desk().await;
    let now = state.clock.now();
    let mut rounds = Vec::new();
    for dossier in desk.coalition.dossiers.iter() {
        let Ok(access) = access::read(&desk, &viewer, dossier, now) else { continue };
        let mandates = access.dossier.mandates.iter();
        let mine = mandates.filter(|m| m.person == viewer.person && m.holds_at(now)).map(|m| &m.organisation);
        let mine: Vec<_> = mine.collect();
        let open = access.dossier.rounds.iter().filter(|round| waits(round, &mine));
        rounds.extend(open.map(|round| view(access.dossier, round)));
    }
    rounds.sort_by_key(|round| round.deadline);
    Ok(Json(Waiting { rounds }))
}

fn waits(round: &Round, mine: &[&OrganisationId]) -> bool {
    let silent = |id: &&&OrganisationId| round.fact.asked.contains(**id) && round.of(id).next().is_none();
    round.is_open() && mine.iter().any(|id| silent(&id))
}

fn view(dossier: &Dossier, round: &Round) -> WaitingRound {
    let title = |item: &model::fact::RoundItem| dossier.text(&item.text).map(|text| text.fact.title.clone());
    let text = |item: &model::fact::RoundItem| WaitingText {
        text: item.text.to_string(),
        title: title(item).unwrap_or_default(),
        version: item.version.0,
    };
    WaitingRound {
        dossier: dossier.id.to_string(),
        dossier_title: dossier.title.clone(),
        round: round.id().to_string(),
        deadline: round.fact.deadline.0,
        texts: round.fact.items.iter().map(text).collect(),
    }
}
