//! `GET /sync/{text_id}`: websockets of working drafts, as y-websocket's provider speaks.
//!
//! A browser cannot see why an upgrade is refused, so whoever comes from our own pages, or with a token, is let in to be
//! told: with a close code from 4400 to 4499, after which no provider tries again.

pub mod colour;
mod half;
mod handshake;
mod pace;
mod pump;
mod reader;
mod writer;

use self::handshake::Socket;
use crate::door::Guest;
use crate::live::Standing;
use crate::problem::Problem;
use crate::rate::Who;
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::Extension;
use axum::extract::{Path, Query, Request, State};
use axum::response::Response;
use axum::routing::get;
use model::coalition::Coalition;
use model::ids::{PersonId, TextId};
use pump::Line;
use room::{Close, Dialect, Member, Seat};
use serde::Deserialize;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;

/// The route, from the root.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().route("/sync/{text}", get(sync))
}

/// What an editor may say in the address; stock providers say nothing.
#[derive(Deserialize)]
struct Asked {
    /// The epoch of the document that it holds.
    epoch: Option<u32>,
}

async fn sync(
    State(state): State<AppState>,
    viewer: Option<Viewer>,
    Path(text): Path<String>,
    Query(asked): Query<Asked>,
    Extension(guest): Extension<Arc<Guest>>,
    request: Request,
) -> Result<Response, Problem> {
    let (response, upgrade, dialect) = handshake::handshake(request)?;
    tokio::spawn(async move {
        let Some(socket) = handshake::upgraded(upgrade).await else { return };
        match enter(&state, viewer, &text, &asked, dialect).await {
            Ok(entered) => {
                guest.is_seated();
                serve(&state, socket, entered).await;
            }
            Err(close) => {
                state.metrics.closed(close);
                pump::close(socket, close).await;
            }
        }
    });
    Ok(response)
}

/// Whoever got a seat.
struct Entered {
    person: PersonId,
    standing: Standing,
    seat: Seat,
}

async fn serve(state: &AppState, socket: Socket, Entered { person, standing, seat }: Entered) {
    let (clock, metrics) = (state.clock.clone(), &state.metrics);
    let pace = pace::Pace::new(state.rates.are_limited());
    let end = pump::serve(socket, Line { clock, metrics, standing, pace }, seat).await;
    if end.is_some_and(Close::is_refusal) {
        let _ = state.rates.take(Who::Refusals(person), state.clock.now());
    }
}

async fn enter(
    state: &AppState,
    viewer: Option<Viewer>,
    text: &str,
    asked: &Asked,
    dialect: Dialect,
) -> Result<Entered, Close> {
    let viewer = viewer.ok_or(Close::SESSION_ENDED)?;
    if !state.rates.has(&Who::Refusals(viewer.person.clone()), state.clock.now()) {
        return Err(Close::TOO_FAST);
    }
    let text = TextId::new(text).map_err(|_| Close::NO_SUCH_TEXT)?;
    let (standing, member) = {
        let desk = state.desk().await;
        let standing = state.live.enter(&desk, &viewer, &text, state.clock.now())?;
        let member = member(&desk.coalition, &viewer, &standing, dialect).ok_or(Close::SESSION_ENDED)?;
        (standing, member)
    };
    let seat = state.rooms.join(&text, member).await.map_err(|error| error.close())?;
    if asked.epoch.is_some_and(|held| held != seat.epoch.0) {
        return Err(Close::EPOCH_OVER);
    }
    Ok(Entered { person: viewer.person, standing, seat })
}

/// The viewer as the room and everybody in it know them.
fn member(coalition: &Coalition, viewer: &Viewer, standing: &Standing, dialect: Dialect) -> Option<Member> {
    let person = coalition.people.get(&viewer.person)?;
    let organisation = person.organisation.as_ref().and_then(|id| coalition.organisations.get(id));
    Some(Member {
        person: person.id.clone(),
        organisation: person.organisation.clone(),
        name: person.name.clone(),
        organisation_name: organisation.and_then(|o| o.profile.short_name()).map(str::to_owned),
        colour: colour::of(coalition, person.organisation.as_ref()),
        right: standing.right(),
        dialect,
    })
}
