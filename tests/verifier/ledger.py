#!/usr/bin/python3
"""A whole ledger, as a member downloads it, checked from docs/record-format.md alone:
ledger.py [--key LINE] [--head SEQ:HASH] FILE...

The exit code is that of the worst: 1 something is false, 2 unreadable, 3 the ledger agrees with itself.
"""

import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from records import BYTES_MAX, RECORDS_MAX, Chain, Falsehood, canonical, check, digest, read_parts, said_of_each


def check_ledger(data, head):
    """Its chain; raises what is false."""
    check(len(data) <= BYTES_MAX and data.endswith(b"\n"), "the ledger is cut off, or more than is checked")
    lines = data[:-1].split(b"\n")
    check(len(lines) <= RECORDS_MAX, "there is more than is checked")
    chain, time = Chain(), 0
    for number, line in enumerate(lines, 1):
        shell, receipts, parts = read_parts(number, line)
        public = parts.get("public")
        if number == 1:
            chain.first(public, ["coalition", "founded"])
        chain.link(shell, receipts, public)
        if public is not None:
            check(public["at"] >= time, f"record {number}: time runs backwards")
            time = public["at"]
            if public["type"] == "position":
                check_proof(number, public, shell["parts"], parts.get("proof"))
        check(head is None or head[0] != number or head[1] == chain.before, "it does not go on from the head that was kept")
    check(head is None or head[0] <= len(lines), "it does not go on from the head that was kept")
    return chain


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


def main(arguments):
    expected, head = None, None
    while arguments[:1] and arguments[0] in ("--key", "--head"):
        if arguments[0] == "--key":
            expected = arguments[1].strip()
        else:
            number, hashed = arguments[1].split(":")
            head = (int(number), hashed)
        arguments = arguments[2:]

    def verify_one(path):
        with open(path, "rb") as file:
            check_ledger(file.read(BYTES_MAX + 1), head).check_trust(expected)

    return said_of_each(arguments, verify_one, Falsehood, KeyError, TypeError, ValueError)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
