//! Yjs's client ids, and those that the server draws for its own edits.

use crate::limits::CLIENT_ID_END;
use std::fmt;

/// A Yjs client id: one session's name for itself in one text, below 2^53.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(u64);

impl ClientId {
    /// A number that JavaScript can count to, or none.
    pub fn new(id: u64) -> Option<Self> {
        (id < CLIENT_ID_END).then_some(Self(id))
    }

    /// The number.
    pub fn get(self) -> u64 {
        self.0
    }

    /// Whether the id is from the range that the server draws its own from: Yjs draws from below 2^32.
    pub(crate) fn is_servers(self) -> bool {
        self.0 & ServerClient::RANGE != 0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An id for one edit of the server's own (creation, import, restore), from 2^52 up: that is how a draft read back
/// from its bytes knows its first newline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerClient(ClientId);

impl ServerClient {
    const RANGE: u64 = CLIENT_ID_END / 2;

    /// From 64 random bits, of which 52 are used.
    pub fn from_random(bits: u64) -> Self {
        Self(ClientId(Self::RANGE | (bits % Self::RANGE)))
    }

    /// As every other id.
    pub fn id(self) -> ClientId {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_id_is_below_two_to_the_53() {
        assert!(ClientId::new(CLIENT_ID_END - 1).is_some());
        assert!(ClientId::new(CLIENT_ID_END).is_none());
    }

    #[test]
    fn the_servers_ids_are_told_from_those_that_yjs_draws() {
        assert!(ServerClient::from_random(0).id().is_servers());
        assert!(ServerClient::from_random(u64::MAX).id().get() < CLIENT_ID_END);
        assert!(!ClientId::new(u64::from(u32::MAX)).unwrap().is_servers());
    }
}
