//! Who may do what in a dossier: roles, mandates, and whether positions may be relayed.

use super::{DossierEvent, Fresh, coordinates, event};
use crate::coalition::Coalition;
use crate::dossier::Dossier;
use crate::fact::{DossierFact, DossierSecret, Relaying};
use crate::ids::{MandateId, OrganisationId, PersonId};
use crate::organisation::{Organisation, OrganisationKind, Person};
use crate::refusal::Refusal;
use crate::right::{MandateState, Role};
use crate::time::UnixMs;

/// A mandate to be granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandateWish {
    /// Whom it binds.
    pub organisation: OrganisationId,
    /// Who is to hold it.
    pub person: PersonId,
    /// Until when, that instant not included; open-ended without.
    pub to: Option<UnixMs>,
}

/// What becomes of a mandate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MandateChange {
    /// It ends for good, by a holder of its organisation.
    End,
    /// It rests, by the coordinator.
    Suspend,
    /// It stands again after it rested, by the coordinator.
    Resume,
}

/// Gives a role, or takes it away.
pub fn give_role(
    coalition: &Coalition,
    dossier: &Dossier,
    by: &PersonId,
    (person, role): (&PersonId, Option<Role>),
    at: UnixMs,
) -> Result<DossierEvent, Refusal> {
    coordinates(dossier, by)?;
    let known = coalition.people.get(person).ok_or_else(Refusal::not_found)?;
    let left = known.organisation.as_ref().is_some_and(|o| coalition.present(o).is_none());
    if left && role.is_some() {
        return Err(Refusal::conflict("organisation-left", "This person's organisation left the coalition."));
    }
    let is_other = |(id, role): (&PersonId, &Role)| id != person && *role == Role::Coordinator;
    let was = dossier.roles.get(person).copied();
    if was == Some(Role::Coordinator) && role != was && !dossier.roles.iter().any(is_other) {
        let sentence = "A dossier keeps at least one coordinator; make somebody else coordinator first.";
        return Err(Refusal::conflict("last-coordinator", sentence));
    }
    let secret = DossierSecret::Role { by: by.clone(), person: person.clone(), role };
    Ok(event(at, DossierFact::Role, secret))
}

/// Grants a mandate: the first of an organisation by the coordinator, later ones by a holder of that organisation.
pub fn grant_mandate(
    coalition: &Coalition,
    dossier: &Dossier,
    by: &PersonId,
    wish: MandateWish,
    at: UnixMs,
    fresh: Fresh<'_>,
) -> Result<DossierEvent, Refusal> {
    let organisation = coalition.present(&wish.organisation).ok_or_else(Refusal::not_found)?;
    let person = coalition.people.get(&wish.person).ok_or_else(Refusal::not_found)?;
    if organisation.profile.kind == OrganisationKind::Endorser {
        let sentence = "An endorser has no account: what it says is relayed by the coordinator.";
        return Err(Refusal::invalid("endorser", sentence));
    }
    if dossier.mandates_of(&wish.organisation).next().is_none() {
        coordinates(dossier, by)?;
        is_of(person, organisation)?;
    } else if !holds(dossier, by, &wish.organisation, at) {
        let sentence = "The coordinator introduces an organisation's first holder only; one of its holders grants \
                        further mandates.";
        return Err(Refusal::forbidden("not-a-holder", sentence));
    }
    let fact = DossierFact::Mandate {
        mandate: MandateId::from_random(fresh()),
        organisation: organisation.id.clone(),
        names: organisation.profile.names.clone(),
        kind: organisation.profile.kind,
        from: at,
        to: wish.to,
    };
    Ok(event(at, fact, DossierSecret::Holder { by: by.clone(), person: person.id.clone() }))
}

/// Ends, suspends or resumes a mandate.
pub fn change_mandate(
    dossier: &Dossier,
    by: &PersonId,
    mandate: &MandateId,
    change: MandateChange,
    at: UnixMs,
) -> Result<DossierEvent, Refusal> {
    let found = dossier.mandate(mandate).ok_or_else(Refusal::not_found)?;
    let state = match change {
        MandateChange::End if holds(dossier, by, &found.organisation, at) => MandateState::Ended,
        MandateChange::End => {
            let sentence = "A holder of the organisation ends its mandates; the coordinator may suspend one.";
            return Err(Refusal::forbidden("not-a-holder", sentence));
        }
        MandateChange::Suspend | MandateChange::Resume => {
            coordinates(dossier, by)?;
            if change == MandateChange::Suspend { MandateState::Suspended } else { MandateState::Active }
        }
    };
    // What has ended, or serves to withdraw only, stays so: no way leads back through a suspension.
    let fits = match change {
        MandateChange::End => matches!(found.state, MandateState::Active | MandateState::Suspended),
        MandateChange::Suspend => found.state == MandateState::Active,
        MandateChange::Resume => found.state == MandateState::Suspended,
    };
    if !fits {
        let sentence = "This mandate is no longer as you saw it; look at the dossier again.";
        return Err(Refusal::conflict("mandate-changed", sentence));
    }
    let fact = DossierFact::MandateSet { mandate: mandate.clone(), state };
    Ok(event(at, fact, DossierSecret::By { by: by.clone() }))
}

/// Allows or forbids relayed positions from now on.
pub fn set_relaying(
    dossier: &Dossier,
    by: &PersonId,
    relaying: Relaying,
    at: UnixMs,
) -> Result<DossierEvent, Refusal> {
    coordinates(dossier, by)?;
    Ok(event(at, DossierFact::RelayingSet { relaying }, DossierSecret::By { by: by.clone() }))
}

fn holds(dossier: &Dossier, person: &PersonId, organisation: &OrganisationId, at: UnixMs) -> bool {
    dossier.mandates_of(organisation).any(|mandate| mandate.person == *person && mandate.holds_at(at))
}

/// A first holder is of the organisation: else a coordinator could make themselves the voice of another one.
fn is_of(person: &Person, organisation: &Organisation) -> Result<(), Refusal> {
    if person.organisation.as_ref() == Some(&organisation.id) {
        return Ok(());
    }
    let sentence = "An organisation's first holder is one of its own people; add them to it first.";
    Err(Refusal::invalid("not-of-the-organisation", sentence))
}
