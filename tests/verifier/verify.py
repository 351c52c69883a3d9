#!/usr/bin/python3
"""A second verifier, written from docs/record-format.md alone: verify.py [--key LINE] FILE...

FILE is a published PDF or the extract out of one. For each it prints what it found; the exit code is that of the worst:
0 never (it cannot make the pages again), 1 something is false, 2 unreadable, 3 text and records agree.
"""

import hashlib
import json
import re
import sys
import unicodedata
import zlib

from change import change, patched
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

INTEGER_MAX = 2**53 - 1
BYTES_MAX = 64 * 1024 * 1024
RECORDS_MAX = 200_000
DEPTH_MAX = 32
KEY = re.compile(r"undersigned-key-1:([0-9a-f]{64})")
HASH = re.compile(r"[0-9a-f]{64}")
SALT = re.compile(r"[0-9a-f]{32}")

# The members of each public part that a published file shows, and those that may be missing.
PARTS = {
    "coalition": ({"coalition", "key", "name", "standing"}, set()),
    "version": ({"text", "version", "digest", "language"}, {"parent"}),
    "position": (
        {"round", "text", "version", "digest", "organisation", "name", "position", "method"},
        {"reservation", "carried"},
    ),
    "publication": (
        {"publication", "edition", "round", "text", "version", "digest", "day", "list", "settings"},
        {"withheld"},
    ),
}
LISTED = ({"organisation", "name", "method", "at", "record"}, {"reservation", "carried_from"})
CARRIED = {"version", "digest", "record", "class", "patch"}
ON_THE_LIST = {"signed", "signed_with_reservation", "assented"}


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


def read_record(number, line):
    """Shell, receipt and public part of a line that a published file shows, its hashes checked."""
    shell, receipt, parts = read_parts(number, line)
    check(not set(parts) - {"public"}, f"record {number}: it shows what no published file shows")
    return shell, receipt, parts.get("public")


def read_parts(number, line):
    """Shell, receipt and parts of a line, its hashes checked."""
    what = f"record {number}"
    record = members(parse(line, what), {"parts", "receipt", "shell"}, set(), what)
    shell = members(record["shell"], {"format", "ledger", "parts", "prev", "seq"}, set(), what)
    receipt = members(record["receipt"], {"key", "signature"}, set(), what)
    hashes = members(shell["parts"], {"public"}, {"proof", "private"}, what)
    parts = members(record["parts"], set(), {"public", "proof", "private"}, what)
    check(shell["format"] == "undersigned/record/1", f"{what}: another format")
    check(all(isinstance(h, str) and HASH.fullmatch(h) for h in hashes.values()), f"{what}: a hash is none")
    for name, part in parts.items():
        same = digest("undersigned/part/1", canonical(part).encode()) == hashes.get(name)
        check(same, f"{what}: the {name} part is not the one that was recorded")
    return shell, receipt, parts


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


def check_public(number, part):
    """A part of a published file, with all its members known."""
    what = f"record {number}"
    kind = part.get("type") if isinstance(part, dict) else None
    check(kind in PARTS, f"{what}: it shows what no published file shows")
    required, optional = PARTS[kind]
    members(part, required | {"type", "at", "format", "salt"}, optional, what)
    salted = part["format"] == "undersigned/part/1" and SALT.fullmatch(str(part["salt"]))
    check(salted, f"{what}: a part of another format")
    for listed in part["list"] if kind == "publication" else []:
        members(listed, *LISTED, what)
    if "carried" in part:
        members(part["carried"], CARRIED, set(), what)
    return part


def check_extract(data):
    """All that an extract must hold; gives its coalition, its publication and where it ends."""
    check(len(data) <= BYTES_MAX, "there is more than is checked")
    check(data.endswith(b"\n"), "the last record is cut off")
    lines = data[:-1].split(b"\n")
    check(len(lines) <= RECORDS_MAX, "there is more than is checked")
    before, key, ledger, shown = "0" * 64, None, None, {}
    for number, line in enumerate(lines, 1):
        shell, receipt, part = read_record(number, line)
        if number == 1:
            is_coalition = isinstance(part, dict) and part.get("type") == "coalition"
            check(is_coalition and KEY.fullmatch(str(part.get("key"))), "the first record is not the coalition's")
            key, ledger = part["key"], shell["ledger"]
        follows = (shell["seq"], shell["prev"], shell["ledger"]) == (number, before, ledger)
        check(follows, f"record {number} does not follow the one before: a record was dropped or changed")
        before = check_receipt(number, shell, receipt, key)
        if part is not None:
            shown[number] = check_public(number, part)
    publication = shown.get(len(lines))
    check(publication is not None and publication["type"] == "publication", "the last record is not a publication")
    return shown[1], publication, len(lines), check_list(shown, publication, len(lines))


