//! The one table of formats: where each counts and which values it takes. Gate and reading are made from it.

use crate::Refusal;
use crate::limits::{IGNORED_LENGTH_MAX, KEY_BYTES_MAX, LINK_LENGTH_MAX, TAG_LENGTH_MAX};
use model::ids::ID_LENGTH_MAX;
use std::borrow::Cow;

/// A note's mark stands in the words as this character.
pub const NOTE_MARK: char = '\u{fffc}';

/// A format of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Title,
    Subtitle,
    Header,
    List,
    Numbered,
    Indent,
    Blockquote,
    Direction,
    Note,
    Signatories,
    Bold,
    Italic,
    Underline,
    Link,
    Script,
    Lang,
    /// What a stock Quill sends and a Statement does not say.
    Ignored,
}

/// Which values a format takes, apart from none.
#[derive(Debug, Clone, Copy)]
enum Values {
    True,
    UpTo(u8),
    OneOf(&'static [&'static str]),
    Id,
    Link,
    Tag,
    Short,
}

/// Name, format, values.
const TABLE: [(&str, Key, Values); 23] = [
    ("title", Key::Title, Values::True),
    ("subtitle", Key::Subtitle, Values::True),
    ("header", Key::Header, Values::UpTo(4)),
    ("list", Key::List, Values::OneOf(&["bullet", "ordered"])),
    ("numbered", Key::Numbered, Values::True),
    ("indent", Key::Indent, Values::UpTo(2)),
    ("blockquote", Key::Blockquote, Values::True),
    ("direction", Key::Direction, Values::OneOf(&["rtl"])),
    ("note", Key::Note, Values::Id),
    ("signatories", Key::Signatories, Values::True),
    ("bold", Key::Bold, Values::True),
    ("italic", Key::Italic, Values::True),
    ("underline", Key::Underline, Values::True),
    ("link", Key::Link, Values::Link),
    ("script", Key::Script, Values::OneOf(&["sub", "super"])),
    ("lang", Key::Lang, Values::Tag),
    ("color", Key::Ignored, Values::Short),
    ("background", Key::Ignored, Values::Short),
    ("font", Key::Ignored, Values::Short),
    ("size", Key::Ignored, Values::Short),
    ("strike", Key::Ignored, Values::Short),
    ("align", Key::Ignored, Values::Short),
    ("code", Key::Ignored, Values::Short),
];

/// Kept for suggestions and figures.
const RESERVED: [&str; 4] = ["ins:", "del:", "fmt:", "figure"];

/// What a format says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// `null` and `false`.
    None,
    True,
    Number(u8),
    Text(Cow<'a, str>),
}

impl Key {
    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        entry(name).map(|(key, _)| key)
    }
}

fn entry(name: &str) -> Option<(Key, Values)> {
    TABLE.iter().find(|(known, _, _)| *known == name).map(|(_, key, values)| (*key, *values))
}

/// Passes a format only as the table has it; `json` is the value as Yjs writes it.
pub fn check(name: &str, json: &str) -> Result<(), Refusal> {
    if name.len() > KEY_BYTES_MAX {
        return Err(Refusal::Format);
    }
    let Some((_, values)) = entry(name) else {
        let reserved = RESERVED.iter().any(|kept| name.starts_with(kept));
        return Err(if reserved { Refusal::Reserved } else { Refusal::Format });
    };
    let value = value(json).ok_or(Refusal::Format)?;
    if takes(values, &value) { Ok(()) } else { Err(Refusal::Format) }
}

fn takes(values: Values, value: &Value<'_>) -> bool {
    match (values, value) {
        (_, Value::None) | (Values::True | Values::Short, Value::True) => true,
        (Values::UpTo(most), Value::Number(number)) => (1..=most).contains(number),
        (Values::OneOf(known), Value::Text(text)) => known.contains(&text.as_ref()),
        (Values::Id, Value::Text(text)) => is_id(text),
        (Values::Link, Value::Text(text)) => is_link(text),
        (Values::Tag, Value::Text(text)) => is_tag(text),
        (Values::Short, Value::Text(text)) => {
            text.chars().count() <= IGNORED_LENGTH_MAX && !text.chars().any(char::is_control)
        }
        _ => false,
    }
}

fn value(json: &str) -> Option<Value<'_>> {
    // No value of the table is longer, escapes included.
    if json.len() > 8 * LINK_LENGTH_MAX {
        return None;
    }
    match json.as_bytes() {
        b"null" | b"false" => Some(Value::None),
        b"true" => Some(Value::True),
        [digit @ b'0'..=b'9'] => Some(Value::Number(digit - b'0')),
        [b'"', ..] => serde_json::from_str::<String>(json).ok().map(|text| Value::Text(text.into())),
        _ => None,
    }
}

