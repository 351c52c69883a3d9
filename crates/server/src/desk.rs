//! The desk: the ledgers in memory, and the only place where records are appended to them.
//!
//! One change at a time: decided on what the ledgers come to, made durable with whatever goes with it in one batch,
//! and only then visible. A change is not cut off when whoever asked for it goes away.

mod house;

pub use house::{by_operator, keep_heads, set_back};

use crate::apart::apart;
use crate::problem::Problem;
use crate::secret::random;
use model::coalition::Coalition;
use model::dossier::Dossier;
use model::fact::{CoalitionFact, CoalitionSecret, DossierFact, DossierSecret};
use model::ids::{CoalitionId, DossierId, LedgerId, TextId};
use model::key::ServerSecret;
use model::ledger::{Event, Public, append_all};
use model::record::Record;
use model::time::UnixMs;
use std::collections::BTreeMap;
use store::{Batch, Store, StoreError, Table, Writer, rows};
use tokio::sync::oneshot;

/// Where the coalition's identity is kept.
pub const COALITION_KEY: &[u8] = b"coalition";

/// A record of the coalition's ledger before it is sealed.
pub type CoalitionEvent = Event<CoalitionFact, CoalitionSecret>;

/// A record of a dossier's ledger before it is sealed.
pub type DossierEvent = Event<DossierFact, DossierSecret>;

/// What happens together or not at all.
#[derive(Default)]
pub struct Change {
    /// Records of the coalition's ledger.
    pub coalition: Vec<CoalitionEvent>,
    /// Records of dossiers' ledgers; one that is not known yet is opened by its first two.
    pub dossiers: BTreeMap<DossierId, Vec<DossierEvent>>,
    /// Rows that belong to them.
    pub rows: Batch,
}

/// The records that a change came to, in order.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    /// Of the coalition's ledger.
    pub coalition: Vec<Record>,
    /// Of dossiers' ledgers.
    pub dossiers: BTreeMap<DossierId, Vec<Record>>,
}

/// Records of a dossier, and what follows from them once they are sealed: a file that prints them, its own record.
pub struct Followed {
    /// The dossier.
    pub dossier: DossierId,
    /// The records that come first.
    pub first: Vec<DossierEvent>,
    /// What follows.
    pub then: Then,
}

/// What follows from sealed records: given the dossier with them, they themselves, and the batch that they are in.
pub type Then =
    Box<dyn FnOnce(&Dossier, &[Record], Batch) -> Result<(Vec<DossierEvent>, Batch), Problem> + Send>;

/// What a change comes to, before it is on disk.
#[derive(Default)]
struct Staged {
    recorded: Recorded,
    coalition: Option<Coalition>,
    dossiers: BTreeMap<DossierId, Dossier>,
    rows: Batch,
}

/// The ledgers in memory.
pub struct Desk {
    /// The coalition.
    pub coalition: Coalition,
    /// Its dossiers.
    pub dossiers: BTreeMap<DossierId, Dossier>,
    secret: ServerSecret,
    writer: Writer,
    is_set_back: bool,
}

impl Change {
    /// Records of the coalition's ledger alone.
    pub fn of_coalition(events: Vec<CoalitionEvent>) -> Self {
        Self { coalition: events, ..Self::default() }
    }

    /// Records of one dossier's ledger alone.
    pub fn of_dossier(dossier: &DossierId, events: Vec<DossierEvent>) -> Self {
        Self { dossiers: [(dossier.clone(), events)].into(), ..Self::default() }
    }

    /// With rows that belong to the records.
    pub fn with_rows(self, rows: Batch) -> Self {
        Self { rows, ..self }
    }
}

impl Recorded {
    /// What the records of the coalition's ledger say, in order.
    pub fn coalition_facts(&self) -> impl Iterator<Item = CoalitionFact> {
        let open = |record: &Record| record.public::<Public<CoalitionFact>>().ok();
        self.coalition.iter().filter_map(open).map(|public| public.fact)
    }

    /// What the private parts of the coalition's ledger say, in order.
    pub fn coalition_secrets(&self) -> impl Iterator<Item = CoalitionSecret> {
        self.coalition.iter().filter_map(|record| record.private().ok())
    }

    /// What the records of dossiers' ledgers say, in order.
    pub fn dossier_facts(&self) -> impl Iterator<Item = DossierFact> {
        let open = |record: &Record| record.public::<Public<DossierFact>>().ok();
        self.dossiers.values().flatten().filter_map(open).map(|public| public.fact)
    }
}

impl Desk {
    /// Reads the dossiers' ledgers, where the coalition's was read.
    pub fn load(
        store: &dyn Store,
        writer: Writer,
        coalition: Coalition,
        secret: ServerSecret,
    ) -> Result<Self, Problem> {
        let of = |id: &DossierId| Ok((id.clone(), Dossier::replay(&read(store, &id.into())?)?));
        let dossiers = coalition.dossiers.iter().map(of).collect::<Result<_, Problem>>()?;
        let is_set_back = Self::is_set_back_in(store)?;
        Ok(Self { coalition, dossiers, secret, writer, is_set_back })
    }

    /// Reads the coalition's own ledger.
    pub fn coalition_in(store: &dyn Store) -> Result<Coalition, Problem> {
        let id = store.get(Table::Meta, COALITION_KEY)?.and_then(|id| String::from_utf8(id).ok());
        let id = id.and_then(|id| CoalitionId::new(id).ok());
        let id =
            id.ok_or_else(|| Problem::fault("the data folder has no coalition: run `undersigned init`"))?;
        Ok(Coalition::replay(&read(store, &(&id).into())?)?)
    }

