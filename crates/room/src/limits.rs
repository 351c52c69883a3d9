//! The limits of rooms, each with its unit.

use statement::limits::DRAFT_STRUCTS_MAX;
use std::time::Duration;

/// How many bytes of frames wait in a room's mailbox or for its barrier, each counted with [`FRAME_OVERHEAD_BYTES`].
pub const MAILBOX_BYTES_MAX: usize = 8 * 1024 * 1024;

/// What a frame costs besides its bytes.
pub const FRAME_OVERHEAD_BYTES: usize = 256;

/// How long a frame waits for a place in the mailbox before its socket is closed.
pub const MAILBOX_WAIT_MAX: Duration = Duration::from_secs(5);

/// How many events a room handles before it looks after its queue again.
pub const EVENTS_PER_TURN_MAX: usize = 256;

/// How long it handles them at most before it does, and before other texts have their turn.
pub const TURN_TIME_MAX: Duration = Duration::from_millis(5);

/// How many bytes wait for one slow reader, after what came first, before it is given one merged catch-up instead.
pub const OUTBOX_BYTES_MAX: usize = 2 * 1024 * 1024;

/// What each thing in an outbox counts for beside its bytes, which can be few.
pub const PARCEL_OVERHEAD_BYTES: usize = 128;

/// How many bytes one take from an outbox gathers before it is written.
pub const WRITE_BYTES_MAX: usize = 256 * 1024;

/// How many bytes the room writes to a connection by itself: longer ones wait for whoever moves the socket's bytes.
pub const DIRECT_BYTES_MAX: usize = 16 * 1024;

/// How many people's sockets one room seats.
pub const SEATS_MAX: usize = 4096;

/// How long a text without anybody stays in memory.
pub const QUIET: Duration = Duration::from_secs(30);

/// How long presence waits for company before it is shown.
pub const PRESENCE_PAUSE: Duration = Duration::from_millis(40);

/// How many entries of those who left are remembered, for their clocks.
pub const PRESENCE_DEPARTED_MAX: usize = 1024;

/// After how many updates a room compacts.
pub const COMPACT_AFTER_UPDATES: u64 = 2000;

/// After how many bytes of updates it does.
pub const COMPACT_AFTER_BYTES: usize = 4 * 1024 * 1024;

/// After how many bytes of updates one compaction takes no further one; the next goes on.
pub const COMPACT_PIECE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// How many updates lie between two state vectors kept for catch-ups.
pub const MARK_EVERY_UPDATES: u64 = 64;

/// How many state vectors are kept for catch-ups; somebody further behind gets the whole state.
pub const MARKS_MAX: usize = 64;

/// How many bytes they have together; each grows with the number of people and windows that ever wrote.
pub const MARKS_BYTES_MAX: usize = 1024 * 1024;

/// How long after somebody joined the room says what its draft says.
pub const COMPARED_AFTER_JOIN: Duration = Duration::from_secs(2);

/// How often it says so while people write, and how often at most it reads its draft again because somebody has another.
pub const COMPARED_EVERY: Duration = Duration::from_secs(120);

/// How many claims of client ids are remembered in memory; the others are read from the store.
pub const CLAIMS_REMEMBERED_MAX: usize = 65_536;

/// How many client ids one person may claim in an hour, over all texts.
pub const CLAIMS_PER_HOUR_MAX: u32 = 1000;

/// How many structs of a text one person may write: a quarter of what it holds is for the others, whoever fills it.
pub const STRUCTS_OF_A_PERSON_MAX: usize = DRAFT_STRUCTS_MAX / 4 * 3;

/// Client ids with fewer are not counted.
pub const STRUCTS_COUNTED_MIN: usize = 64;

/// How many texts are read from the store at once; each takes a thread and the memory of a draft.
pub const READINGS_MAX: usize = 2;

/// The longest update or state vector that is read on the thread that serves all texts, in bytes.
pub const UPDATE_HERE_BYTES_MAX: usize = 16 * 1024;

/// How many bytes of a longer one cost a step of [`statement::Effort`] to read.
pub const BYTES_A_STEP: u64 = 4;

/// The longest text whose state is written on that thread, in structs.
pub const STRUCTS_HERE_MAX: u64 = 10_000;

/// The longest one in bytes.
pub const STATE_HERE_BYTES_MAX: usize = 256 * 1024;

/// What writing the state of a longer one costs for each of its structs, in the steps of [`statement::Effort`].
pub const EFFORT_A_STRUCT: u64 = 5;

/// How many bytes of it cost a step.
pub const STATE_BYTES_A_STEP: u64 = 16;

/// What an update may cost whoever cost much already, in the steps of [`statement::Effort`].
pub const EFFORT_LITTLE: u64 = 1_000;

/// How much one person's updates may cost a millisecond in the long run: a fifth of a core.
pub const EFFORT_A_MS: u64 = 5_000;

/// How far ahead of that they may be, in milliseconds; one update may go further.
pub const EFFORT_AHEAD_MS: u64 = 2_000;

/// An hour, in milliseconds.
pub const HOUR_MS: u64 = 3_600_000;

/// The server draws client ids of its own from here up; nobody else writes under one.
pub const SERVER_CLIENTS_FROM: u64 = 1 << 52;

/// How often a client in a gap is asked for what is missing before it is closed.
pub const GAP_QUESTIONS_MAX: u8 = 8;
