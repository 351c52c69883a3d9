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
    /// When at least this share of the asked organisations signed, those that recused themselves left out, and none
    /// objects.
    Quorum {
        /// Of a hundred, 1 to 100.
        percent: u32,
    },
    /// When none of the asked organisations objects, or sets a condition, until the deadline.
    Silence {
        /// How long they have at least, from the round's opening.
        hours: u32,
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
    /// Whether a round may be closed before its deadline once the rule is met: silence is never cut short.
    pub fn may_close_early(&self) -> bool {
        !matches!(self, Self::Silence { .. })
    }

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
            Self::Quorum { percent } => {
                let base = effects.iter().filter(|(_, effect)| *effect != Effect::Leaves).count();
                let hundredfold =
                    |count: usize, times: u32| u64::try_from(count).unwrap_or(u64::MAX) * u64::from(times);
                counted > 0 && hundredfold(counted, 100) >= hundredfold(base, *percent)
            }
            Self::Silence { .. } => !asked.values().flatten().any(|position| position.breaks_silence()),
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

    /// Outcome when `b` and `c` signed and `a` says this, under explicit(2), explicit(3), quorum(80 of 100),
    /// unanimous(a, b, c) and silence(72).
    fn row(position: Option<Position>) -> [Outcome; 5] {
        let (a, b, c) = (id("a"), id("b"), id("c"));
        let signed = Some(Position::Signed);
        let asked: Standings<'_> = [(&a, position), (&b, signed), (&c, signed)].into();
        let set = [a.clone(), b.clone(), c.clone()].into();
        let rules = [
            Rule::Explicit { min: 2 },
            Rule::Explicit { min: 3 },
            Rule::Quorum { percent: 80 },
            Rule::Unanimous { set },
            Rule::Silence { hours: 72 },
        ];
        rules.map(|rule| rule.outcome(&asked))
    }

    #[test]
    fn the_table_of_effects_holds_row_by_row() {
        let (yes, no) = (Adopted, NotAdopted);
        let table = [
            (None, [yes, no, no, no, yes], false),
            (Some(Position::Signed), [yes, yes, yes, yes, yes], true),
            (Some(Position::SignedWithReservation), [yes, yes, yes, yes, yes], true),
            (Some(Position::Conditional), [yes, no, no, no, no], false),
            (Some(Position::Objects), [no, no, no, no, no], false),
            (Some(Position::Declines), [yes, no, no, no, yes], false),
            (Some(Position::Recused), [yes, no, yes, yes, yes], false),
            (Some(Position::Withdrawn), [yes, no, no, no, yes], false),
        ];
        for (position, outcomes, on_the_list) in table {
            assert_eq!(row(position), outcomes, "{position:?}");
            assert_eq!(position.is_some_and(Position::is_on_the_list), on_the_list, "{position:?}");
        }
        assert_eq!(table.len(), Position::TAKEN.len() + 1);
    }

    #[test]
    fn a_quorum_is_a_share_of_those_who_did_not_recuse_themselves() {
        let ids: Vec<OrganisationId> = ["a", "b", "c", "d"].map(id).into();
        let outcome = |percent: u32, says: [Option<Position>; 4]| {
            Rule::Quorum { percent }.outcome(&ids.iter().zip(says).collect())
        };
        let (signed, recused) = (Some(Position::Signed), Some(Position::Recused));
        assert_eq!(outcome(50, [signed, signed, None, None]), Adopted);
        assert_eq!(outcome(51, [signed, signed, None, None]), NotAdopted);
        assert_eq!(outcome(66, [signed, signed, None, recused]), Adopted);
        assert_eq!(outcome(1, [None, None, None, None]), NotAdopted);
        assert_eq!(outcome(1, [recused; 4]), NotAdopted, "nobody is no quorum");
    }

    #[test]
    fn silence_of_everybody_assents_and_is_never_cut_short() {
        let (a, b) = (id("a"), id("b"));
        let silence = Rule::Silence { hours: 72 };
        assert_eq!(silence.outcome(&[(&a, None), (&b, None)].into()), Adopted);
        assert!(!silence.may_close_early() && Rule::Explicit { min: 1 }.may_close_early());
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
