//! State vectors, read as strictly as updates.

use crate::Refusal;
use crate::cursor::Cursor;
use crate::index::Index;
use std::collections::HashSet;
use yrs::{ClientID, StateVector};

/// What somebody has, as far as it is here too. Nobody has half a character.
pub fn read(index: &Index, bytes: &[u8]) -> Result<StateVector, Refusal> {
    let mut cursor = Cursor::new(bytes);
    let mut vector = StateVector::default();
    let mut seen = HashSet::new();
    for _ in 0..cursor.count()? {
        let (client, clock) = (cursor.client()?, cursor.clock()?);
        if !seen.insert(client) {
            return Err(Refusal::Malformed);
        }
        if index.halves_at(client, clock) {
            return Err(Refusal::HalfCharacter);
        }
        match index.clock(client).min(clock) {
            0 => {}
            known => vector.set_max(ClientID::new(client.get()), known),
        }
    }
    if cursor.is_empty() { Ok(vector) } else { Err(Refusal::Malformed) }
}
