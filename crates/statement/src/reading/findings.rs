//! Problems as they are found.

use crate::limits::PROBLEMS_MAX;
use model::problem::{Place, Problem, Repair};

/// Problems so far.
#[derive(Debug, Default)]
pub struct Findings {
    problems: Vec<Problem>,
}

impl Findings {
    /// About the text as a whole.
    pub fn whole(&mut self, code: &str, sentence: impl Into<String>) {
        self.add(code, None, sentence.into(), None);
    }

    /// About a place; neighbouring places with the same to say become one.
    pub fn at(&mut self, code: &str, place: Place, sentence: impl Into<String>, repair: Option<Repair>) {
        if let Some(last) = self.problems.last_mut()
            && let Some(before) = &mut last.place
            && before.index + before.length == place.index
            && last.code == code
            && last.repair == repair
            && matches!(repair, None | Some(Repair::Delete))
        {
            before.length += place.length;
            return;
        }
        self.add(code, Some(place), sentence.into(), repair);
    }

    fn add(&mut self, code: &str, place: Option<Place>, sentence: String, repair: Option<Repair>) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(Problem { code: code.to_owned(), place, sentence, repair });
        }
    }

    /// In the order of places.
    pub fn sorted(mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|problem| problem.place);
        self.problems
    }
}
