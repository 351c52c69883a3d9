//! What waits for somebody's morning: a row for each, until it has gone out with the others in one mail.

use super::ToldSoFar;
use super::due::{self, Due};
use super::mail::Mail;
use super::settings::{self, When};
use crate::desk::Desk;
use crate::problem::Problem;
use model::ids::{LedgerId, PersonId, RecordNo};
use model::organisation::Person;
use model::time::UnixMs;
use std::collections::BTreeMap;
use store::{Batch, Store, Table};

const PREFIX: &[u8] = b"held/";

/// All that waited for one person, in one mail, and the rows that go with it.
pub struct Morning {
    /// Whom it is for.
    pub person: Person,
    /// What waited; without a letter, what the rows were of is too long ago.
    pub mail: Mail,
    /// That it waits no more.
    pub rows: Batch,
}

/// A row.
struct Held {
    key: Vec<u8>,
    person: PersonId,
    ledger: LedgerId,
    record: RecordNo,
    until: UnixMs,
}

/// Keeps a letter until an instant.
pub fn hold(batch: &mut Batch, due: &Due, ledger: &LedgerId, until: UnixMs) {
    let key = format!("held/{}/{ledger}/{:020}", due.person.id, due.record.0);
    batch.put(Table::Meta, key.as_bytes(), until.0.to_string().as_bytes());
}

/// Everything that waits, whatever the time.
pub fn all(store: &dyn Store, told: &ToldSoFar, desk: &Desk) -> Result<Vec<Due>, Problem> {
    let letters = rows(store)?.into_iter().map(|held| letter(store, told, desk, &held));
    Ok(letters.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// What waited for now or earlier, one mail a person.
pub fn due(store: &dyn Store, told: &ToldSoFar, desk: &Desk, now: UnixMs) -> Result<Vec<Morning>, Problem> {
    let mut mornings: BTreeMap<PersonId, Morning> = BTreeMap::new();
    for held in rows(store)?.into_iter().filter(|held| held.until <= now) {
        let Some(person) = desk.coalition.people.get(&held.person) else { continue };
        let phrases = settings::of(store, &person.id)?.phrases();
        let morning = mornings.entry(held.person.clone()).or_insert_with(|| Morning {
            person: person.clone(),
            mail: Mail { phrases, letters: Vec::new() },
            rows: Batch::new(),
        });
        morning.rows.delete(Table::Meta, &held.key);
        morning.mail.letters.extend(letter(store, told, desk, &held)?.map(|due| due.letter));
    }
    Ok(mornings.into_values().collect())
}

fn letter(store: &dyn Store, told: &ToldSoFar, desk: &Desk, held: &Held) -> Result<Option<Due>, Problem> {
    let Some(person) = desk.coalition.people.get(&held.person) else { return Ok(None) };
    let (dossier, notices) = due::notices(store, told, desk, &held.ledger)?;
    let notice = notices.iter().find(|notice| notice.record == held.record);
    let phrases = settings::of(store, &person.id)?.phrases();
    Ok(notice.map(|it| due::letter(desk, dossier, it, (person, phrases), When::At(held.until))))
}

fn rows(store: &dyn Store) -> Result<Vec<Held>, Problem> {
    let rows = store.scan(Table::Meta, PREFIX)?;
    Ok(rows.into_iter().filter_map(|(key, until)| read(key, &until)).collect())
}

fn read(key: Vec<u8>, until: &[u8]) -> Option<Held> {
    let text = std::str::from_utf8(&key).ok()?;
    let [_, person, ledger, record] = text.split('/').collect::<Vec<_>>()[..] else { return None };
    let person = PersonId::new(person).ok()?;
    let ledger = LedgerId::new(ledger).ok()?;
    let record = RecordNo(record.parse().ok()?);
    let until = UnixMs(std::str::from_utf8(until).ok()?.parse().ok()?);
    Some(Held { person, ledger, record, until, key })
}
