//! The order of names on a list: that of the language the list is printed in.

use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use icu_locale::Locale;

/// Sorts names as a dictionary of the language would; an unknown language sorts as the root of all does.
/// Names that compare equal are put in the order of their characters, so that the outcome depends on nothing else.
pub fn order(mut names: Vec<String>, language: &str) -> Vec<String> {
    let collator = collator(language);
    names.sort_by(|a, b| collator.compare(a, b).then_with(|| a.cmp(b)));
    names
}

/// Sorts things by their names, as [`order`] sorts names.
pub fn order_by_name<T>(things: &mut [T], language: &str, name: impl Fn(&T) -> &str) {
    let collator = collator(language);
    things.sort_by(|a, b| collator.compare(name(a), name(b)).then_with(|| name(a).cmp(name(b))));
}

fn collator(language: &str) -> CollatorBorrowed<'static> {
    let locale = Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN);
    let root = || Collator::try_new(Locale::UNKNOWN.into(), CollatorOptions::default());
    Collator::try_new(locale.into(), CollatorOptions::default())
        .or_else(|_| root())
        .expect("the root collation is compiled in")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(language: &str, names: &[&str]) -> Vec<String> {
        order(names.iter().map(ToString::to_string).collect(), language)
    }

    #[test]
    fn capitals_and_accents_do_not_move_a_name_away_from_its_neighbours() {
        let names = ["Zentrum", "amnesty", "Österreich", "CIVICUS", "Amnesty", "Oslo", "Étoile"];
        let expected = ["amnesty", "Amnesty", "CIVICUS", "Étoile", "Oslo", "Österreich", "Zentrum"];
        assert_eq!(ordered("en", &names), expected);
    }

    #[test]
    fn a_letter_sorts_where_its_own_language_puts_it() {
        assert_eq!(ordered("sv", &["Österreich", "Zentrum"]), ["Zentrum", "Österreich"]);
        assert_eq!(ordered("de", &["Österreich", "Zentrum"]), ["Österreich", "Zentrum"]);
        assert_eq!(ordered("ar", &["جمعية", "أمنستي", "بيت"]), ["أمنستي", "بيت", "جمعية"]);
    }

    #[test]
    fn what_is_no_language_sorts_all_the_same() {
        assert_eq!(ordered("!?", &["b", "a"]), ["a", "b"]);
    }
}
