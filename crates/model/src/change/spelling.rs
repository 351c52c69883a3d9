//! Pairs of spellings that mean one word, by language: `spelling/en.txt` and the like, one pair a line.
//!
//! A pair belongs in a list only if neither spelling is also another word.

/// A language's tag, and its list.
const LISTS: &[(&str, &str)] =
    &[("en", include_str!("spelling/en.txt")), ("fr", include_str!("spelling/fr.txt"))];

/// Whether these are two spellings of one word in this language, written in the same case.
pub fn is_a_pair(one: &str, other: &str, language: &str) -> bool {
    let primary = language.split('-').next().unwrap_or(language);
    let Some((_, list)) = LISTS.iter().find(|(tag, _)| *tag == primary) else { return false };
    let (Some(case), Some(other_case)) = (Case::of(one), Case::of(other)) else { return false };
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    case == other_case
        && list.lines().filter_map(pair).any(|(a, b)| (one == a && other == b) || (one == b && other == a))
}

fn pair(line: &str) -> Option<(&str, &str)> {
    line.split_once(' ').filter(|_| !line.starts_with('#'))
}

/// How a word is written.
#[derive(PartialEq)]
enum Case {
    Lower,
    Capitalised,
    Upper,
}

impl Case {
    fn of(word: &str) -> Option<Self> {
        let mut letters = word.chars();
        let first = letters.next()?;
        match (first.is_uppercase(), letters.clone().all(char::is_lowercase), letters.all(char::is_uppercase))
        {
            (false, true, _) => Some(Self::Lower),
            (true, true, _) => Some(Self::Capitalised),
            (true, _, true) => Some(Self::Upper),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_list_is_two_words_in_small_letters_and_no_word_stands_twice() {
        for (tag, list) in LISTS {
            let mut words: Vec<&str> = Vec::new();
            for line in list.lines().filter(|line| !line.starts_with('#')) {
                let (a, b) = pair(line).unwrap_or_else(|| panic!("{tag}: {line}"));
                let small = |word: &str| word.chars().all(char::is_lowercase);
                assert!(a != b && small(a) && small(b), "{tag}: {line}");
                words.extend([a, b]);
            }
            let count = words.len();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), count, "{tag}: a word stands twice");
        }
    }

    #[test]
    fn a_pair_is_one_in_its_own_language_and_in_the_same_case() {
        assert!(is_a_pair("neighbour", "neighbor", "en"));
        assert!(is_a_pair("Neighbor", "Neighbour", "en-GB"));
        assert!(is_a_pair("LABOUR", "LABOR", "en"));
        assert!(!is_a_pair("Neighbour", "neighbor", "en"));
        assert!(!is_a_pair("neighbour", "neighbor", "fr"));
        assert!(!is_a_pair("neighbour", "neighbors", "en"));
        assert!(is_a_pair("évènement", "événement", "fr"));
    }
}
