//! Who is in the demonstration: the sixteen organisations, and people who do not exist.

use server::setup::roles::GivenRole;

/// An organisation: its name as printed, its acronym, and the host of its people's addresses.
pub struct Body {
    pub name: &'static str,
    pub acronym: Option<&'static str>,
    pub host: &'static str,
}

/// Somebody: a given and a family name.
#[derive(Clone, Copy)]
pub struct Somebody {
    pub given: &'static str,
    pub family: &'static str,
    pub host: &'static str,
}

const fn body(name: &'static str, acronym: Option<&'static str>, host: &'static str) -> Body {
    Body { name, acronym, host }
}

const fn somebody(given: &'static str, family: &'static str, host: &'static str) -> Somebody {
    Somebody { given, family, host }
}

/// The organisations, in the order of their names.
pub const BODIES: [Body; 16] = [
    body("African Centre for Democracy and Human Rights Studies", Some("ACDHRS"), "acdhrs.example"),
    body("Amnesty International", Some("AI"), "amnesty.example"),
    body(
        "Asian Forum for Human Rights and Development (FORUM-ASIA)",
        Some("FORUM-ASIA"),
        "forum-asia.example",
    ),
    body("Cairo Institute for Human Rights Studies", Some("CIHRS"), "cihrs.example"),
    body("Chinese Human Rights Defenders", Some("CHRD"), "chrd.example"),
    body("CIVICUS: World Alliance for Citizen Participation", Some("CIVICUS"), "civicus.example"),
    body("Commonwealth Human Rights Initiative", Some("CHRI"), "chri.example"),
    body("Conectas Direitos Humanos", None, "conectas.example"),
    body(
        "DefendDefenders (East and Horn of Africa Human Rights Defenders Project)",
        Some("DefendDefenders"),
        "defenddefenders.example",
    ),
    body("Human Rights in China", Some("HRIC"), "hric.example"),
    body("Human Rights Watch", Some("HRW"), "hrw.example"),
    body("International Commission of Jurists", Some("ICJ"), "icj.example"),
    body("International Federation for Human Rights (FIDH)", Some("FIDH"), "fidh.example"),
    body("International Service for Human Rights", Some("ISHR"), "ishr.example"),
    body("Southern African Human Rights Defenders Network", Some("SAHRDN"), "sahrdn.example"),
    body("World Organisation against Torture (OMCT)", Some("OMCT"), "omct.example"),
];

/// How many people of each organisation may edit; the first of them may sign for it.
pub const EDITORS_EACH: usize = 3;

/// Their names, organisation by organisation.
#[rustfmt::skip]
const NAMES: [(&str, &str); BODIES.len() * EDITORS_EACH] = [
    ("Awa", "Sarr"), ("Lamin", "Touray"), ("Binta", "Jobe"), ("Nora", "Whitfield"), ("Tomas", "Lindgren"),
    ("Imani", "Okello"), ("Suda", "Charoen"), ("Rafi", "Hossain"), ("Mei", "Tanaka"), ("Laila", "Mansour"),
    ("Karim", "Haddad"), ("Salma", "Fahmy"), ("Jun", "Wei"), ("Lin", "Qiao"), ("Hua", "Zhen"),
    ("Thandi", "Nkosi"), ("Diego", "Ferreyra"), ("Ana", "Petrova"), ("Meera", "Pillai"), ("Kofi", "Asante"),
    ("Sunil", "Perera"), ("Clara", "Teixeira"), ("Bruno", "Azevedo"), ("Luana", "Moraes"), ("Hawa", "Mugisha"),
    ("Daniel", "Tesfaye"), ("Grace", "Akinyi"), ("Ting", "Luo"), ("Mira", "Chen"), ("Owen", "Fong"),
    ("Elena", "Marchetti"), ("James", "Aldous"), ("Yara", "Nassif"), ("Pieter", "Van Dam"), ("Ines", "Carvalho"),
    ("Ruth", "Kamau"), ("Camille", "Renaud"), ("Youssef", "Benali"), ("Marta", "Kowal"), ("Sophie", "Aubert"),
    ("Pablo", "Ibarra"), ("Leila", "Rahimi"), ("Tendai", "Moyo"), ("Naledi", "Dube"), ("Chipo", "Banda"),
    ("Luc", "Bertrand"), ("Zofia", "Malik"), ("Omar", "Diallo"),
];

/// Coordinates; of none of the organisations.
pub const COORDINATOR: Somebody = somebody("Vera", "Castellan", "coalition.example");

/// People of no organisation, with their roles.
pub const OTHERS: [(Somebody, GivenRole); 5] = [
    (somebody("Hugo", "Delacroix", "translation.example"), GivenRole::Editor),
    (somebody("Amal", "Idris", "translation.example"), GivenRole::Suggester),
    (somebody("Judith", "Sommer", "counsel.example"), GivenRole::Commenter),
    (somebody("Paolo", "Ricci", "observers.example"), GivenRole::Reader),
    (somebody("Signe", "Holm", "observers.example"), GivenRole::Reader),
];

/// Those who may edit of the organisation at this place.
pub fn editors(place: usize) -> impl Iterator<Item = Somebody> {
    let names = NAMES.iter().skip(place * EDITORS_EACH).take(EDITORS_EACH);
    names.map(move |(given, family)| somebody(given, family, BODIES[place].host))
}

impl Somebody {
    /// As shown.
    pub fn name(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    /// An address that reaches nobody (RFC 2606).
    pub fn email(&self) -> String {
        let local = format!("{}.{}", self.given, self.family).to_lowercase().replace(' ', "-");
        format!("{local}@{}", self.host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn at_least_48_may_edit_everybody_has_an_address_of_their_own_and_none_reaches_anybody() {
        let all = (0..BODIES.len()).flat_map(editors).chain(OTHERS.map(|(somebody, _)| somebody));
        let addresses: Vec<String> = all.chain([COORDINATOR]).map(|somebody| somebody.email()).collect();
        assert!(BODIES.len() * EDITORS_EACH >= 48);
        assert_eq!(addresses.iter().collect::<BTreeSet<_>>().len(), addresses.len());
        assert!(addresses.iter().all(|address| address.ends_with(".example") && !address.contains(' ')));
    }
}
