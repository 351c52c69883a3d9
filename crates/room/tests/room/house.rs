//! A store whose disk obeys the test, and rooms over it.

use model::ids::{PersonId, Seq, TextId};
use model::time::UnixMs;
use room::{NewText, Right, Rooms};
use statement::{Draft, ServerClient};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use store::rows::{self, UpdateRow};
use store::{Batch, Entry, MemoryStore, Store, StoreError, Table, Writer};

/// Memory behind a disk that can be held, fail, and refuse to be read.
#[derive(Default)]
pub struct Disk {
    memory: MemoryStore,
    held: Mutex<bool>,
    let_go: Condvar,
    fails: AtomicBool,
    unreadable: AtomicBool,
    barriers: AtomicUsize,
}

impl Disk {
    /// From now on no barrier ends.
    pub fn hold(&self) {
        *self.held.lock().unwrap() = true;
    }

    pub fn let_go(&self) {
        *self.held.lock().unwrap() = false;
        self.let_go.notify_all();
    }

    /// From now on every barrier fails.
    pub fn fail(&self) {
        self.fails.store(true, Ordering::SeqCst);
    }

    pub fn set_unreadable(&self, unreadable: bool) {
        self.unreadable.store(unreadable, Ordering::SeqCst);
    }

    /// How many barriers there were.
    pub fn barriers(&self) -> usize {
        self.barriers.load(Ordering::SeqCst)
    }
}

impl Store for Disk {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        if self.unreadable.load(Ordering::SeqCst) {
            return Err(StoreError::Index("unreadable".into()));
        }
        self.memory.get(table, key)
    }

    fn scan(&self, table: Table, prefix: &[u8]) -> Result<Vec<Entry>, StoreError> {
        self.memory.scan(table, prefix)
    }

    fn commit(&self, batches: &[Batch]) -> Vec<Result<(), StoreError>> {
        let held = self.held.lock().unwrap();
        drop(self.let_go.wait_while(held, |held| *held).unwrap());
        self.barriers.fetch_add(1, Ordering::SeqCst);
        if self.fails.load(Ordering::SeqCst) {
            return batches.iter().map(|_| Err(StoreError::Poisoned)).collect();
        }
        self.memory.commit(batches)
    }

    fn backup(&self, _: &std::path::Path) -> Result<(), StoreError> {
        unreachable!("no room makes a backup")
    }
}

/// A server's rooms with one text.
pub struct House {
    pub disk: Arc<Disk>,
    pub rooms: Rooms,
    pub text: TextId,
    now: Arc<AtomicU64>,
}

impl House {
    /// A new text with one empty line.
    pub async fn with_a_text() -> Self {
        Self::with_a_text_under(ServerClient::from_random(77)).await
    }

    /// A new text whose first line was made under this id.
    pub async fn with_a_text_under(client: ServerClient) -> Self {
        let disk = Arc::new(Disk::default());
        let now = Arc::new(AtomicU64::new(5));
        let house = Self { rooms: rooms(&disk, &now), disk, text: TextId::new("annex").unwrap(), now };
        house.rooms.create(&house.text_under(client)).await.unwrap();
        house
    }

    pub fn new_text(&self) -> NewText {
        self.text_under(ServerClient::from_random(77))
    }

    fn text_under(&self, client: ServerClient) -> NewText {
        NewText {
            text: self.text.clone(),
            author: person("maker"),
            organisation: None,
            at: UnixMs(1),
            client,
            update: Draft::create(client, &[]).1,
        }
    }

    /// The same disk under a new process.
    pub fn restart(&mut self) {
        self.rooms = rooms(&self.disk, &self.now);
    }

    /// Lets the clock go on by so many milliseconds.
    pub fn pass(&self, ms: u64) {
        self.now.fetch_add(ms, Ordering::SeqCst);
    }

    /// The log: who wrote each update after the stored state.
    pub fn log(&self) -> Vec<(Seq, UpdateRow)> {
        let from = self.state_seq();
        rows::updates_after(&*self.disk, &self.text, from).unwrap()
    }

    /// Whose each client id is.
    pub fn claims(&self) -> Vec<Entry> {
        self.disk.scan(Table::Claim, &[]).unwrap()
    }

    /// The last update in the stored state.
    pub fn state_seq(&self) -> Seq {
        rows::state(&*self.disk, &self.text).unwrap().map_or(Seq(0), |row| row.seq)
    }

    /// The draft as the disk has it.
    pub fn stored(&self) -> serde_json::Value {
        let state = rows::state(&*self.disk, &self.text).unwrap();
        let mut updates = self.log().into_iter().map(|(_, row)| row.bytes);
        let first = state.map(|row| row.bytes).or_else(|| updates.next()).unwrap();
        let mut draft = Draft::load(&first).unwrap();
        updates.for_each(|update| draft.apply_logged(&update).unwrap());
        draft.delta()
    }

    /// Waits until the room has handled all that was sent to it: it is on the same thread as the test, so when its
    /// answer arrives it has also let go whatever it may.
    pub async fn handled(&self) {
        self.rooms.members(&self.text).await.unwrap();
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // A test that fails says so: it does not wait for a disk that nobody lets go.
        self.disk.let_go();
    }
}

pub fn person(id: &str) -> PersonId {
    PersonId::new(id).unwrap()
}

fn rooms(disk: &Arc<Disk>, now: &Arc<AtomicU64>) -> Rooms {
    let now = Arc::clone(now);
    let store: Arc<dyn Store> = Arc::<Disk>::clone(disk);
    Rooms::new(Arc::clone(&store), Writer::start(store), Arc::new(move || UnixMs(now.load(Ordering::SeqCst))))
}

/// Who may write.
pub const EDIT: Right = Right::Edit;
