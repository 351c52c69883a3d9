//! `GET /sync/{text_id}`: websockets of working drafts, as y-websocket's provider speaks.
//!
//! A browser cannot see why an upgrade is refused, so whoever comes from our own pages, or with a token, is let in to be
//! told: with a close code from 4400 to 4499, after which no provider tries again.

pub mod colour;
mod pace;
mod pump;

use crate::limits::{SOCKET_READ_BUFFER_BYTES, SOCKET_WRITE_BUFFER_BYTES, SOCKET_WRITE_BUFFER_BYTES_MAX};
use crate::live::Standing;
use crate::problem::Problem;
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use model::coalition::Coalition;
use model::ids::TextId;
use pump::Line;
use room::{Close, Dialect, Member, Seat};
use serde::Deserialize;
use store::rows;
use utoipa_axum::router::OpenApiRouter;
use wire::limits::FRAME_BYTES_MAX;

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
    upgrade: WebSocketUpgrade,
) -> Response {
    let upgrade = upgrade
        .protocols([wire::SUBPROTOCOL])
        .read_buffer_size(SOCKET_READ_BUFFER_BYTES)
        .write_buffer_size(SOCKET_WRITE_BUFFER_BYTES)
        .max_write_buffer_size(SOCKET_WRITE_BUFFER_BYTES_MAX + FRAME_BYTES_MAX.max(STATE_BYTES_MAX))
        .max_message_size(FRAME_BYTES_MAX)
        .max_frame_size(FRAME_BYTES_MAX);
    upgrade.on_upgrade(async move |socket| {
        let dialect = if socket.protocol().is_some() { Dialect::WithSaved } else { Dialect::Stock };
        match enter(&state, viewer, &text, &asked, dialect).await {
            Ok((standing, seat)) => serve(&state, socket, standing, seat).await,
            Err(close) => {
                state.metrics.closed(close);
                pump::close(socket, close).await;
            }
        }
    })
}

/// A message is the whole state of a text at most.
const STATE_BYTES_MAX: usize = 2 * statement::limits::DRAFT_BYTES_MAX;

async fn enter(
    state: &AppState,
    viewer: Option<Viewer>,
    text: &str,
    asked: &Asked,
    dialect: Dialect,
) -> Result<(Standing, Seat), Close> {
    let viewer = viewer.ok_or(Close::SESSION_ENDED)?;
    let text = TextId::new(text).map_err(|_| Close::NO_SUCH_TEXT)?;
    let (standing, member) = {
        let desk = state.desk().await;
        let standing = state.live.enter(&desk, &viewer, &text, state.clock.now());
        let standing = standing.ok_or(Close::NO_SUCH_TEXT)?;
        let member = member(&desk.coalition, &viewer, &standing, dialect).ok_or(Close::SESSION_ENDED)?;
        (standing, member)
    };
    check_epoch(state, &text, asked)?;
    let seat = state.rooms.join(&text, member).await.map_err(|error| error.close())?;
    Ok((standing, seat))
}

fn check_epoch(state: &AppState, text: &TextId, asked: &Asked) -> Result<(), Close> {
    let Some(held) = asked.epoch else { return Ok(()) };
    let row = rows::state(&*state.store, text).map_err(|error| Problem::from(error).into_close())?;
    let now = row.map_or(0, |row| row.epoch.0);
    if held == now { Ok(()) } else { Err(Close::EPOCH_OVER) }
}

impl Problem {
    fn into_close(self) -> Close {
        tracing::error!(code = self.code(), "a text's state was not read");
        Close::STORAGE_FAILED
    }
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

async fn serve(state: &AppState, socket: WebSocket, standing: Standing, seat: Seat) {
    let (clock, metrics) = (state.clock.clone(), &state.metrics);
    let line = Line { clock, metrics, standing, pace: pace::Pace::new(state.rates.are_limited()) };
    pump::serve(socket, line, seat).await;
}
