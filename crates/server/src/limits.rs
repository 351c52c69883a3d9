//! The limits of the server, each with its unit.

use std::time::Duration;

/// The hour of a person's clock at which their daily mail goes out.
pub const DIGEST_HOUR: u8 = 8;

/// A round that ends within this time is mailed of at once, whatever somebody chose: later may be too late.
pub const PRESSING_MS: u64 = 24 * 3_600_000;

/// Most heads that are compared with a server that was set back.
pub const KEPT_HEADS_MAX: usize = 256;

/// Largest request body of the API, in bytes; a file to import included.
pub const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Largest answer that is kept for an `Idempotency-Key`, in bytes.
pub const KEPT_ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Longest `Idempotency-Key`, in characters.
pub const IDEMPOTENCY_KEY_CHARACTERS_MAX: usize = 128;

/// How long the first answer to a request with an `Idempotency-Key` is kept, in milliseconds.
pub const ANSWER_KEPT_MS: u64 = 24 * 60 * 60 * 1000;

/// How often what was kept for a time is looked through.
pub const FORGET_EVERY: Duration = Duration::from_secs(10 * 60);

/// Most rows of a kind that are forgotten at once.
pub const FORGET_ROWS_MAX: usize = 5_000;

/// Time in which a request's head has arrived; also how long a connection may idle between requests.
pub const HEAD_TIME_MAX: Duration = Duration::from_secs(20);

/// Time in which the next piece of a request's body has arrived.
pub const BODY_TIME_MAX: Duration = Duration::from_secs(20);

/// Most connections at once; a further one waits until one ends.
pub const CONNECTIONS_MAX: usize = 4096;

/// Most connections of whoever has not said who they are; a further one ends the one that stood longest.
pub const STRANGERS_MAX: usize = 1024;

/// Most connections of one person besides websockets; a further one ends the one that stood longest.
pub const CONNECTIONS_PER_PERSON_MAX: usize = 64;

/// Most connections from one address, or one network of IPv6; a further one is not taken. A proxy on this machine has
/// as many as there are.
pub const CONNECTIONS_PER_ADDRESS_MAX: usize = 512;

/// Most websockets of one person, over all texts; a further one is closed.
pub const SOCKETS_PER_PERSON_MAX: usize = 64;

/// Time that open requests have to end when the server stops.
pub const SHUTDOWN_TIME_MAX: Duration = Duration::from_secs(5);

/// A session that was not used for so long is over, in milliseconds.
pub const SESSION_IDLE_MS: u64 = 12 * 60 * 60 * 1000;

/// A session is over at the latest after so long, in milliseconds.
pub const SESSION_MS_MAX: u64 = 7 * 24 * 60 * 60 * 1000;

/// That a session is in use is written down at most once in so many milliseconds.
pub const SESSION_GRAIN_MS: u64 = 5 * 60 * 1000;

/// A login link that was handed out is good for so long, in milliseconds.
pub const LINK_HANDED_MS: u64 = 24 * 60 * 60 * 1000;

/// A login link of a demonstration is good for so long, in milliseconds.
pub const LINK_DEMO_MS: u64 = 7 * 24 * 60 * 60 * 1000;

/// A program's token is good for so long, in milliseconds.
pub const TOKEN_MS: u64 = 365 * 24 * 60 * 60 * 1000;

/// Longest tag of a language, in characters (RFC 5646, 4.4.1).
pub const LANGUAGE_CHARACTERS_MAX: usize = 35;

/// Most lines of a pasted list of organisations.
pub const PASTED_LINES_MAX: usize = 500;

/// Most login attempts from one address in a burst; one more comes back each two seconds.
pub const LOGIN_BURST: u32 = 20;

/// Milliseconds until one more login attempt is free.
pub const LOGIN_REFILL_MS: u64 = 2_000;

/// Most posts of one person in a burst.
pub const POST_BURST: u32 = 60;

/// Milliseconds until one more post is free.
pub const POST_REFILL_MS: u64 = 500;

/// Most refused sockets of one person in a burst; the next are closed before they are read.
pub const REFUSAL_BURST: u32 = 30;

/// Milliseconds until one more refusal is free.
pub const REFUSAL_REFILL_MS: u64 = 10_000;

/// How many addresses and people the rate limits remember; the longest unused are forgotten first.
pub const RATE_KEYS_MAX: usize = 10_000;

