//! Rounds whose deadline has passed are closed, whether anybody asks or not; and the time that the server was away is
//! added to a silence.

use crate::desk::{Change, Desk, write};
use crate::problem::Problem;
use crate::state::AppState;
use model::decide::{self, DossierEvent};
use model::dossier::Dossier;
use model::house::House;
use model::time::UnixMs;
use store::{Batch, Table};

/// Where it is kept when the server was last known to answer: milliseconds since 1970, in decimal digits.
const ALIVE_KEY: &[u8] = b"alive";

/// Closes the rounds that are due. Called every second; writes only when there is one.
pub async fn close_due(state: &AppState) -> Result<(), Problem> {
    in_all_dossiers(state, decide::close_due).await
}

/// Puts on disk that the server answers now.
pub async fn say_alive(state: &AppState) -> Result<(), Problem> {
    let mut batch = Batch::new();
    batch.put(Table::Meta, ALIVE_KEY, state.clock.now().0.to_string().as_bytes());
    Ok(write(&state.writer, batch).await?)
}

/// Adds the time since the server last answered to every open silence, if that is long. Called once, at the start, before
/// anything is closed.
pub async fn add_gap(state: &AppState) -> Result<(), Problem> {
    let said = state.store.get(Table::Meta, ALIVE_KEY)?.and_then(|said| String::from_utf8(said).ok());
    if let Some(gone) = said.and_then(|said| said.parse().ok()).map(UnixMs) {
        in_all_dossiers(state, move |dossier, at| decide::add_gap(dossier, gone, at)).await?;
    }
    say_alive(state).await
}

/// What is due in any dossier is put on record; where there is nothing, nothing is written.
async fn in_all_dossiers<Due>(state: &AppState, due: Due) -> Result<(), Problem>
where
    Due: Fn(&Dossier, UnixMs) -> Vec<DossierEvent> + Send + 'static,
{
    let now = state.clock.now();
    let change = move |desk: &Desk| {
        let at = desk.instant(now);
        let events = desk.dossiers.iter().map(|(id, dossier)| (id.clone(), due(dossier, at)));
        let dossiers = events.filter(|(_, events)| !events.is_empty()).collect();
        Change { dossiers, ..Change::default() }
    };
    // Nothing is due in a server that was set back: that comes once it goes on.
    let is_due = |desk: &Desk| desk.house() != House::SetBack && !change(desk).dossiers.is_empty();
    if !is_due(&*state.desk().await) {
        return Ok(());
    }
    state.change(move |desk| Ok(change(desk))).await.map(drop)
}
