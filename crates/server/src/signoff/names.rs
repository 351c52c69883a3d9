//! The names on a list: their order, their groups, their acronyms.

use model::coalition::Coalition;
use model::fact::{Listed, NameGroup, NameStyle};
use model::ids::OrganisationId;
use model::organisation::Organisation;
use std::collections::BTreeMap;

/// The acronyms that the coalition's ledger has.
pub fn acronyms(coalition: &Coalition) -> BTreeMap<OrganisationId, String> {
    let of =
        |organisation: &Organisation| Some((organisation.id.clone(), organisation.profile.acronym.clone()?));
    coalition.organisations.values().filter_map(of).collect()
}

/// Orders the names as the language does, within groups where the style has them.
pub fn arrange(
    coalition: &Coalition,
    list: &mut Vec<Listed>,
    style: Option<NameStyle>,
    language: &str,
) -> Vec<NameGroup> {
    export::order_by_name(list, language, |listed| &listed.name);
    let title = |listed: &Listed| {
        let profile = &coalition.organisations.get(&listed.organisation)?.profile;
        match style? {
            NameStyle::Country => profile.country.clone(),
            NameStyle::Status => profile.ecosoc.clone(),
            NameStyle::Inline | NameStyle::Columns | NameStyle::Numbered => None,
        }
    };
    if !matches!(style, Some(NameStyle::Country | NameStyle::Status)) {
        return Vec::new();
    }
    let mut groups: Vec<(Option<String>, Vec<Listed>)> = Vec::new();
    for listed in std::mem::take(list) {
        let title = title(&listed);
        match groups.iter_mut().find(|(known, _)| *known == title) {
            Some((_, names)) => names.push(listed),
            None => groups.push((title, vec![listed])),
        }
    }
    export::order_by_name(&mut groups, language, |(title, _)| title.as_deref().unwrap_or_default());
    // Those of whom nothing is known come last.
    groups.sort_by_key(|(title, _)| title.is_none());
    let mut all = Vec::new();
    for (title, names) in groups {
        all.push(NameGroup { title, names: u32::try_from(names.len()).unwrap_or(u32::MAX) });
        list.extend(names);
    }
    all
}
