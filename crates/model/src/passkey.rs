//! Passkeys: that somebody holding a key agreed to exactly one act (W3C Web Authentication, level 3, 7.2).
//!
//! The challenge is the act's hash, so what is signed is the act. Checked at receipt and by any verifier alike; no
//! library of ceremonies is used, for those draw challenges of their own, which would bind nothing.

use crate::bytes::Bytes;
use crate::digest::Digest;
use crate::ids::{OrganisationId, PersonId};
use crate::limits::{
    AUTHENTICATOR_DATA_BYTES_MAX, CLIENT_DATA_BYTES_MAX, CREDENTIAL_BYTES_MAX, PASSKEY_BYTES_MAX,
    SIGNATURE_BYTES_MAX,
};
use crate::position::Method;
use crate::time::UnixMs;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use serde::{Deserialize, Serialize};
use spki::SubjectPublicKeyInfoRef;
use spki::der::Decode;
use spki::der::asn1::ObjectIdentifier;

/// The domain of a passkey's name: SHA-256 over it, a line feed, and the key.
const DOMAIN: &str = "undersigned/passkey/1";

/// User present, user verified, attested credential data (7.2 and 6.1 of the specification).
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// Hash of the relying party's id, flags, counter.
const FIXED_BYTES: usize = 37;

/// A passkey as the coalition's ledger has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Which.
    pub id: Digest,
    /// Whose.
    pub person: PersonId,
    /// The organisation they were of then.
    pub organisation: Option<OrganisationId>,
    /// What they call it.
    pub name: String,
    /// The credential's id, which the browser asks for.
    pub credential: Bytes,
    /// The public key: SubjectPublicKeyInfo in DER (RFC 5280, 4.1).
    pub key: Bytes,
    /// Where it was enrolled, and is good for.
    pub party: Party,
    /// How the session began in which it was enrolled.
    pub begun: Method,
    /// When.
    pub at: UnixMs,
    /// Whether it can be used.
    pub state: PasskeyState,
}

/// Whether a passkey can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyState {
    /// It can.
    Active,
    /// Its person took it away; what it signed before stands.
    Removed,
}

/// The site that a passkey is good for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// The relying party's id: a host.
    pub id: String,
    /// The origin of its pages.
    pub origin: String,
}

/// A passkey's word on a challenge, with all that is needed to check it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assertion {
    /// The key that signed.
    pub key: Bytes,
    /// The site.
    pub party: Party,
    /// As the authenticator gave it.
    pub authenticator_data: Bytes,
    /// As the browser gave it: JSON, to the byte.
    pub client_data: Bytes,
    /// Over the two.
    pub signature: Bytes,
}

/// What a browser sends when a passkey is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The credential's id.
    pub credential: Bytes,
    /// The public key: SubjectPublicKeyInfo in DER.
    pub key: Bytes,
    /// As the authenticator gave it.
    pub authenticator_data: Bytes,
    /// As the browser gave it.
    pub client_data: Bytes,
}

/// Why a passkey's word does not hold; each says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    /// A part that is too long, too short or not what it should be.
    #[error("The browser's answer cannot be read; try again, or use another browser.")]
    Malformed,
    /// An answer to another question.
    #[error("This answers another question than the one asked; try again.")]
    Kind,
    /// Another challenge.
    #[error("This was signed for another act; read the text and sign again.")]
    Challenge,
    /// Another site's page.
    #[error("This was signed on a page of another site; open this site by its own address.")]
    Origin,
    /// Within another site's page.
    #[error("This was signed inside a page of another site; open this site by itself.")]
    CrossOrigin,
    /// A passkey of another site.
    #[error("This passkey belongs to another site; enrol one here.")]
    Party,
    /// Nobody touched it.
    #[error("The passkey was not confirmed by a person; touch it when it asks.")]
    NotPresent,
    /// Nobody proved to be its owner.
    #[error("The passkey did not check who you are; set up its PIN or fingerprint, and sign again.")]
    NotVerified,
    /// A kind of key that is not taken.
    #[error("This kind of passkey is not supported; use one with ES256, EdDSA or RS256.")]
    Key,
    /// Another key, or other bytes.
    #[error("The passkey's signature does not hold; try again, or enrol the passkey anew.")]
    Signature,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    top_origin: Option<serde_json::Value>,
}

impl Passkey {
    /// What a key is called: everywhere the same, so that lists of keys can be compared.
    pub fn id_of(key: &Bytes) -> Digest {
        Digest::of(DOMAIN, &key.0)
    }
}

impl Assertion {
    /// Whether the key's holder agreed to exactly this challenge, present and known to the authenticator.
    pub fn check(&self, challenge: Digest) -> Result<(), NotSigned> {
        check_lengths(&self.authenticator_data, &self.client_data)?;
        check_client_data(&self.client_data, "webauthn.get", challenge, &self.party)?;
        check_authenticator_data(&self.authenticator_data, &self.party)?;
        let signed = [&self.authenticator_data.0[..], &Digest::of_file(&self.client_data.0).0].concat();
        verify(&self.key, &signed, &self.signature)
    }

