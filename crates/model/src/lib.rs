//! What Undersigned means, and nothing else: statements, digests, identities, rights, rounds, positions, ledgers.
//!
//! Plain functions of their input: no I/O, no clock, no randomness, no async. Whoever calls hands in the time and
//! the random bits. This crate does not know yrs, axum, sled or Typst.

pub mod canonical;
pub mod digest;
pub mod ids;
pub mod problem;
pub mod statement;
pub mod time;
