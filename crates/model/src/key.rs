//! The server's key and its receipts: whose word a record is.

use crate::digest::{Digest, from_hex, hex};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a key's line begins with.
pub const PREFIX: &str = "undersigned-key-1:";

const KEY_DOMAIN: &str = "undersigned/key/1";
const RECEIPT_DOMAIN: &str = "undersigned/receipt/1";

/// Text that is not the line of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is one line: undersigned-key-1: and 64 digits of 0-9 and a-f")]
pub struct BadKey;

/// A server's public key; its line is `undersigned-key-1:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServerKey([u8; 32]);

/// A server's secret key. It is never printed, neither by `Debug`.
#[derive(Clone)]
pub struct ServerSecret(SigningKey);

/// That a server recorded something: the key, by its hash, and its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// SHA-256 over `undersigned/key/1`, a line feed, and the key's line.
    pub key: Digest,
    /// Ed25519 over `undersigned/receipt/1`, a line feed, and the record's hash as 64 hexadecimal digits.
    pub signature: ReceiptSignature,
}

/// 64 bytes of Ed25519, serialised as 128 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReceiptSignature(pub [u8; 64]);

impl ServerSecret {
    /// From 32 random bytes, which are the secret that the data folder keeps.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// The 32 bytes that `from_seed` takes.
    pub fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The public key.
    pub fn key(&self) -> ServerKey {
        ServerKey(self.0.verifying_key().to_bytes())
    }

    /// A receipt for the record with this hash.
    pub fn receipt(&self, record: Digest) -> Receipt {
        let signature = self.0.sign(signed_text(record).as_bytes()).to_bytes();
        Receipt { key: self.key().hash(), signature: ReceiptSignature(signature) }
    }
}

impl ServerKey {
    /// The hash by which receipts name the key.
    pub fn hash(&self) -> Digest {
        Digest::of(KEY_DOMAIN, self.to_string())
    }

    /// Whether the receipt names this key and its signature over the record's hash holds.
    pub fn vouches(&self, record: Digest, receipt: &Receipt) -> bool {
        let signature = Signature::from_bytes(&receipt.signature.0);
        let holds = |key: VerifyingKey| key.verify_strict(signed_text(record).as_bytes(), &signature).is_ok();
        receipt.key == self.hash() && VerifyingKey::from_bytes(&self.0).is_ok_and(holds)
    }
}

fn signed_text(record: Digest) -> String {
    format!("{RECEIPT_DOMAIN}\n{record}")
}

impl std::str::FromStr for ServerKey {
    type Err = BadKey;
    fn from_str(line: &str) -> Result<Self, BadKey> {
        let bytes = line.strip_prefix(PREFIX).and_then(from_hex).ok_or(BadKey)?;
        VerifyingKey::from_bytes(&bytes).map_err(|_| BadKey)?;
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for ServerKey {
    type Error = BadKey;
    fn try_from(line: String) -> Result<Self, BadKey> {
        line.parse()
    }
}

impl From<ServerKey> for String {
    fn from(key: ServerKey) -> String {
        key.to_string()
    }
}

impl fmt::Display for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", hex(&self.0))
    }
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for ServerSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServerSecret(of {})", self.key())
    }
}

impl TryFrom<String> for ReceiptSignature {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        from_hex(&text).map(Self).ok_or("a signature is 128 digits of 0-9 and a-f")
    }
}

impl From<ReceiptSignature> for String {
    fn from(signature: ReceiptSignature) -> String {
        hex(&signature.0)
    }
}

impl fmt::Debug for ReceiptSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_from_its_line_and_from_nothing_else() {
        let key = ServerSecret::from_seed([7; 32]).key();
        assert_eq!(key.to_string().parse(), Ok(key));
        let upper = key.to_string().to_uppercase();
        for bad in [upper.as_str(), &key.to_string()[1..], "undersigned-key-1:", ""] {
            assert_eq!(bad.parse::<ServerKey>(), Err(BadKey), "{bad}");
        }
    }

    #[test]
    fn a_receipt_holds_for_its_record_and_its_key_alone() {
        let (secret, other) = (ServerSecret::from_seed([1; 32]), ServerSecret::from_seed([2; 32]));
        let (record, another) = (Digest::of("test/1", "a"), Digest::of("test/1", "b"));
        let receipt = secret.receipt(record);
        assert!(secret.key().vouches(record, &receipt));
        assert!(!secret.key().vouches(another, &receipt));
        assert!(!other.key().vouches(record, &receipt));
        let renamed = Receipt { key: other.key().hash(), ..receipt };
        assert!(!other.key().vouches(record, &renamed) && !secret.key().vouches(record, &renamed));
    }

    #[test]
    fn a_secret_key_is_not_printed() {
        let secret = ServerSecret::from_seed([7; 32]);
        assert!(!format!("{secret:?}").contains(&hex(&[7; 32])));
    }
}
