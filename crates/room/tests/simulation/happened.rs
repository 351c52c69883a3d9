//! What happened in a world.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::AddAssign;

/// How often each kind of thing happened, and what everybody saw of it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Happened {
    pub edits: u32,
    pub barriers: u32,
    pub lies: u32,
    pub failures: u32,
    pub crashes: u32,
    pub partitions: u32,
    pub losses: u32,
    pub revocations: u32,
    /// Documents that said the same as the room, when it said what its draft says.
    pub compared: u32,
    /// A hash of each frame and each end as it was seen, in order.
    seen: u64,
}

impl AddAssign for Happened {
    fn add_assign(&mut self, other: Self) {
        self.edits += other.edits;
        self.barriers += other.barriers;
        self.lies += other.lies;
        self.failures += other.failures;
        self.crashes += other.crashes;
        self.partitions += other.partitions;
        self.losses += other.losses;
        self.revocations += other.revocations;
        self.compared += other.compared;
        self.seen = self.seen.wrapping_add(other.seen);
    }
}

impl Happened {
    pub fn saw(&mut self, what: impl Hash) {
        let mut hasher = DefaultHasher::new();
        (self.seen, what).hash(&mut hasher);
        self.seen = hasher.finish();
    }

    /// A run that many seeds long leaves nothing out.
    pub fn is_of_every_kind(&self) {
        let disk = [self.barriers, self.lies, self.failures, self.crashes];
        let people = [self.edits, self.partitions, self.losses, self.revocations, self.compared];
        assert!(disk.iter().chain(&people).all(|count| *count > 0), "{self:?}");
    }
}
