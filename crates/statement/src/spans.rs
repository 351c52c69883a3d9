//! The sequence as yrs keeps it, in stretches of characters under the same formats.

use serde_json::{Value as Json, json};
use yrs::types::Attrs;
use yrs::types::text::YChange;
use yrs::{Any, Doc, Number, Out, Text, TextRef, Transact};

/// Characters under the same formats.
#[derive(Debug, Clone)]
pub struct Span {
    pub text: String,
    /// Names and values that are not null, in no order.
    pub formats: Vec<(String, Format)>,
}

/// A format's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    True,
    False,
    Number(u8),
    Text(String),
}

/// All of a draft.
pub fn of(doc: &Doc, content: &TextRef) -> Vec<Span> {
    let transaction = doc.transact();
    let parts = content.diff(&transaction, YChange::identity);
    let spans = parts.into_iter().filter_map(|part| {
        // The gate lets nothing else in.
        let Out::Any(Any::String(text)) = part.insert else { return None };
        let formats = part.attributes.map(|attributes| formats(&attributes)).unwrap_or_default();
        Some(Span { text: text.to_string(), formats })
    });
    spans.collect()
}

fn formats(attributes: &Attrs) -> Vec<(String, Format)> {
    let format = |value: &Any| match value {
        Any::Bool(true) => Some(Format::True),
        Any::Bool(false) => Some(Format::False),
        Any::Number(Number::Int(number)) => u8::try_from(*number).ok().map(Format::Number),
        Any::String(text) => Some(Format::Text(text.to_string())),
        _ => None,
    };
    attributes.iter().filter_map(|(name, value)| Some((name.to_string(), format(value)?))).collect()
}

/// As JSON in one way only: an array of text and sorted formats, equal neighbours made one.
pub fn canonical(spans: &[Span]) -> String {
    let mut stretches: Vec<(String, Vec<(&str, Json)>)> = Vec::new();
    for span in spans {
        let mut formats: Vec<_> = span.formats.iter().map(|(name, is)| (name.as_str(), value(is))).collect();
        formats.sort_by_key(|(name, _)| *name);
        match stretches.last_mut() {
            Some((text, before)) if *before == formats => text.push_str(&span.text),
            _ => stretches.push((span.text.clone(), formats)),
        }
    }
    json!(stretches).to_string()
}

/// As Yjs's `toDelta` gives it.
pub fn delta(spans: &[Span]) -> Json {
    let spans = spans.iter().map(|span| {
        if span.formats.is_empty() {
            return json!({ "insert": span.text });
        }
        let formats = span.formats.iter().map(|(name, format)| (name.clone(), value(format)));
        json!({ "insert": span.text, "attributes": formats.collect::<serde_json::Map<_, _>>() })
    });
    Json::Array(spans.collect())
}

fn value(format: &Format) -> Json {
    match format {
        Format::True => json!(true),
        Format::False => json!(false),
        Format::Number(number) => json!(number),
        Format::Text(text) => json!(text),
    }
}
