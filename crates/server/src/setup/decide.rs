//! What setting up comes to: the viewer as the actor, the request as a command, and `model`'s decision on it.

use super::field;
use super::mandates::NewMandate;
use super::people::NewPerson;
use super::roles::NewRole;
use crate::access;
use crate::desk::{Change, CoalitionEvent, Desk, DossierEvent};
use crate::limits::LANGUAGE_CHARACTERS_MAX;
use crate::problem::Problem;
use crate::secret::random;
use crate::viewer::Viewer;
use model::decide::{self, MandateChange, MandateWish};
use model::dossier::Dossier;
use model::fact::{CoalitionFact, CoalitionSecret, DossierFact, DossierSecret, Relaying, TextFact};
use model::ids::{DossierId, MandateId, OrganisationId, PersonId, TextId};
use model::ledger::Event;
use model::limits::{
    LANGUAGES_MAX, NAME_CHARACTERS_MAX, ORGANISATIONS_MAX, PEOPLE_MAX, SHORT_CHARACTERS_MAX, TEXTS_MAX,
};
use model::organisation::{Membership, Office, Profile, Proofs};
use model::right::Role;
use model::time::UnixMs;
use std::collections::BTreeSet;
use store::Batch;

fn of_coalition(desk: &Desk, now: UnixMs, fact: CoalitionFact, secret: CoalitionSecret) -> CoalitionEvent {
    Event { at: desk.instant(now), fact, proof: None, secret: Some(secret) }
}

fn of_dossier(at: UnixMs, fact: DossierFact, secret: DossierSecret) -> DossierEvent {
    Event { at, fact, proof: None, secret: Some(secret) }
}

fn by(viewer: &Viewer) -> Option<PersonId> {
    Some(viewer.person.clone())
}

/// Adds organisations.
pub fn add_organisations(
    desk: &Desk,
    viewer: &Viewer,
    profiles: Vec<Profile>,
    now: UnixMs,
) -> Result<Change, Problem> {
    access::administrates(desk, viewer)?;
    let present = desk.coalition.organisations.values().filter(|o| o.membership == Membership::Present);
    let mut known: BTreeSet<String> =
        present.flat_map(|o| o.profile.names.values()).map(|name| name.to_lowercase()).collect();
    let count = desk.coalition.organisations.len() + profiles.len();
    at_most(count, ORGANISATIONS_MAX, "organisations")?;
    let event = |profile| {
        let (organisation, profile) = (OrganisationId::from_random(random()), checked(profile)?);
        let own: BTreeSet<String> = profile.names.values().map(|name| name.to_lowercase()).collect();
        if let Some(name) = own.iter().find(|name| known.contains(*name)) {
            let detail = format!("There is an organisation of this name already: {name}.");
            return Err(Problem::conflict("name-taken", detail));
        }
        known.extend(own);
        let fact = CoalitionFact::OrganisationAdded { organisation, profile };
        Ok(of_coalition(desk, now, fact, CoalitionSecret::By { by: by(viewer) }))
    };
    let events = profiles.into_iter().map(event).collect::<Result<_, Problem>>()?;
    Ok(Change::of_coalition(events))
}

/// Changes what the coalition says of an organisation: by an administrator, or by whoever may sign for it somewhere.
pub fn change_organisation(
    desk: &Desk,
    viewer: &Viewer,
    organisation: OrganisationId,
    profile: Profile,
    now: UnixMs,
) -> Result<Change, Problem> {
    desk.coalition.present(&organisation).ok_or_else(Problem::not_found)?;
    let at = desk.instant(now);
    let signs = |dossier: &Dossier| {
        dossier.mandates_of(&organisation).any(|held| held.person == viewer.person && held.holds_at(at))
    };
    if !desk.dossiers.values().any(signs) {
        access::administrates(desk, viewer)?;
    }
    let fact = CoalitionFact::OrganisationChanged { organisation, profile: checked(profile)? };
    Ok(Change::of_coalition(vec![of_coalition(desk, now, fact, CoalitionSecret::By { by: by(viewer) })]))
}

/// Says whether published files carry what passkeys signed; what is so already is not recorded again.
pub fn set_proofs(desk: &Desk, viewer: &Viewer, proofs: Proofs, now: UnixMs) -> Result<Change, Problem> {
    access::administrates(desk, viewer)?;
    if desk.coalition.proofs == proofs {
        return Ok(Change::default());
    }
    let (fact, secret) = (CoalitionFact::ProofsSet { proofs }, CoalitionSecret::By { by: by(viewer) });
    Ok(Change::of_coalition(vec![of_coalition(desk, now, fact, secret)]))
}

