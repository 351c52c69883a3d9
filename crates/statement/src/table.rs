//! The one table of formats.

/// Whether it is 1 to 32 characters of `[a-z0-9]`, as notes and suggestions are named.
pub fn is_id(id: &str) -> bool {
    (1..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}
