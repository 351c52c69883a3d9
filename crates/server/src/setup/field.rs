//! What people type into one line: trimmed, in normalization form C, without control characters, not too long.

use crate::problem::Problem;
use unicode_normalization::UnicodeNormalization;

/// A line that must say something; `what` is what it is called, with its article.
pub fn line(text: &str, what: &str, characters_max: usize) -> Result<String, Problem> {
    let text: String = text.trim().nfc().collect();
    if text.is_empty() {
        return Err(Problem::invalid("empty", format!("Write {what}; it is empty.")));
    }
    if text.chars().any(|c| c.is_control() || is_invisible(c)) {
        let detail = format!("There is an invisible character in {what}; type it anew.");
        return Err(Problem::invalid("invisible-character", detail));
    }
    let characters = text.chars().count();
    if characters > characters_max {
        let detail = format!("Shorten {what} to at most {characters_max} characters; it has {characters}.");
        return Err(Problem::invalid("too-long", detail));
    }
    Ok(text)
}

/// A line that may be left out.
pub fn optional(text: Option<String>, what: &str, characters_max: usize) -> Result<Option<String>, Problem> {
    let said = text.filter(|text| !text.trim().is_empty());
    said.map(|text| line(&text, what, characters_max)).transpose()
}

/// Overrides, embeddings and isolates of direction, and what takes no room: with them one name reads as another. Joiners
/// stay, which Persian and Indic scripts are written with.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'
        | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A line that is printed: each of its characters has a glyph in the fonts that files are set in.
pub fn printed(text: &str, what: &str, characters_max: usize) -> Result<String, Problem> {
    let text = line(text, what, characters_max)?;
    match export::unprintable(&text).into_iter().next() {
        None => Ok(text),
        Some(problem) => Err(Problem::invalid("no-glyph", format!("Look at {what}: {}", problem.sentence))),
    }
}

/// Something like `name@host`, without what would end a line of a mail.
pub fn address(text: &str, characters_max: usize) -> Result<String, Problem> {
    let text = line(text, "the address", characters_max)?;
    let parts = text.split_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty());
    let plain = !text.contains(|c: char| c.is_whitespace() || "<>,;\"".contains(c));
    if plain && parts.is_some_and(|(_, host)| !host.contains('@')) {
        Ok(text)
    } else {
        Err(Problem::invalid("no-address", "Write an address as name@host, one only."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_composed_and_at_most_so_long() {
        assert_eq!(line(" Jose\u{301} ", "the name", 4).unwrap(), "Jos\u{e9}");
        assert!(line("abcd", "the name", 4).is_ok());
        for (bad, code) in [
            ("abcde", "too-long"),
            (" ", "empty"),
            ("a\nb", "invisible-character"),
            ("a\u{202e}b", "invisible-character"),
            ("a\u{200b}b", "invisible-character"),
            ("\u{feff}", "invisible-character"),
        ] {
            assert_eq!(line(bad, "the name", 4).unwrap_err().code(), code, "{bad:?}");
        }
        assert_eq!(optional(Some("  ".into()), "the acronym", 4).unwrap(), None);
    }

    #[test]
    fn an_address_has_a_name_and_a_host() {
        assert_eq!(address(" vera@coalition.example", 100).unwrap(), "vera@coalition.example");
        for bad in ["vera", "@host", "vera@", "a@b@c", "Vera <v@c.example>", "a@b.example, c@d.example"] {
            assert!(address(bad, 100).is_err(), "{bad}");
        }
    }
}
