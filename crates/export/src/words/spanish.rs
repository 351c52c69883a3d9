//! The words around a Statement in Spanish.

use super::Words;

pub(super) const SPANISH: Words = Words {
    language: "es",
    page: "Página",
    of: "de",
    signatories: "Firmantes",
    separator: ", ",
    reservation: "con la reserva:",
    about: "Acerca de este documento",
    text: "Texto",
    version: "Versión",
    edition: "Edición",
    translation: "Traducción",
    published: "Publicación",
    digest: "Huella",
    full_digest: "Huella completa",
    coalition: "Coalición",
    key: "Clave de la coalición",
    as_of: "Estado en el registro {n}. Una edición más reciente o una retirada no se vería aquí.",
    check: "Este archivo contiene su texto exacto (statement.json) y los registros publicados (extract.jsonl). \
            Cualquiera puede comprobar sin conexión que texto, páginas, lista y registros concuerdan: \
            undersigned verify ARCHIVO --key CLAVE. Tome la clave del sitio de una organización o de la coalición, \
            no de esta página.",
    positions: "Cómo se registró cada posición",
    organisation: "Organización",
    position: "Posición y modo de registro",
    record: "Registro",
    signed: "firmó",
    signed_with_reservation: "firmó con una reserva",
    session: "registrado por el servidor según la palabra de una persona con sesión iniciada",
    session_handed: "registrado por el servidor según la palabra de una persona que entró con un enlace \
                     entregado por la coordinación",
    token: "registrado por el servidor según la palabra de la ficha de un programa, en una demostración",
    relayed: "introducido por la coordinación según la palabra de una persona nombrada",
    passkey: "firmado con la llave de acceso de una persona que puede obligar a la organización",
    mail_code: "registrado por el servidor con un código enviado por correo a una persona que \
                puede obligar a la organización",
    withheld_one: "y una organización cuyo nombre se omite por su seguridad",
    withheld: "y {n} organizaciones cuyos nombres se omiten por su seguridad",
    silent: "no objetó",
    silence: "nombrada con su permiso previo: no objetó antes del plazo",
    carried: "trasladado de la versión {n}: este texto difiere del firmado solo en grafía, espacios o diseño",
    unofficial: "Traducción no oficial de la versión {n} ({d})",
    authentic: "Traducción auténtica de la versión {n} ({d})",
    day: "{d} de {m} de {y}",
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
};
