//! Whoever takes a seat, as the server vouches for it.

use crate::RightCell;
use model::ids::{OrganisationId, PersonId};
use wire::Stamp;

/// Which messages a socket understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// y-protocols alone.
    Stock,
    /// And `saved`: it asked for [`wire::SUBPROTOCOL`].
    WithSaved,
}

/// A person at one socket.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who it is.
    pub person: PersonId,
    /// Of which organisation; a translator or counsel has none.
    pub organisation: Option<OrganisationId>,
    /// The person's name, as shown to others.
    pub name: String,
    /// Name or acronym of the organisation, as shown to others.
    pub organisation_name: Option<String>,
    /// `#rrggbb`.
    pub colour: String,
    /// What this socket may do.
    pub right: RightCell,
    /// What this socket understands.
    pub dialect: Dialect,
}

impl Member {
    pub(crate) fn stamp(&self) -> Stamp {
        Stamp {
            person: self.person.to_string(),
            name: self.name.clone(),
            organisation: self.organisation_name.clone(),
            color: self.colour.clone(),
        }
    }
}

/// A seat's number in its room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SeatNo(pub(crate) u64);