    /// How often the authenticator says that the key signed; zero where it does not count.
    pub fn counter(&self) -> u32 {
        let counter = self.authenticator_data.0.get(33..FIXED_BYTES).and_then(|bytes| bytes.try_into().ok());
        counter.map_or(0, u32::from_be_bytes)
    }
}

impl Registration {
    /// Whether this is a new passkey of a kind that is taken, made on a page of this site for this challenge. That its
    /// holder has the key, the first assertion shows: none is asked of the authenticator's maker.
    pub fn check(&self, challenge: Digest, party: &Party) -> Result<(), NotSigned> {
        check_lengths(&self.authenticator_data, &self.client_data)?;
        check_client_data(&self.client_data, "webauthn.create", challenge, party)?;
        let flags = check_authenticator_data(&self.authenticator_data, party)?;
        algorithm(&self.key)?;
        // AAGUID of 16 bytes, then the id's length in two, then the id.
        let attested = &self.authenticator_data.0[FIXED_BYTES..];
        let (length, rest) =
            attested.get(16..).and_then(<[u8]>::split_first_chunk).ok_or(NotSigned::Malformed)?;
        let id = rest.get(..usize::from(u16::from_be_bytes(*length)));
        let is_attested = flags & ATTESTED != 0 && id == Some(&self.credential.0[..]);
        let is_short = (1..=CREDENTIAL_BYTES_MAX).contains(&self.credential.0.len());
        if is_attested && is_short { Ok(()) } else { Err(NotSigned::Malformed) }
    }
}

fn check_lengths(authenticator_data: &Bytes, client_data: &Bytes) -> Result<(), NotSigned> {
    let fits = (FIXED_BYTES..=AUTHENTICATOR_DATA_BYTES_MAX).contains(&authenticator_data.0.len())
        && client_data.0.len() <= CLIENT_DATA_BYTES_MAX;
    if fits { Ok(()) } else { Err(NotSigned::Malformed) }
}

/// Members that the browser adds are passed over: Chromium adds one at random, so that nobody compares with a template.
fn check_client_data(json: &Bytes, kind: &str, challenge: Digest, party: &Party) -> Result<(), NotSigned> {
    let data: ClientData = serde_json::from_slice(&json.0).map_err(|_| NotSigned::Malformed)?;
    let said = BASE64_URL_SAFE_NO_PAD.decode(&data.challenge).map_err(|_| NotSigned::Challenge)?;
    if data.kind != kind {
        return Err(NotSigned::Kind);
    }
    if said != challenge.0 {
        return Err(NotSigned::Challenge);
    }
    if data.origin != party.origin {
        return Err(NotSigned::Origin);
    }
    if data.cross_origin || data.top_origin.is_some() {
        return Err(NotSigned::CrossOrigin);
    }
    Ok(())
}

fn check_authenticator_data(data: &Bytes, party: &Party) -> Result<u8, NotSigned> {
    let flags = data.0[32];
    if data.0[..32] != Digest::of_file(&party.id).0 {
        return Err(NotSigned::Party);
    }
    if flags & PRESENT == 0 {
        return Err(NotSigned::NotPresent);
    }
    if flags & VERIFIED == 0 {
        return Err(NotSigned::NotVerified);
    }
    Ok(flags)
}

/// COSE -7, -8 and -257, by the key's own word on what it is (RFC 5480, RFC 8410, RFC 3279).
fn algorithm(key: &Bytes) -> Result<(&'static dyn VerificationAlgorithm, &[u8]), NotSigned> {
    const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
    const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
    const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
    const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
    if key.0.len() > PASSKEY_BYTES_MAX {
        return Err(NotSigned::Malformed);
    }
    let info = SubjectPublicKeyInfoRef::from_der(&key.0).map_err(|_| NotSigned::Key)?;
    let raw = info.subject_public_key.as_bytes().ok_or(NotSigned::Key)?;
    let algorithm: &dyn VerificationAlgorithm =
        match (info.algorithm.oid, info.algorithm.parameters_oid().ok()) {
            (EC, Some(P256)) => &signature::ECDSA_P256_SHA256_ASN1,
            (ED25519, _) => &signature::ED25519,
            (RSA, _) => &signature::RSA_PKCS1_2048_8192_SHA256,
            _ => return Err(NotSigned::Key),
        };
    Ok((algorithm, raw))
}

fn verify(key: &Bytes, signed: &[u8], signature: &Bytes) -> Result<(), NotSigned> {
    let (algorithm, raw) = algorithm(key)?;
    if signature.0.len() > SIGNATURE_BYTES_MAX {
        return Err(NotSigned::Malformed);
    }
    UnparsedPublicKey::new(algorithm, raw).verify(signed, &signature.0).map_err(|_| NotSigned::Signature)
}
