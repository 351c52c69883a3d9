//! Checking a whole ledger, as a member or a coordinator downloads it: every record, and every act that it proves.

use super::{Keys, NotHeld, check_chain, read};
use crate::canonical::NotCanonical;
use crate::fact::{CoalitionFact, DossierFact, Restoration, SpokenFact};
use crate::ids::RecordNo;
use crate::key::ServerKey;
use crate::ledger::{Head, Proof, Public};
use crate::passkey::Passkey;
use crate::position::Method;
use crate::record::Record;
use crate::round::PasskeyUse;
use crate::time::UnixMs;

/// What a ledger shows, once it is checked. Whose key it is, only somebody from outside can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedLedger {
    /// The coalition's name.
    pub coalition: String,
    /// The keys that vouch for the records.
    pub keys: Keys,
    /// Where it ends.
    pub head: Head,
    /// When its last record that is shown was made.
    pub at: UnixMs,
    /// Every position that is shown, in order, with the passkey that signed it where its proof is there.
    pub positions: Vec<CheckedPosition>,
    /// Where the server was set back to a backup, and from which record it went on.
    pub restored: Vec<(RecordNo, Restoration)>,
    /// The records themselves: a head that was kept outside is looked up in them.
    pub records: Vec<Record>,
}

/// A position of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedPosition {
    /// Its record.
    pub record: RecordNo,
    /// When it was recorded.
    pub at: UnixMs,
    /// What it says.
    pub fact: SpokenFact,
    /// What of it was checked.
    pub proof: Proved,
}

/// What of a position's proof could be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proved {
    /// The extract does not show it, or nobody acted.
    NotShown,
    /// The act says the same; it was the word of a session, or relayed.
    Act,
    /// The holder of a passkey signed the act.
    Passkey(PasskeyUse, Counter),
}

/// Whether a passkey counted on since the ledger last showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// It did, or it does not count.
    Goes,
    /// It did not: there may be a copy of it.
    Stands,
}

/// Checks a ledger: each line, hash, link and receipt; and that each act which is shown says what its record says, and
/// holds under the passkey where one signed.
pub fn check_ledger(lines: &str) -> Result<CheckedLedger, NotHeld> {
    let records = read(lines)?;
    let Founder { coalition, key, of } = records.first().and_then(founder).ok_or(NotHeld::NoCoalition)?;
    let (head, keys) = check_chain(&records, key)?;
    let (mut positions, mut restored, mut uses, mut at) = (Vec::new(), Vec::new(), Vec::new(), UnixMs(0));
    for record in records.iter().filter(|record| record.parts.public.is_some()) {
        let number = record.shell.seq;
        let part = |error: NotCanonical| NotHeld::Part(number, error.to_string());
        let (made, fact) = match of {
            Of::Coalition => {
                let public = record.public::<Public<CoalitionFact>>().map_err(part)?;
                if let CoalitionFact::Restored(from) = public.fact {
                    restored.push((number, from));
                }
                (public.at, None)
            }
            Of::Dossier => {
                let public = record.public::<Public<DossierFact>>().map_err(part)?;
                (public.at, Some(public.fact))
            }
        };
        if made < at {
            return Err(NotHeld::Time(number));
        }
        at = made;
        match fact {
            Some(DossierFact::Position(fact)) => {
                let mut proof = proved(record, &fact)?;
                if let Proved::Passkey(used, counter) = &mut proof {
                    if uses.iter().any(|before| used.stands_still(*before)) {
                        *counter = Counter::Stands;
                    }
                    uses.push(*used);
                }
                positions.push(CheckedPosition { record: number, at, fact, proof });
            }
            Some(DossierFact::Restored(from)) => restored.push((number, from)),
            _ => {}
        }
    }
    Ok(CheckedLedger { coalition, keys, head, at, positions, restored, records })
}

/// What a ledger is of.
enum Of {
    Coalition,
    Dossier,
}

/// What the first record says: a ledger of either kind begins with the coalition and its key.
struct Founder {
    coalition: String,
    key: ServerKey,
    of: Of,
}

fn founder(first: &Record) -> Option<Founder> {
    if let Ok(Public { fact: DossierFact::Coalition { name: coalition, key, .. }, .. }) = first.public() {
        return Some(Founder { coalition, key, of: Of::Dossier });
    }
    match first.public() {
        Ok(Public { fact: CoalitionFact::Founded { name: coalition, key, .. }, .. }) => {
            Some(Founder { coalition, key, of: Of::Coalition })
        }
        _ => None,
    }
}

/// What of a position's proof holds.
pub(super) fn proved(record: &Record, fact: &SpokenFact) -> Result<Proved, NotHeld> {
    let number = record.shell.seq;
    let nobody_acted = fact.carried.is_some() || fact.method == Method::Silence;
    if nobody_acted != record.shell.parts.proof.is_none() {
        return Err(NotHeld::Act(number));
    }
    let Some(part) = &record.parts.proof else { return Ok(Proved::NotShown) };
    let Proof { act, assertion } = part.open().map_err(|error| NotHeld::Part(number, error.to_string()))?;
    let says = act.items.iter().any(|item| {
        (&item.text, item.version, item.digest) == (&fact.text, fact.version, fact.digest)
            && (item.position, &item.reservation) == (fact.position, &fact.reservation)
    });
    if !says || act.organisation != fact.organisation || act.round != fact.round {
        return Err(NotHeld::Act(number));
    }
    let hash = act.hash().map_err(|error| NotHeld::Part(number, error.to_string()))?;
    match (fact.method, assertion) {
        (Method::Passkey, Some(assertion)) => {
            assertion.check(hash).map_err(|why| NotHeld::Passkey(number, why))?;
            let key = Passkey::id_of(&assertion.key);
            let used = PasskeyUse { key, act: hash, counter: assertion.counter() };
            Ok(Proved::Passkey(used, Counter::Goes))
        }
        (Method::Passkey, None) | (_, Some(_)) => Err(NotHeld::Act(number)),
        (_, None) => Ok(Proved::Act),
    }
}