def check_list(shown, publication, last):
    """The list is a function of the public parts, and nothing else is shown."""

    def same(part, names):
        return all(part[name] == publication[name] for name in names)

    words = ["text", "version", "digest"]
    versions = [n for n, part in shown.items() if part["type"] == "version" and same(part, words)]
    check(versions, "the version that was published was never frozen")
    standing = {}
    for number, part in shown.items():
        if part["type"] == "position" and same(part, ["round", *words]):
            standing[part["organisation"]] = (number, part)
    names = ["organisation", "name", "method", "at", "reservation"]
    due = {
        organisation: {name: part[name] for name in names if name in part}
        | {"record": number}
        | ({"carried_from": part["carried"]["version"]} if "carried" in part else {})
        for organisation, (number, part) in standing.items()
        if part["position"] in ON_THE_LIST
    }
    printed = {listed["organisation"]: listed for listed in publication["list"]}
    check(len(printed) == len(publication["list"]), "a name is on the list twice")
    check(printed == due, "the list is not that of the positions recorded")
    listed = {listed["record"] for listed in publication["list"]}
    carried = {number: shown[number] for number in listed if "carried" in shown[number]}
    for number, part in carried.items():
        check_base(number, part, shown.get(part["carried"]["record"], {}))
    counted = {1, versions[0], last} | listed | {part["carried"]["record"] for part in carried.values()}
    check(set(shown) <= counted, "it shows what no published file shows")
    return {number: part["carried"] for number, part in carried.items()}


def check_base(number, part, base):
    """A carried signature names a record that is shown: what the same organisation signed of the same text."""
    free = {"at", "salt", "round", "version", "digest", "carried"}
    same = {n: v for n, v in part.items() if n not in free} == {n: v for n, v in base.items() if n not in free}
    own = {"version": base.get("version"), "digest": base.get("digest")}
    is_it = own.items() <= part["carried"].items() and "carried" not in base and part["carried"]["record"] < number
    check(same and is_it, f"record {number}: the signature is carried from words that it does not lead back to")


def check_carried(text, carried):
    for number, of in carried.items():
        try:
            signed = patched(text.decode(), of["patch"])
            is_it = digest("undersigned/statement/1", signed.encode()) == of["digest"]
            near = change(json.loads(signed), json.loads(text)) == of["class"] != "substantive"
        except (ValueError, KeyError, TypeError):
            is_it = near = False
        check(is_it and near, f"record {number}: the signature is carried from words that it does not lead back to")


def attachments(pdf):
    """Text and extract out of a PDF: the first embedded files that begin as they do."""
    found = []
    for match in re.finditer(rb"/EmbeddedFile\b(?!s)[^\0]{0,400}?stream\r?\n", pdf):
        try:
            found.append(zlib.decompressobj().decompress(pdf[match.end() :], BYTES_MAX))
        except zlib.error:
            continue
    starts = (b'{"blocks":', b'{"parts":')
    text, extract = (next((data for data in found if data.startswith(start)), None) for start in starts)
    if text is None or extract is None:
        raise Unreadable("the PDF holds no text and no records of Undersigned")
    return text, extract


def verify(path, expected):
    """Prints what holds; raises what does not."""
    with open(path, "rb") as file:
        data = file.read(BYTES_MAX + 1)
    is_pdf = data.startswith(b"%PDF-")
    text, extract = attachments(data) if is_pdf else (None, data)
    if not extract.startswith(b"{"):
        raise Unreadable("neither a published PDF nor an extract")
    coalition, publication, last, carried = check_extract(extract)
    if text is not None:
        parse(text, "the text")
        own = digest("undersigned/statement/1", text) == publication["digest"]
        check(own, "the text is not the one that was published")
        check_carried(text, carried)
    check(expected in (None, coalition["key"]), "the key is another than the one given")
    print(f"{coalition['name']}: version {publication['version']}, edition {publication['edition']}, "
          f"{len(publication['list'])} names; key {coalition['key']}")
    print(f"as of record {last}; a newer edition or a withdrawal would not show here")
    print("pages: not checked")


def main(arguments):
    expected = None
    if arguments[:1] == ["--key"]:
        expected, arguments = arguments[1].strip(), arguments[2:]
    return said_of_each(arguments, lambda path: verify(path, expected), Falsehood)


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
