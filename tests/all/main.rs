//! One binary of whole-server tests.

mod backup;
mod barrier;
mod crash;
mod hostile;
mod leaks;
mod signing;
mod sync;
