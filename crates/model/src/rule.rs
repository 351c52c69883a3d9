//! Rules of a round, and its outcome: a function of the rule and of each asked organisation's position.

use crate::ids::OrganisationId;
use crate::position::{Effect, Position};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// When a version is adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Rule {
    /// When at least so many of the asked organisations signed, and none objects.
    Explicit {
        /// How many, at least 1.
        min: u32,
    },
    /// When each organisation of the set signed (those that recused themselves left it), and none asked objects.
    Unanimous {
        /// The set, a part of those asked.
        set: BTreeSet<OrganisationId>,
    },
}

/// What a rule comes to for one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The rule is met.
    Adopted,
    /// It is not.
    NotAdopted,
}

/// Each asked organisation with what it says, `None` for nothing.
pub type Standings<'a> = BTreeMap<&'a OrganisationId, Option<Position>>;

impl Rule {
    /// Whether the rule is met by what the asked organisations say.
    pub fn outcome(&self, asked: &Standings<'_>) -> Outcome {
        let effects =
            asked.iter().map(|(id, position)| (*id, position.map_or(Effect::Missing, Position::effect)));
        let effects: Vec<_> = effects.collect();
        let blocked = effects.iter().any(|(_, effect)| *effect == Effect::Blocks);
        let counted = effects.iter().filter(|(_, effect)| *effect == Effect::Counts).count();
        let met = match self {
            Self::Explicit { min } => counted > 0 && u32::try_from(counted).unwrap_or(u32::MAX) >= *min,
            Self::Unanimous { set } => {
                let mut left =
                    effects.iter().filter(|(id, effect)| set.contains(*id) && *effect != Effect::Leaves);
                let counts = |(_, effect): &(&OrganisationId, Effect)| *effect == Effect::Counts;
                left.clone().next().is_some() && left.all(counts)
            }
        };
        if met && !blocked { Outcome::Adopted } else { Outcome::NotAdopted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Outcome::{Adopted, NotAdopted};

    fn id(name: &str) -> OrganisationId {
        OrganisationId::new(name).unwrap()
    }

    /// Outcome when `b` and `c` signed and `a` says this, under explicit(2), explicit(3) and unanimous(a, b, c).
    fn row(position: Option<Position>) -> [Outcome; 3] {
        let (a, b, c) = (id("a"), id("b"), id("c"));
        let signed = Some(Position::Signed);
        let asked: Standings<'_> = [(&a, position), (&b, signed), (&c, signed)].into();
        let all = Rule::Unanimous { set: [a.clone(), b.clone(), c.clone()].into() };
        [Rule::Explicit { min: 2 }, Rule::Explicit { min: 3 }, all].map(|rule| rule.outcome(&asked))
    }

    #[test]
    fn the_table_of_effects_holds_row_by_row() {
        let table = [
            (None, [Adopted, NotAdopted, NotAdopted], false),
            (Some(Position::Signed), [Adopted, Adopted, Adopted], true),
            (Some(Position::SignedWithReservation), [Adopted, Adopted, Adopted], true),
            (Some(Position::Conditional), [Adopted, NotAdopted, NotAdopted], false),
            (Some(Position::Objects), [NotAdopted, NotAdopted, NotAdopted], false),
            (Some(Position::Declines), [Adopted, NotAdopted, NotAdopted], false),
            (Some(Position::Recused), [Adopted, NotAdopted, Adopted], false),
            (Some(Position::Withdrawn), [Adopted, NotAdopted, NotAdopted], false),
        ];
        for (position, outcomes, on_the_list) in table {
            assert_eq!(row(position), outcomes, "{position:?}");
            assert_eq!(position.is_some_and(Position::is_on_the_list), on_the_list, "{position:?}");
        }
        assert_eq!(table.len(), Position::ALL.len() + 1);
    }

    #[test]
    fn an_objection_from_outside_the_set_blocks_and_a_set_of_which_all_recused_adopts_nothing() {
        let (a, b) = (id("a"), id("b"));
        let only_a = Rule::Unanimous { set: [a.clone()].into() };
        let says = |a_says, b_says| only_a.outcome(&[(&a, Some(a_says)), (&b, Some(b_says))].into());
        assert_eq!(says(Position::Signed, Position::Declines), Adopted);
        assert_eq!(says(Position::Signed, Position::Objects), NotAdopted);
        assert_eq!(says(Position::Recused, Position::Signed), NotAdopted);
    }
}
