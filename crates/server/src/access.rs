//! Rights as values: a handler only ever holds what it may use. This module alone makes them.
//!
//! What a person may do is a function of the ledgers at this moment. `model::command` decides again for what is
//! recorded; here it is decided what somebody sees, and that a program's token signs in demonstrations only.

use crate::config::Purpose;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::viewer::Viewer;
use model::coalition::Coalition;
use model::dossier::Dossier;
use model::ids::{DossierId, PersonId, TextId};
use model::organisation::Standing;
use model::position::Method;
use model::right::Role;
use model::time::UnixMs;
use room::Right;
use std::marker::PhantomData;

/// Sees texts, versions, rounds and positions.
#[derive(Debug)]
pub enum Read {}
/// Writes in working drafts.
#[derive(Debug)]
pub enum Write {}
/// Adds texts, gives roles, freezes, opens and closes rounds, publishes.
#[derive(Debug)]
pub enum Coordinate {}
/// Takes positions for an organisation.
#[derive(Debug)]
pub enum Sign {}

/// A dossier that the viewer may use so, borrowed from the desk.
#[derive(Debug)]
pub struct Access<'desk, Use> {
    /// The coalition.
    pub coalition: &'desk Coalition,
    /// The dossier.
    pub dossier: &'desk Dossier,
    /// The viewer's role there; a holder of a mandate may have none.
    pub role: Option<Role>,
    right: PhantomData<Use>,
}

/// Reads a dossier: by a role, or by a mandate. For everybody else it does not exist.
pub fn read<'desk>(
    desk: &'desk Desk,
    viewer: &Viewer,
    dossier: &DossierId,
    at: UnixMs,
) -> Result<Access<'desk, Read>, Problem> {
    let dossier = desk.dossier(dossier)?;
    let visible = dossier.is_visible_to(&viewer.person, at);
    if visible { Ok(access(desk, viewer, dossier)) } else { Err(Problem::not_found()) }
}

/// The same for a round: also for a holder whose organisation left, who keeps the right to withdraw and sees no more than
/// that takes.
pub fn read_or_withdraw<'desk>(
    desk: &'desk Desk,
    viewer: &Viewer,
    dossier: &DossierId,
    at: UnixMs,
) -> Result<Access<'desk, Read>, Problem> {
    let found = desk.dossier(dossier)?;
    if found.may_withdraw(&viewer.person, at) {
        return Ok(access(desk, viewer, found));
    }
    read(desk, viewer, dossier, at)
}

/// Reads the dossier of a text.
pub fn read_text<'desk>(
    desk: &'desk Desk,
    viewer: &Viewer,
    text: &TextId,
    at: UnixMs,
) -> Result<Access<'desk, Read>, Problem> {
    read(desk, viewer, &desk.dossier_of(text)?.id, at)
}

impl<'desk> Access<'desk, Read> {
    /// The right to write, where the role gives it.
    pub fn to_write(&self) -> Result<Access<'desk, Write>, Problem> {
        let detail = "You may read this dossier and not write in it; its coordinator gives roles.";
        self.with_role(Role::Editor, "not-an-editor", detail)
    }

    /// The right to coordinate, where the role gives it.
    pub fn to_coordinate(&self) -> Result<Access<'desk, Coordinate>, Problem> {
        self.with_role(Role::Coordinator, "not-the-coordinator", "Only the dossier's coordinator does this.")
    }

    /// The right to take positions, where a mandate was ever given (the model says why one gives it no more); a
    /// token signs in demonstrations only.
    pub fn to_sign(&self, viewer: &Viewer, purpose: Purpose) -> Result<Access<'desk, Sign>, Problem> {
        let demonstration =
            purpose == Purpose::Demonstrate && self.coalition.standing == Standing::Demonstration;
        if viewer.method == Method::Token && !demonstration {
            let detail = "A program's token never signs; log in by a link and take the position yourself.";
            return Err(Problem::forbidden("token-never-signs", detail));
        }
        if !self.dossier.mandates.iter().any(|mandate| mandate.person == viewer.person) {
            let detail =
                "You hold no mandate to speak for an organisation in this dossier; ask its coordinator.";
            return Err(Problem::forbidden("no-mandate", detail));
        }
        Ok(self.with())
    }

    fn with_role<Use>(
        &self,
        needed: Role,
        code: &'static str,
        detail: &str,
    ) -> Result<Access<'desk, Use>, Problem> {
        let fits = self.role.is_some_and(|role| role >= needed);
        if fits { Ok(self.with()) } else { Err(Problem::forbidden(code, detail)) }
    }

    fn with<Use>(&self) -> Access<'desk, Use> {
        Access { coalition: self.coalition, dossier: self.dossier, role: self.role, right: PhantomData }
    }
}

/// Refuses whoever is not of the coalition any more.
pub fn belongs(desk: &Desk, viewer: &Viewer) -> Result<(), Problem> {
    let left = viewer.organisation.as_ref().is_some_and(|o| desk.coalition.present(o).is_none());
    if left {
        Err(Problem::forbidden("organisation-left", "Your organisation left this coalition."))
    } else {
        Ok(())
    }
}

/// Refuses whoever does not administer the coalition.
pub fn administrates(desk: &Desk, viewer: &Viewer) -> Result<(), Problem> {
    if desk.coalition.is_administrator(&viewer.person) {
        return Ok(());
    }
    let detail = "Only the coalition's administrators do this; ask one of them.";
    Err(Problem::forbidden("not-an-administrator", detail))
}

/// Whether the viewer sets things up, and so sees everybody: an administrator, or the coordinator of a dossier.
pub fn sets_up(desk: &Desk, viewer: &Viewer) -> bool {
    let coordinates = |dossier: &Dossier| dossier.roles.get(&viewer.person) == Some(&Role::Coordinator);
    desk.coalition.is_administrator(&viewer.person) || desk.dossiers.values().any(coordinates)
}

/// What a person may do in the texts of a dossier, as a connection holds it.
pub fn right_in(desk: &Desk, dossier: &Dossier, person: &PersonId, at: UnixMs) -> Right {
    let known = desk.coalition.people.contains_key(person);
    match dossier.roles.get(person) {
        Some(_) if known && !desk.house().is_open() => Right::Read,
        Some(Role::Editor | Role::Coordinator) if known => Right::Edit,
        Some(Role::Suggester | Role::Commenter) if known => Right::Comment,
        Some(Role::Reader) if known => Right::Read,
        None if known && dossier.mandates.iter().any(|m| m.person == *person && m.holds_at(at)) => {
            Right::Read
        }
        _ => Right::None,
    }
}

fn access<'desk, Use>(desk: &'desk Desk, viewer: &Viewer, dossier: &'desk Dossier) -> Access<'desk, Use> {
    let role = dossier.roles.get(&viewer.person).copied();
    Access { coalition: &desk.coalition, dossier, role, right: PhantomData }
}
