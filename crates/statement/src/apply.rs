//! Updates that the gate has passed, given to yrs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use yrs::updates::decoder::Decode;
use yrs::{Doc, Transact};

/// Nothing that the gate passes is known to make yrs panic; should it, the draft is thrown away, and not the server.
pub fn apply(doc: &Doc, bytes: &[u8]) -> Option<()> {
    let update = catch_unwind(|| yrs::Update::decode_v1(bytes)).ok()?.ok()?;
    let mut transaction = doc.transact_mut();
    let applied = catch_unwind(AssertUnwindSafe(|| transaction.apply_update(update)));
    if applied.is_err() {
        // A transaction commits when it is dropped: a second panic there would end the process. What is forgotten
        // keeps its lock, so that nobody reads what is half done.
        std::mem::forget(transaction);
        return None;
    }
    catch_unwind(AssertUnwindSafe(|| drop(transaction))).ok()?;
    applied.ok()?.ok()
}
