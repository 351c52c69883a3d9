//! What a wish comes to, on what the ledgers come to at that moment: the events to be recorded, or a refusal.
//!
//! Pure: the time and the random bits are handed in. Nothing here records anything.

mod act;
mod carry;
mod check;
mod passkey;
mod publish;
mod rights;
mod round;
mod silence;
mod take;

pub use act::{ActWish, Drawn, ItemWish, draw};
pub use carry::{Carrying, carryings_wanted};
pub use passkey::{PasskeyWish, enrol, remove_passkey};
pub use publish::{Objected, PublishWish, Published, Purpose, file, publish, retract};
pub use rights::{MandateChange, MandateWish, change_mandate, give_role, grant_mandate, set_relaying};
pub use round::{RoundWish, cancel, close, close_due, extend, open_round};
pub use silence::add_gap;
pub use take::{AssertionWish, Confirmation, RelayWish, relay, take};

use crate::coalition::Coalition;
use crate::digest::Digest;
use crate::dossier::{Dossier, Version};
use crate::fact::{DossierFact, DossierSecret, VersionFact};
use crate::ids::{Epoch, PersonId, Seq, TextId, VersionNo};
use crate::ledger::Event;
use crate::position::Method;
use crate::refusal::Refusal;
use crate::right::Role;
use crate::time::UnixMs;

/// A record of a dossier's ledger before it is sealed.
pub type DossierEvent = Event<DossierFact, DossierSecret>;

/// 128 fresh random bits at each call.
pub type Fresh<'a> = &'a mut dyn FnMut() -> [u8; 16];

/// Who acts, and how what they say comes to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// How a position taken by them would be worded.
    pub method: Method,
}

/// What was frozen, and from what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreezeWish {
    /// Which text.
    pub text: TextId,
    /// The Statement's digest.
    pub digest: Digest,
    /// The last update in it.
    pub seq: Seq,
    /// The text's epoch.
    pub epoch: Epoch,
}

/// What freezing comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freezing {
    /// These words are a version already.
    Known(VersionNo),
    /// A new version.
    New(VersionNo, Box<DossierEvent>),
}

/// Freezes a draft: an unchanged one is the version that exists.
pub fn freeze(dossier: &Dossier, by: &PersonId, wish: FreezeWish, at: UnixMs) -> Result<Freezing, Refusal> {
    coordinates(dossier, by)?;
    let text = dossier.text(&wish.text).ok_or_else(Refusal::not_found)?;
    let latest = text.latest();
    let translates = dossier.original(text);
    if text.fact.translates.is_some() && translates.is_none() {
        let sentence = "What this translates has no version yet; freeze the original first.";
        return Err(Refusal::conflict("no-original", sentence));
    }
    // A translation that needs no other words for a newer original is a version of its own all the same.
    let is_same =
        |version: &&Version| version.fact.digest == wish.digest && version.fact.translates == translates;
    if let Some(same) = latest.filter(is_same) {
        return Ok(Freezing::Known(same.fact.version));
    }
    let parent = latest.map(|version| version.fact.version);
    let version = parent.map_or(VersionNo(1), VersionNo::next);
    let language = text.fact.language.clone();
    let fact = VersionFact { text: wish.text, version, digest: wish.digest, language, parent, translates };
    let secret = DossierSecret::Frozen { by: by.clone(), seq: wish.seq, epoch: wish.epoch };
    Ok(Freezing::New(version, Box::new(event(at, DossierFact::Version(fact), secret))))
}

/// That somebody of an organisation opened a version that an open round asks it about; none where that is on record.
pub fn read(
    coalition: &Coalition,
    dossier: &Dossier,
    person: &PersonId,
    (text, version): (&TextId, VersionNo),
    at: UnixMs,
) -> Option<DossierEvent> {
    let organisation = coalition.people.get(person)?.organisation.clone()?;
    let round = dossier.open_round(text)?;
    let is_asked = round.fact.asked.contains(&organisation) && round.item(text)?.version == version;
    let key = (text.clone(), version, organisation);
    if !is_asked || dossier.read.contains_key(&key) {
        return None;
    }
    let (text, version, organisation) = key;
    let fact = DossierFact::VersionRead { text, version, organisation };
    Some(event(at, fact, DossierSecret::By { by: person.clone() }))
}

/// Refuses everybody but the dossier's coordinator.
fn coordinates(dossier: &Dossier, person: &PersonId) -> Result<(), Refusal> {
    match dossier.roles.get(person) {
        Some(Role::Coordinator) => Ok(()),
        Some(_) => {
            Err(Refusal::forbidden("not-the-coordinator", "Only the dossier's coordinator does this."))
        }
        None => Err(Refusal::not_found()),
    }
}

fn event(at: UnixMs, fact: DossierFact, secret: DossierSecret) -> DossierEvent {
    Event { at, fact, proof: None, secret: Some(secret) }
}
