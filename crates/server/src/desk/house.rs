//! What concerns all ledgers at once: the key that vouches for them, and whether they go on.

use super::{Change, CoalitionEvent, Desk, DossierEvent, Recorded, read, write};
use crate::limits::KEPT_HEADS_MAX;
use crate::office::Resumed;
use crate::problem::Problem;
use crate::secret::random;
use model::dossier::Dossier;
use model::fact::{CoalitionFact, CoalitionSecret, DossierFact, Handover, KeptHead, KeyChange, Restoration};
use model::house::House;
use model::ids::LedgerId;
use model::key::ServerSecret;
use model::ledger::{Event, Head, hand_over};
use model::record::Record;
use model::time::UnixMs;
use serde::Serialize;
use std::collections::BTreeSet;
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

/// Rows that keep heads which somebody compares with this server, for the record.
pub fn keep_heads(heads: &[KeptHead]) -> Batch {
    let mut rows = Batch::new();
    for head in heads {
        rows.put(Table::Meta, &[KEPT_HEAD_PREFIX, head.to_string().as_bytes()].concat(), b"");
    }
    rows
}

/// What the operator does in the coalition's ledger; nobody is named.
pub fn by_operator(at: UnixMs, fact: CoalitionFact) -> CoalitionEvent {
    Event { at, fact, proof: None, secret: Some(CoalitionSecret::By { by: None }) }
}

/// The same in a dossier's.
fn by_operator_in_dossier(at: UnixMs, fact: DossierFact) -> DossierEvent {
    Event { at, fact, proof: None, secret: None }
}

/// The key before, where it is there, and the one that follows.
type Keys<'a> = (Option<&'a ServerSecret>, &'a ServerSecret);

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
        let keys = (before, &next);
        let mut batch = Batch::new();
        let (mut coalition, mut dossiers) = (self.coalition.clone(), self.dossiers.clone());
        let event = by_operator(at, CoalitionFact::KeyChanged(change));
        coalition.apply(&handed(&coalition.head, &coalition.ledger(), &event, keys, &mut batch)?)?;
        for dossier in dossiers.values_mut() {
            let event = by_operator_in_dossier(at, DossierFact::KeyChanged(change));
            dossier.apply(&handed(&dossier.head, &dossier.ledger(), &event, keys, &mut batch)?)?;
        }
        write(&self.writer, batch).await?;
        (self.coalition, self.dossiers, self.secret) = (coalition, dossiers, next);
        Ok(())
    }

    /// Something of the server's own life in every ledger at once: what happened, and what of it each dossier says.
    pub fn in_every_ledger(
        &self,
        at: UnixMs,
        fact: CoalitionFact,
        of: impl Fn(&Dossier) -> Vec<DossierFact>,
    ) -> Change {
        let mut change = Change::of_coalition(vec![by_operator(at, fact)]);
        for (id, dossier) in &self.dossiers {
            let events = of(dossier).into_iter().map(|fact| by_operator_in_dossier(at, fact));
            change.dossiers.insert(id.clone(), events.collect());
        }
        change
    }

    /// Refuses where the server was not set back, or that is on record.
    pub fn check_set_back(&self) -> Result<(), Problem> {
        let refusal = "This server was not set back, or that is on record.";
        if self.is_set_back { Ok(()) } else { Err(Problem::conflict("not-set-back", refusal)) }
    }

    /// The heads that somebody compared, by whether a ledger here holds them. Without any, no ledger is read.
    pub fn kept_heads(&self, store: &dyn Store) -> Result<Resumed, Problem> {
        let kept = store.scan(Table::Meta, KEPT_HEAD_PREFIX)?;
        let head = |key: &[u8]| std::str::from_utf8(&key[KEPT_HEAD_PREFIX.len()..]).ok()?.parse().ok();
        let kept: Vec<KeptHead> = kept.iter().filter_map(|(key, _)| head(key)).take(KEPT_HEADS_MAX).collect();
        let mut held = BTreeSet::new();
        let own = self.dossiers.values().map(Dossier::ledger).chain([self.coalition.ledger()]);
        for ledger in own.filter(|_| !kept.is_empty()) {
            for record in read(store, &ledger)? {
                held.insert(KeptHead { seq: record.shell.seq, hash: record.shell.hash()? });
            }
        }
        let (reached, unreachable) = kept.into_iter().partition(|head| held.contains(head));
        Ok(Resumed { reached, unreachable })
    }

    /// That the server was set back, in every ledger: from which record it goes on, and which of the heads that were
    /// compared it does not reach.
    pub fn restoration(&self, store: &dyn Store, compared: &Resumed, at: UnixMs) -> Result<Change, Problem> {
        self.check_set_back()?;
        let restored =
            |head: &Head| Restoration { from: head.seq, unreachable: compared.unreachable.clone() };
        let fact = CoalitionFact::Restored(restored(&self.coalition.head));
        let mut change =
            self.in_every_ledger(at, fact, |dossier| vec![DossierFact::Restored(restored(&dossier.head))]);
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
    keys: Keys<'_>,
    rows: &mut Batch,
) -> Result<Record, Problem> {
    let record = hand_over(head, ledger, event, keys, &mut random)?;
    rows::append_record(rows, ledger.as_str(), record.shell.seq, &record.to_line()?);
    Ok(record)
}
