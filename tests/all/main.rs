//! One binary of whole-server tests.

mod abuse;
mod authorship;
mod backup;
mod barrier;
mod crash;
mod disk_full;
mod failing_disk;
mod hostile;
mod leaks;
mod log;
mod races;
mod second_verifier;
mod signing;
mod storm;
mod sync;
mod turns;
