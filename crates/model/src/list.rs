//! The list of signatories: a function of public parts, the same for who prints it and for who checks it.

use crate::fact::{Listed, SpokenFact};
use crate::ids::{OrganisationId, RecordNo};
use crate::time::UnixMs;
use std::collections::BTreeMap;

/// Who stands under one text, from the positions on it in the order of their records. An organisation's last position
/// is the one that counts. Ordered by identity: the printed order is that of the language, which the publication's
/// record keeps.
pub fn signatories<'a>(positions: impl Iterator<Item = (RecordNo, UnixMs, &'a SpokenFact)>) -> Vec<Listed> {
    let listed = standing(positions).filter(|(_, _, fact)| fact.withheld.is_none());
    listed
        .map(|(record, at, fact)| Listed {
            organisation: fact.organisation.clone(),
            name: fact.name.clone(),
            reservation: fact.reservation.clone(),
            method: fact.method,
            at,
            record,
            carried_from: fact.carried.as_ref().map(|carried| carried.version),
        })
        .collect()
}

/// How many stand under the text whose names are withheld.
pub fn withheld<'a>(positions: impl Iterator<Item = (RecordNo, UnixMs, &'a SpokenFact)>) -> u32 {
    let count = standing(positions).filter(|(_, _, fact)| fact.withheld.is_some()).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The last position of each organisation, of those that stand under the text.
fn standing<'a>(
    positions: impl Iterator<Item = (RecordNo, UnixMs, &'a SpokenFact)>,
) -> impl Iterator<Item = (RecordNo, UnixMs, &'a SpokenFact)> {
    let last: BTreeMap<&OrganisationId, _> = positions.map(|it| (&it.2.organisation, it)).collect();
    last.into_values().filter(|(_, _, fact)| fact.position.is_on_the_list())
}
