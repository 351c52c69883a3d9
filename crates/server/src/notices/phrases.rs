//! The sentences of notices, mails and confirmations, in each language that has them; else in English.
//!
//! `{name}` and the like stand for what is filled in. A test holds every language to the places that English has.

mod arabic;
mod english;
mod french;
mod russian;
mod spanish;

use model::position::Position;

/// What happened, in a sentence, and what it means or what can be done.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// `{...}` filled in, the subject of a mail.
    pub subject: &'static str,
    /// Its words.
    pub body: &'static str,
}

/// One phrase for each position, in the order of [`Position`].
#[derive(Debug, Clone, Copy)]
pub struct ByPosition(pub [&'static str; 8]);

/// One language's sentences.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each is the sentence of the notice of its name")]
pub struct Phrases {
    /// BCP 47.
    pub language: &'static str,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    pub opened: Pair,
    pub extended: Pair,
    pub adopted: Pair,
    pub not_adopted: Pair,
    pub cancelled: Pair,
    pub spoken: Pair,
    pub relayed: Pair,
    pub carried: Pair,
    pub taken_off: Pair,
    pub reserved: Pair,
    pub overridden: Pair,
    pub mandate: Pair,
    pub passkey: Pair,
    pub passkey_handed: Pair,
    pub key_changed: Pair,
    pub key_lost: Pair,
    pub moved: Pair,
    pub set_back: Pair,
    pub set_back_lost: Pair,
    pub retired: Pair,
    pub login_link: Pair,
    pub code: Pair,
    pub digest: Pair,
    /// A text's version, by its title.
    pub version: &'static str,
    /// What an organisation said, as a sentence.
    pub said: ByPosition,
    /// The sentence of assent: what confirming a position says.
    pub assent: ByPosition,
    pub leave_given: &'static str,
    pub leave_taken_back: &'static str,
    pub told_alone: &'static str,
    pub told: &'static str,
    pub keep: &'static str,
    pub head: &'static str,
    pub passkey_of: &'static str,
    pub key: &'static str,
    /// Somebody whose name is not known here any more.
    pub somebody: &'static str,
}

impl ByPosition {
    /// The phrase of a position.
    pub fn of(&self, position: Position) -> &'static str {
        let at = match position {
            Position::Signed => 0,
            Position::SignedWithReservation => 1,
            Position::Conditional => 2,
            Position::Objects => 3,
            Position::Declines => 4,
            Position::Recused => 5,
            Position::Withdrawn => 6,
            Position::Assented => 7,
        };
        self.0[at]
    }
}

/// Every language that has sentences, English first.
const ALL: [&Phrases; 5] =
    [&english::ENGLISH, &french::FRENCH, &spanish::SPANISH, &russian::RUSSIAN, &arabic::ARABIC];

impl Phrases {
    /// The sentences for a BCP 47 tag.
    pub fn of(language: &str) -> &'static Self {
        let primary = language.split('-').next().unwrap_or_default();
        ALL.into_iter().find(|it| it.language.eq_ignore_ascii_case(primary)).unwrap_or(ALL[0])
    }

    /// A value for a place of these sentences: words of another language disturb nothing in a line that runs from the
    /// right. Numbers are left as they are: a code is copied.
    pub fn isolated(&self, value: &str) -> String {
        if self.direction == "rtl" && value.contains(char::is_alphabetic) {
            format!("\u{2068}{value}\u{2069}")
        } else {
            value.to_owned()
        }
    }
}

/// A phrase with its places filled in. What is filled in is not read again: it may hold braces of its own.
pub fn fill(phrase: &str, places: &[(&str, &str)]) -> String {
    let (mut filled, mut rest) = (String::with_capacity(phrase.len()), phrase);
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else { break };
        filled.push_str(places.iter().find(|(place, _)| *place == name).map_or("", |(_, value)| value));
        rest = after;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The places of every sentence, in an order that all languages share.
    fn places(phrases: &Phrases) -> Vec<BTreeSet<String>> {
        // `Debug` names each member and its text once, and no text has a quotation mark of the kind that `Debug` writes.
        let all = format!("{phrases:?}");
        let texts = all.split('"').skip(1).step_by(2).skip(2);
        // What `Debug` escapes stands in braces too, with digits.
        let is_place = |name: &&str| name.chars().all(|c| c.is_ascii_lowercase());
        let of = |text: &str| {
            let names = text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
            names.filter(is_place).map(str::to_owned).collect()
        };
        texts.map(of).collect()
    }

    #[test]
    fn every_language_fills_in_what_english_does() {
        let english = places(ALL[0]);
        assert!(english.len() > 60);
        for phrases in ALL {
            assert_eq!(places(phrases), english, "{}", phrases.language);
        }
    }

    #[test]
    fn a_language_without_sentences_gets_english_ones() {
        for (tag, language) in [("fr-CH", "fr"), ("AR", "ar"), ("pl", "en"), ("", "en")] {
            assert_eq!(Phrases::of(tag).language, language);
        }
    }

    #[test]
    fn what_is_filled_in_is_not_filled_in_again() {
        assert_eq!(fill("{a} and {b}{c}", &[("a", "{b}"), ("b", "two")]), "{b} and two");
    }
}
