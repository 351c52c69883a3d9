//! The order of names on a list: that of the language the list is printed in.

use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use icu_locale::Locale;
use std::cmp::Ordering;

/// Words that a name may begin with and is not sought by, by language.
const ARTICLES: [(&str, &[&str]); 4] = [
    ("en", &["The ", "A ", "An "]),
    ("fr", &["Le ", "La ", "Les ", "L’", "L'"]),
    ("es", &["El ", "La ", "Los ", "Las "]),
    ("ar", &["ال"]),
];

/// Sorts names as a dictionary of the language would; an unknown language sorts as the root of all does. An article at the
/// head of a name is passed over. Names that compare equal are put in the order of their characters, so that the outcome depends on nothing else.
pub fn order(mut names: Vec<String>, language: &str) -> Vec<String> {
    let collator = collator(language);
    names.sort_by(|a, b| compare(&collator, language, a, b));
    names
}

/// Sorts things by their names, as [`order`] sorts names.
pub fn order_by_name<T>(things: &mut [T], language: &str, name: impl Fn(&T) -> &str) {
    let collator = collator(language);
    things.sort_by(|a, b| compare(&collator, language, name(a), name(b)));
}

fn compare(collator: &CollatorBorrowed<'_>, language: &str, a: &str, b: &str) -> Ordering {
    let (sought, other) = (sought(a, language), sought(b, language));
    collator.compare(sought, other).then_with(|| collator.compare(a, b)).then_with(|| a.cmp(b))
}

/// What a name is sought by: what follows its article.
fn sought<'a>(name: &'a str, language: &str) -> &'a str {
    let primary = language.split('-').next().unwrap_or(language);
    let articles = ARTICLES.iter().find(|(tag, _)| *tag == primary).map_or(&[][..], |(_, articles)| articles);
    let rest = articles.iter().find_map(|article| name.strip_prefix(article));
    rest.filter(|rest| !rest.trim().is_empty()).unwrap_or(name)
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
    fn an_article_at_the_head_is_passed_over_in_its_own_language() {
        let names = ["Zentrum", "The Advocates", "Amnesty", "A Future", "The "];
        assert_eq!(ordered("en", &names), ["The Advocates", "Amnesty", "A Future", "The ", "Zentrum"]);
        assert_eq!(
            ordered("fr", &["Les Amis", "Zone", "La Ligue", "Bureau"]),
            ["Les Amis", "Bureau", "La Ligue", "Zone"]
        );
        assert_eq!(ordered("de", &["The A", "Bund"]), ["Bund", "The A"]);
        assert_eq!(ordered("ar", &["الشبكة", "بيت", "أمنستي"]), ["أمنستي", "بيت", "الشبكة"]);
    }

    #[test]
    fn what_is_no_language_sorts_all_the_same() {
        assert_eq!(ordered("!?", &["b", "a"]), ["a", "b"]);
    }
}
