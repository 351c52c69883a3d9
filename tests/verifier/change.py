"""How far two Statements differ, by the closed table of docs/record-format.md: written from that page alone."""

import json
import pathlib
import sys
import unicodedata

CLASSES = ["identical", "layout", "editorial", "substantive"]
IDENTICAL, LAYOUT, EDITORIAL, SUBSTANTIVE = range(4)
QUOTES = set("\"'\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u300c\u300d\u300e\u300f")
DASHES = set("-\u2010\u2011\u2012\u2013\u2014\u2015")
SPELLING = pathlib.Path(__file__).parents[2] / "crates/model/src/change/spelling"


def pairs(language):
    file = SPELLING / f"{language.split('-')[0]}.txt"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return {frozenset(line.split(" ")) for line in lines if not line.startswith("#")}


def kind(c):
    if c.isspace():
        return "space"
    if c.isalpha() or unicodedata.category(c)[0] == "N":
        return "word"
    return "quote" if c in QUOTES else "dash" if c in DASHES else "other"


def tokens(runs):
    """(kind, words, what each character stands under), white space and words in one piece."""
    found = []
    for run in runs:
        under = json.dumps([run.get(name) for name in ("marks", "link", "language")])
        for c in run.get("text", ""):
            if found and found[-1][0] == kind(c) and kind(c) in ("space", "word"):
                found[-1] = (kind(c), found[-1][1] + c, found[-1][2] + [under])
            else:
                found.append((kind(c), c, [under]))
        if "note" in run:
            found.append(("note", str(run["note"]), []))
    return found


def by_a_digit(all_tokens, at):
    def beside(rest, end):
        word = next((token for token in rest if token[0] not in ("space", "dash")), ("none", "", []))
        return word[0] == "word" and unicodedata.category(word[1][end])[0] == "N"

    return beside(reversed(all_tokens[:at]), -1) or beside(all_tokens[at + 1 :], 0)


def same_case(one, other):
    return any(test(one) and test(other) for test in (str.islower, str.isupper, lambda w: w == w.capitalize()))


def words(old, new, language):
    if old == new:
        return IDENTICAL
    old, new = tokens(old), tokens(new)
    if len(old) != len(new):
        return SUBSTANTIVE
    for at, (one, other) in enumerate(zip(old, new)):
        under = set(one[2]) | set(other[2])
        fits = one[0] == other[0] and len(under) == 1
        if one[0] == "dash":
            fits = fits and not by_a_digit(old, at) and not by_a_digit(new, at)
        if one[0] == "word" and fits:
            own = json.loads(one[2][0])[2] or language
            is_pair = frozenset((one[1].lower(), other[1].lower())) in pairs(own)
            fits = is_pair and same_case(one[1], other[1])
        if one != other and (not fits or one[0] in ("other", "note")):
            return SUBSTANTIVE
    return EDITORIAL


def blocks(old, new, language):
    old, new = ([b for b in side if b["type"] != "signatories"] for side in (old, new))
    if len(old) != len(new):
        return SUBSTANTIVE
    worst = IDENTICAL
    for one, other in zip(old, new):
        if (one["type"], one.get("list")) != (other["type"], other.get("list")):
            return SUBSTANTIVE
        if one.get("level") != other.get("level"):
            is_indent = one["type"] in ("title", "subtitle", "paragraph", "quote")
            worst = max(worst, LAYOUT if is_indent else SUBSTANTIVE)
        if one.get("direction") != other.get("direction"):
            worst = max(worst, LAYOUT)
        worst = max(worst, words(one.get("runs", []), other.get("runs", []), language))
    return worst


def change(old, new):
    """The class of the change from one Statement to another."""
    if any(old.get(name) != new.get(name) for name in ("format", "kind", "language", "symbol")):
        return CLASSES[SUBSTANTIVE]
    if len(old["notes"]) != len(new["notes"]):
        return CLASSES[SUBSTANTIVE]
    place = [[(at, b) for at, b in enumerate(s["blocks"]) if b["type"] == "signatories"] for s in (old, new)]
    is_same = old["direction"] == new["direction"] and place[0] == place[1]
    bodies = [(old["blocks"], new["blocks"]), *zip(old["notes"], new["notes"])]
    return CLASSES[max([IDENTICAL if is_same else LAYOUT, *(blocks(a, b, old["language"]) for a, b in bodies)])]


def patched(text, patch):
    """Edits applied to canonical JSON: so many characters kept, so many left out, these put in their place."""
    at, out = 0, []
    for edit in patch:
        if set(edit) != {"keep", "drop", "add"} or at + edit["keep"] + edit["drop"] > len(text):
            raise ValueError("a patch past the end")
        out += [text[at : at + edit["keep"]], edit["add"]]
        at += edit["keep"] + edit["drop"]
    return "".join(out) + text[at:]


if __name__ == "__main__":
    # One pair a line, one class a line: how the tests hold this table beside the program's.
    for line in sys.stdin:
        pair = json.loads(line)
        print(change(pair["from"], pair["to"]))
