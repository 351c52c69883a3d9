//! Whoever has a whole text read: that takes the memory of a draft and much of a processor, so it is done one at a time, and
//! few wait of each person.

use crate::limits::READINGS_PER_PERSON_MAX;
use crate::problem::Problem;
use model::ids::PersonId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::OwnedMutexGuard;

/// Who reads, and who waits.
#[derive(Clone, Default)]
pub struct Readings {
    turn: Arc<tokio::sync::Mutex<()>>,
    of_people: Arc<Mutex<HashMap<PersonId, usize>>>,
}

/// Somebody's turn, until dropped. It goes along to where the work is done: who asked may hang up meanwhile.
pub struct Turn {
    _turn: OwnedMutexGuard<()>,
    _place: Option<Place>,
}

/// Somebody's place among those who wait.
struct Place {
    readings: Readings,
    person: PersonId,
}

impl Readings {
    /// Waits for a turn, unless too many wait of the same person.
    pub async fn turn(&self, person: &PersonId) -> Result<Turn, Problem> {
        let place = self.place(person)?;
        Ok(Turn { _place: Some(place), ..self.turn_to_freeze().await })
    }

    /// The same for a freeze, which is counted as a post is.
    pub async fn turn_to_freeze(&self) -> Turn {
        Turn { _turn: Arc::clone(&self.turn).lock_owned().await, _place: None }
    }

    fn place(&self, person: &PersonId) -> Result<Place, Problem> {
        let mut of_people = self.of_people();
        let count = of_people.entry(person.clone()).or_default();
        if *count >= READINGS_PER_PERSON_MAX {
            return Err(Problem::too_fast(1));
        }
        *count += 1;
        Ok(Place { readings: self.clone(), person: person.clone() })
    }

    fn of_people(&self) -> MutexGuard<'_, HashMap<PersonId, usize>> {
        self.of_people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut of_people = self.readings.of_people();
        if let Some(count) = of_people.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                of_people.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn one_reads_few_of_a_person_wait_and_whoever_hangs_up_makes_room() {
        let readings = Readings::default();
        let (ana, bo) = (PersonId::new("ana").unwrap(), PersonId::new("bo").unwrap());
        let first = readings.turn(&ana).await.ok().unwrap();
        let mut waiting: Vec<_> =
            (1..READINGS_PER_PERSON_MAX).map(|_| Box::pin(readings.turn(&ana))).collect();
        waiting.iter_mut().for_each(|turn| assert!(turn.now_or_never().is_none()));
        assert!(readings.turn(&ana).await.is_err(), "one past the limit");
        let mut other = Box::pin(readings.turn(&bo));
        assert!((&mut other).now_or_never().is_none());
        drop(waiting);
        assert!(readings.turn(&ana).now_or_never().is_none(), "there is room, and no turn yet");
        drop(first);
        assert!(other.await.is_ok());
        assert!(readings.of_people().is_empty());
    }
}