/// Longest line on the administration socket, in bytes.
pub const ADMIN_LINE_BYTES_MAX: u64 = 4096;

/// Read buffer of a websocket, in bytes; a frame is larger than this only when somebody pastes.
pub const SOCKET_READ_BUFFER_BYTES: usize = 2 * 1024;

/// How many whole texts are being read for one person, or wait to be.
pub const READINGS_PER_PERSON_MAX: usize = 4;

/// How long a connection may take nothing of what waits for it.
pub const STALLED_MAX: Duration = Duration::from_secs(60);

/// How long a message may take to come in, from its first byte to its last.
pub const MESSAGE_TIME_MAX: Duration = Duration::from_secs(60);

/// Most bytes of unfinished messages of one person, over all their sockets: four of the largest. Who sends more is told to
/// come back.
pub const UNFINISHED_BYTES_PER_PERSON_MAX: usize = 4 * wire::limits::FRAME_BYTES_MAX;

/// Header of a ping or pong from a client, in bytes (RFC 6455, 5.2).
pub const CONTROL_HEADER_BYTES: usize = 6;

/// A message longer than this is written by itself; shorter ones are gathered up to it.
pub const SOCKET_WRITE_BUFFER_BYTES: usize = 64 * 1024;

/// What a websocket keeps of its write buffer while nothing goes out.
pub const SOCKET_BUFFER_KEPT_BYTES: usize = 1024;

/// Most answers to pings that wait for a slow reader.
pub const REPLIES_MAX: usize = 16;

/// How often a websocket is asked whether it is still there.
pub const PING_EVERY: Duration = Duration::from_secs(9);

/// A websocket that said nothing for so long is gone; presence is gone with it.
pub const SILENCE_MAX: Duration = Duration::from_secs(20);

/// How long a closing websocket may take to hear why.
pub const CLOSE_TIME_MAX: Duration = Duration::from_secs(2);

/// Most frames of one websocket in a burst; its further frames are read as slowly as they may come.
pub const FRAME_BURST: u32 = 2_000;

/// How many more frames one websocket may send each second.
pub const FRAMES_A_SECOND: u32 = 200;

/// Most bytes that one message may take on the wire, the heads of its pieces included.
pub const MESSAGE_READ_BYTES_MAX: usize = wire::limits::FRAME_BYTES_MAX + 64 * 1024;

/// A frame counts once more for each so many bytes of it.
pub const FRAME_BYTES_A_TURN: usize = 4 * 1024;

/// How long an act that was drawn waits to be confirmed, in milliseconds: ten minutes.
pub const PENDING_ACT_MS: u64 = 600_000;

/// Most acts that wait to be confirmed at once, over all people.
pub const PENDING_ACTS_MAX: usize = 10_000;

/// How often the server puts on disk that it answers: a silence is put off by the time since.
pub const ALIVE_EVERY: Duration = Duration::from_secs(60);

/// Most reports of verified files that are kept in memory for public pages.
pub const REPORTS_MAX: usize = 64;

/// How long the question that a new passkey answers is good for.
pub const ENROLMENT_MS: u64 = 10 * 60 * 1_000;

/// Most such questions at one time.
pub const ENROLMENTS_MAX: usize = 10_000;

/// How long a passkey is shown as new.
pub const NEW_KEY_MS: u64 = 24 * 60 * 60 * 1_000;

/// Most notices that a person is shown.
pub const NOTICES_MAX: usize = 50;

/// Records of a ledger, from its end, that notices are read from.
pub const NOTICE_RECORDS_MAX: usize = 400;

/// Most waiting mails that are shown.
pub const OUTBOX_MAX: usize = 200;

/// How often it is looked whether mail is to go out.
pub const MAIL_EVERY: Duration = Duration::from_secs(2);

/// How long a mail server may take for one step.
pub const SMTP_TIME_MAX: Duration = Duration::from_secs(20);

/// Mails that a person can ask for at once: login links and codes.
pub const MAIL_BURST: u32 = 5;

/// How long until a person can ask for one mail more, in milliseconds.
pub const MAIL_REFILL_MS: u64 = 60_000;

/// How often a mailed code can be tried.
pub const CODE_TRIES_MAX: u32 = 5;

/// How long a login link that was mailed can be used.
pub const LINK_MAILED_MS: u64 = 15 * 60 * 1_000;
