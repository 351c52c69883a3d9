//! The files that Undersigned publishes, looked at with other people's tools, and what verifying them says.

mod fixture;
mod hostile;
mod ledger;
mod pages;
mod refusals;
mod standards;
mod tools;
mod verifying;
