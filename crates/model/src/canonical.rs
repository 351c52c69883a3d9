//! Canonical JSON: RFC 8785 over strings, integers, arrays and objects with ASCII keys; nothing else is admitted.
//!
//! With these values RFC 8785's hard parts (floats, UTF-16 key order, lone surrogates) cannot occur, and what
//! `serde_json` writes from a sorted map is the canonical form.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use unicode_normalization::is_nfc;

/// Largest integer in canonical JSON, 2^53 - 1, which every JSON reader keeps exactly (RFC 8785, 3.2.2.3).
pub const INTEGER_MAX: u64 = (1 << 53) - 1;

/// Deepest nesting that is read.
pub const DEPTH_MAX: usize = 32;

/// Why something has no canonical form, or is not in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotCanonical {
    /// Null, a boolean, a float, or an integer outside 0 to 2^53 - 1.
    #[error("only strings and whole numbers up to 2^53 - 1 may stand in a record")]
    Value,
    /// A member's name with a character outside ASCII.
    #[error("members' names are ASCII")]
    Key,
    /// A string that is not in Unicode normalization form C.
    #[error("a string is not in normalization form C")]
    NotNfc,
    /// Not JSON, an unknown, missing or repeated member, or too deep.
    #[error("not a record of this format: {0}")]
    Shape(String),
    /// JSON, but written in another way than the canonical one.
    #[error("the line is not in its canonical form")]
    Form,
}

/// The canonical form of a value.
pub fn to_canonical<T: Serialize>(value: &T) -> Result<String, NotCanonical> {
    let value = serde_json::to_value(value).map_err(|e| NotCanonical::Shape(e.to_string()))?;
    check(&value, 0)?;
    Ok(value.to_string())
}

/// Reads a value and refuses any line that is not exactly its canonical form.
pub fn from_canonical<T: Serialize + DeserializeOwned>(line: &str) -> Result<T, NotCanonical> {
    let value: T = serde_json::from_str(line).map_err(|e| NotCanonical::Shape(e.to_string()))?;
    if to_canonical(&value)? == line { Ok(value) } else { Err(NotCanonical::Form) }
}

fn check(value: &Value, depth: usize) -> Result<(), NotCanonical> {
    if depth > DEPTH_MAX {
        return Err(NotCanonical::Shape("too deep".into()));
    }
    match value {
        Value::Null | Value::Bool(_) => Err(NotCanonical::Value),
        Value::Number(n) => match n.as_u64() {
            Some(n) if n <= INTEGER_MAX => Ok(()),
            _ => Err(NotCanonical::Value),
        },
        Value::String(s) => {
            if is_nfc(s) {
                Ok(())
            } else {
                Err(NotCanonical::NotNfc)
            }
        }
        Value::Array(items) => items.iter().try_for_each(|item| check(item, depth + 1)),
        Value::Object(members) => members.iter().try_for_each(|(key, member)| {
            if key.is_ascii() { check(member, depth + 1) } else { Err(NotCanonical::Key) }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_are_sorted_and_strings_escaped_as_rfc_8785_says() {
        let value = json!({"b": 1, "a": "\u{8}\t\n\u{c}\r\"\\\u{1}\u{7f}é€😀"});
        assert_eq!(
            to_canonical(&value).unwrap(),
            "{\"a\":\"\\b\\t\\n\\f\\r\\\"\\\\\\u0001\u{7f}é€😀\",\"b\":1}"
        );
    }

    #[test]
    fn null_booleans_floats_big_and_negative_numbers_and_foreign_keys_are_refused() {
        for bad in [json!(null), json!([true]), json!(1.5), json!(-1), json!(INTEGER_MAX + 1)] {
            assert_eq!(to_canonical(&bad), Err(NotCanonical::Value), "{bad}");
        }
        assert_eq!(to_canonical(&json!({"é": 1})), Err(NotCanonical::Key));
        assert_eq!(to_canonical(&json!("e\u{301}")), Err(NotCanonical::NotNfc));
        assert_eq!(to_canonical(&json!(INTEGER_MAX)).unwrap(), "9007199254740991");
    }

    #[test]
    fn a_line_is_read_only_in_its_canonical_form() {
        assert!(from_canonical::<Value>("{\"a\":1,\"b\":2}").is_ok());
        for other in ["{\"b\":2,\"a\":1}", "{\"a\": 1}", "{\"a\":1,\"a\":1}", "{\"a\":\"\\u0041\"}"] {
            assert_eq!(from_canonical::<Value>(other), Err(NotCanonical::Form), "{other}");
        }
    }
}
