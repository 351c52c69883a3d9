//! What Undersigned means, and nothing else: statements, digests, identities, rights, rounds, positions, ledgers.
//!
//! Plain functions of their input: no I/O, no clock, no randomness, no async. Whoever calls hands in the time and
//! the random bits. This crate does not know yrs, axum, sled or Typst.

pub mod act;
pub mod bytes;
pub mod canonical;
pub mod change;
pub mod coalition;
pub mod decide;
pub mod digest;
pub mod dossier;
pub mod extract;
pub mod fact;
pub mod house;
pub mod ids;
pub mod key;
pub mod ledger;
pub mod limits;
pub mod list;
pub mod notice;
pub mod organisation;
pub mod passkey;
pub mod patch;
pub mod position;
pub mod problem;
pub mod record;
pub mod refusal;
pub mod right;
pub mod round;
pub mod rule;
pub mod statement;
pub mod time;
pub mod verify;
