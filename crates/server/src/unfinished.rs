//! Bytes of messages that are not whole yet: they are held until the rest comes, over all sockets of a person.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What one person's sockets hold together.
#[derive(Debug, Clone, Default)]
pub struct Unfinished(Arc<AtomicUsize>);

/// One socket's part of it; goes with the socket.
#[derive(Debug, Default)]
pub struct Part {
    all: Unfinished,
    own: usize,
}

impl Unfinished {
    /// Of a socket that holds nothing yet.
    pub fn part(&self) -> Part {
        Part { all: self.clone(), own: 0 }
    }
}

impl Part {
    /// What this socket holds.
    pub fn own(&self) -> usize {
        self.own
    }

    /// What the person's sockets hold together.
    pub fn all(&self) -> usize {
        self.all.0.load(Ordering::Relaxed)
    }

    /// Says what this socket holds now.
    pub fn set(&mut self, own: usize) {
        self.all.0.fetch_add(own, Ordering::Relaxed);
        self.all.0.fetch_sub(self.own, Ordering::Relaxed);
        self.own = own;
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.set(0);
    }
}
