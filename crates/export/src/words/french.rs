//! The words around a Statement in French.

use super::Words;

pub(super) const FRENCH: Words = Words {
    language: "fr",
    page: "Page",
    of: "sur",
    signatories: "Signataires",
    separator: ", ",
    reservation: "avec la réserve suivante :",
    about: "À propos de ce document",
    text: "Texte",
    version: "Version",
    edition: "Édition",
    correction: "Rectificatif",
    corrected: "Corr.{n}, remplace la version {v}",
    translation: "Traduction",
    published: "Publication",
    digest: "Empreinte",
    full_digest: "Empreinte complète",
    coalition: "Coalition",
    key: "Clé de la coalition",
    as_of: "État à l’enregistrement {n}. Une édition plus récente ou un retrait n’apparaîtrait pas ici.",
    check: "Ce fichier contient son texte exact (statement.json) et les enregistrements publiés (extract.jsonl). \
            Chacun peut vérifier hors ligne que texte, pages, liste et enregistrements concordent : \
            undersigned verify FICHIER --key CLÉ. Prenez la clé sur le site d’une organisation ou auprès de la \
            coalition, non sur cette page.",
    positions: "Comment chaque position a été enregistrée",
    organisation: "Organisation",
    position: "Position et mode d’enregistrement",
    record: "Enregistrement",
    signed: "a signé",
    signed_with_reservation: "a signé avec une réserve",
    session: "enregistré par le serveur sur la parole d’une personne connectée",
    session_handed: "enregistré par le serveur sur la parole d’une personne connectée par un lien \
                     remis par la coordination",
    token: "enregistré par le serveur sur la parole du jeton d’un programme, dans une démonstration",
    relayed: "saisi par la coordination sur la parole d’une personne nommée",
    passkey: "signé avec la clé d’accès d’une personne habilitée à engager l’organisation",
    mail_code: "enregistré par le serveur sur un code envoyé par courriel à une personne \
                habilitée à engager l’organisation",
    withheld_one: "et une organisation dont le nom est tu pour sa sécurité",
    withheld: "et {n} organisations dont les noms sont tus pour leur sécurité",
    silent: "n’a pas fait objection",
    silence: "nommée avec son accord préalable : elle n’a pas fait objection avant l’échéance",
    carried: "reporté de la version {n} : ce texte ne diffère de celui qui a été signé que par la \
              graphie, les espaces ou la mise en page",
    unofficial: "Traduction non officielle de la version {n} ({d})",
    authentic: "Traduction faisant foi de la version {n} ({d})",
    day: "{d} {m} {y}",
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
};
