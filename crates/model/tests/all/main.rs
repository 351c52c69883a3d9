//! Sign-off as a whole: a coalition, its dossier, rounds, acts, publications, and what is published of them.

mod acts;
mod carrying;
mod changes;
mod extracts;
mod histories;
mod keys;
mod passkeys;
mod publishing;
mod rounds;
mod second;
mod silence;
mod translations;
mod vectors;
mod world;
