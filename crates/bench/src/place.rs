//! A text at a server, as its clients name it, and the messages that go there and come from there.

use crate::target::Kind;
use std::sync::Arc;
use tokio_tungstenite::tungstenite::Message;
use whole_server_tests::frames::{self, Frame};

/// A text. Clones are the same.
#[derive(Debug, Clone)]
pub struct Place {
    kind: Kind,
    name: Arc<str>,
}

impl Place {
    /// A text by its name at such a server.
    pub fn new(kind: Kind, name: &str) -> Self {
        Self { kind, name: name.into() }
    }

    /// At which server.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its name there.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What has to be sent before anything else.
    pub fn greeting(&self) -> Option<Vec<u8>> {
        (self.kind == Kind::Hocuspocus).then(|| {
            let mut message = self.named();
            message.extend([2, 0]);
            for word in ["token", "4.7.0"] {
                frames::put(&mut message, word.len() as u64);
                message.extend_from_slice(word.as_bytes());
            }
            message
        })
    }

    /// A y-protocols frame as such a server takes it.
    pub fn message(&self, frame: Vec<u8>) -> Message {
        Message::binary(if self.kind == Kind::Hocuspocus { [self.named(), frame].concat() } else { frame })
    }

    /// A message of such a server as a y-protocols frame.
    pub fn frame(&self, message: &[u8]) -> Frame {
        let is_named = self.kind == Kind::Hocuspocus;
        let frame = if is_named { message.get(self.named().len()..).unwrap_or_default() } else { message };
        match frame {
            // Its answers to a first step have a type of their own.
            [4, rest @ ..] if is_named => frames::read(&[&[0], rest].concat()),
            [0 | 1, ..] => frames::read(frame),
            [10, ..] if self.kind == Kind::Undersigned => frames::read(frame),
            _ => Frame::Other(0),
        }
    }

    fn named(&self) -> Vec<u8> {
        let mut message = Vec::new();
        frames::put(&mut message, self.name.len() as u64);
        message.extend_from_slice(self.name.as_bytes());
        message
    }
}
