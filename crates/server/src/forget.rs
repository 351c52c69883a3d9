//! What is kept for a time only: first answers to requests that may be repeated, and links that nobody used.

use crate::desk::write;
use crate::limits::{ANSWER_KEPT_MS, FORGET_ROWS_MAX};
use crate::problem::Problem;
use crate::state::AppState;
use model::time::UnixMs;
use store::{Batch, rows};

/// Forgets what is over, at most [`FORGET_ROWS_MAX`] of each kind; the rest is for the next time. Gives how many rows went.
pub async fn forget(state: &AppState) -> Result<usize, Problem> {
    let now = state.clock.now();
    let mut batch = Batch::new();
    let before = UnixMs(now.0.saturating_sub(ANSWER_KEPT_MS));
    let answers = rows::delete_answers(&mut batch, &*state.store, before, FORGET_ROWS_MAX)?;
    let links = rows::delete_links_over(&mut batch, &*state.store, now, FORGET_ROWS_MAX)?;
    if answers + links > 0 {
        write(&state.writer, batch).await?;
    }
    Ok(answers + links)
}
