//! An extract: all shells of a ledger with their receipts, and the parts that its reader may have. Lines of canonical
//! JSON, each ended by a line feed.

use crate::canonical::NotCanonical;
use crate::dossier::{Dossier, PublishedEdition};
use crate::ids::RecordNo;
use crate::ledger::Proof;
use crate::organisation::Proofs;
use crate::record::{Parts, Record};
use std::collections::BTreeSet;

/// What a reader may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// All public parts.
    Member,
    /// All parts: who acted, objections, evidence.
    Coordinator,
}

/// The whole ledger as a reader may have it.
pub fn for_reader(records: &[Record], reader: Reader) -> Result<String, NotCanonical> {
    lines(records, |record| match reader {
        Reader::Coordinator => record.parts.clone(),
        Reader::Member => Parts { public: record.parts.public.clone(), ..Parts::default() },
    })
}

/// What an edition's file carries: the ledger up to the edition's record, with the public parts of the coalition,
/// the keys that followed, the version, the positions on the list, the signatures that those were carried from, and the publication; of everything else only the
/// shells. Where the coalition publishes proofs, what passkeys signed goes with the signatures.
pub fn published(
    dossier: &Dossier,
    edition: &PublishedEdition,
    records: &[Record],
    proofs: Proofs,
) -> Result<String, NotCanonical> {
    let fact = &edition.fact;
    let version = dossier.text(&fact.text).and_then(|text| text.version(fact.version)).map(|v| v.record);
    let listed: BTreeSet<RecordNo> = fact.list.iter().map(|listed| listed.record).collect();
    let positions = dossier.rounds.iter().flat_map(|round| &round.spoken);
    let carried = positions.filter(|spoken| listed.contains(&spoken.record));
    let signed = carried.filter_map(|spoken| spoken.fact.carried.as_ref()).map(|carried| carried.record);
    let shown: BTreeSet<RecordNo> = [RecordNo(1), edition.record]
        .into_iter()
        .chain(version)
        .chain(signed)
        .chain(dossier.key_changes.keys().copied())
        .chain(listed.iter().copied())
        .collect();
    let until = records.iter().take_while(|record| record.shell.seq <= edition.record);
    let until: Vec<Record> = until.cloned().collect();
    lines(&until, |record| {
        let public = record.parts.public.clone().filter(|_| shown.contains(&record.shell.seq));
        let proof =
            record.parts.proof.clone().filter(|_| {
                public.is_some() && proofs == Proofs::Published && tells_signatures_alone(record)
            });
        Parts { public, proof, private: None }
    })
}

/// Whether a record's proof is a passkey's word on signatures that are printed, and on nothing else: an act may object to
/// another text of its round, or withhold a name there.
fn tells_signatures_alone(record: &Record) -> bool {
    let Ok(Proof { act, assertion: Some(_) }) = record.proof() else { return false };
    act.items.iter().all(|item| item.position.is_on_the_list() && item.withheld.is_none())
}

fn lines(records: &[Record], parts: impl Fn(&Record) -> Parts) -> Result<String, NotCanonical> {
    let mut text = String::new();
    for record in records {
        let line = Record { parts: parts(record), ..record.clone() }.to_line()?;
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}
