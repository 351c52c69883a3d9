//! The server from its first to its last moment.

use crate::clock::Clock;
use crate::config::{Config, NeedsBaseUrl};
use crate::forget::forget;
use crate::limits::{ALIVE_EVERY, FORGET_EVERY, SHUTDOWN_TIME_MAX};
use crate::office::Office;
use crate::problem::Problem;
use crate::router::router;
use crate::state::{AppState, Ground};
use crate::{admin, listen, notices, session, signoff};
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tokio::net::{TcpListener, UnixListener};

/// How often sessions that are over are looked for; also how long a connection outlives its session at most.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

/// A server that has its port and does not answer yet.
pub struct Server {
    listener: TcpListener,
    admin: UnixListener,
    address: SocketAddr,
    state: AppState,
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken, or not ours.
    #[error("cannot listen on {0} ({1}); choose another with --listen")]
    Listen(SocketAddr, io::Error),
    /// People would not know where to come.
    #[error(transparent)]
    NeedsBaseUrl(#[from] NeedsBaseUrl),
    /// The administration socket cannot be made.
    #[error("cannot make {0} ({1}); look at the data folder's rights")]
    Admin(String, io::Error),
    /// A request of our own was refused.
    #[error("{0}")]
    Refused(String),
}

impl From<Problem> for ServeError {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem.detail().to_owned())
    }
}

impl Server {
    /// Takes the port and the folder's administration socket.
    pub async fn bind(
        config: &Config,
        folder: &Path,
        office: Office,
        clock: Clock,
    ) -> Result<Self, ServeError> {
        let refused = |error| ServeError::Listen(config.listen, error);
        let listener = TcpListener::bind(config.listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let base_url = config.address.resolve(address)?;
        let admin = admin::bind(folder)?;
        let (purpose, rate_limit, mailing) = (config.purpose, config.rate_limit, config.mailing.clone());
        let state = AppState::new(Ground { base_url, purpose, rate_limit, mailing, clock, office });
        Ok(Self { listener, admin, address, state })
    }

    /// Where it listens, the port included that the system chose.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What its handlers share.
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// Answers until `stop` is done; then everything that was taken is on disk.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let Self { listener, admin, state, .. } = self;
        if let Err(problem) = signoff::add_gap(&state).await {
            tracing::error!(
                code = problem.code(),
                "the time that the server was away was not added to silences"
            );
        }
        let helpers = [
            tokio::spawn(sweep(state.clone())),
            tokio::spawn(forget_often(state.clone())),
            tokio::spawn(say_alive_often(state.clone())),
            tokio::spawn(notices::send_often(state.clone())),
            tokio::spawn(admin::answer(admin, state.clone())),
        ];
        let rooms = state.rooms.clone();
        let stop = async {
            stop.await;
            rooms.shutdown().await;
        };
        let own = state.clone();
        listen::listen(listener, router(state), || own.metrics.connected(), stop).await;
        // Everybody who is connected still hears why their socket closes.
        let _ = tokio::time::timeout(SHUTDOWN_TIME_MAX, own.live.emptied()).await;
        helpers.iter().for_each(tokio::task::JoinHandle::abort);
    }
}

async fn sweep(state: AppState) {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(problem) = session::sweep(&state).await {
            tracing::warn!(code = problem.code(), "sessions were not looked through");
        }
        if let Err(problem) = signoff::close_due(&state).await {
            tracing::warn!(code = problem.code(), "rounds were not looked through");
        }
        let desk = state.desk().await;
        // A mandate may have run out, and with it the right to read.
        state.live.refresh(&desk, state.clock.now());
    }
}

async fn say_alive_often(state: AppState) {
    let mut ticks = tokio::time::interval(ALIVE_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(problem) = signoff::say_alive(&state).await {
            tracing::warn!(code = problem.code(), "that the server answers was not put on disk");
        }
    }
}

async fn forget_often(state: AppState) {
    let mut ticks = tokio::time::interval(FORGET_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(problem) = forget(&state).await {
            tracing::warn!(code = problem.code(), "what is over was not forgotten");
        }
    }
}