    /// One dossier, whoever asks: rights are checked in `access`.
    pub fn dossier(&self, id: &DossierId) -> Result<&Dossier, Problem> {
        self.dossiers.get(id).ok_or_else(Problem::not_found)
    }

    /// The dossier of a text.
    pub fn dossier_of(&self, text: &TextId) -> Result<&Dossier, Problem> {
        self.dossiers.values().find(|d| d.text(text).is_some()).ok_or_else(Problem::not_found)
    }

    /// The dossier for which this holds.
    pub fn dossier_where(&self, holds: impl Fn(&Dossier) -> bool) -> Result<&Dossier, Problem> {
        self.dossiers.values().find(|d| holds(d)).ok_or_else(Problem::not_found)
    }

    /// The instant of a record made now: never before what is on record.
    pub fn instant(&self, now: UnixMs) -> UnixMs {
        self.dossiers.values().map(|d| d.time).fold(now.max(self.coalition.time), UnixMs::max)
    }

    /// Appends the records and makes them visible once they are on disk.
    pub async fn commit(&mut self, change: Change) -> Result<Recorded, Problem> {
        let staged = self.stage(change)?;
        self.settle(staged).await
    }

    /// Appends the records of a dossier and those that follow from them, in one batch.
    pub async fn commit_followed(&mut self, followed: Followed) -> Result<Recorded, Problem> {
        let Followed { dossier: id, first, then } = followed;
        let mut staged = self.stage(Change::of_dossier(&id, first))?;
        let (next, records) = (staged.dossiers.remove(&id), staged.recorded.dossiers.remove(&id));
        let (next, records) =
            next.zip(records).ok_or_else(|| Problem::fault("a change has no first record"))?;
        let rows = std::mem::take(&mut staged.rows);
        let following = move || {
            let (events, rows) = then(&next, &records, rows)?;
            Ok((next, records, events, rows))
        };
        let (mut next, mut records, events, mut rows) = apart("what follows a change", following).await?;
        let more = self.seal(&next.head, &(&id).into(), &events, &mut rows)?;
        more.iter().try_for_each(|record| next.apply(record))?;
        records.extend(more);
        staged.rows = rows;
        staged.dossiers.insert(id.clone(), next);
        staged.recorded.dossiers.insert(id, records);
        self.settle(staged).await
    }

    /// The records of a change, sealed, and what the ledgers come to with them; nothing is visible yet.
    fn stage(&self, change: Change) -> Result<Staged, Problem> {
        self.admit(&change)?;
        let Change { coalition: events, dossiers, rows } = change;
        let mut staged = Staged { rows, ..Staged::default() };
        if !events.is_empty() {
            let mut next = self.coalition.clone();
            staged.recorded.coalition = self.seal(&next.head, &next.ledger(), &events, &mut staged.rows)?;
            staged.recorded.coalition.iter().try_for_each(|record| next.apply(record))?;
            staged.coalition = Some(next);
        }
        for (id, events) in dossiers {
            let head = self.dossiers.get(&id).map(|d| d.head.clone()).unwrap_or_default();
            let records = self.seal(&head, &(&id).into(), &events, &mut staged.rows)?;
            let next = match self.dossiers.get(&id).cloned() {
                None => Dossier::replay(&records)?,
                Some(mut next) => {
                    records.iter().try_for_each(|record| next.apply(record))?;
                    next
                }
            };
            staged.dossiers.insert(id.clone(), next);
            staged.recorded.dossiers.insert(id, records);
        }
        Ok(staged)
    }

    /// Writes what was staged, waits for the disk, and makes it visible.
    async fn settle(&mut self, staged: Staged) -> Result<Recorded, Problem> {
        let Staged { recorded, coalition, mut dossiers, rows } = staged;
        write(&self.writer, rows).await?;
        if let Some(coalition) = coalition {
            self.coalition = coalition;
        }
        self.dossiers.append(&mut dossiers);
        self.note_restored(&recorded);
        Ok(recorded)
    }

    fn seal<Fact, Secret>(
        &self,
        head: &model::ledger::Head,
        ledger: &LedgerId,
        events: &[Event<Fact, Secret>],
        rows: &mut Batch,
    ) -> Result<Vec<Record>, Problem>
    where
        Fact: serde::Serialize + Clone,
        Secret: serde::Serialize,
    {
        let records = append_all(head, ledger, events, &self.secret, &mut random)?;
        for record in &records {
            rows::append_record(rows, ledger.as_str(), record.shell.seq, &record.to_line()?);
        }
        Ok(records)
    }
}

/// Hands a batch to the writer and waits for its barrier.
pub async fn write(writer: &Writer, batch: Batch) -> Result<(), StoreError> {
    let (answer, answered) = oneshot::channel();
    writer.submit(batch, move |result| drop(answer.send(result)));
    answered.await.unwrap_or(Err(StoreError::Poisoned))
}

/// All records of a ledger, from the store.
pub fn read(store: &dyn Store, ledger: &LedgerId) -> Result<Vec<Record>, Problem> {
    let lines = rows::ledger(store, ledger.as_str())?;
    lines.iter().map(|(_, line)| Ok(Record::from_line(line)?)).collect()
}
