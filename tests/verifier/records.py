"""What any ledger or extract is made of, by docs/record-format.md: canonical JSON, hashes, receipts, keys."""

import hashlib
import json
import re
import unicodedata

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

INTEGER_MAX = 2**53 - 1
BYTES_MAX = 64 * 1024 * 1024
RECORDS_MAX = 200_000
DEPTH_MAX = 32
KEY = re.compile(r"undersigned-key-1:([0-9a-f]{64})")
HASH = re.compile(r"[0-9a-f]{64}")
SALT = re.compile(r"[0-9a-f]{32}")
KEY_CHANGE = {"type", "at", "format", "salt", "from", "to", "how"}


class Falsehood(Exception):
    """Something is false: what, in a sentence."""


class Unreadable(Exception):
    """Not a file of ours."""


def check(holds, sentence):
    if not holds:
        raise Falsehood(sentence)


def digest(domain, data):
    return hashlib.sha256(domain.encode() + b"\n" + data).hexdigest()


def no_repeats(pairs):
    members = dict(pairs)
    check(len(members) == len(pairs), "a member is repeated")
    return members


def canonical(value, depth=0):
    """RFC 8785 over strings, whole numbers, arrays and objects."""
    check(depth <= DEPTH_MAX, "too deep")
    if isinstance(value, str):
        check(unicodedata.is_normalized("NFC", value), "a string is not in normalization form C")
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ",".join(canonical(item, depth + 1) for item in value) + "]"
    if isinstance(value, dict):
        check(all(name.isascii() for name in value), "a member's name is not ASCII")
        members = (json.dumps(name) + ":" + canonical(value[name], depth + 1) for name in sorted(value))
        return "{" + ",".join(members) + "}"
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= INTEGER_MAX
    check(whole, "only strings and whole numbers may stand in a record")
    return str(value)


def parse(line, what):
    """A value in its canonical form, and nothing else."""
    try:
        value = json.loads(line, object_pairs_hook=no_repeats)
        again = canonical(value).encode()
    except (ValueError, RecursionError, UnicodeEncodeError) as error:
        raise Falsehood(f"{what}: not JSON ({type(error).__name__})") from None
    except Falsehood as error:
        raise Falsehood(f"{what}: {error}") from None
    check(again == line, f"{what}: not in its canonical form")
    return value


def members(value, required, optional, what):
    check(isinstance(value, dict), f"{what}: not an object")
    names = set(value)
    check(required <= names <= required | optional, f"{what}: unknown or missing members")
    return value


def read_parts(number, line):
    """Shell, receipts and parts of a line, its hashes checked."""
    what = f"record {number}"
    record = members(parse(line, what), {"parts", "receipt", "shell"}, {"countersigned"}, what)
    shell = members(record["shell"], {"format", "ledger", "parts", "prev", "seq"}, set(), what)
    names = [name for name in ("receipt", "countersigned") if name in record]
    receipts = [members(record[name], {"key", "signature"}, set(), what) for name in names]
    hashes = members(shell["parts"], {"public"}, {"proof", "private"}, what)
    parts = members(record["parts"], set(), {"public", "proof", "private"}, what)
    check(shell["format"] == "undersigned/record/1", f"{what}: another format")
    check(all(isinstance(h, str) and HASH.fullmatch(h) for h in hashes.values()), f"{what}: a hash is none")
    for name, part in parts.items():
        same = digest("undersigned/part/1", canonical(part).encode()) == hashes.get(name)
        check(same, f"{what}: the {name} part is not the one that was recorded")
    return shell, receipts, parts


def check_receipt(number, shell, receipt, line):
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(KEY.fullmatch(line).group(1)))
    record = digest("undersigned/record/1", canonical(shell).encode())
    try:
        check(receipt["key"] == digest("undersigned/key/1", line.encode()), "another key")
        check(re.fullmatch(r"[0-9a-f]{128}", receipt["signature"]), "not a signature")
        key.verify(bytes.fromhex(receipt["signature"]), f"undersigned/receipt/1\n{record}".encode())
    except (InvalidSignature, Falsehood, TypeError):
        raise Falsehood(f"record {number}: its receipt is not by the coalition's key") from None
    return record


class Chain:
    """Records one after the other: numbers, links, and receipts under the keys that follow each other."""

    def __init__(self):
        self.before, self.ledger, self.number = "0" * 64, None, 0
        self.keys, self.changes = [], []

    def first(self, public, types):
        is_first = isinstance(public, dict) and public.get("type") in types
        check(is_first and KEY.fullmatch(str(public.get("key"))), "the first record is not the coalition's")
        self.keys.append(public["key"])

    def link(self, shell, receipts, public):
        """The record's number, once it follows and its receipts hold."""
        self.number += 1
        self.ledger = self.ledger or shell["ledger"]
        follows = (shell["seq"], shell["prev"], shell["ledger"]) == (self.number, self.before, self.ledger)
        check(follows, f"record {self.number} does not follow the one before: a record was dropped or changed")
        change = public if isinstance(public, dict) and public.get("type") == "key-changed" else None
        keys = [self.keys[-1]]
        if change is not None:
            members(change, KEY_CHANGE, set(), f"record {self.number}")
            known = change["from"] == self.keys[-1] and change["how"] in ("rotated", "lost") and KEY.fullmatch(str(change["to"]))
            check(known, f"record {self.number}: its receipt is not by the coalition's key")
            keys = [change["from"], change["to"]] if change["how"] == "rotated" else [change["to"]]
            self.keys.append(change["to"])
            self.changes.append((self.number, change))
        check(len(keys) == len(receipts), f"record {self.number}: its receipt is not by the coalition's key")
        for receipt, key in zip(receipts, keys):
            self.before = check_receipt(self.number, shell, receipt, key)
        return self.number

    def check_trust(self, key):
        """A key vouches for the end if it is in force there, or handed over on the way to the one that is."""
        if key in (None, self.keys[-1]):
            return
        handed = [at for at, (_, change) in enumerate(self.changes) if change["from"] == key]
        check(handed, "the key is another than the one given")
        lost = [number for number, change in self.changes[handed[-1] :] if change["how"] == "lost"]
        check(not lost, f"the key given was lost, says record {lost and lost[0]}")


def said_of_each(paths, verify_one, *falsehoods):
    """Prints what each file comes to, and gives the exit code of the worst."""
    worst = 0
    for path in paths:
        try:
            verify_one(path)
            code, said = 3, "agrees with itself"
        except falsehoods as why:
            code, said = 1, f"FALSE: {why}"
        except (Unreadable, OSError) as why:
            code, said = 2, f"unreadable: {why}"
        print(f"{path}: {said}")
        worst = min(worst or code, code)
    return worst or 2
