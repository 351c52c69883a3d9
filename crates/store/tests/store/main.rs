//! The store as its users see it: on real files, broken in every way we know.

mod acceptance;
mod damage;
mod format;
mod index_cut;
mod model;
mod poison;
mod power_cut;
mod readers;
mod recording;
mod rows;
mod support;
mod writer;
