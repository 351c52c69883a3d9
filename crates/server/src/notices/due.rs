//! Who is to be mailed what: notices of each ledger that nobody was mailed yet, by what each person wants.

use super::phrases::Phrases;
use super::settings::{self, When};
use super::{Letter, ToldSoFar, outbox};
use crate::desk::Desk;
use crate::problem::Problem;
use model::dossier::Dossier;
use model::ids::{LedgerId, RecordNo};
use model::notice::{News, Notice};
use model::organisation::Person;
use model::time::UnixMs;
use std::sync::Arc;
use store::Store;

/// What has not gone out of a ledger, which ends at `head`.
pub struct Ledger {
    /// Which.
    pub id: LedgerId,
    /// Its last record.
    pub head: RecordNo,
    /// In the order of its records.
    pub mails: Vec<Due>,
}

/// A letter to one person.
#[derive(Clone)]
pub struct Due {
    /// The record that it tells of.
    pub record: RecordNo,
    /// When that was made.
    pub at: UnixMs,
    /// Whom it is for.
    pub person: Person,
    /// In their language.
    pub phrases: &'static Phrases,
    /// Its words.
    pub letter: Letter,
    /// When it is to go out.
    pub when: When,
}

/// The dossier of a ledger, none for the coalition's own, and the notices of its last records.
pub fn notices<'desk>(
    store: &dyn Store,
    told: &ToldSoFar,
    desk: &'desk Desk,
    ledger: &LedgerId,
) -> Result<(Option<&'desk Dossier>, Arc<[Notice]>), Problem> {
    let dossier = desk.dossiers.values().find(|dossier| dossier.ledger() == *ledger);
    let notices = match dossier {
        Some(dossier) => told.of_dossier(store, dossier)?,
        None => told.of_coalition(store, &desk.coalition)?,
    };
    Ok((dossier, notices))
}

/// What has not gone out, by ledger. A ledger without a new record is not read.
pub fn new(store: &dyn Store, told: &ToldSoFar, desk: &Desk, now: UnixMs) -> Result<Vec<Ledger>, Problem> {
    let dossiers = desk.dossiers.values().map(|dossier| (dossier.ledger(), dossier.head.seq));
    let mut ledgers = Vec::new();
    for (id, head) in dossiers.chain([(desk.coalition.ledger(), desk.coalition.head.seq)]) {
        let sent = outbox::sent(store, &id)?;
        if sent >= head {
            continue;
        }
        let (dossier, notices) = notices(store, told, desk, &id)?;
        let mut mails = Vec::new();
        for notice in notices.iter().filter(|notice| notice.record > sent) {
            for person in notice.to.iter().filter_map(|person| desk.coalition.people.get(person)) {
                let settings = settings::of(store, &person.id)?;
                let when = settings.when(&notice.news, deadline(dossier, &notice.news), now);
                let to = (person, settings.phrases());
                mails.extend(when.map(|when| letter(desk, dossier, notice, to, when)));
            }
        }
        ledgers.push(Ledger { id, head, mails });
    }
    Ok(ledgers)
}

/// A notice as a letter to somebody, in their language.
pub fn letter(
    desk: &Desk,
    dossier: Option<&Dossier>,
    notice: &Notice,
    (person, phrases): (&Person, &'static Phrases),
    when: When,
) -> Due {
    let letter = Letter::of(phrases, desk, dossier, notice);
    Due { record: notice.record, at: notice.at, person: person.clone(), phrases, letter, when }
}

/// Until when what is told asks for an answer.
fn deadline(dossier: Option<&Dossier>, news: &News) -> Option<UnixMs> {
    match news {
        News::Opened(round) | News::Extended(round, _) => Some(dossier?.round(round)?.fact.deadline),
        _ => None,
    }
}
