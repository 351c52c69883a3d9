//! The limits of frames, each with its unit.

/// Largest frame, in bytes: an update of a long offline stretch, or a pasted book.
pub const FRAME_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Largest state vector, in bytes: some 50,000 clients, for each window that ever wrote is one.
pub const STATE_VECTOR_BYTES_MAX: usize = 512 * 1024;

/// Most entries of one awareness frame. Stock providers send back whatever they were sent, frame by frame, so what
/// the server sends keeps to this too.
pub const AWARENESS_ENTRIES_MAX: usize = 64;

/// Largest state of one awareness entry, in bytes of JSON.
pub const AWARENESS_STATE_BYTES_MAX: usize = 4 * 1024;

/// Longest name of a root type in a cursor, in bytes.
pub const CURSOR_ROOT_BYTES_MAX: usize = 64;

/// Longest reason of an auth message, in bytes.
pub const REASON_BYTES_MAX: usize = 256;

/// Length of a state hash, in bytes: a SHA-256.
pub const STATE_HASH_BYTES: usize = 32;

/// Client ids are below this: what JavaScript counts exactly.
pub const CLIENT_END: u64 = 1 << 53;
