//! What finding the places of an update's structs costs: to look what stands there, and to step over it as Yjs does.

use crate::Refusal;
use crate::index::Size;
use crate::limits::EFFORT_MAX;

/// So much of it, in steps of some 40 ns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Effort(pub u64);

/// From one piece to the next.
pub(crate) const STEP: u64 = 1;

/// To find a piece by its id.
pub(crate) const FIND: u64 = 5;

/// To step over a struct in yrs, and in each browser.
pub(crate) const WALK: u64 = 10;

/// To measure a draft, for each of its structs.
pub(crate) const MEASURE: u64 = 5;

/// To cut a struct in two in yrs: it moves all that its client wrote later, and the rest of the words.
pub(crate) fn cut(size: Size) -> u64 {
    FIND + size.structs as u64 / 200 + size.bytes as u64 / 4_000
}

impl Effort {
    /// What one update may cost.
    pub const MOST: Self = Self(EFFORT_MAX);

    /// Without end: what is stored was admitted once.
    pub(crate) const ANY: Self = Self(u64::MAX);

    /// Takes so much away, or all there is.
    pub(crate) fn take(&mut self, steps: u64) -> Result<(), Refusal> {
        let left = self.0.checked_sub(steps);
        self.0 = left.unwrap_or(0);
        left.map(drop).ok_or(Refusal::TooCostly)
    }
}
