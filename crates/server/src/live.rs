//! Connections that stand, and what each may do: rights and sessions that end take their connections along.

use crate::access::right_in;
use crate::desk::Desk;
use crate::unfinished::Unfinished;
use crate::viewer::{Credential, Viewer};
use model::ids::{DossierId, PersonId, TextId};
use model::time::UnixMs;
use room::{Close, Right, RightCell};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// All connections that stand.
pub struct Live {
    connections: Mutex<HashMap<u64, Arc<Connection>>>,
    next: AtomicU64,
    left: Notify,
    sockets_per_person_max: usize,
}

struct Connection {
    person: PersonId,
    text: TextId,
    dossier: DossierId,
    credential: Credential,
    right: RightCell,
    used: AtomicU64,
    ended: AtomicU8,
    /// The same one for all of a person's connections.
    unfinished: Unfinished,
}

const RIGHT_ENDED: u8 = 0;
const SESSION_ENDED: u8 = 1;

/// A connection's place among those that stand; it leaves when this is dropped.
pub struct Standing {
    live: Arc<Live>,
    no: u64,
    connection: Arc<Connection>,
}

impl Standing {
    /// What the connection may do, changed from outside.
    pub fn right(&self) -> RightCell {
        self.connection.right.clone()
    }

    /// What all of the person's connections hold of unfinished messages.
    pub fn unfinished(&self) -> &Unfinished {
        &self.connection.unfinished
    }

    /// That the person did something: a session in use does not go idle.
    pub fn used(&self, at: UnixMs) {
        self.connection.used.store(at.0, Ordering::Relaxed);
    }

    /// How to close the connection once its right is none.
    pub fn close(&self) -> Close {
        match self.connection.ended.load(Ordering::Relaxed) {
            SESSION_ENDED => Close::SESSION_ENDED,
            _ => Close::RIGHT_ENDED,
        }
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        self.live.lock().remove(&self.no);
        self.live.left.notify_one();
    }
}

impl Live {
    /// Nobody yet; of each person there are at most so many.
    pub fn with_sockets_per_person_max(sockets_per_person_max: usize) -> Self {
        let (connections, next, left) = Default::default();
        Self { connections, next, left, sockets_per_person_max }
    }

    /// Takes a connection in, with the right that the desk gives at this moment. Whoever calls holds the desk, so that
    /// no change of rights falls in between. Not where the person may not even read, or is here too often already.
    pub fn enter(
        self: &Arc<Self>,
        desk: &Desk,
        viewer: &Viewer,
        text: &TextId,
        at: UnixMs,
    ) -> Result<Standing, Close> {
        let dossier = desk.dossier_of(text).map_err(|_| Close::NO_SUCH_TEXT)?;
        let right = right_in(desk, dossier, &viewer.person, at);
        if right == Right::None {
            return Err(Close::NO_SUCH_TEXT);
        }
        let no = self.next.fetch_add(1, Ordering::Relaxed);
        let mut connections = self.lock();
        let own: Vec<_> = connections.values().filter(|other| other.person == viewer.person).collect();
        if own.len() >= self.sockets_per_person_max {
            return Err(Close::TOO_MANY);
        }
        let connection = Arc::new(Connection {
            person: viewer.person.clone(),
            text: text.clone(),
            dossier: dossier.id.clone(),
            credential: viewer.credential,
            right: RightCell::new(right),
            used: AtomicU64::new(at.0),
            ended: AtomicU8::new(RIGHT_ENDED),
            unfinished: own.first().map(|other| other.unfinished.clone()).unwrap_or_default(),
        });
        connections.insert(no, Arc::clone(&connection));
        drop(connections);
        Ok(Standing { live: Arc::clone(self), no, connection })
    }

    /// Gives every connection the right that its person has now.
    pub fn refresh(&self, desk: &Desk, at: UnixMs) {
        for connection in self.lock().values() {
            let over = connection.ended.load(Ordering::Relaxed) == SESSION_ENDED;
            let dossier = desk.dossiers.get(&connection.dossier).filter(|_| !over);
            let right = dossier.map_or(Right::None, |d| right_in(desk, d, &connection.person, at));
            connection.right.set(right);
        }
    }

    /// Ends the connections of a session or token that is over.
    pub fn end(&self, credential: Credential) {
        for connection in self.lock().values().filter(|c| c.credential == credential) {
            connection.ended.store(SESSION_ENDED, Ordering::Relaxed);
            connection.right.set(Right::None);
        }
    }

    /// By what the people who are connected are known, each with when it was last used.
    pub fn credentials(&self) -> HashMap<Credential, UnixMs> {
        let mut used = HashMap::new();
        for connection in self.lock().values() {
            let at = UnixMs(connection.used.load(Ordering::Relaxed));
            let last = used.entry(connection.credential).or_insert(at);
            *last = at.max(*last);
        }
        used
    }

    /// Returns once no connection stands.
    pub async fn emptied(&self) {
        while self.count().0 > 0 {
            self.left.notified().await;
        }
    }

    /// How many connections stand, and on how many texts.
    pub fn count(&self) -> (usize, usize) {
        let connections = self.lock();
        let texts: std::collections::HashSet<_> = connections.values().map(|c| &c.text).collect();
        (connections.len(), texts.len())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Arc<Connection>>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