/// Whether it is 1 to 32 characters of `[a-z0-9]`, as notes and suggestions are named.
pub fn is_id(id: &str) -> bool {
    (1..=ID_LENGTH_MAX).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// Whether it is an http, https or mailto address. One with a space passes: people paste them, and the reading says so.
pub fn is_link(link: &str) -> bool {
    let rest = |scheme: &str| {
        let start = link.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(&link[scheme.len()..])
    };
    let rest = ["https://", "http://", "mailto:"].into_iter().find_map(rest).unwrap_or_default();
    (1..=LINK_LENGTH_MAX).contains(&rest.chars().count()) && !rest.chars().any(|c| c.is_ascii_control())
}

/// Whether it has the shape of a BCP 47 tag: parts of 1 to 8 letters and digits, the first of 2 or 3 letters.
pub fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    tag.len() <= TAG_LENGTH_MAX
        && (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_of_the_table_passes_with_its_values_and_with_none() {
        for (name, json) in [
            ("title", "true"),
            ("header", "4"),
            ("list", "\"bullet\""),
            ("indent", "2"),
            ("direction", "\"rtl\""),
            ("note", "\"a1\""),
            ("link", "\"https://example.org/a\""),
            ("link", "\"mailto:a@example.org\""),
            ("script", "\"super\""),
            ("lang", "\"zh-Hant-TW\""),
            ("color", "\"#ff0000\""),
            ("code", "true"),
        ] {
            assert_eq!(check(name, json), Ok(()), "{name} {json}");
        }
        for (name, _, _) in TABLE {
            assert_eq!(check(name, "null"), Ok(()), "{name}");
            assert_eq!(check(name, "false"), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_the_table_does_not_have_is_refused() {
        for (name, json) in [
            ("title", "1"),
            ("header", "0"),
            ("header", "5"),
            ("header", "1.0"),
            ("header", " 1"),
            ("header", "\"1\""),
            ("indent", "3"),
            ("list", "\"checked\""),
            ("note", "\"A\""),
            ("link", "\"javascript:alert(1)\""),
            ("link", "\"https://\""),
            ("link", "\"https://a\\nb\""),
            ("bold", "\"true\""),
            ("bold", "[true]"),
            ("color", "\"\\ud800\""),
            ("image", "true"),
            ("", "true"),
            ("code-block", "true"),
        ] {
            assert_eq!(check(name, json), Err(Refusal::Format), "{name} {json}");
        }
    }

    #[test]
    fn formats_kept_for_later_say_so() {
        for name in ["ins:a", "del:a", "fmt:a", "figure"] {
            assert_eq!(check(name, "true"), Err(Refusal::Reserved), "{name}");
        }
    }

    #[test]
    fn lengths_pass_at_their_limit_and_not_one_past_it() {
        let quoted = |text: String| format!("\"{text}\"");
        let link = |length: usize| quoted(format!("https://{}", "a".repeat(length)));
        assert_eq!(check("link", &link(LINK_LENGTH_MAX)), Ok(()));
        assert_eq!(check("link", &link(LINK_LENGTH_MAX + 1)), Err(Refusal::Format));
        assert_eq!(check("font", &quoted("a".repeat(IGNORED_LENGTH_MAX))), Ok(()));
        assert_eq!(check("font", &quoted("a".repeat(IGNORED_LENGTH_MAX + 1))), Err(Refusal::Format));
        assert_eq!(check("note", &quoted("a".repeat(ID_LENGTH_MAX))), Ok(()));
        assert_eq!(check("note", &quoted("a".repeat(ID_LENGTH_MAX + 1))), Err(Refusal::Format));
        let tag = |last: usize| quoted(format!("en-{}-{}", ["abcdefgh"; 3].join("-"), "a".repeat(last)));
        assert_eq!(check("lang", &tag(5)), Ok(()));
        assert_eq!(check("lang", &tag(6)), Err(Refusal::Format));
        let longest = format!("ins:{}", "a".repeat(KEY_BYTES_MAX - 4));
        assert_eq!(check(&longest, "true"), Err(Refusal::Reserved));
        assert_eq!(check(&format!("{longest}a"), "true"), Err(Refusal::Format));
    }

    #[test]
    fn the_editors_table_has_the_same_names() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/src/editor/table.ts");
        let editors = std::fs::read_to_string(path).unwrap();
        let names = |of: &str| -> Vec<String> {
            let (_, block) = editors.split_once(&format!("export const {of} = {{")).unwrap();
            let lines = block.lines().take_while(|line| !line.starts_with('}'));
            lines.filter_map(|line| line.trim().split_once(':')).map(|(name, _)| name.to_owned()).collect()
        };
        let theirs: Vec<String> = [names("LINE_KEYS"), names("INLINE_KEYS")].concat();
        let ours = TABLE.iter().filter(|(_, key, _)| *key != Key::Ignored).map(|(name, _, _)| *name);
        assert_eq!(theirs, ours.collect::<Vec<_>>());
    }
}
