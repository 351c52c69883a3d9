//! Under which client id each character of the sequence came in.

use crate::ClientId;
use crate::restored::Restored;
use std::collections::BTreeMap;
use yrs::types::text::YChange;
use yrs::{Any, Doc, Out, ReadTxn, Snapshot, Text, TextRef, Transact};

/// Neighbouring characters of one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Who brought them in.
    pub client: ClientId,
    /// Who wrote them before they were deleted and brought back.
    pub first: Option<ClientId>,
    /// How many there are, in UTF-16 units.
    pub units: usize,
}

/// All of a draft in order, with what is known to have been brought back; neighbours differ.
pub fn of(doc: &Doc, content: &TextRef, restored: &[Restored]) -> Vec<Written> {
    let restored: BTreeMap<_, _> = restored.iter().map(|one| ((one.client, one.start), one)).collect();
    let first = |client, clock| {
        let (_, before) = restored.range(..=(client, clock)).next_back()?;
        (before.client == client && clock < before.end).then_some(before.first)
    };
    let mut transaction = doc.transact_mut();
    let now = transaction.snapshot();
    // Against nothing, every character is an addition, and yrs says of which struct.
    let parts =
        content.diff_range(&mut transaction, Some(&now), Some(&Snapshot::default()), YChange::identity);
    let mut all: Vec<Written> = Vec::new();
    for part in parts {
        let (Out::Any(Any::String(text)), Some(change)) = (part.insert, part.ychange) else { continue };
        let Some(client) = ClientId::new(change.id.client.get()) else { continue };
        let first = first(client, change.id.clock);
        let units = text.encode_utf16().count();
        match all.last_mut() {
            Some(last) if (last.client, last.first) == (client, first) => last.units += units,
            _ => all.push(Written { client, first, units }),
        }
    }
    all
}
