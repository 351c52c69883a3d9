//! A form with a file to import, and what was found in it.

use super::texts::NewText;
use crate::problem::Problem;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use serde::Serialize;
use serde_json::{Map, Value};
use statement::import::{Finding, Imported};
use utoipa::ToSchema;

/// What was found in a file.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Findings {
    /// What a person should look at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<FindingView>,
    /// Names listed in a note, which may be the coalition's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<String>,
}

/// Something a person should look at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FindingView {
    /// One sentence: what was found and what to do.
    pub sentence: String,
    /// The same for programs: a `code`, and what it is about.
    #[serde(flatten)]
    #[schema(value_type = Value)]
    pub finding: Finding,
}

impl Findings {
    /// Those of an imported text.
    pub fn of(imported: &Imported) -> Self {
        let view = |finding: &Finding| FindingView { sentence: finding.sentence(), finding: finding.clone() };
        let findings = imported.findings.iter().map(view);
        let organisations = imported.organisations.iter().map(|o| o.name_as_printed.clone());
        Self { findings: findings.collect(), organisations: organisations.collect() }
    }
}

/// Reads the form: the text's members as fields, the file as `file`, in UTF-8.
pub async fn file(mut form: Multipart) -> Result<(NewText, String), Problem> {
    let mut members = Map::new();
    let mut source = None;
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(unreadable)?;
        let text = String::from_utf8(bytes.to_vec()).map_err(|_| {
            let detail =
                "The file is not plain text in UTF-8; save it as such, or copy its text out of the PDF.";
            Problem::invalid("not-text", detail)
        })?;
        match name.as_str() {
            "file" => source = Some(text),
            _ => _ = members.insert(name, Value::String(text)),
        }
    }
    let source = source.ok_or_else(|| Problem::invalid("no-file", "Choose a file to import."))?;
    let new = serde_json::from_value(Value::Object(members));
    let new =
        new.map_err(|error| Problem::invalid("unreadable", format!("The form cannot be read: {error}.")))?;
    Ok((new, source))
}

fn unreadable(error: MultipartError) -> Problem {
    Problem::new(error.status(), "unreadable", "The form did not arrive whole, or is too large.")
}
