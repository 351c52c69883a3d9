//! HTTP: who is asking, what they may, and an answer. The only crate that knows axum.
//!
//! Rights, sessions, routes, the embedded page, the desk where records are appended. It knows no rules of sign-off
//! (`model` decides), no yrs (`statement`), no pages of a PDF (`export`), no journal (`store`).

pub mod access;
pub mod admin;
mod apart;
pub mod body;
pub mod clock;
pub mod config;
pub mod desk;
pub mod door;
pub mod forget;
mod gate;
mod house;
pub mod limits;
pub mod link;
mod listen;
pub mod live;
mod login;
mod login_mail;
pub mod metrics;
pub mod notices;
pub mod office;
mod page;
pub mod problem;
pub mod public;
mod rate;
mod readings;
pub mod router;
pub mod secret;
pub mod serve;
pub mod session;
pub mod setup;
pub mod signoff;
pub mod state;
pub mod sync;
mod unfinished;
pub mod viewer;
mod watch;
pub mod words;
pub mod zone;
