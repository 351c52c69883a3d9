//! The sentences in Spanish.

use super::{ByPosition, Pair, Phrases};

pub(super) const SPANISH: Phrases = Phrases {
    language: "es",
    direction: "ltr",
    opened: Pair {
        subject: "Se consulta a su organización: {texts}",
        body: "El plazo termina el {deadline}. Lea el texto exacto y tome posición.",
    },
    extended: Pair {
        subject: "Más tiempo para responder: {texts}",
        body: "El plazo termina ahora el {deadline}.",
    },
    adopted: Pair {
        subject: "Adoptado: {texts}",
        body: "La consulta está cerrada y su resultado no cambiará. Todavía puede retirar el nombre.",
    },
    not_adopted: Pair {
        subject: "No adoptado: {texts}",
        body: "La consulta está cerrada y su resultado no cambiará. Todavía puede retirar el nombre.",
    },
    cancelled: Pair {
        subject: "La consulta fue cancelada: {texts}",
        body: "Las posiciones tomadas en ella quedan sin efecto.",
    },
    spoken: Pair {
        subject: "Una persona de su organización respondió por {name}: {version}",
        body: "{said} La última palabra de cualquiera de ustedes es la posición de la organización.",
    },
    relayed: Pair {
        subject: "La coordinación anotó una posición de {name}: {version}",
        body: "{said} Si no es así, deshágala con un clic.",
    },
    carried: Pair {
        subject: "Su firma fue trasladada: {version}",
        body: "Desde la versión {from}, que {name} firmó, solo cambiaron la ortografía, los espacios, el \
               estilo de los signos o la composición. Vea qué cambió; puede retirar el nombre con un clic hasta \
               la publicación, y también después.",
    },
    taken_off: Pair {
        subject: "{name} ya no figura bajo {version}",
        body: "Si se publicó, una nueva edición imprime los nombres como están ahora.",
    },
    reserved: Pair {
        subject: "{name} firmó con una reserva: {version}",
        body: "Se imprime junto a su nombre. Léala en la página de la consulta; todavía puede cambiar su \
               posición.",
    },
    overridden: Pair {
        subject: "Su objeción fue desestimada: {title}",
        body: "Motivo de la coordinación: {reason}",
    },
    mandate: Pair {
        subject: "Alguien puede firmar ahora por su organización en {title}",
        body: "Si su organización no lo quiso, una de las personas que pueden obligarla pone fin al mandato.",
    },
    passkey: Pair {
        subject: "{name} registró una clave de acceso",
        body: "Se llama {key} y puede firmar por una organización en la medida en que su titular pueda. Si no \
               fue nadie de los suyos, avise enseguida a su coalición.",
    },
    passkey_handed: Pair {
        subject: "{name} registró una clave de acceso",
        body: "Su sesión había empezado con un enlace de acceso que alguien entregó. La clave se llama {key} y \
               puede firmar por una organización en la medida en que su titular pueda. Si no fue nadie de los \
               suyos, avise enseguida a su coalición.",
    },
    key_changed: Pair {
        subject: "La clave del servidor cambió",
        body: "La clave anterior respaldó a la nueva. Publique la nueva línea en su propio sitio, encima de la \
               anterior: los archivos hechos hasta ahora llevan la anterior.",
    },
    key_lost: Pair {
        subject: "La clave del servidor se perdió y hay una nueva",
        body: "La clave anterior no puede respaldar a la nueva: pregunte a su coalición, por otra vía que este \
               servidor, si es así. Publique después la nueva línea en su propio sitio, encima de la anterior.",
    },
    moved: Pair {
        subject: "El servidor cambió de dirección",
        body: "Desde ahora es {address}. Una clave de acceso pertenece a una dirección: en otro host, registre \
               de nuevo la suya. Lo que firmó sigue en pie.",
    },
    set_back: Pair {
        subject: "El servidor volvió a una copia de seguridad",
        body: "Todas las cabezas de registro comparadas están. Compare con lo que usted guardó; si falta una \
               posición suya, tómela de nuevo.",
    },
    set_back_lost: Pair {
        subject: "El servidor volvió a una copia de seguridad",
        body: "De las cabezas de registro comparadas, {n} no están: lo que llevaba a ellas se perdió. Compare \
               con lo que usted guardó; si falta una posición suya, tómela de nuevo.",
    },
    retired: Pair {
        subject: "El trabajo de esta coalición en este servidor terminó",
        body: "Lo firmado y publicado sigue en pie. No se anota nada nuevo, pero todavía puede retirar el \
               nombre.",
    },
    login_link: Pair {
        subject: "Su enlace de acceso",
        body: "Sirve una sola vez, hasta el {until}. Si no lo pidió, déjelo: nadie entra sin él.",
    },
    code: Pair {
        subject: "{code} es su código para confirmar una posición",
        body: "Con él confirma: {sentence} Si no lo pidió, avise a sus colegas.",
    },
    digest: Pair {
        subject: "{n} avisos de {coalition}",
        body: "Usted eligió recibirlos juntos, o llegaron en sus horas de descanso.",
    },
    version: "{title}, versión {n}",
    said: ByPosition([
        "Firmó.",
        "Firmó con una reserva.",
        "Firmaría con una condición.",
        "Objetó.",
        "Declinó firmar.",
        "No toma parte.",
        "Retiró lo que había dicho.",
        "No objetó.",
    ]),
    assent: ByPosition([
        "{name} firma la versión {n} de «{title}» ({digest}).",
        "{name} firma, con la reserva escrita aquí, la versión {n} de «{title}» ({digest}).",
        "{name} firmaría, con una condición, la versión {n} de «{title}» ({digest}).",
        "{name} objeta la versión {n} de «{title}» ({digest}).",
        "{name} declina firmar la versión {n} de «{title}» ({digest}).",
        "{name} no toma parte en la respuesta a la versión {n} de «{title}» ({digest}).",
        "{name} retira lo que dijo de la versión {n} de «{title}» ({digest}).",
        "{name} guarda silencio sobre la versión {n} de «{title}» ({digest}).",
    ]),
    leave_given: "{name} puede ser nombrada bajo estos textos si no ha objetado antes del plazo.",
    leave_taken_back: "{name} no es nombrada bajo estos textos, salvo que firme.",
    told_alone: "No se avisó a nadie más.",
    told: "Se avisó a {n} personas: las que firman por {names}.",
    keep: "Guarde esto fuera del servidor, para comparar más adelante:",
    head: "Cabeza del registro:",
    passkey_of: "Clave de acceso de {name}:",
    key: "Clave del servidor:",
    somebody: "Alguien",
};
