//! Making a patch between the canonical JSON of two Statements; `model::patch` applies it.

use model::patch::{Edit, Patch};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The patch that makes `to` of `from`.
pub fn patch(from: &str, to: &str) -> Patch {
    let (old, new) = (pieces(from), pieces(to));
    let length = |pieces: &[&str]| {
        let characters: usize = pieces.iter().map(|piece| piece.chars().count()).sum();
        u32::try_from(characters).expect("a Statement has fewer than 2^32 characters")
    };
    let (mut edits, mut keep) = (Vec::new(), 0);
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (dropped, added) = (&old[op.old_range()], &new[op.new_range()]);
        if matches!(op, DiffOp::Equal { .. }) {
            keep += length(dropped);
        } else {
            edits.push(Edit { keep, drop: length(dropped), add: added.concat() });
            keep = 0;
        }
    }
    Patch(edits)
}

/// Words, and every other character for itself.
fn pieces(json: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = json;
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(if word == 0 { first.len_utf8() } else { word });
        pieces.push(piece);
        rest = after;
    }
    pieces
}
