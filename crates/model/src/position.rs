//! Positions, and what each one does: the table of effects, row by row.

use serde::{Deserialize, Serialize};

/// What an organisation says of one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// Its name stands under these words.
    Signed,
    /// The same, with a reservation printed beside the name.
    SignedWithReservation,
    /// It would sign if the passages named were otherwise.
    Conditional,
    /// It objects to the passages named.
    Objects,
    /// It does not sign, and does not stand in the way.
    Declines,
    /// It takes no part.
    Recused,
    /// It takes back what it said.
    Withdrawn,
    /// It said nothing until the deadline of a silence, after its leave to be named then and after one of its people
    /// opened the version. Nobody takes this position: closing records it.
    Assented,
}

/// How a position came to the server, strongest first among those that this server knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Signed with a passkey of a person who holds a mandate.
    Passkey,
    /// Confirmed with a code that was mailed to the person's address.
    MailCode,
    /// A person who logged in by a link sent to their address.
    Session,
    /// A person who logged in by a link that somebody handed out.
    SessionHanded,
    /// A program with a person's token; in demonstrations only.
    Token,
    /// Entered by the coordinator on the word of a named person.
    Relayed,
    /// Nobody said anything: the organisation had given leave to be named then.
    Silence,
}

/// What a position does under a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Counts for the rule.
    Counts,
    /// Does not count.
    Missing,
    /// Keeps the rule from being met.
    Blocks,
    /// As if the organisation had not been asked.
    Leaves,
}

impl Position {
    /// Every position that an organisation can take.
    pub const TAKEN: [Self; 7] = [
        Self::Signed,
        Self::SignedWithReservation,
        Self::Conditional,
        Self::Objects,
        Self::Declines,
        Self::Recused,
        Self::Withdrawn,
    ];

    /// Whether the organisation's name is on the list.
    pub fn is_on_the_list(self) -> bool {
        matches!(self, Self::Signed | Self::SignedWithReservation | Self::Assented)
    }

    /// Whether it has to name the passages it is about, and say why.
    pub fn names_passages(self) -> bool {
        matches!(self, Self::Conditional | Self::Objects)
    }

    /// Whether it breaks a silence.
    pub fn breaks_silence(self) -> bool {
        matches!(self, Self::Conditional | Self::Objects)
    }

    /// What it does under `explicit`, `quorum` and `unanimous`, which differ in what they count against, not in this.
    pub fn effect(self) -> Effect {
        match self {
            Self::Signed | Self::SignedWithReservation | Self::Assented => Effect::Counts,
            Self::Objects => Effect::Blocks,
            Self::Recused => Effect::Leaves,
            Self::Conditional | Self::Declines | Self::Withdrawn => Effect::Missing,
        }
    }
}

impl Method {
    /// How a verifier words it: a record is no signature.
    pub fn words(self) -> &'static str {
        match self {
            Self::Passkey => "signed with a passkey of a person who may bind the organisation",
            Self::MailCode => {
                "recorded by the server on a code that was mailed to a person who may bind the organisation"
            }
            Self::Session => "recorded by the server on the word of a logged-in person",
            Self::SessionHanded => {
                "recorded by the server on the word of a person who logged in by a link that was handed out"
            }
            Self::Token => {
                "recorded by the server on the word of a program with a token (demonstration only)"
            }
            Self::Relayed => "entered by the coordinator on the word of a named person",
            Self::Silence => "named by its own leave: it did not object until the deadline",
        }
    }
}
