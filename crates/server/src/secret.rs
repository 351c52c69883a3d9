//! Secrets of 256 bits: links, sessions, tokens. Only their hashes are kept.

use model::digest::{Digest, from_hex, hex};
use std::fmt;

const DOMAIN: &str = "undersigned/secret/1";

/// 256 random bits that whoever knows them may use; written as 64 hexadecimal digits, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A fresh one.
    pub fn fresh() -> Self {
        Self(random())
    }

    /// From 64 lower-case hexadecimal digits; anything else is none.
    pub fn read(text: &str) -> Option<Self> {
        from_hex(text).map(Self)
    }

    /// By which it is kept and found. A preimage is not found by timing a lookup of hashes.
    pub fn hash(&self) -> Digest {
        Digest::of(DOMAIN, self.0)
    }

    /// The digits, for the one whose it is.
    pub fn reveal(&self) -> String {
        hex(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Random bytes from the operating system.
///
/// # Panics
/// If it gives none: nothing safe can be done then.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_reads_back_and_is_not_printed() {
        let secret = Secret::fresh();
        assert_eq!(Secret::read(&secret.reveal()), Some(secret.clone()));
        assert!(!format!("{secret:?}").contains(&secret.reveal()));
        assert_eq!(Secret::read(&secret.reveal().to_uppercase().replace(char::is_numeric, "A")), None);
        assert_eq!(Secret::read(&secret.reveal()[1..]), None);
    }
}
