//! Bytes that stand in records, as lower-case hexadecimal: neither JSON nor a person's eye has another form for them.

use crate::digest::{byte_of, hex};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Any number of bytes, serialised as twice as many hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bytes(pub Vec<u8>);

impl TryFrom<String> for Bytes {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes: Option<Vec<u8>> = text.as_bytes().chunks(2).map(byte_of).collect();
        bytes.map(Self).ok_or("bytes are pairs of digits of 0-9 and a-f")
    }
}

impl From<Bytes> for String {
    fn from(bytes: Bytes) -> String {
        hex(&bytes.0)
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}
