//! Login links: made for a person, used once.

use crate::desk::Change;
use crate::limits::{LINK_DEMO_MS, LINK_HANDED_MS, LINK_MAILED_MS};
use crate::problem::Problem;
use crate::secret::Secret;
use model::fact::{CoalitionFact, CoalitionSecret, LinkWay};
use model::ids::PersonId;
use model::ledger::Event;
use model::time::UnixMs;
use store::rows::{self, LinkRow, LoginMethod};
use store::{Batch, Store};

/// Who makes a link and how it reaches its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Maker {
    /// The program, for the operator who asks on the machine itself and hands it to the person.
    Operator,
    /// The program, for the people of a demonstration: its file of links stands in for their mailboxes.
    Demonstration,
    /// The program, which mails it to the person who asked for it.
    Mail,
    /// Somebody with the right to, who hands it out.
    Person(PersonId),
}

/// A link before it is given away.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// What the link carries.
    pub secret: Secret,
    /// Until when it can be used.
    pub expires: UnixMs,
}

impl Maker {
    /// How the link reaches the person; what is signed in the session that it begins says so.
    fn way(&self) -> LinkWay {
        match self {
            Self::Demonstration | Self::Mail => LinkWay::Mailed,
            Self::Operator | Self::Person(_) => LinkWay::Handed,
        }
    }

    fn good_for_ms(&self) -> u64 {
        match self {
            Self::Demonstration => LINK_DEMO_MS,
            Self::Mail => LINK_MAILED_MS,
            Self::Operator | Self::Person(_) => LINK_HANDED_MS,
        }
    }
}

/// A link for a person: its row, and the record that it was made.
pub fn make(maker: &Maker, person: &PersonId, at: UnixMs) -> (NewLink, Change) {
    let mut rows = Batch::new();
    let link = put(&mut rows, maker, person, at);
    let by = match maker {
        Maker::Person(by) => Some(by.clone()),
        Maker::Operator | Maker::Demonstration | Maker::Mail => None,
    };
    let secret = Some(CoalitionSecret::Link { by, person: person.clone() });
    let event = Event { at, fact: CoalitionFact::LinkMade { way: maker.way() }, proof: None, secret };
    (link, Change::of_coalition(vec![event]).with_rows(rows))
}

/// A link for a person, without a record: those of a demonstration are its own.
pub fn put(rows: &mut Batch, maker: &Maker, person: &PersonId, at: UnixMs) -> NewLink {
    let link = NewLink { secret: Secret::fresh(), expires: at.plus_ms(maker.good_for_ms()) };
    let method = match maker.way() {
        LinkWay::Mailed => LoginMethod::Mailed,
        LinkWay::Handed => LoginMethod::Handed,
    };
    let row = LinkRow { person: person.clone(), method, expires: link.expires };
    rows::put_link(rows, &link.secret.hash(), &row);
    link
}

/// Uses a link up: the row, or a sentence for the person whose link it was.
pub fn take(store: &dyn Store, secret: &Secret, now: UnixMs, batch: &mut Batch) -> Result<LinkRow, Problem> {
    let hash = secret.hash();
    let Some(row) = rows::link(store, &hash)? else {
        return Err(if rows::link_was_used(store, &hash)? { used() } else { unknown() });
    };
    if row.expires <= now {
        return Err(Problem::gone("link-expired", "This login link has expired; ask for a new one."));
    }
    rows::use_link(batch, &hash);
    Ok(row)
}

/// That a link was used before: also what the second of two at once is told.
pub fn used() -> Problem {
    let detail =
        "This login link was used already; ask for a new one. If it was not you, tell your coordinator.";
    Problem::gone("link-used", detail)
}

fn unknown() -> Problem {
    Problem::invalid(
        "link-unknown",
        "This is not a login link of this server; look whether it was copied whole.",
    )
}
