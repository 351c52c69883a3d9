//! From the attachments of a file to what was published.

use crate::publication::Publication;
use crate::unpack::Unpacked;
use crate::verify::Falsehood;
use model::statement::Statement;
use model::verify::{Checked, check_extract};

impl Publication {
    /// Reads text and records of a published file, with what its records show; refuses, with everything found false, what
    /// does not hold.
    pub fn read(unpacked: Unpacked) -> Result<(Self, Checked), Vec<Falsehood>> {
        let Unpacked { statement_json, extract } = unpacked;
        let statement = Statement::from_canonical(&statement_json).and_then(|it| Ok((it.digest()?, it)));
        let (found, statement, checked) = match (statement, check_extract(&extract)) {
            (Ok((found, statement)), Ok(checked)) => (found, statement, checked),
            (statement, records) => {
                let statement = statement.err().map(Falsehood::Statement);
                return Err(statement.into_iter().chain(records.err().map(Falsehood::Records)).collect());
            }
        };
        if found != checked.publication.digest {
            return Err(vec![Falsehood::Digest { found, published: checked.publication.digest }]);
        }
        checked.check_carried(&statement).map_err(|error| vec![Falsehood::Records(error)])?;
        let Checked { coalition, standing, keys, publication: fact, at, head, .. } = checked.clone();
        let (key, record) = (keys.current(), head.seq);
        Ok((Self { statement, statement_json, extract, fact, at, record, coalition, standing, key }, checked))
    }
}
