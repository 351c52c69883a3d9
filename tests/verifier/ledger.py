#!/usr/bin/python3
"""A whole ledger, as a member downloads it, checked from docs/record-format.md alone:
ledger.py [--key LINE] [--head SEQ:HASH] FILE...

The exit code is that of the worst: 1 something is false, 2 unreadable, 3 the ledger agrees with itself.
"""

import sys

from proof import check_proof
from records import BYTES_MAX, RECORDS_MAX, Chain, Falsehood, check, read_parts, said_of_each


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
