//! From the attachments of a file to what was published, every hash, link and receipt on the way checked.

use crate::publication::Publication;
use crate::unpack::Unpacked;
use crate::verify::Falsehood;
use model::fact::{DossierFact, Listed, PublicationFact, SpokenFact};
use model::ids::RecordNo;
use model::key::ServerKey;
use model::ledger::{Head, Public};
use model::limits::EXTRACT_RECORDS_MAX;
use model::list;
use model::organisation::Standing;
use model::record::Record;
use model::statement::Statement;
use model::time::UnixMs;

/// A public part that the extract shows, and where it stands.
type Shown = (RecordNo, Public<DossierFact>);

impl Publication {
    /// Reads text and records of a published file; refuses, with everything found false, what does not hold.
    pub fn read(unpacked: Unpacked) -> Result<Self, Vec<Falsehood>> {
        let Unpacked { statement_json, extract } = unpacked;
        let statement = Statement::from_canonical(&statement_json);
        let statement = statement.map_err(|error| Falsehood::Statement(error.to_string()));
        let records = Records::read(&extract).map_err(Falsehood::Records);
        let (statement, records) = match (statement, records) {
            (Ok(statement), Ok(records)) => (statement, records),
            (statement, records) => {
                return Err([statement.err(), records.err()].into_iter().flatten().collect());
            }
        };
        let found = statement.digest().map_err(|error| vec![Falsehood::Statement(error.to_string())])?;
        if found != records.publication.digest {
            return Err(vec![Falsehood::Digest { found, published: records.publication.digest }]);
        }
        let Records { publication: fact, at, record, coalition, standing, key } = records;
        Ok(Self { statement, statement_json, extract, fact, at, record, coalition, standing, key })
    }
}

/// What the records of a published file say.
struct Records {
    publication: PublicationFact,
    at: UnixMs,
    record: RecordNo,
    coalition: String,
    standing: Standing,
    key: ServerKey,
}

impl Records {
    fn read(extract: &str) -> Result<Self, String> {
        let lines: Vec<&str> = extract.lines().collect();
        if lines.len() > EXTRACT_RECORDS_MAX {
            return Err("there are more records than are checked".into());
        }
        let records: Vec<Record> = lines
            .iter()
            .enumerate()
            .map(|(at, line)| Record::from_line(line).map_err(|error| format!("record {}: {error}", at + 1)))
            .collect::<Result<_, _>>()?;
        let shown = shown(&records)?;
        let Some((_, Public { fact: DossierFact::Coalition { name, standing, key, .. }, .. })) =
            shown.first()
        else {
            return Err("the first record is not the coalition’s".into());
        };
        chain(&records, *key)?;
        let record = RecordNo(u64::try_from(records.len()).unwrap_or(u64::MAX));
        let Some((_, Public { fact: DossierFact::Publication(publication), at })) =
            shown.last().filter(|(number, _)| *number == record)
        else {
            return Err("the last record is not a publication".into());
        };
        version(&shown, publication)?;
        listed(&shown, publication)?;
        Ok(Self {
            publication: publication.clone(),
            at: *at,
            record,
            coalition: name.clone(),
            standing: *standing,
            key: *key,
        })
    }
}

/// The public parts that are there; no other part may be.
fn shown(records: &[Record]) -> Result<Vec<Shown>, String> {
    let public = |record: &Record| {
        let number = record.shell.seq;
        record.check_parts().map_err(|error| format!("record {number}: {error}"))?;
        if record.parts.private.is_some() {
            return Err(format!("record {number}: it shows what is private"));
        }
        let fact = record.parts.public.as_ref().map(|part| part.open());
        let fact = fact.transpose().map_err(|error| format!("record {number}: {error}"))?;
        Ok(fact.map(|fact| (number, fact)))
    };
    records.iter().filter_map(|record| public(record).transpose()).collect()
}

/// Numbers without a gap, each record bound to the one before, each vouched for by the key.
fn chain(records: &[Record], key: ServerKey) -> Result<(), String> {
    let mut head = Head::default();
    for record in records {
        let number = head.seq.next();
        if !head.is_before(record)
            || records.first().is_some_and(|first| first.shell.ledger != record.shell.ledger)
        {
            return Err(format!(
                "record {number} does not follow the one before: a record was dropped or changed"
            ));
        }
        head = Head::of(record).map_err(|error| format!("record {number}: {error}"))?;
        if !key.vouches(head.hash, &record.receipt) {
            return Err(format!("record {number}: its receipt is not by the coalition’s key"));
        }
    }
    Ok(())
}

/// The version that was published is one that was frozen, with the same digest.
fn version(shown: &[Shown], publication: &PublicationFact) -> Result<(), String> {
    let frozen = shown.iter().any(|(_, public)| match &public.fact {
        DossierFact::Version(version) => {
            version.text == publication.text
                && version.version == publication.version
                && version.digest == publication.digest
        }
        _ => false,
    });
    if frozen { Ok(()) } else { Err("the version that was published was never frozen".into()) }
}

/// The printed list names exactly those whose position on these words stands, as it was recorded.
fn listed(shown: &[Shown], publication: &PublicationFact) -> Result<(), String> {
    let positions = shown.iter().filter_map(|(number, public)| match &public.fact {
        DossierFact::Position(fact) if of(fact, publication) => Some((*number, public.at, fact)),
        _ => None,
    });
    let by_organisation = |listed: &Listed| listed.organisation.clone();
    let mut printed = publication.list.clone();
    printed.sort_by_key(by_organisation);
    let mut recorded = list::signatories(positions);
    recorded.sort_by_key(by_organisation);
    if printed == recorded { Ok(()) } else { Err("the list is not that of the positions recorded".into()) }
}

fn of(position: &SpokenFact, publication: &PublicationFact) -> bool {
    position.round == publication.round
        && position.text == publication.text
        && position.version == publication.version
        && position.digest == publication.digest
}
