//! The words around a Statement in English.

use super::Words;

pub(super) const ENGLISH: Words = Words {
    language: "en",
    page: "Page",
    of: "of",
    signatories: "Signatories",
    separator: ", ",
    reservation: "with the reservation:",
    about: "About this document",
    text: "Text",
    version: "Version",
    edition: "Edition",
    translation: "Translation",
    published: "Published",
    digest: "Digest",
    full_digest: "Digest in full",
    coalition: "Coalition",
    key: "Coalition’s key",
    as_of: "As of record {n}. A newer edition or a withdrawal would not show here.",
    check: "This file carries its exact text (statement.json) and the published records (extract.jsonl). Anyone can \
            check offline that text, pages, list and records agree: undersigned verify FILE --key KEY. Take the key \
            from an organisation’s own site or from the coalition, not from this page.",
    positions: "How each position was recorded",
    organisation: "Organisation",
    position: "Position and how it came",
    record: "Record",
    signed: "signed",
    signed_with_reservation: "signed with a reservation",
    session: "recorded by the server on the word of a logged-in person",
    session_handed: "recorded by the server on the word of a person logged in by a link that \
                     the coordinator handed out",
    token: "recorded by the server on the word of a program’s token, in a demonstration",
    relayed: "entered by the coordinator on the word of a named person",
    passkey: "signed with a passkey of a person who may bind the organisation",
    mail_code: "recorded by the server on a code that was mailed to a person who may bind the \
                organisation",
    withheld_one: "and one organisation whose name is withheld for its safety",
    withheld: "and {n} organisations whose names are withheld for their safety",
    silent: "did not object",
    silence: "named by its own leave: it did not object until the deadline",
    carried: "carried from version {n}: these words differ from those signed in spelling, spacing \
              or layout at most",
    unofficial: "Unofficial translation of version {n} ({d})",
    authentic: "Authentic translation of version {n} ({d})",
    day: "{d} {m} {y}",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};
