//! Every limit of this crate.

use std::time::Duration;

/// Longest update, in bytes. A client that comes back sends its text's whole set of deletions with each answer.
pub const UPDATE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Most structs that one update adds or repeats.
pub const UPDATE_STRUCTS_MAX: usize = 65_536;

/// Most clients whose structs one update holds: a person's own ids, and those of tabs it has heard from.
pub const UPDATE_CLIENTS_MAX: usize = 1_024;

/// Largest draft, in bytes of its state and of what was added to it since that was measured.
pub const DRAFT_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Most structs a draft is made of, measured as its bytes are.
pub const DRAFT_STRUCTS_MAX: usize = 400_000;

/// How much larger than that deletions alone may make it until it is measured, in bytes and in structs.
pub const DELETING_BYTES_MAX: usize = UPDATE_BYTES_MAX;
pub const DELETING_STRUCTS_MAX: usize = MEASURED_EVERY_STRUCTS;

/// Most that finding the places of one update's structs may cost, in steps of some 40 ns: two seconds. A struct whose
/// neighbours lie far apart makes gate, yrs and browsers walk over what stands between, which honest ones hardly have.
/// For reading a draft back there is no such limit: how many ids a person can claim bounds that.
pub const EFFORT_MAX: u64 = 50_000_000;

/// How many bytes of deleted words are remembered, so that whoever brings them back is not taken for their author.
pub const ERASED_BYTES_MAX: usize = 128 * 1024;

/// How many UTF-16 units of somebody's words another brings back at least to be said to: of shorter pieces whoever wants to
/// makes other sentences.
pub const RESTORED_UNITS_MIN: u32 = 8;

/// How many stretches of a text are remembered to have been brought back.
pub const RESTORED_MAX: usize = 10_000;

/// How many units are looked at to find them, each time that a text is compacted or asked about.
pub const RESTORED_STEPS_MAX: u64 = 20_000_000;

/// Client ids are below this, so that JavaScript can count them.
pub const CLIENT_ID_END: u64 = 1 << 53;

/// A struct ends at or below this clock.
pub const CLOCK_MAX: u32 = (1 << 31) - 1;

/// Longest name of a format, in bytes.
pub const KEY_BYTES_MAX: usize = 40;

/// Longest address of a link, in characters after its scheme.
pub const LINK_LENGTH_MAX: usize = 2_000;

/// Longest language tag, in characters.
pub const TAG_LENGTH_MAX: usize = 35;

/// Longest value of a format that is admitted and ignored, in characters.
pub const IGNORED_LENGTH_MAX: usize = 64;

/// After so many bytes of updates a draft's size is measured again.
pub const MEASURED_EVERY_BYTES: usize = 1024 * 1024;

/// After so many structs of updates a draft's size is measured again.
pub const MEASURED_EVERY_STRUCTS: usize = 8 * 1024;

/// After so many units were deleted a draft's size is measured again: there is room then.
pub const MEASURED_EVERY_DELETED: usize = 64 * 1024;

/// How long two Statements are compared finely; what is left then is shown as replaced.
pub const COMPARING_TIME_MAX: Duration = Duration::from_secs(2);

/// Most problems that one reading names.
pub const PROBLEMS_MAX: usize = 500;

/// Longest plain text that is imported, in bytes.
pub const IMPORT_BYTES_MAX: usize = 512 * 1024;

/// Most blocks of a text that is imported.
pub const IMPORT_BLOCKS_MAX: usize = 5_000;

/// Longest block of a text that is imported, in bytes.
pub const IMPORT_BLOCK_BYTES_MAX: usize = 64 * 1024;

/// Most notes of a text that is imported, addresses that stand alone included.
pub const IMPORT_NOTES_MAX: usize = 300;
