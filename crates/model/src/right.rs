//! What a person may do in a dossier: a role to read and write, a mandate to bind an organisation.

use crate::ids::{MandateId, OrganisationId, PersonId};
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};

/// A role in a dossier, in rising order: each may do what the ones before may. To sign is no role but a mandate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads texts, versions and positions.
    Reader,
    /// Comments.
    Commenter,
    /// Proposes changes.
    Suggester,
    /// Writes.
    Editor,
    /// Adds texts, gives roles, freezes, opens and closes rounds, publishes.
    Coordinator,
}

/// That a person may bind an organisation in a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// Its identity.
    pub id: MandateId,
    /// Who holds it.
    pub person: PersonId,
    /// Whom it binds.
    pub organisation: OrganisationId,
    /// From when.
    pub from: UnixMs,
    /// Until when, that instant not included; open-ended without.
    pub to: Option<UnixMs>,
    /// Whether it still stands.
    pub state: MandateState,
}

/// Whether a mandate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MandateState {
    /// It stands.
    Active,
    /// The coordinator stopped it for a time.
    Suspended,
    /// A holder of the organisation ended it, for good.
    Ended,
    /// Its organisation left the coalition: it serves to withdraw and for nothing else.
    Left,
}

impl Mandate {
    /// Whether its holder may bind the organisation at this instant.
    pub fn holds_at(&self, at: UnixMs) -> bool {
        self.state == MandateState::Active && self.runs_at(at)
    }

    /// Whether its holder may withdraw what the organisation said: also after the organisation left.
    pub fn withdraws_at(&self, at: UnixMs) -> bool {
        matches!(self.state, MandateState::Active | MandateState::Left) && self.runs_at(at)
    }

    fn runs_at(&self, at: UnixMs) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }
}
