//! Whether a server's work goes on: open, set back to a backup and not said so yet, or over.

use crate::fact::{CoalitionFact, DossierFact, Handover};
use crate::position::Position;
use crate::refusal::Refusal;
use serde::Serialize;

/// What a server may record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum House {
    /// Everything.
    #[default]
    Open,
    /// That it was set back to a backup, and nothing before that: else two histories would go on from one record, and
    /// nobody would be told.
    SetBack,
    /// That names come off, for ever; nothing new.
    Retired,
}

impl House {
    /// Whether texts can be written in.
    pub fn is_open(self) -> bool {
        self == Self::Open
    }

    /// Whether a record of the coalition's ledger may be made.
    pub fn takes_coalition(self, fact: &CoalitionFact) -> Result<(), Refusal> {
        use CoalitionFact as Fact;
        let takes = match self {
            Self::Open => true,
            Self::SetBack => match fact {
                Fact::Restored(_) => true,
                // Without it, nobody could vouch for the record that says so.
                Fact::KeyChanged(change) => change.how == Handover::Lost,
                _ => false,
            },
            Self::Retired => {
                matches!(fact, Fact::LinkMade { .. } | Fact::PasskeyRemoved { .. } | Fact::KeyChanged(_))
            }
        };
        if takes { Ok(()) } else { Err(self.refusal()) }
    }

    /// Whether a record of a dossier's ledger may be made.
    pub fn takes(self, fact: &DossierFact) -> Result<(), Refusal> {
        use DossierFact as Fact;
        let takes = match self {
            Self::Open => true,
            Self::SetBack => matches!(fact, Fact::Restored(_)),
            Self::Retired => match fact {
                Fact::Position(spoken) => spoken.position == Position::Withdrawn,
                // An edition without the names that came off, its file, and that it is not to be relied on.
                Fact::Publication(_) | Fact::File { .. } | Fact::Retracted { .. } => true,
                Fact::RoundClosed { .. } | Fact::RoundCancelled { .. } | Fact::KeyChanged(_) => true,
                _ => false,
            },
        };
        if takes { Ok(()) } else { Err(self.refusal()) }
    }

    fn refusal(self) -> Refusal {
        match self {
            Self::Retired => Refusal::conflict(
                "retired",
                "This coalition's work here is over; what was signed stands, and you can still withdraw.",
            ),
            _ => Refusal::conflict(
                "set-back",
                "This server was set back to a backup and can only be read until its operator says so on record.",
            ),
        }
    }
}
