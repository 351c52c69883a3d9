//! What concerns all ledgers at once: the key that vouches for them, and whether they go on.

use super::{Change, Desk, Recorded, read, write};
use crate::limits::KEPT_HEADS_MAX;
use crate::office::Resumed;
use crate::problem::Problem;
use crate::secret::random;
use model::fact::{
    CoalitionFact, CoalitionSecret, DossierFact, DossierSecret, Handover, KeptHead, KeyChange, Restoration,
};
use model::house::House;
use model::ids::LedgerId;
use model::key::ServerSecret;
use model::ledger::{Event, Head, hand_over};
use model::record::Record;
use model::time::UnixMs;
use serde::Serialize;
use store::{Batch, Store, StoreError, Table, rows};

/// There while the folder was set back to a backup and nobody said so on record.
const SET_BACK_KEY: &[u8] = b"set-back";

/// Before each head that somebody compared with a server that was set back.
const KEPT_HEAD_PREFIX: &[u8] = b"kept-head/";

/// Marks what a backup gave as set back: it is served to be read, until that is on record. Before anything else is done
/// with it.
pub fn set_back(store: &dyn Store) -> Result<(), StoreError> {
    let mut batch = Batch::new();
    batch.put(Table::Meta, SET_BACK_KEY, b"1");
    store.commit(&[batch]).into_iter().collect()
}

/// Which keys vouch for a record that hands over.
struct Keys<'a> {
    before: Option<&'a ServerSecret>,
    next: &'a ServerSecret,
}

impl Desk {
    /// Whether the server's work goes on.
    pub fn house(&self) -> House {
        if self.is_set_back { House::SetBack } else { self.coalition.house }
    }

    pub(super) fn is_set_back_in(store: &dyn Store) -> Result<bool, Problem> {
        Ok(store.get(Table::Meta, SET_BACK_KEY)?.is_some())
    }

    /// Refuses what is not recorded while the server was set back, or after its work is over.
    pub(super) fn admit(&self, change: &Change) -> Result<(), Problem> {
        let house = self.house();
        change.coalition.iter().try_for_each(|event| house.takes_coalition(&event.fact))?;
        Ok(change.dossiers.values().flatten().try_for_each(|event| house.takes(&event.fact))?)
    }

    /// Hands over to the next key in every ledger, in one batch.
    pub async fn hand_over(&mut self, how: Handover, next: ServerSecret, at: UnixMs) -> Result<(), Problem> {
        let change = KeyChange { from: self.coalition.key, to: next.key(), how };
        self.house().takes_coalition(&CoalitionFact::KeyChanged(change))?;
        let before = Some(&self.secret).filter(|_| how == Handover::Rotated);
        let keys = Keys { before, next: &next };
        let mut batch = Batch::new();
        let (mut coalition, mut dossiers) = (self.coalition.clone(), self.dossiers.clone());
        let secret = Some(CoalitionSecret::By { by: None });
        let event = Event { at, fact: CoalitionFact::KeyChanged(change), proof: None, secret };
        coalition.apply(&handed(&coalition.head, &coalition.ledger(), &event, &keys, &mut batch)?)?;
        for dossier in dossiers.values_mut() {
            let fact = DossierFact::KeyChanged(change);
            let event = Event { at, fact, proof: None, secret: None::<DossierSecret> };
            dossier.apply(&handed(&dossier.head, &dossier.ledger(), &event, &keys, &mut batch)?)?;
        }
        write(&self.writer, batch).await?;
        (self.coalition, self.dossiers, self.secret) = (coalition, dossiers, next);
        Ok(())
    }

    /// Keeps a head that somebody compares with this server, for the record.
    pub fn keep_head(&self, rows: &mut Batch, head: &KeptHead) {
        rows.put(Table::Meta, &[KEPT_HEAD_PREFIX, head.to_string().as_bytes()].concat(), b"");
    }

    /// The heads that somebody compared, by whether a ledger here holds them.
    pub fn kept_heads(&self, store: &dyn Store) -> Result<Resumed, Problem> {
        let kept = store.scan(Table::Meta, KEPT_HEAD_PREFIX)?;
        let head = |key: &[u8]| std::str::from_utf8(&key[KEPT_HEAD_PREFIX.len()..]).ok()?.parse().ok();
        let mut resumed = Resumed::default();
        for head in kept.iter().filter_map(|(key, _)| head(key)).take(KEPT_HEADS_MAX) {
            let reached = self.reaches(store, &head)?;
            if reached { &mut resumed.reached } else { &mut resumed.unreachable }.push(head);
        }
        Ok(resumed)
    }

    fn reaches(&self, store: &dyn Store, head: &KeptHead) -> Result<bool, Problem> {
        let dossiers = self.dossiers.values().map(|dossier| (dossier.ledger(), dossier.head.seq));
        let ledgers = dossiers.chain([(self.coalition.ledger(), self.coalition.head.seq)]);
        for (ledger, _) in ledgers.filter(|(_, last)| head.seq <= *last) {
            let records = read(store, &ledger)?;
            let at = records.iter().find(|record| record.shell.seq == head.seq);
            if at.is_some_and(|record| record.shell.hash().is_ok_and(|hash| hash == head.hash)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// That the server was set back, in every ledger: from which record it goes on, and which heads it does not reach.
    pub fn restoration(&self, store: &dyn Store, at: UnixMs) -> Result<Change, Problem> {
        if !self.is_set_back {
            return Err(Problem::conflict(
                "not-set-back",
                "This server was not set back, or that is on record.",
            ));
        }
        let unreachable = self.kept_heads(store)?.unreachable;
        let restored = |head: &Head| Restoration { from: head.seq, unreachable: unreachable.clone() };
        let secret = Some(CoalitionSecret::By { by: None });
        let fact = CoalitionFact::Restored(restored(&self.coalition.head));
        let mut change = Change::of_coalition(vec![Event { at, fact, proof: None, secret }]);
        for (id, dossier) in &self.dossiers {
            let fact = DossierFact::Restored(restored(&dossier.head));
            change.dossiers.insert(id.clone(), vec![Event { at, fact, proof: None, secret: None }]);
        }
        change.rows.delete(Table::Meta, SET_BACK_KEY);
        for (key, _) in store.scan(Table::Meta, KEPT_HEAD_PREFIX)? {
            change.rows.delete(Table::Meta, &key);
        }
        Ok(change)
    }

    /// Takes in that a restoration is on record.
    pub(super) fn note_restored(&mut self, recorded: &Recorded) {
        if recorded.coalition_facts().any(|fact| matches!(fact, CoalitionFact::Restored(_))) {
            self.is_set_back = false;
        }
    }
}

fn handed<Fact: Serialize + Clone, Secret: Serialize>(
    head: &Head,
    ledger: &LedgerId,
    event: &Event<Fact, Secret>,
    keys: &Keys<'_>,
    rows: &mut Batch,
) -> Result<Record, Problem> {
    let record = hand_over(head, ledger, event, (keys.before, keys.next), &mut random)?;
    rows::append_record(rows, ledger.as_str(), record.shell.seq, &record.to_line()?);
    Ok(record)
}
