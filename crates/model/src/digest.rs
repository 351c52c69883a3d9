//! SHA-256 with the purpose of the hash in front of what is hashed, so that no hash can stand for another thing.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A SHA-256 value; printed and serialised as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(pub [u8; 32]);

/// Text that is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 64 digits of 0-9 and a-f")]
pub struct BadDigest;

impl Digest {
    /// What stands before the first record of a ledger.
    pub const ZERO: Self = Self([0; 32]);

    /// SHA-256 of `domain`, a line feed, and `bytes`.
    pub fn of(domain: &str, bytes: impl AsRef<[u8]>) -> Self {
        let mut hash = Sha256::new();
        hash.update(domain);
        hash.update(b"\n");
        hash.update(bytes);
        Self(hash.finalize().into())
    }

    /// SHA-256 of the bytes alone, as `sha256sum` prints it: for files.
    pub fn of_file(bytes: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The first 16 digits, which a person compares by eye.
    pub fn short(&self) -> String {
        hex(&self.0[..8])
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Reads exactly `N` bytes from lower-case hexadecimal; anything else is `None`.
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = byte_of(pair)?;
    }
    Some(bytes)
}

/// Reads a byte from two lower-case hexadecimal digits.
pub(crate) fn byte_of(pair: &[u8]) -> Option<u8> {
    let digit = |d: u8| match d {
        b'0'..=b'9' => Some(d - b'0'),
        b'a'..=b'f' => Some(d - b'a' + 10),
        _ => None,
    };
    match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    }
}

impl std::str::FromStr for Digest {
    type Err = BadDigest;
    fn from_str(text: &str) -> Result<Self, BadDigest> {
        from_hex(text).map(Self).ok_or(BadDigest)
    }
}

impl TryFrom<String> for Digest {
    type Error = BadDigest;
    fn try_from(text: String) -> Result<Self, BadDigest> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", self.short())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_reads_back_from_what_it_prints_and_from_nothing_else() {
        let digest = Digest::of("test/1", "words");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        for bad in [digest.to_string().to_uppercase(), digest.short(), String::new()] {
            assert_eq!(bad.parse::<Digest>(), Err(BadDigest));
        }
    }

    #[test]
    fn the_same_bytes_in_two_domains_have_two_digests() {
        assert_ne!(Digest::of("a/1", "words"), Digest::of("b/1", "words"));
        assert_eq!(Digest::of("a", "b"), Digest::of_file("a\nb"));
    }
}
