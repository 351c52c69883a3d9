//! What may enter a draft, that everybody ends with the same words, and what they read as.

mod gate;
mod hostile;
mod interop;
mod mutation;
mod places;
mod reading;
mod session;
mod updates;
mod yjs;
mod yrs_peers;