fn checked(profile: Profile) -> Result<Profile, Problem> {
    let Profile { names, acronym, country, ecosoc, kind } = profile;
    if names.is_empty() {
        return Err(Problem::invalid("empty", "Write the organisation's name as it is to be printed."));
    }
    at_most(names.len(), LANGUAGES_MAX, "languages of a name")?;
    let name = |(tag, name): (String, String)| {
        let tag = field::line(&tag, "the language of a name", LANGUAGE_CHARACTERS_MAX)?;
        Ok((tag, field::printed(&name, "the organisation's name", NAME_CHARACTERS_MAX)?))
    };
    Ok(Profile {
        names: names.into_iter().map(name).collect::<Result<_, Problem>>()?,
        acronym: field::optional(acronym, "the acronym", SHORT_CHARACTERS_MAX)?
            .map(|acronym| field::printed(&acronym, "the acronym", SHORT_CHARACTERS_MAX))
            .transpose()?,
        country: field::optional(country, "the country", SHORT_CHARACTERS_MAX)?,
        ecosoc: field::optional(ecosoc, "the status", SHORT_CHARACTERS_MAX)?,
        kind,
    })
}

fn at_most(count: usize, limit: usize, what: &str) -> Result<(), Problem> {
    if count <= limit {
        Ok(())
    } else {
        Err(Problem::invalid("too-many", format!("There are at most {limit} {what}.")))
    }
}

/// Adds a person.
pub fn add_person(desk: &Desk, viewer: &Viewer, new: NewPerson, now: UnixMs) -> Result<Change, Problem> {
    access::administrates(desk, viewer)?;
    at_most(desk.coalition.people.len() + 1, PEOPLE_MAX, "people")?;
    let email = field::address(&new.email, SHORT_CHARACTERS_MAX)?;
    let name = field::line(&new.name, "the person's name", NAME_CHARACTERS_MAX)?;
    if desk.coalition.person_by_email(&email).is_some() {
        return Err(Problem::conflict(
            "address-taken",
            "Somebody in this coalition has this address already.",
        ));
    }
    if let Some(organisation) = &new.organisation {
        desk.coalition.present(organisation).ok_or_else(Problem::not_found)?;
    }
    let secret = CoalitionSecret::Person {
        by: by(viewer),
        person: PersonId::from_random(random()),
        email,
        name,
        organisation: new.organisation,
        office: if new.administrator { Office::Administrator } else { Office::Member },
    };
    Ok(Change::of_coalition(vec![of_coalition(desk, now, CoalitionFact::PersonAdded, secret)]))
}

/// Records that an organisation left, in the coalition's ledger and in each dossier's.
pub fn leave(
    desk: &Desk,
    viewer: &Viewer,
    organisation: OrganisationId,
    now: UnixMs,
) -> Result<Change, Problem> {
    access::administrates(desk, viewer)?;
    desk.coalition.present(&organisation).ok_or_else(Problem::not_found)?;
    let people = desk.coalition.people.values().filter(|p| p.organisation.as_ref() == Some(&organisation));
    let people: Vec<_> = people.map(|p| p.id.clone()).collect();
    let fact = CoalitionFact::OrganisationLeft { organisation: organisation.clone() };
    let mut change =
        Change::of_coalition(vec![of_coalition(desk, now, fact, CoalitionSecret::By { by: by(viewer) })]);
    for dossier in desk.dossiers.values() {
        let fact = DossierFact::OrganisationLeft { organisation: organisation.clone() };
        let secret = DossierSecret::Left { by: viewer.person.clone(), people: people.clone() };
        change.dossiers.insert(dossier.id.clone(), vec![of_dossier(desk.instant(now), fact, secret)]);
    }
    Ok(change)
}

