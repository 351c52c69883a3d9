//! Rounds whose deadline has passed are closed, whether anybody asks or not.

use crate::desk::Change;
use crate::problem::Problem;
use crate::state::AppState;
use model::decide;

/// Closes the rounds that are due. Called every second; writes only when there is one.
pub async fn close_due(state: &AppState) -> Result<(), Problem> {
    let now = state.clock.now();
    let is_due = {
        let desk = state.desk().await;
        desk.dossiers.values().any(|dossier| !decide::close_due(dossier, now).is_empty())
    };
    if !is_due {
        return Ok(());
    }
    let close = state.change(move |desk| {
        let at = desk.instant(now);
        let mut change = Change::default();
        for (id, dossier) in &desk.dossiers {
            let due = decide::close_due(dossier, at);
            if !due.is_empty() {
                change.dossiers.insert(id.clone(), due);
            }
        }
        Ok(change)
    });
    close.await.map(drop)
}
