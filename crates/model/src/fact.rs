//! What records say: the public and the private part of each type, for both kinds of ledger.

mod coalition;
mod dossier;
mod house;
mod published;
mod said;
mod secret;
mod translation;

pub use coalition::{CoalitionFact, CoalitionSecret, LinkWay};
pub use dossier::DossierFact;
pub use house::{BadHead, Handover, KeptHead, KeyChange, Restoration};
pub use published::{Correction, Listed, NameGroup, NameStyle, PublicationFact, Settings};
pub use said::{
    Carried, LateNames, LeaveFact, Objections, OutcomeOf, Relaying, RoundFact, RoundItem, SpokenFact,
    TextFact, VersionFact,
};
pub use secret::{DossierSecret, Relay, SpokenSecret};
pub use translation::{Authority, Original, Translation};
