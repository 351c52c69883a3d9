//! What a broken record held, as far as what is left of it tells: for whoever has to find out what is affected.

use crate::Table;
use crate::batch::{Op, ops};
use crate::frame::HEADER_BYTES;
use crate::limits::AFFECTED_NAMED_MAX;
use crate::rows::name;
use crate::tally::Tally;
use std::collections::BTreeSet;

/// Tables whose keys begin with the name of a text, a ledger or a file.
const NAMED: [Table; 7] =
    [Table::Update, Table::State, Table::Version, Table::Claim, Table::Ledger, Table::File, Table::Restored];

/// The rows it changed: by their tables, and by the names of texts, ledgers and files; nothing where nothing can be read.
pub(crate) fn rows(record: &[u8]) -> Option<String> {
    let (_, changes) = Tally::split_from(record.get(HEADER_BYTES..)?)?;
    let known = ops(changes).map_while(|op| described(op?)).collect::<BTreeSet<_>>();
    let mut named: Vec<_> = known.iter().take(AFFECTED_NAMED_MAX).map(String::as_str).collect();
    if known.len() > named.len() {
        named.push("others");
    }
    (!named.is_empty()).then(|| named.join(", "))
}

fn described(op: Op<'_>) -> Option<String> {
    let (Op::Put { table, key, .. } | Op::Delete { table, key }) = op;
    let table = Table::ALL.iter().find(|known| **known as u8 == table)?;
    Some(match NAMED.contains(table) {
        true => format!("{} {}", table.name(), name(key).escape_ascii()),
        false => table.name().to_owned(),
    })
}
