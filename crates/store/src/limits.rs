//! The limits of the store, each with its unit.

use std::time::Duration;

/// Longest key, in bytes, its table not counted.
pub const KEY_BYTES_MAX: usize = 512;

/// Largest value, in bytes.
pub const VALUE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Largest batch, in bytes of its operations.
pub const BATCH_BYTES_MAX: usize = 128 * 1024 * 1024;

/// How many batches wait for the writer before the next is turned away.
pub const QUEUE_BATCHES_MAX: usize = 8192;

/// How many bytes of batches wait for the writer before the next is turned away; a first one always fits.
pub const QUEUE_BYTES_MAX: usize = 256 * 1024 * 1024;

/// How many batches one barrier covers at most.
pub const GROUP_BATCHES_MAX: usize = 1024;

/// After how many bytes a group takes no further batch, in bytes of operations.
pub const GROUP_BYTES_MAX: usize = 8 * 1024 * 1024;

/// From how many batches a second on they wait for each other.
pub const CROWD_PER_SECOND_MIN: f64 = 500.0;

/// How large those are on average at most, in bytes of operations.
pub const CROWD_BATCH_BYTES_MAX: usize = 1024;

/// For how long they are counted.
pub const CROWD_COUNTED_FOR: Duration = Duration::from_millis(100);

/// How far apart groups then begin, so that nobody waits longer for others.
pub const CROWD_PAUSE: Duration = Duration::from_millis(10);

/// After how many bytes a journal segment is closed and the next begun.
pub const SEGMENT_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// After how many bytes of journal a snapshot is made.
pub const SNAPSHOT_AFTER_BYTES: u64 = 64 * 1024 * 1024;

/// How long a journal that has grown goes without a snapshot at most.
pub const SNAPSHOT_EVERY: Duration = Duration::from_secs(24 * 3600);

/// How many verified snapshots are kept.
pub const SNAPSHOTS_KEPT: usize = 2;

/// About how many bytes of rows one frame of a snapshot holds.
pub const SNAPSHOT_FRAME_BYTES: usize = 1024 * 1024;

/// Largest frame of a journal or snapshot, in bytes of payload: a group almost full, and the largest batch after it.
pub const FRAME_BYTES_MAX: usize = GROUP_BYTES_MAX + BATCH_BYTES_MAX + 64;

/// Largest value in the index, in bytes; sled keeps longer ones in files that it never syncs.
pub const CHUNK_BYTES_MAX: usize = 4096;

/// How many changed rows the index lags behind the journal at most.
pub const INDEX_BEHIND_ROWS_MAX: usize = 256;

/// How many bytes of changed rows the index lags behind the journal, before it is brought up.
pub const INDEX_BEHIND_BYTES_MAX: usize = 64 * 1024;

/// How often it is brought up at least.
pub const INDEX_FOLLOWS_EVERY: Duration = Duration::from_secs(60);

/// At how many bytes of changed rows commits wait for the index.
pub const INDEX_BEHIND_BYTES_END: usize = 16 * 1024 * 1024;

/// How many bytes of changes the index is given before it has written them.
pub const INDEX_PIECE_BYTES_MAX: usize = 128 * 1024;

/// Memory of the index's cache, in bytes.
pub const INDEX_CACHE_BYTES: u64 = 16 * 1024 * 1024;

/// How many bytes of the index's files are read at once for their checksum.
pub const SEAL_READ_BYTES: usize = 64 * 1024;

/// How often opening the index is tried again while its lock is held.
pub const INDEX_OPEN_TRIES_MAX: u32 = 100;

/// How long to wait between two tries.
pub const INDEX_OPEN_PAUSE: Duration = Duration::from_millis(10);

/// How many texts, ledgers and files of a broken record are named.
pub const AFFECTED_NAMED_MAX: usize = 8;
