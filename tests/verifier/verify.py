#!/usr/bin/python3
"""A second verifier, written from docs/record-format.md alone: verify.py [--key LINE] FILE...

FILE is a published PDF or the extract out of one. For each it prints what it found; the exit code is that of the worst:
0 never (it cannot make the pages again), 1 something is false, 2 unreadable, 3 text and records agree.
"""

import json
import re
import sys
import zlib

from change import change, patched
from proof import check_proof
from records import (
    BYTES_MAX,
    KEY_CHANGE,
    RECORDS_MAX,
    SALT,
    Chain,
    Falsehood,
    Unreadable,
    check,
    digest,
    members,
    parse,
    read_parts,
    said_of_each,
)

# The members of each public part that a published file shows, and those that may be missing.
PARTS = {
    "key-changed": (KEY_CHANGE - {"type", "at", "format", "salt"}, set()),
    "coalition": ({"coalition", "key", "name", "standing"}, set()),
    "version": ({"text", "version", "digest", "language"}, {"parent", "translates"}),
    "position": (
        {"round", "text", "version", "digest", "organisation", "name", "position", "method"},
        {"reservation", "carried"},
    ),
    "publication": (
        {"publication", "edition", "round", "text", "version", "digest", "day", "list", "settings"},
        {"withheld", "translation", "correction"},
    ),
}
LISTED = ({"organisation", "name", "method", "at", "record"}, {"reservation", "carried_from"})
ORIGINAL = {"text", "version", "digest"}
AUTHORITIES = ("authentic", "unofficial")
CARRIED = {"version", "digest", "record", "class", "patch"}
ON_THE_LIST = {"signed", "signed_with_reservation", "assented"}


def read_record(number, line):
    """Shell, receipts and public part of a line that a published file shows, its hashes checked."""
    shell, receipts, parts = read_parts(number, line)
    public, proof = parts.get("public"), parts.get("proof")
    kind = public.get("type") if isinstance(public, dict) else None
    by_passkey = kind == "position" and public.get("method") == "passkey"
    fits = "private" not in parts and (proof is None or by_passkey)
    check(fits, f"record {number}: it shows what no published file shows")
    if proof is not None:
        try:
            check_proof(number, public, shell["parts"], proof)
        except (KeyError, TypeError, ValueError) as error:
            raise Falsehood(f"record {number}: the proof cannot be read ({type(error).__name__})") from None
    return shell, receipts, public


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
    if "translates" in part:
        members(part["translates"], ORIGINAL, set(), what)
    if "translation" in part:
        check(members(part["translation"], {"of", "authority"}, set(), what)["authority"] in AUTHORITIES, f"{what}: no authority")
    if "correction" in part:
        members(part["correction"], {"number", "version"}, set(), what)
    if "carried" in part:
        members(part["carried"], CARRIED, set(), what)
    return part


def check_extract(data):
    """All that an extract must hold; gives its coalition, its publication and its chain."""
    check(len(data) <= BYTES_MAX, "there is more than is checked")
    check(data.endswith(b"\n"), "the last record is cut off")
    lines = data[:-1].split(b"\n")
    check(len(lines) <= RECORDS_MAX, "there is more than is checked")
    chain, shown = Chain(), {}
    for number, line in enumerate(lines, 1):
        shell, receipts, part = read_record(number, line)
        if number == 1:
            chain.first(part, ["coalition"])
        chain.link(shell, receipts, part)
        if part is not None:
            shown[number] = check_public(number, part)
    publication = shown.get(len(lines))
    check(publication is not None and publication["type"] == "publication", "the last record is not a publication")
    return shown[1], publication, chain, check_list(shown, publication, chain)


def check_list(shown, publication, chain):
    """The list is a function of the public parts, and nothing else is shown."""

    def same(part, names):
        return all(part[name] == publication[name] for name in names)

    words = ["text", "version", "digest"]
    original = publication.get("translation", {}).get("of")

    def is_it(part):
        return part["type"] == "version" and same(part, words) and part.get("translates") == original

    versions = [number for number, part in shown.items() if is_it(part)]
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
    counted = {1, versions[0], chain.number} | {number for number, _ in chain.changes} | listed | {part["carried"]["record"] for part in carried.values()}
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
    coalition, publication, chain, carried = check_extract(extract)
    if text is not None:
        parse(text, "the text")
        own = digest("undersigned/statement/1", text) == publication["digest"]
        check(own, "the text is not the one that was published")
        check_carried(text, carried)
    chain.check_trust(expected)
    print(f"{coalition['name']}: version {publication['version']}, edition {publication['edition']}, "
          f"{len(publication['list'])} names; key {chain.keys[-1]}")
    print(f"as of record {chain.number}; a newer edition or a withdrawal would not show here")
    print("pages: not checked")


def main(arguments):
    expected = None
    if arguments[:1] == ["--key"]:
        expected, arguments = arguments[1].strip(), arguments[2:]
    return said_of_each(arguments, lambda path: verify(path, expected), Falsehood)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
