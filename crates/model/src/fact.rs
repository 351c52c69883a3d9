//! What records say: the public and the private part of each type, for both kinds of ledger.

mod coalition;
mod dossier;

pub use coalition::{CoalitionFact, CoalitionSecret, LinkWay};
pub use dossier::{
    DossierFact, DossierSecret, LateNames, Listed, Objections, OutcomeOf, PublicationFact, Relay, Relaying,
    RoundFact, RoundItem, Settings, SpokenFact, SpokenSecret, TextFact, VersionFact,
};