/// Opens a dossier, which whoever opens it coordinates.
pub fn open_dossier(desk: &Desk, viewer: &Viewer, title: &str, now: UnixMs) -> Result<Change, Problem> {
    access::administrates(desk, viewer)?;
    let title = field::line(title, "the dossier's title", NAME_CHARACTERS_MAX)?;
    let at = desk.instant(now);
    let coalition = &desk.coalition;
    let dossier = DossierId::from_random(random());
    let (id, name, standing, key) =
        (coalition.id.clone(), coalition.name.clone(), coalition.standing, coalition.key);
    let person = viewer.person.clone();
    let by = || DossierSecret::By { by: person.clone() };
    let role =
        DossierSecret::Role { by: person.clone(), person: person.clone(), role: Some(Role::Coordinator) };
    let opened = DossierFact::Opened { dossier: dossier.clone(), title, relaying: Relaying::Allowed };
    let events = vec![
        of_dossier(at, DossierFact::Coalition { coalition: id, name, standing, key }, by()),
        of_dossier(at, opened, by()),
        of_dossier(at, DossierFact::Role, role),
    ];
    let fact = CoalitionFact::DossierOpened { dossier: dossier.clone() };
    let mut change = Change::of_coalition(vec![of_coalition(
        desk,
        now,
        fact,
        CoalitionSecret::By { by: Some(person.clone()) },
    )]);
    change.dossiers.insert(dossier, events);
    Ok(change)
}

/// Gives a role, or takes it away.
pub fn give_role(
    desk: &Desk,
    viewer: &Viewer,
    dossier: &DossierId,
    new: NewRole,
    now: UnixMs,
) -> Result<Change, Problem> {
    let at = desk.instant(now);
    let found = access::read(desk, viewer, dossier, at)?.dossier;
    let given = (&new.person, new.role.role());
    let event = decide::give_role(&desk.coalition, found, &viewer.person, given, at)?;
    Ok(Change::of_dossier(dossier, vec![event]))
}

/// Grants a mandate.
pub fn grant_mandate(
    desk: &Desk,
    viewer: &Viewer,
    dossier: &DossierId,
    new: NewMandate,
    now: UnixMs,
) -> Result<Change, Problem> {
    let at = desk.instant(now);
    let found = access::read(desk, viewer, dossier, at)?.dossier;
    let NewMandate { person, organisation, to } = new;
    let wish = MandateWish { organisation, person, to };
    let event = decide::grant_mandate(&desk.coalition, found, &viewer.person, wish, at, &mut random)?;
    Ok(Change::of_dossier(dossier, vec![event]))
}

/// Ends, suspends or resumes a mandate.
pub fn change_mandate(
    desk: &Desk,
    viewer: &Viewer,
    mandate: &MandateId,
    change: MandateChange,
    now: UnixMs,
) -> Result<Change, Problem> {
    let at = desk.instant(now);
    let dossier = desk.dossier_where(|d| d.mandate(mandate).is_some())?.id.clone();
    let found = access::read(desk, viewer, &dossier, at)?.dossier;
    let event = decide::change_mandate(found, &viewer.person, mandate, change, at)?;
    Ok(Change::of_dossier(&dossier, vec![event]))
}

/// Allows or forbids relayed positions.
pub fn set_relaying(
    desk: &Desk,
    viewer: &Viewer,
    dossier: &DossierId,
    relaying: Relaying,
    now: UnixMs,
) -> Result<Change, Problem> {
    let at = desk.instant(now);
    let found = access::read(desk, viewer, dossier, at)?.dossier;
    let event = decide::set_relaying(found, &viewer.person, relaying, at)?;
    Ok(Change::of_dossier(dossier, vec![event]))
}

/// Adds a text with its first update.
pub fn add_text(
    desk: &Desk,
    viewer: &Viewer,
    dossier: &DossierId,
    fact: TextFact,
    first: &room::NewText,
    now: UnixMs,
) -> Result<Change, Problem> {
    let at = desk.instant(now);
    let access = access::read(desk, viewer, dossier, at)?.to_coordinate()?;
    at_most(access.dossier.texts.len() + 1, TEXTS_MAX, "texts in a dossier")?;
    let is_original =
        |text: &TextId| access.dossier.text(text).is_some_and(|it| it.fact.translates.is_none());
    if fact.translates.as_ref().is_some_and(|text| !is_original(text)) {
        let detail = "A translation is of an original text of this dossier; choose which.";
        return Err(Problem::invalid("no-original", detail));
    }
    let fact = TextFact {
        title: field::line(&fact.title, "the text's title", NAME_CHARACTERS_MAX)?,
        language: field::line(&fact.language, "the text's language", LANGUAGE_CHARACTERS_MAX)?,
        symbol: field::optional(fact.symbol, "the symbol", SHORT_CHARACTERS_MAX)?,
        ..fact
    };
    let mut rows = Batch::new();
    first.put(&mut rows);
    let secret = DossierSecret::By { by: viewer.person.clone() };
    Ok(Change::of_dossier(dossier, vec![of_dossier(at, DossierFact::Text(fact), secret)]).with_rows(rows))
}
