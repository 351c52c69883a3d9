//! A note that lists organisations.

use super::Finding;
use super::notes::Note;
use serde::Serialize;

/// Fewest organisations that make a note a list of them.
const LISTED_MIN: usize = 5;

/// Fewest words in parentheses that write a short name out, rather than shorten a long one.
const WRITTEN_OUT_WORDS_MIN: usize = 4;

/// An organisation as a list names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Organisation {
    /// The name as printed, parentheses included.
    pub name_as_printed: String,
    /// In parentheses, in capitals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
}

/// The organisations of the first note that lists some, and a finding for it.
pub fn listed(notes: &[Note], known: &[&str]) -> (Vec<Organisation>, Option<Finding>) {
    for note in notes {
        let Some(entries) = entries(&note.text) else { continue };
        let mut organisations = Vec::new();
        let mut missing = Vec::new();
        for entry in entries {
            for (place, name) in split(&entry, known).into_iter().enumerate() {
                if place > 0 {
                    missing.extend([organisations.len(), organisations.len() + 1]);
                }
                organisations.push(Organisation { acronym: acronym(&name), name_as_printed: name });
            }
        }
        let found = organisations.len();
        let finding =
            Finding::ListOfOrganisations { note: note.number, found, separator_missing_between: missing };
        return (organisations, Some(finding));
    }
    (Vec::new(), None)
}

/// What stands between commas and semicolons outside parentheses, if all of it looks like names.
fn entries(text: &str) -> Option<Vec<String>> {
    let mut entries = vec![String::new()];
    let mut depth = 0_i32;
    for character in text.trim().trim_end_matches('.').chars() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if matches!(character, ',' | ';') && depth <= 0 {
            entries.push(String::new());
        } else if let Some(last) = entries.last_mut() {
            last.push(character);
        }
    }
    let entries: Vec<String> =
        entries.iter().map(|e| e.trim().trim_start_matches("and ").to_owned()).collect();
    let is_name = |e: &String| {
        e.chars().next().is_some_and(char::is_uppercase)
            && !e.chars().any(|c| c.is_ascii_digit())
            && e.split_whitespace().count() <= 24
            && !e.contains("://")
    };
    (entries.len() >= LISTED_MIN && entries.iter().all(is_name)).then_some(entries)
}

/// An entry's organisations: more than one where a separator was lost.
fn split(entry: &str, known: &[&str]) -> Vec<String> {
    if let Some((first, rest)) = known_first(entry, known).or_else(|| short_name_written_out(entry)) {
        let mut names = vec![first];
        names.extend(split(&rest, known));
        return names;
    }
    vec![entry.to_owned()]
}

fn known_first(entry: &str, known: &[&str]) -> Option<(String, String)> {
    let longest = known.iter().filter(|name| entry.starts_with(**name)).max_by_key(|name| name.len())?;
    let rest = entry[longest.len()..].strip_prefix(' ')?;
    let another = known.iter().any(|name| rest.starts_with(name));
    another.then(|| ((*longest).to_owned(), rest.to_owned()))
}

/// `One Name CamelName (Another Name Written Out)`: the name with capitals inside is another organisation's, because
/// the parentheses write out one short name.
fn short_name_written_out(entry: &str) -> Option<(String, String)> {
    let (names, parenthesis) = entry.split_once(" (")?;
    let written_out = parenthesis.split_whitespace().count() >= WRITTEN_OUT_WORDS_MIN;
    let (first, short) = names.rsplit_once(' ')?;
    let capitals_inside =
        short.chars().skip(1).any(char::is_uppercase) && short.chars().any(char::is_lowercase);
    (written_out && capitals_inside).then(|| (first.to_owned(), format!("{short} ({parenthesis}")))
}

fn acronym(name: &str) -> Option<String> {
    let inner = name.strip_suffix(')')?.rsplit_once('(')?.1;
    let capitals =
        inner.len() >= 2 && inner.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '-');
    capitals.then(|| inner.to_owned())
}
