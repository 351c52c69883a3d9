"""That an act says what its record says, and that a passkey signed exactly this act."""

import base64
import hashlib
import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from records import canonical, check, digest


def check_proof(number, public, named, proof):
    sentence = f"record {number}: the act is not what the record says"
    nobody_acted = "carried" in public or public["method"] == "silence"
    check(nobody_acted != ("proof" in named), sentence)
    if proof is None:
        return
    act, words = proof["act"], ("text", "version", "digest", "position", "reservation")
    says = any(all(item.get(name) == public.get(name) for name in words) for item in act["items"])
    check(says and all(act[name] == public[name] for name in ("organisation", "round")), sentence)
    check((public["method"] == "passkey") == ("assertion" in proof), sentence)
    if "assertion" in proof:
        challenge = bytes.fromhex(digest("undersigned/act/1", canonical(act).encode()))
        check(holds(proof["assertion"], challenge), f"record {number}: the passkey did not sign this act")


def holds(assertion, challenge):
    """W3C Web Authentication, level 3, 7.2, for a challenge that is known."""
    parts = ("key", "authenticator_data", "client_data", "signature")
    key, authenticator, client, signature = (bytes.fromhex(assertion[name]) for name in parts)
    said, party = json.loads(client), assertion["party"]
    padded = said["challenge"] + "=" * (-len(said["challenge"]) % 4)
    asked = said["type"] == "webauthn.get" and base64.urlsafe_b64decode(padded) == challenge
    own = said["origin"] == party["origin"] and not said.get("crossOrigin") and "topOrigin" not in said
    there = authenticator[:32] == hashlib.sha256(party["id"].encode()).digest() and authenticator[32] & 5 == 5
    return asked and own and there and verifies(key, authenticator + hashlib.sha256(client).digest(), signature)


def verifies(key, signed, signature):
    public = serialization.load_der_public_key(key)
    try:
        if isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, ec.SECP256R1):
            public.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
        elif isinstance(public, Ed25519PublicKey):
            public.verify(signature, signed)
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True
