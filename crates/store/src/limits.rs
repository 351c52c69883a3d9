//! The limits of the store, each with its unit.

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
