//! The limits of what is recorded, each with its unit. A command past one is refused with a sentence.

/// Longest line of a ledger or an extract, in bytes.
pub const LINE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Largest extract that is checked, in bytes.
pub const EXTRACT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Most records of an extract that is checked.
pub const EXTRACT_RECORDS_MAX: usize = 200_000;

/// Longest name or title, in characters.
pub const NAME_CHARACTERS_MAX: usize = 300;

/// Longest acronym, symbol, country, status or address, in characters.
pub const SHORT_CHARACTERS_MAX: usize = 100;

/// Longest tag of a language, in characters (BCP 47, 4.4.1 advises to expect as many).
pub const LANGUAGE_CHARACTERS_MAX: usize = 35;

/// Most languages in which an organisation has a name.
pub const LANGUAGES_MAX: usize = 16;

/// Longest reservation, in characters: it is printed beside the name.
pub const RESERVATION_CHARACTERS_MAX: usize = 400;

/// Longest reason of an objection, a condition, a withdrawal or a retraction, in characters.
pub const REASON_CHARACTERS_MAX: usize = 4_000;

/// Most passages that an objection or a condition names.
pub const PASSAGES_MAX: usize = 50;

/// Longest passage quoted by an objection or a condition, in characters.
pub const PASSAGE_CHARACTERS_MAX: usize = 1_000;

/// Most organisations of a coalition.
pub const ORGANISATIONS_MAX: usize = 2_000;

/// Most people of a coalition.
pub const PEOPLE_MAX: usize = 10_000;

/// Most texts of a dossier.
pub const TEXTS_MAX: usize = 100;

/// Most texts in one round.
pub const ROUND_TEXTS_MAX: usize = 16;

/// How far ahead a deadline may be, in milliseconds: five years.
pub const DEADLINE_AHEAD_MS_MAX: u64 = 5 * 366 * 86_400_000;

/// Most rounds of a dossier.
pub const ROUNDS_MAX: usize = 1_000;

/// Most records of one organisation's positions in one round: who changes their mind more often speaks to the
/// coordinator. To withdraw is always possible.
pub const ACTS_MAX: usize = 200;

/// Most edits in a patch from the words printed back to those signed.
pub const PATCH_EDITS_MAX: usize = 20_000;

/// Longest canonical JSON that a patch makes, in bytes.
pub const PATCHED_BYTES_MAX: usize = 8 * 1024 * 1024;

/// An hour, in milliseconds.
pub const HOUR_MS: u64 = 3_600_000;

/// Shortest silence, in hours.
pub const SILENCE_HOURS_MIN: u32 = 24;

/// Longest silence, in hours: a quarter of a year.
pub const SILENCE_HOURS_MAX: u32 = 2_160;

/// Longest time that the server can be away, in milliseconds, without the deadline of a silence being put off.
pub const GAP_MS: u64 = 15 * 60 * 1_000;

/// Most passkeys of one person.
pub const PASSKEYS_MAX: usize = 16;

/// Longest id of a credential, in bytes (Web Authentication, level 3, 4).
pub const CREDENTIAL_BYTES_MAX: usize = 1_023;

/// Longest public key of a passkey, in bytes: RSA with 8,192 bits.
pub const PASSKEY_BYTES_MAX: usize = 1_100;

/// Longest authenticator data, in bytes.
pub const AUTHENTICATOR_DATA_BYTES_MAX: usize = 4_096;

/// Longest client data, in bytes.
pub const CLIENT_DATA_BYTES_MAX: usize = 4_096;

/// Longest signature of a passkey, in bytes.
pub const SIGNATURE_BYTES_MAX: usize = 1_100;
