//! What the API says of a round's rule.

use model::rule::Rule;
use serde::Serialize;
use utoipa::ToSchema;

/// When a round adopts.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum RuleView {
    /// At least so many sign, and none objects.
    Explicit {
        /// How many.
        min: u32,
    },
    /// Each organisation of the set signs.
    Unanimous {
        /// The set.
        set: Vec<String>,
    },
    /// At least this share signs of those who did not recuse themselves, and none objects.
    Quorum {
        /// Of a hundred.
        percent: u32,
    },
    /// None objects until the deadline.
    Silence {
        /// How long they have at least.
        hours: u32,
    },
}

impl RuleView {
    /// A rule as the API says it.
    pub fn of(rule: &Rule) -> Self {
        match rule {
            Rule::Explicit { min } => RuleView::Explicit { min: *min },
            Rule::Quorum { percent } => RuleView::Quorum { percent: *percent },
            Rule::Silence { hours } => RuleView::Silence { hours: *hours },
            Rule::Unanimous { set } => {
                RuleView::Unanimous { set: set.iter().map(ToString::to_string).collect() }
            }
        }
    }
}
