//! Which crate may know which, and which one alone may know a library (design of the crates: ARCHITECTURE.md).

use crate::command::output;
use anyhow::{Context, Result};
use serde_json::Value;

/// What each crate may know of ours.
const MAY_KNOW: [(&str, &[&str]); 8] = [
    ("model", &[]),
    ("wire", &["model"]),
    ("statement", &["model"]),
    ("export", &["model"]),
    ("store", &["model"]),
    ("room", &["model", "statement", "wire", "store"]),
    ("server", &["model", "statement", "wire", "store", "room", "export"]),
    ("undersigned", &["model", "statement", "wire", "store", "room", "export", "server"]),
];

/// Libraries that one crate alone may know.
const ALONE: [(&str, &str); 5] = [
    ("yrs", "statement"),
    ("sled", "store"),
    ("axum", "server"),
    ("typst", "export"),
    ("typst-pdf", "export"),
];

/// Libraries that stand for I/O or async, which the core does without.
const IMPURE: [&str; 4] = ["tokio", "reqwest", "getrandom", "tracing"];

/// Crates without I/O.
const CORE: [&str; 4] = ["model", "wire", "statement", "export"];

/// Each arrow that points the wrong way.
pub fn breaches() -> Result<Vec<String>> {
    let metadata: Value =
        serde_json::from_str(&output("cargo", &["metadata", "--no-deps", "--format-version=1"], ".")?)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists packages")?;
    Ok(packages.iter().flat_map(of_package).collect())
}

fn of_package(package: &Value) -> Vec<String> {
    let name = package["name"].as_str().unwrap_or_default();
    let Some((_, allowed)) = MAY_KNOW.iter().find(|(ours, _)| *ours == name) else { return Vec::new() };
    let known = package["dependencies"].as_array().into_iter().flatten();
    let known = known.filter(|dependency| dependency["kind"].is_null());
    known
        .filter_map(|dependency| breach(name, allowed, dependency["name"].as_str().unwrap_or_default()))
        .collect()
}

fn breach(name: &str, allowed: &[&str], known: &str) -> Option<String> {
    let ours = MAY_KNOW.iter().any(|(ours, _)| *ours == known);
    if ours && !allowed.contains(&known) {
        return Some(format!("crates/{name}: may not know crate `{known}`"));
    }
    if let Some((_, owner)) = ALONE.iter().find(|(library, _)| *library == known)
        && *owner != name
    {
        return Some(format!("crates/{name}: only `{owner}` may know the library `{known}`"));
    }
    (CORE.contains(&name) && IMPURE.contains(&known))
        .then(|| format!("crates/{name}: the core has no I/O, so it may not know `{known}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_the_wrong_way_is_named() {
        assert!(breach("model", &[], "store").is_some());
        assert!(breach("room", &["statement"], "yrs").is_some());
        assert!(breach("wire", &["model"], "tokio").is_some());
        assert!(breach("statement", &["model"], "yrs").is_none());
    }
}
