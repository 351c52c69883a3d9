//! Rooms over a store whose barriers a test can hold and fail.

mod claims;
mod compare;
mod durability;
mod effort;
mod flow;
mod house;
mod lifecycle;
mod peer;
mod presence;
mod random;
mod refusals;
mod rights;
