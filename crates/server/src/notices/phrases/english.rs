//! The sentences in English.

use super::{ByPosition, Pair, Phrases};

pub(super) const ENGLISH: Phrases = Phrases {
    language: "en",
    direction: "ltr",
    opened: Pair {
        subject: "Your organisation is asked: {texts}",
        body: "The deadline is {deadline}. Read the exact words and take a position.",
    },
    extended: Pair { subject: "More time to answer: {texts}", body: "The deadline is now {deadline}." },
    adopted: Pair {
        subject: "Adopted: {texts}",
        body: "The round is closed, and its outcome never changes. You can still withdraw.",
    },
    not_adopted: Pair {
        subject: "Not adopted: {texts}",
        body: "The round is closed, and its outcome never changes. You can still withdraw.",
    },
    cancelled: Pair {
        subject: "The round was cancelled: {texts}",
        body: "Positions taken in it lead to nothing.",
    },
    spoken: Pair {
        subject: "Your colleague answered for {name}: {version}",
        body: "{said} The last word of any of you is the organisation’s position.",
    },
    relayed: Pair {
        subject: "The coordinator entered a position of {name}: {version}",
        body: "{said} If that is not so, undo it with one click.",
    },
    carried: Pair {
        subject: "Your signature was carried over: {version}",
        body: "Nothing but spelling, spacing, the style of marks or layout changed since version {from}, which \
               {name} signed. See what changed; you can take the name off with one click until publication, and \
               later too.",
    },
    taken_off: Pair {
        subject: "{name} no longer stands under {version}",
        body: "If it was published, a new edition prints the names as they stand now.",
    },
    reserved: Pair {
        subject: "{name} signed with a reservation: {version}",
        body: "It is printed beside its name. Read it on the round’s page; you can still change your \
               position.",
    },
    overridden: Pair {
        subject: "Your objection was overridden: {title}",
        body: "The coordinator’s reason: {reason}",
    },
    mandate: Pair {
        subject: "Somebody may now sign for your organisation in {title}",
        body: "If your organisation did not want that, one of its holders ends the mandate.",
    },
    passkey: Pair {
        subject: "{name} enrolled a passkey",
        body: "It is called {key}, and can sign for an organisation as far as its person may. If nobody of \
               yours did that, tell your coalition at once.",
    },
    passkey_handed: Pair {
        subject: "{name} enrolled a passkey",
        body: "Their session had begun with a login link that somebody handed out. The passkey is called \
               {key}, and can sign for an organisation as far as its person may. If nobody of yours did that, \
               tell your coalition at once.",
    },
    key_changed: Pair {
        subject: "The server’s key changed",
        body: "The old key vouched for the new one. Publish the new line on your own site, above the old one: \
               files made until now carry the old one.",
    },
    key_lost: Pair {
        subject: "The server’s key was lost, and there is a new one",
        body: "The old key cannot vouch for the new one: ask your coalition, by another way than this server, \
               whether this is so. Then publish the new line on your own site, above the old one.",
    },
    moved: Pair {
        subject: "The server moved to another address",
        body: "It is {address} from now on. A passkey belongs to an address: on another host, enrol yours \
               again. What it signed stands.",
    },
    set_back: Pair {
        subject: "The server was set back to a backup",
        body: "Every head that was compared is there. Compare with what you kept; if a position of yours is \
               missing, take it again.",
    },
    set_back_lost: Pair {
        subject: "The server was set back to a backup",
        body: "Of the heads that were compared, {n} are not there: what came up to them is lost. Compare with \
               what you kept; if a position of yours is missing, take it again.",
    },
    retired: Pair {
        subject: "This coalition’s work on this server is over",
        body: "What was signed and published stands. Nothing new is recorded, but you can still withdraw.",
    },
    login_link: Pair {
        subject: "Your login link",
        body: "It works once, until {until}. If you did not ask for it, let it be: nobody gets in without it.",
    },
    code: Pair {
        subject: "{code} is your code to confirm a position",
        body: "With it you confirm: {sentence} If you did not ask for it, tell your colleagues.",
    },
    digest: Pair {
        subject: "{n} notices from {coalition}",
        body: "You chose to be told of these together, or they came in your quiet hours.",
    },
    version: "{title}, version {n}",
    said: ByPosition([
        "It signed.",
        "It signed with a reservation.",
        "It would sign on a condition.",
        "It objected.",
        "It declined to sign.",
        "It takes no part.",
        "It withdrew what it had said.",
        "It did not object.",
    ]),
    assent: ByPosition([
        "{name} signs version {n} of “{title}” ({digest}).",
        "{name} signs, with the reservation written here, version {n} of “{title}” ({digest}).",
        "{name} would sign, on a condition, version {n} of “{title}” ({digest}).",
        "{name} objects to version {n} of “{title}” ({digest}).",
        "{name} declines to sign version {n} of “{title}” ({digest}).",
        "{name} takes no part in the answer to version {n} of “{title}” ({digest}).",
        "{name} withdraws what it said of version {n} of “{title}” ({digest}).",
        "{name} stays silent on version {n} of “{title}” ({digest}).",
    ]),
    leave_given: "{name} may be named under these texts if it has not objected by the deadline.",
    leave_taken_back: "{name} is not named under these texts unless it signs.",
    told_alone: "Nobody else was told.",
    told: "{n} people were told: those who sign for {names}.",
    keep: "Keep this outside the server, to compare with later:",
    head: "Head of the ledger:",
    passkey_of: "Passkey of {name}:",
    key: "Server’s key:",
    somebody: "Somebody",
};
