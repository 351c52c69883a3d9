//! A patch: from the words that are printed back to those that an organisation signed, so that whoever holds the
//! printed ones finds the digest that was signed and computes the class of the change.

use crate::canonical::NotCanonical;
use crate::limits::{PATCH_EDITS_MAX, PATCHED_BYTES_MAX};
use crate::statement::Statement;
use serde::{Deserialize, Serialize};

/// Edits to a Statement's canonical JSON, from its start to its end; what follows the last one stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Patch(pub Vec<Edit>);

/// One edit. Characters are Unicode scalar values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// How many characters stay as they are, from where the edit before ended.
    pub keep: u32,
    /// How many are left out after that.
    pub drop: u32,
    /// What stands in their place.
    pub add: String,
}

/// Why a patch gives no Statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPatched {
    /// More than is applied.
    #[error("the patch is larger than is applied")]
    TooLarge,
    /// It is about other words.
    #[error("the patch goes past the end of the words")]
    PastTheEnd,
    /// What it gives is no Statement.
    #[error(transparent)]
    Statement(#[from] NotCanonical),
}

impl Patch {
    /// The Statement that this patch gives, applied to the canonical JSON of another.
    pub fn apply(&self, json: &str) -> Result<Statement, NotPatched> {
        let added: usize = self.0.iter().map(|edit| edit.add.len()).sum();
        if self.0.len() > PATCH_EDITS_MAX || json.len().saturating_add(added) > PATCHED_BYTES_MAX {
            return Err(NotPatched::TooLarge);
        }
        let (mut rest, mut patched) = (json, String::with_capacity(json.len() + added));
        for edit in &self.0 {
            let (kept, after) = split(rest, edit.keep)?;
            patched.push_str(kept);
            patched.push_str(&edit.add);
            rest = split(after, edit.drop)?.1;
        }
        patched.push_str(rest);
        Ok(Statement::from_canonical(&patched)?)
    }
}

fn split(text: &str, characters: u32) -> Result<(&str, &str), NotPatched> {
    let characters = usize::try_from(characters).map_err(|_| NotPatched::PastTheEnd)?;
    let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let at = ends.nth(characters).ok_or(NotPatched::PastTheEnd)?;
    text.split_at_checked(at).ok_or(NotPatched::PastTheEnd)
}
