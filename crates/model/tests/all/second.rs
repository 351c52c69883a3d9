//! Canonical JSON beside a second implementation of RFC 8785.

use model::canonical::{NotCanonical, from_canonical, to_canonical};
use proptest::prelude::*;
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

fn value() -> impl Strategy<Value = Value> {
    let words = any::<String>().prop_map(|s| Value::String(s.nfc().collect()));
    let leaf = prop_oneof![words, (0..=model::canonical::INTEGER_MAX).prop_map(Value::from)];
    leaf.prop_recursive(4, 48, 6, |inner| {
        let members = prop::collection::vec(("[ -~]{0,6}", inner.clone()), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(Value::Array),
            members.prop_map(|m| Value::Object(m.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn ours_and_a_second_implementation_write_the_same(value in value()) {
        let ours = to_canonical(&value).unwrap();
        prop_assert_eq!(&ours, &serde_jcs::to_string(&value).unwrap());
        prop_assert_eq!(from_canonical::<Value>(&ours).unwrap(), value);
    }

    #[test]
    fn a_line_is_read_in_one_spelling_only(value in value(), at in any::<prop::sample::Index>()) {
        let line = to_canonical(&value).unwrap();
        let places: Vec<usize> = line.char_indices().map(|(place, _)| place).collect();
        let mut spaced = line.clone();
        spaced.insert(places[at.index(places.len())], ' ');
        if let Ok(read) = from_canonical::<Value>(&spaced) {
            prop_assert_ne!(read, value, "a blank inside a string is another value");
        }
    }
}

#[test]
fn nesting_at_the_limit_is_read_and_one_deeper_is_not() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let deepest = model::canonical::DEPTH_MAX + 1;
    assert!(from_canonical::<Value>(&nested(deepest)).is_ok());
    let deeper = from_canonical::<Value>(&nested(deepest + 1));
    assert!(matches!(deeper, Err(NotCanonical::Shape(_))), "{deeper:?}");
}
