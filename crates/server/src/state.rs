//! What every handler shares.

use crate::clock::Clock;
use crate::config::{BaseUrl, Purpose, RateLimit};
use crate::desk::{Change, Desk, Followed, Recorded};
use crate::gate::idempotency::Running;
use crate::limits::SOCKETS_PER_PERSON_MAX;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::notices::Mailing;
use crate::notices::mail::{Mail, MailError, Site};
use crate::problem::Problem;
use crate::rate::Rates;
use crate::readings::Readings;
use model::key::ServerKey;
use model::organisation::Person;
use room::Rooms;
use std::ops::Deref;
use std::sync::Arc;
use store::{Store, Writer};
use tokio::sync::{Mutex, MutexGuard};

/// What every handler shares; clones share it too.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// The parts of [`AppState`].
pub struct Shared {
    /// The address people use.
    pub base_url: BaseUrl,
    /// What the process is for.
    pub purpose: Purpose,
    /// The time.
    pub clock: Clock,
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// Writes to it.
    pub writer: Writer,
    /// Open texts.
    pub rooms: Rooms,
    /// Connections that stand.
    pub live: Arc<Live>,
    /// The public key whose receipts records carry.
    pub key: ServerKey,
    /// Counters.
    pub metrics: Metrics,
    pub(crate) rates: Rates,
    pub(crate) running: Running,
    /// Held by whoever changes the row of a session that exists.
    pub(crate) sessions: Mutex<()>,
    pub(crate) pending: crate::signoff::Pending,
    /// Whoever has a whole text read.
    pub(crate) readings: Readings,
    /// What verifying said of published files.
    pub(crate) reports: crate::public::Reports,
    /// What was asked of people who enrol a passkey.
    pub(crate) enrolments: crate::setup::Enrolments,
    /// Whether mail is sent.
    pub(crate) mailing: crate::notices::Mailing,
    /// Notices as they were read last.
    pub(crate) told: crate::notices::ToldSoFar,
    desk: Arc<Mutex<Desk>>,
}

/// What [`AppState::new`] needs.
pub struct Ground {
    /// The address people use.
    pub base_url: BaseUrl,
    /// What the process is for.
    pub purpose: Purpose,
    /// Whether rates are limited.
    pub rate_limit: RateLimit,
    /// The time.
    pub clock: Clock,
    /// Whether mail is sent.
    pub mailing: crate::notices::Mailing,
    /// The opened folder.
    pub office: crate::office::Office,
}

impl Deref for AppState {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl AppState {
    /// Needs a tokio runtime.
    pub fn new(ground: Ground) -> Self {
        let Ground { base_url, purpose, rate_limit, mailing, clock, office } = ground;
        let time = clock.clone();
        let (limits, rates, sockets) = match rate_limit {
            RateLimit::On => (room::RateLimits::On, Rates::limited(), SOCKETS_PER_PERSON_MAX),
            RateLimit::Off => (room::RateLimits::Off, Rates::unlimited(), usize::MAX),
        };
        let rooms = Rooms::with_rate_limits(
            Arc::clone(&office.store),
            office.writer.clone(),
            Arc::new(move || time.now()),
            limits,
        );
        Self(Arc::new(Shared {
            base_url,
            purpose,
            clock,
            store: office.store,
            writer: office.writer,
            rooms,
            live: Arc::new(Live::with_sockets_per_person_max(sockets)),
            key: office.key,
            metrics: Metrics::default(),
            rates,
            running: Running::default(),
            sessions: Mutex::default(),
            pending: Default::default(),
            readings: Readings::default(),
            reports: Default::default(),
            enrolments: Default::default(),
            mailing,
            told: Default::default(),
            desk: Arc::new(Mutex::new(office.desk)),
        }))
    }

    /// What a coalition's mails say of where they come from.
    pub fn site<'a>(&'a self, coalition: &'a str) -> Site<'a> {
        Site { base_url: &self.base_url, coalition, key: self.key }
    }

    /// Mails a person now; refused where no mail server is named, or it takes nothing.
    pub async fn mail(&self, person: &Person, mail: &Mail) -> Result<(), Problem> {
        let Mailing::By(smtp) = &self.mailing else {
            return Err(Problem::conflict("no-mail", "This server sends no mail; choose another way."));
        };
        let coalition = self.desk().await.coalition.name.clone();
        let refused = |error: MailError| Problem::conflict("mail-refused", error.to_string());
        smtp.send(&self.site(&coalition), person, mail).await.map_err(refused)
    }

    /// The ledgers, to read. Held for as long as it takes to make an answer of them, never across an await.
    pub async fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().await
    }

    /// Changes the ledgers. `decide` says what happens, on what the ledgers come to at that moment; when this returns
    /// the records are on disk, visible, and every connection has the right it has now. Goes on to its end also when
    /// whoever asked is gone.
    pub async fn change<Decide>(&self, decide: Decide) -> Result<Recorded, Problem>
    where
        Decide: FnOnce(&Desk) -> Result<Change, Problem> + Send + 'static,
    {
        let state = self.clone();
        let task = async move {
            let mut desk = state.desk.lock().await;
            let change = decide(&desk)?;
            let recorded = desk.commit(change).await?;
            state.live.refresh(&desk, state.clock.now());
            Ok(recorded)
        };
        tokio::spawn(task).await.unwrap_or_else(|_| Err(Problem::fault("a change of the ledgers panicked")))
    }

    /// As [`AppState::change`], for records that others follow from; `None` changes nothing.
    pub async fn change_followed<Decide>(&self, decide: Decide) -> Result<Recorded, Problem>
    where
        Decide: FnOnce(&Desk) -> Result<Option<Followed>, Problem> + Send + 'static,
    {
        let state = self.clone();
        let task = async move {
            let mut desk = state.desk.lock().await;
            match decide(&desk)? {
                Some(followed) => desk.commit_followed(followed).await,
                None => Ok(Recorded::default()),
            }
        };
        tokio::spawn(task).await.unwrap_or_else(|_| Err(Problem::fault("a change of the ledgers panicked")))
    }
}
