//! The store as its users see it: on real files, broken in every way we know.

mod acceptance;
mod damage;
mod model;
mod support;
