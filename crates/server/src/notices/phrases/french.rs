//! The sentences in French.

use super::{ByPosition, Pair, Phrases};

pub(super) const FRENCH: Phrases = Phrases {
    language: "fr",
    direction: "ltr",
    opened: Pair {
        subject: "Votre organisation est consultée : {texts}",
        body: "L’échéance est {deadline}. Lisez le texte exact et prenez position.",
    },
    extended: Pair {
        subject: "Délai de réponse prolongé : {texts}",
        body: "L’échéance est désormais {deadline}.",
    },
    adopted: Pair {
        subject: "Adopté : {texts}",
        body: "La consultation est close et son résultat ne changera plus. Vous pouvez encore retirer votre \
               nom.",
    },
    not_adopted: Pair {
        subject: "Non adopté : {texts}",
        body: "La consultation est close et son résultat ne changera plus. Vous pouvez encore retirer votre \
               nom.",
    },
    cancelled: Pair {
        subject: "La consultation a été annulée : {texts}",
        body: "Les positions prises restent sans suite.",
    },
    spoken: Pair {
        subject: "Une personne de votre organisation a répondu pour {name} : {version}",
        body: "{said} La dernière réponse de l’une ou l’un d’entre vous est la position de l’organisation.",
    },
    relayed: Pair {
        subject: "La coordination a saisi une position de {name} : {version}",
        body: "{said} Si ce n’est pas exact, annulez-la d’un clic.",
    },
    carried: Pair {
        subject: "Votre signature a été reportée : {version}",
        body: "Depuis la version {from}, signée par {name}, seuls ont changé l’orthographe, les espaces, le \
               style des signes ou la mise en page. Voyez ce qui a changé ; vous pouvez retirer le nom d’un \
               clic jusqu’à la publication, et après aussi.",
    },
    taken_off: Pair {
        subject: "{name} ne figure plus sous {version}",
        body: "Si le texte a été publié, une nouvelle édition imprime les noms tels qu’ils sont maintenant.",
    },
    reserved: Pair {
        subject: "{name} a signé avec une réserve : {version}",
        body: "Elle est imprimée à côté de son nom. Lisez-la sur la page de la consultation ; vous pouvez \
               encore changer de position.",
    },
    overridden: Pair {
        subject: "Votre objection a été écartée : {title}",
        body: "Motif donné par la coordination : {reason}",
    },
    mandate: Pair {
        subject: "Une personne peut désormais signer pour votre organisation dans {title}",
        body: "Si votre organisation ne l’a pas voulu, une personne qui peut l’engager met fin à ce mandat.",
    },
    passkey: Pair {
        subject: "{name} a enregistré une clé d’accès",
        body: "Elle s’appelle {key} et peut signer pour une organisation dans la mesure où sa détentrice ou \
               son détenteur le peut. Si ce n’est personne de chez vous, prévenez aussitôt votre coalition.",
    },
    passkey_handed: Pair {
        subject: "{name} a enregistré une clé d’accès",
        body: "Sa session avait commencé par un lien de connexion remis par quelqu’un. La clé s’appelle {key} \
               et peut signer pour une organisation dans la mesure où sa détentrice ou son détenteur le peut. \
               Si ce n’est personne de chez vous, prévenez aussitôt votre coalition.",
    },
    key_changed: Pair {
        subject: "La clé du serveur a changé",
        body: "L’ancienne clé s’est portée garante de la nouvelle. Publiez la nouvelle ligne sur votre propre \
               site, au-dessus de l’ancienne : les fichiers faits jusqu’ici portent l’ancienne.",
    },
    key_lost: Pair {
        subject: "La clé du serveur a été perdue, une nouvelle la remplace",
        body: "L’ancienne clé ne peut se porter garante de la nouvelle : demandez à votre coalition, par une \
               autre voie que ce serveur, si c’est exact. Publiez ensuite la nouvelle ligne sur votre propre \
               site, au-dessus de l’ancienne.",
    },
    moved: Pair {
        subject: "Le serveur a changé d’adresse",
        body: "C’est désormais {address}. Une clé d’accès appartient à une adresse : sur un autre hôte, \
               enregistrez de nouveau la vôtre. Ce qu’elle a signé reste valable.",
    },
    set_back: Pair {
        subject: "Le serveur a été ramené à une sauvegarde",
        body: "Toutes les têtes de registre comparées s’y trouvent. Comparez avec ce que vous avez conservé ; \
               si une de vos positions manque, prenez-la de nouveau.",
    },
    set_back_lost: Pair {
        subject: "Le serveur a été ramené à une sauvegarde",
        body: "Parmi les têtes de registre comparées, {n} ne s’y trouvent pas : ce qui menait à elles est \
               perdu. Comparez avec ce que vous avez conservé ; si une de vos positions manque, prenez-la de \
               nouveau.",
    },
    retired: Pair {
        subject: "Le travail de cette coalition sur ce serveur est terminé",
        body: "Ce qui a été signé et publié reste valable. Rien de nouveau n’est enregistré, mais vous pouvez \
               encore retirer votre nom.",
    },
    login_link: Pair {
        subject: "Votre lien de connexion",
        body: "Il sert une seule fois, jusqu’au {until}. Si vous ne l’avez pas demandé, n’en faites rien : \
               personne n’entre sans lui.",
    },
    code: Pair {
        subject: "{code} est votre code pour confirmer une position",
        body: "Il confirme ceci : {sentence} Si vous ne l’avez pas demandé, prévenez vos collègues.",
    },
    digest: Pair {
        subject: "{n} avis de {coalition}",
        body: "Vous avez choisi de les recevoir ensemble, ou ils sont arrivés pendant vos heures de repos.",
    },
    version: "{title}, version {n}",
    said: ByPosition([
        "Elle a signé.",
        "Elle a signé avec une réserve.",
        "Elle signerait sous condition.",
        "Elle a fait objection.",
        "Elle a décliné de signer.",
        "Elle ne prend pas part.",
        "Elle a retiré ce qu’elle avait dit.",
        "Elle n’a pas fait objection.",
    ]),
    assent: ByPosition([
        "{name} signe la version {n} de « {title} » ({digest}).",
        "{name} signe, avec la réserve écrite ici, la version {n} de « {title} » ({digest}).",
        "{name} signerait, sous condition, la version {n} de « {title} » ({digest}).",
        "{name} fait objection à la version {n} de « {title} » ({digest}).",
        "{name} décline de signer la version {n} de « {title} » ({digest}).",
        "{name} ne prend pas part à la réponse à la version {n} de « {title} » ({digest}).",
        "{name} retire ce qu’elle a dit de la version {n} de « {title} » ({digest}).",
        "{name} garde le silence sur la version {n} de « {title} » ({digest}).",
    ]),
    leave_given: "{name} peut être nommée sous ces textes si elle n’a pas fait objection avant l’échéance.",
    leave_taken_back: "{name} n’est pas nommée sous ces textes, à moins de signer.",
    told_alone: "Personne d’autre n’a été prévenu.",
    told: "{n} personnes ont été prévenues : celles qui signent pour {names}.",
    keep: "À conserver hors du serveur, pour comparer plus tard :",
    head: "Tête du registre :",
    passkey_of: "Clé d’accès de {name} :",
    key: "Clé du serveur :",
    somebody: "Quelqu’un",
};
