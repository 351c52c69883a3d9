//! One binary of whole-server tests.

mod crash;
mod sync;
