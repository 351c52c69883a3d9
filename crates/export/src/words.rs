//! The words that a file prints around a Statement, in the Statement's language where we have them, else in English.

mod arabic;
mod english;
mod french;
mod russian;
mod spanish;

use arabic::ARABIC;
use english::ENGLISH;
use french::FRENCH;
use model::fact::{Authority, Correction, Translation};
use model::position::Method;
use russian::RUSSIAN;
use serde::Serialize;
use spanish::SPANISH;

/// What every page of a demonstration's files says, in every language: programs and people look for these words.
pub const DEMONSTRATION: &str = "Demonstration: not a statement of these organisations";

/// One language's words. `{n}` stands for a number or a date.
#[derive(Debug, Serialize)]
pub(crate) struct Words {
    pub language: &'static str,
    pub page: &'static str,
    pub of: &'static str,
    pub signatories: &'static str,
    pub separator: &'static str,
    pub reservation: &'static str,
    pub about: &'static str,
    pub text: &'static str,
    pub version: &'static str,
    pub edition: &'static str,
    #[serde(skip)]
    pub correction: &'static str,
    #[serde(skip)]
    pub corrected: &'static str,
    #[serde(skip)]
    pub translation: &'static str,
    pub published: &'static str,
    pub digest: &'static str,
    pub full_digest: &'static str,
    pub coalition: &'static str,
    pub key: &'static str,
    pub as_of: &'static str,
    pub check: &'static str,
    pub positions: &'static str,
    pub organisation: &'static str,
    pub position: &'static str,
    pub record: &'static str,
    #[serde(skip)]
    pub signed: &'static str,
    #[serde(skip)]
    pub signed_with_reservation: &'static str,
    #[serde(skip)]
    pub session: &'static str,
    #[serde(skip)]
    pub session_handed: &'static str,
    #[serde(skip)]
    pub token: &'static str,
    #[serde(skip)]
    pub relayed: &'static str,
    #[serde(skip)]
    pub passkey: &'static str,
    #[serde(skip)]
    pub mail_code: &'static str,
    #[serde(skip)]
    pub withheld_one: &'static str,
    #[serde(skip)]
    pub withheld: &'static str,
    #[serde(skip)]
    pub silent: &'static str,
    #[serde(skip)]
    pub silence: &'static str,
    #[serde(skip)]
    pub carried: &'static str,
    #[serde(skip)]
    pub unofficial: &'static str,
    #[serde(skip)]
    pub authentic: &'static str,
    #[serde(skip)]
    pub day: &'static str,
    #[serde(skip)]
    pub months: [&'static str; 12],
}

impl Words {
    /// The words for a text in the language of a BCP 47 tag.
    pub fn of(language: &str) -> &'static Words {
        let primary = language.split('-').next().unwrap_or_default();
        let known: [&Words; 4] = [&FRENCH, &SPANISH, &RUSSIAN, &ARABIC];
        known.into_iter().find(|words| words.language.eq_ignore_ascii_case(primary)).unwrap_or(&ENGLISH)
    }

    /// How a position came, in a clause.
    pub fn method(&self, method: Method) -> &'static str {
        match method {
            Method::Passkey => self.passkey,
            Method::MailCode => self.mail_code,
            Method::Session => self.session,
            Method::SessionHanded => self.session_handed,
            Method::Token => self.token,
            Method::Relayed => self.relayed,
            Method::Silence => self.silence,
        }
    }

    /// Which correction it is, and in whose place it stands.
    pub fn correction(&self, Correction { number, version }: Correction) -> String {
        self.corrected.replace("{n}", &number.to_string()).replace("{v}", &version.to_string())
    }

    /// What a translation translates, and whether its words count.
    pub fn translation(&self, Translation { of, authority }: &Translation) -> String {
        let words = match authority {
            Authority::Authentic => self.authentic,
            Authority::Unofficial => self.unofficial,
        };
        words.replace("{n}", &of.version.to_string()).replace("{d}", &of.digest.short())
    }

    /// How many more stand under a text, without a name.
    pub fn withheld(&self, count: u32) -> Option<String> {
        match count {
            0 => None,
            1 => Some(self.withheld_one.to_owned()),
            many => Some(self.withheld.replace("{n}", &many.to_string())),
        }
    }

    /// A day `YYYY-MM-DD` as a person writes it; what is not such a day stays as it is.
    pub fn day(&self, day: &str) -> String {
        let mut parts = day.split('-').map(|part| part.parse::<usize>().unwrap_or(0));
        let (year, month, date) =
            (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
        match month.checked_sub(1).and_then(|m| self.months.get(m)) {
            Some(name) if date > 0 => self
                .day
                .replace("{d}", &date.to_string())
                .replace("{m}", name)
                .replace("{y}", &year.to_string()),
            _ => day.into(),
        }
    }
}

/// How many more stand under a text whose names are withheld, in words of a language.
pub fn withheld(language: &str, count: u32) -> String {
    Words::of(language).withheld(count).unwrap_or_default()
}

/// Which correction it is, and in whose place it stands, in words of a language.
pub fn correction(language: &str, correction: Correction) -> String {
    Words::of(language).correction(correction)
}

/// What a translation translates, and whether its words count, in words of a language.
pub fn translation(language: &str, translation: &Translation) -> String {
    Words::of(language).translation(translation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_its_language_writes_it() {
        assert_eq!(Words::of("en-GB").day("2020-06-02"), "2 June 2020");
        assert_eq!(Words::of("es").day("2020-06-02"), "2 de junio de 2020");
        assert_eq!(Words::of("ar").day("2020-06-02"), "2 يونيو 2020");
        assert_eq!(Words::of("en").day("some day"), "some day");
    }

    #[test]
    fn a_language_without_words_of_its_own_gets_english_ones() {
        assert_eq!(Words::of("pl").language, "en");
        assert_eq!(Words::of("").language, "en");
        assert_eq!(Words::of("FR-ch").language, "fr");
    }

    #[test]
    fn every_word_of_every_language_has_its_glyphs() {
        for language in ["en", "fr", "es", "ru", "ar"] {
            let words = Words::of(language);
            let printed = serde_json::to_string(words).unwrap();
            let others = [
                words.signed,
                words.session,
                words.session_handed,
                words.token,
                words.relayed,
                words.carried,
                words.silent,
                words.silence,
                words.withheld_one,
                words.withheld,
                words.unofficial,
                words.authentic,
                words.translation,
                words.correction,
                words.corrected,
                words.passkey,
                words.mail_code,
                words.day,
            ];
            let all = others.into_iter().chain(words.months).chain([printed.as_str()]);
            let missing: String = all.flat_map(str::chars).filter(|c| !crate::fonts::covers(*c)).collect();
            assert_eq!(missing, "", "{language}");
        }
    }
}
