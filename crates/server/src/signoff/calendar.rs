//! A round's deadline as a calendar file (RFC 5545): everybody's calendar shows it in their own zone.

use super::rounds::dossier_of;
use crate::body::Path;
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::Duration;
use icalendar::{Alarm, Calendar, Component, Event, EventLike, Trigger};
use model::ids::RoundId;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How long before the deadline a calendar reminds.
const REMINDER_HOURS: i64 = 3;

/// `/rounds/{id}/calendar`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(calendar))
}

/// The deadline of a round, with a reminder three hours before. Asked again, it is the same entry, put off as the round was.
#[utoipa::path(get, path = "/rounds/{id}/calendar", params(("id" = String, Path)), tag = "signoff", responses(
    (status = 200, body = String, content_type = "text/calendar"),
    (status = 404, body = ProblemDocument),
))]
async fn calendar(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<RoundId>,
) -> Result<Response, Problem> {
    let now = state.clock.now();
    let desk = state.desk().await;
    let dossier = dossier_of(&desk, &viewer, &id, now)?;
    let round = dossier.round(&id).ok_or_else(Problem::not_found)?;
    let texts: Vec<String> = round
        .fact
        .items
        .iter()
        .map(|item| format!("{}, version {}", dossier.title(&item.text), item.version))
        .collect();
    let before = Trigger::before_start(Duration::hours(REMINDER_HOURS));
    let reminder = Alarm::display("The deadline is near", before);
    let deadline = export::calendar_of(round.fact.deadline);
    let event = Event::new()
        .uid(&format!("{id}@{}", state.base_url.host()))
        .add_property("DTSTAMP", export::calendar_of(now))
        .add_property("DTSTART", &deadline)
        .add_property("DTEND", &deadline)
        .summary(&format!("Answer: {}", texts.join("; ")))
        .description(&dossier.title)
        .add_property("URL", format!("{}/rounds/{id}", state.base_url.origin()))
        .alarm(reminder)
        .done();
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"deadline-{id}.ics\"")),
    ];
    Ok((headers, Calendar::new().push(event).done().to_string()).into_response())
}
