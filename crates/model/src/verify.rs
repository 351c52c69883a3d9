//! Checking records that came from outside: every line, hash, link and receipt, and whether the printed list is the one
//! that the positions give. Takes hostile input: bounded by `limits`, no panic, nothing believed before it is checked.

mod chain;
mod ledger;

pub use chain::{Keys, NotTrusted, check_chain, extends, read};
use ledger::proved;
pub use ledger::{CheckedLedger, CheckedPosition, Counter, Proved, check_ledger};

use crate::change::class;
use crate::digest::Digest;
use crate::fact::{Carried, DossierFact, Listed, PublicationFact, SpokenFact, VersionFact};
use crate::ids::RecordNo;
use crate::ledger::{Head, Public};
use crate::limits::{EXTRACT_BYTES_MAX, EXTRACT_RECORDS_MAX};
use crate::list;
use crate::organisation::Standing;
use crate::passkey::NotSigned;
use crate::record::Record;
use crate::round::PasskeyUse;
use crate::statement::Statement;
use crate::time::UnixMs;
use std::collections::{BTreeMap, BTreeSet};

/// What is false in an extract: the first thing found, with the number of its record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotHeld {
    /// More than is checked.
    #[error(
        "there is more than is checked: at most {EXTRACT_RECORDS_MAX} records and {EXTRACT_BYTES_MAX} bytes"
    )]
    TooLarge,
    /// A line that is not a record in its canonical form, or that has no line feed at its end.
    #[error("record {0}: {1}")]
    Line(RecordNo, String),
    /// A part that is not the one recorded.
    #[error("record {0}: {1}")]
    Part(RecordNo, String),
    /// A record that does not follow the one before.
    #[error("record {0} does not follow the one before: a record was dropped or changed")]
    Chain(RecordNo),
    /// A receipt that does not hold.
    #[error("record {0}: its receipt is not by the coalition's key")]
    Receipt(RecordNo),
    /// The first record is another one.
    #[error("the first record is not the coalition's")]
    NoCoalition,
    /// The last record is another one: it was dropped, or something was added.
    #[error("the last record is not a publication: a record was dropped, or one was added")]
    NoPublication,
    /// The version that was published was not frozen so.
    #[error("the version that was published was never frozen")]
    NoVersion,
    /// Another list than that of the positions.
    #[error("the list is not that of the positions recorded")]
    List,
    /// A carried signature whose words are not those that were signed, or not near enough to these.
    #[error("record {0}: the signature is carried from words that it does not lead back to")]
    Carried(RecordNo),
    /// A record whose time is before that of the record before.
    #[error("record {0}: time runs backwards")]
    Time(RecordNo),
    /// An act that does not say what its record says.
    #[error("record {0}: the act is not what the record says")]
    Act(RecordNo),
    /// A passkey's word that does not hold.
    #[error("record {0}: the passkey did not sign this act ({1})")]
    Passkey(RecordNo, NotSigned),
    /// Something is shown that no published file shows.
    #[error("record {0}: it shows what no published file shows")]
    Shown(RecordNo),
}

/// What a published extract says, once it is checked. Whose key it is, only somebody from outside can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The coalition's name.
    pub coalition: String,
    /// Whether it is a real one.
    pub standing: Standing,
    /// The keys that vouch for the records.
    pub keys: Keys,
    /// The publication, with the list as it is printed.
    pub publication: PublicationFact,
    /// When the publication was recorded.
    pub at: UnixMs,
    /// Where the extract ends: the publication's record.
    pub head: Head,
    /// Signatures of which the file shows that a passkey signed exactly them.
    pub signed_by: BTreeMap<RecordNo, Digest>,
    carried: Vec<(RecordNo, Carried)>,
}

impl Checked {
    /// Whether each signature that was carried leads from these words, the canonical JSON of what was published, back to
    /// those that were signed, over a change that is editorial at most.
    pub fn check_carried(&self, printed: &Statement) -> Result<(), NotHeld> {
        let json = printed.to_canonical().map_err(|error| NotHeld::Line(self.head.seq, error.to_string()))?;
        for (record, carried) in &self.carried {
            let signed = carried.patch.apply(&json).map_err(|_| NotHeld::Carried(*record))?;
            let class = class(&signed, printed);
            let is_it = signed.digest().is_ok_and(|digest| digest == carried.digest);
            if !is_it || class != carried.class || !class.is_carried() {
                return Err(NotHeld::Carried(*record));
            }
        }
        Ok(())
    }
}

/// A public part that the extract shows.
struct Shown {
    record: RecordNo,
    public: Public<DossierFact>,
    /// The passkey that signed it, where that is shown.
    proof: Option<PasskeyUse>,
}

