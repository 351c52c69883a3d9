//! Work of milliseconds, on a thread that serves no keystrokes.

use crate::problem::Problem;
use tokio::task::spawn_blocking;

/// Does it there. `what` it is stands in the log if it panics.
pub async fn apart<T: Send + 'static>(
    what: &str,
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    spawn_blocking(work).await.unwrap_or_else(|_| Err(Problem::fault(format!("{what} panicked"))))
}
