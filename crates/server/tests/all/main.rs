//! The server as browsers and programs meet it: on a real socket, with a clock that stands still.

mod abuse;
mod app;
mod description;
mod idempotency;
mod login;
mod office;
mod origin;
mod pages;
mod rights;
mod set_up;
mod signing;
mod sizes;
mod sync;