/// Checks the extract that a published file carries.
pub fn check_extract(extract: &str) -> Result<Checked, NotHeld> {
    let records = read(extract)?;
    let shown = shown(&records)?;
    let Some(DossierFact::Coalition { name, standing, key, .. }) =
        shown.first().filter(|first| first.record == RecordNo(1)).map(|first| &first.public.fact)
    else {
        return Err(NotHeld::NoCoalition);
    };
    let (head, keys) = check_chain(&records, *key)?;
    let Some((DossierFact::Publication(publication), at)) =
        shown.last().filter(|last| last.record == head.seq).map(|last| (&last.public.fact, last.public.at))
    else {
        return Err(NotHeld::NoPublication);
    };
    let version = version(&shown, publication).ok_or(NotHeld::NoVersion)?;
    check_list(&shown, publication)?;
    let carried = carried(&shown, publication)?;
    let ground = [RecordNo(1), version, head.seq].into_iter().chain(keys.changes().map(|(record, _)| record));
    check_nothing_else(&shown, ground, publication, &carried)?;
    let signed_by = shown.iter().filter_map(|s| Some((s.record, s.proof?.key))).collect();
    let (coalition, standing, publication) = (name.clone(), *standing, publication.clone());
    Ok(Checked { coalition, standing, keys, publication, at, head, signed_by, carried })
}

fn shown(records: &[Record]) -> Result<Vec<Shown>, NotHeld> {
    let of = |record: &Record| {
        let number = record.shell.seq;
        if record.parts.private.is_some() {
            return Err(NotHeld::Shown(number));
        }
        let public = record.parts.public.as_ref().map(|part| part.open()).transpose();
        let public: Option<Public<DossierFact>> =
            public.map_err(|error| NotHeld::Part(number, error.to_string()))?;
        let proof = match (&record.parts.proof, public.as_ref().map(|public| &public.fact)) {
            (None, _) => None,
            (Some(_), Some(DossierFact::Position(fact))) => match proved(record, fact)? {
                Proved::Passkey(used, _) => Some(used),
                _ => return Err(NotHeld::Shown(number)),
            },
            (Some(_), _) => return Err(NotHeld::Shown(number)),
        };
        Ok(public.map(|public| Shown { record: number, public, proof }))
    };
    records.iter().filter_map(|record| of(record).transpose()).collect()
}

fn version(shown: &[Shown], publication: &PublicationFact) -> Option<RecordNo> {
    let is_it = |fact: &VersionFact| {
        fact.text == publication.text
            && fact.version == publication.version
            && fact.digest == publication.digest
            && fact.translates == publication.translation.as_ref().map(|translation| translation.of.clone())
    };
    let frozen = shown.iter().find(|s| matches!(&s.public.fact, DossierFact::Version(fact) if is_it(fact)));
    frozen.map(|s| s.record)
}

/// The printed list names exactly those whose position on these words stands, as it was recorded.
fn check_list(shown: &[Shown], publication: &PublicationFact) -> Result<(), NotHeld> {
    let positions = shown.iter().filter_map(|s| match &s.public.fact {
        DossierFact::Position(fact) if is_on(fact, publication) => Some((s.record, s.public.at, fact)),
        _ => None,
    });
    let mut printed = publication.list.clone();
    printed.sort_by_key(|listed: &Listed| listed.organisation.clone());
    if printed == list::signatories(positions) { Ok(()) } else { Err(NotHeld::List) }
}

fn is_on(position: &SpokenFact, publication: &PublicationFact) -> bool {
    position.round == publication.round
        && position.text == publication.text
        && position.version == publication.version
        && position.digest == publication.digest
}

/// The signatures on the list that were carried. Each names a record that is shown: what the same organisation signed of
/// the same text itself, as its name stands now.
fn carried(shown: &[Shown], publication: &PublicationFact) -> Result<Vec<(RecordNo, Carried)>, NotHeld> {
    let position = |record: RecordNo| {
        shown.iter().find(|s| s.record == record).and_then(|s| match &s.public.fact {
            DossierFact::Position(fact) => Some(fact),
            _ => None,
        })
    };
    let of = |listed: &Listed| {
        let fact = position(listed.record)?;
        let carried = fact.carried.clone()?;
        let is_signed = position(carried.record).is_some_and(|signed| {
            let SpokenFact { round, version, digest, .. } = signed.clone();
            *signed == SpokenFact { round, version, digest, carried: None, ..fact.clone() }
                && (signed.version, signed.digest) == (carried.version, carried.digest)
                && carried.record < listed.record
        });
        Some(if is_signed { Ok((listed.record, carried)) } else { Err(NotHeld::Carried(listed.record)) })
    };
    publication.list.iter().filter_map(of).collect()
}

/// A published file shows the ground (the coalition, its keys, the version, the publication), the positions on the list,
/// what of them was carried, and nothing else.
fn check_nothing_else(
    shown: &[Shown],
    ground: impl Iterator<Item = RecordNo>,
    publication: &PublicationFact,
    carried: &[(RecordNo, Carried)],
) -> Result<(), NotHeld> {
    let listed = publication.list.iter().map(|listed| listed.record);
    let signed = carried.iter().map(|(_, carried)| carried.record);
    let due: BTreeSet<RecordNo> = ground.chain(listed).chain(signed).collect();
    match shown.iter().find(|s| !due.contains(&s.record)) {
        None => Ok(()),
        Some(stray) => Err(NotHeld::Shown(stray.record)),
    }
}
