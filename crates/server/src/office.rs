//! A data folder from outside HTTP: founding a coalition, and opening its ledgers.

mod keys;
mod turns;

use keys::KEY_FILE;
pub use keys::put_key;
pub use turns::{Move, Resumed};

use crate::desk::{COALITION_KEY, Change, Desk, write};
use crate::link::{self, Maker, NewLink};
use crate::problem::Problem;
use crate::secret::random;
use model::coalition::Coalition;
use model::fact::{CoalitionFact, CoalitionSecret};
use model::ids::{CoalitionId, PersonId};
use model::key::{ServerKey, ServerSecret};
use model::ledger::{Event, append_all};
use model::organisation::{Office as Of, Standing};
use model::time::UnixMs;
use std::path::Path;
use std::sync::Arc;
use store::{Batch, SledStore, Store, StoreError, Table, Writer, rows};

/// Where the base URL is kept that was given at founding.
const BASE_URL_KEY: &[u8] = b"base-url";

/// An open data folder.
pub struct Office {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// Writes to it.
    pub writer: Writer,
    /// The public key.
    pub key: ServerKey,
    /// The ledgers.
    pub desk: Desk,
}

/// A coalition that is to be.
#[derive(Debug, Clone)]
pub struct Founding {
    /// Its name, as printed.
    pub name: String,
    /// Whether it is a real one.
    pub standing: Standing,
    /// The first administrator's address.
    pub coordinator_email: String,
    /// The first administrator's name.
    pub coordinator_name: String,
    /// The address people use, where it was given.
    pub base_url: Option<String>,
}

/// Why a folder cannot be opened or founded.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// There is a coalition.
    #[error("this folder holds a coalition already; `undersigned serve` serves it")]
    Founded,
    /// There is none.
    #[error("this folder holds no coalition; `undersigned init` makes one")]
    NotFounded,
    /// Nobody has this address.
    #[error("nobody in this coalition has that address; look how it is written in the setting-up page")]
    NoSuchPerson,
    /// The key file is missing or damaged, or of another server.
    #[error(
        "the server's key {0} cannot be used; bring back the one that this coalition has, or look at `undersigned rotate-key --lost`"
    )]
    Key(String),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something else was refused.
    #[error("{0}")]
    Refused(String),
}

impl From<Problem> for OfficeError {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem.detail().to_owned())
    }
}

impl Office {
    /// Whether a folder holds a coalition, without opening it.
    pub fn is_founded(folder: &Path) -> bool {
        store::is_data_folder(folder)
    }

    /// Founds a coalition in a folder that holds none, with one administrator.
    pub fn found(folder: &Path, founding: &Founding, at: UnixMs) -> Result<Self, OfficeError> {
        let store: Arc<dyn Store> = Arc::new(SledStore::open(folder)?);
        if store.get(Table::Meta, COALITION_KEY)?.is_some() {
            return Err(OfficeError::Founded);
        }
        let secret = ServerSecret::from_seed(random());
        keys::write(folder, KEY_FILE, &secret)?;
        Self::found_in(store, secret, founding, at)
    }

    /// The same in any store.
    pub fn found_in(
        store: Arc<dyn Store>,
        secret: ServerSecret,
        founding: &Founding,
        at: UnixMs,
    ) -> Result<Self, OfficeError> {
        let id = CoalitionId::from_random(random());
        let Founding { name, standing, coordinator_email, coordinator_name, base_url } = founding.clone();
        let person = CoalitionSecret::Person {
            by: None,
            person: PersonId::from_random(random()),
            email: coordinator_email,
            name: coordinator_name,
            organisation: None,
            office: Of::Administrator,
        };
        let founded = CoalitionFact::Founded { coalition: id.clone(), name, standing, key: secret.key() };
        let event = |fact, private| Event { at, fact, proof: None, secret: Some(private) };
        let events =
            [event(founded, CoalitionSecret::By { by: None }), event(CoalitionFact::PersonAdded, person)];
        let ledger = (&id).into();
        let records =
            append_all(&Default::default(), &ledger, &events, &secret, &mut random).map_err(Problem::from)?;
        let mut batch = Batch::new();
        batch.expect_absent(Table::Meta, COALITION_KEY).put(
            Table::Meta,
            COALITION_KEY,
            id.as_str().as_bytes(),
        );
        if let Some(base_url) = base_url {
            batch.put(Table::Meta, BASE_URL_KEY, base_url.as_bytes());
        }
        for record in &records {
            let line = record.to_line().map_err(Problem::from)?;
            rows::append_record(&mut batch, ledger.as_str(), record.shell.seq, &line);
        }
        let writer = Writer::start(Arc::clone(&store));
        writer.write(batch)?;
        let coalition = Desk::coalition_in(&*store)?;
        Self::open_in(store, writer, coalition, secret)
    }

    /// Opens a folder that holds a coalition.
    pub fn open(folder: &Path) -> Result<Self, OfficeError> {
        if !Self::is_founded(folder) {
            return Err(OfficeError::NotFounded);
        }
        let store: Arc<dyn Store> = Arc::new(SledStore::open(folder)?);
        if store.get(Table::Meta, COALITION_KEY)?.is_none() {
            return Err(OfficeError::NotFounded);
        }
        let writer = Writer::start(Arc::clone(&store));
        let coalition = Desk::coalition_in(&*store)?;
        let secret = keys::in_force(folder, coalition.key)?;
        Self::open_in(store, writer, coalition, secret)
    }

    fn open_in(
        store: Arc<dyn Store>,
        writer: Writer,
        coalition: Coalition,
        secret: ServerSecret,
    ) -> Result<Self, OfficeError> {
        let key = coalition.key;
        let desk = Desk::load(&*store, writer.clone(), coalition, secret)?;
        Ok(Self { store, writer, key, desk })
    }

    /// The base URL given at founding.
    pub fn base_url(&self) -> Result<Option<String>, OfficeError> {
        let kept = self.store.get(Table::Meta, BASE_URL_KEY)?;
        Ok(kept.and_then(|url| String::from_utf8(url).ok()))
    }

    /// A login link for the person with this address.
    pub async fn login_link(&mut self, email: &str, now: UnixMs) -> Result<NewLink, OfficeError> {
        let person = self.desk.coalition.person_by_email(email).ok_or(OfficeError::NoSuchPerson)?.id.clone();
        let (link, change): (NewLink, Change) = link::make(&Maker::Operator, &person, self.desk.instant(now));
        self.desk.commit(change).await?;
        Ok(link)
    }

    /// Writes a batch of rows.
    pub async fn write(&self, batch: Batch) -> Result<(), OfficeError> {
        Ok(write(&self.writer, batch).await?)
    }
}
