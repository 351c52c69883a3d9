//! The gate: whether an update fits a draft, before yrs sees a byte of it.

use crate::effort::{Effort, FIND, WALK, cut};
use crate::index::{Index, Size};
use crate::order::{Placed, Placing};
use crate::seen::Seen;
use crate::update::{Content, Deletion, Id, Section, Struct, Update};
use crate::{ClientId, Refusal};
use std::collections::HashMap;

/// What an update would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Change(Admitted),
    /// All of it is there.
    Nothing,
    /// It builds on what is neither in the draft nor in itself.
    Gap,
}

/// How an update changes a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// Ids under which it adds structs.
    pub writers: Vec<ClientId>,
    /// Where they stand.
    pub placed: Box<Placed>,
    pub size: Size,
}

/// Whether all that is needed was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whole {
    Yes,
    No,
}

/// Who an update comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Anybody.
    Client,
    /// The store: it was admitted once, when rules may have been others.
    Store,
}

/// A stretch that is deleted may be cut off what stands before it, and after it.
const CUTS_OF_A_DELETION: usize = 2;

/// A struct is one more, and may cut what it is put into, and what its right side is in.
const PIECES_OF_A_STRUCT: u64 = 3;

/// Says what an update would do to a draft, and takes away what that cost.
pub fn check(
    index: &Index,
    update: &Update<'_>,
    source: Source,
    effort: &mut Effort,
) -> Result<Verdict, Refusal> {
    let mut gate = Gate::new(index, update, source, effort);
    for first in 0..gate.readers.len() {
        if gate.integrate(first)? == Whole::No {
            return Ok(Verdict::Gap);
        }
    }
    let mut size = Size { bytes: update.bytes, structs: update.structs, deleted: 0 };
    for deletion in update.deletions() {
        if gate.known(deletion.client) < deletion.end {
            return Ok(Verdict::Gap);
        }
        gate.check_deletion(deletion)?;
        gate.effort.take(FIND)?;
        // Clients that come back repeat all that was ever deleted.
        let new = index.not_deleted(deletion.client, deletion.start, deletion.end);
        if new > 0 {
            size.deleted += new as usize;
            size.structs += CUTS_OF_A_DELETION;
            gate.effort.take(CUTS_OF_A_DELETION as u64 * cut(index.size))?;
        }
    }
    let writers = writers(index, update);
    if size.deleted == 0 && writers.is_empty() {
        return Ok(Verdict::Nothing);
    }
    Ok(Verdict::Change(Admitted { writers, placed: Box::new(gate.order.end()), size }))
}

/// Ids under which an update adds structs, if it is admitted.
pub fn writers(index: &Index, update: &Update<'_>) -> Vec<ClientId> {
    let adds = |section: &&Section<'_>| section.end > index.clock(section.client);
    update.sections.iter().filter(adds).map(|section| section.client).collect()
}

/// Yjs's work list over the clients of one update.
struct Gate<'g, 'a> {
    index: &'g Index,
    source: Source,
    effort: &'g mut Effort,
    order: Placing<'g>,
    /// By each writer.
    seen: HashMap<ClientId, Seen>,
    readers: Vec<Reader<'g, 'a>>,
    by_client: HashMap<ClientId, usize>,
    /// New structs so far.
    added: u64,
}

/// How far one client's structs are integrated.
struct Reader<'g, 'a> {
    section: &'g Section<'a>,
    next: Option<Struct<'a>>,
    rest: Box<dyn Iterator<Item = Struct<'a>> + 'a>,
    /// All below is known.
    known: u32,
    /// On the stack, waiting for another.
    waits: bool,
}

/// What one struct came to.
enum Step {
    Integrated,
    Finished,
    Needs(ClientId),
}

impl<'g, 'a> Gate<'g, 'a> {
    fn new(index: &'g Index, update: &'g Update<'a>, source: Source, effort: &'g mut Effort) -> Self {
        let reader = |section: &'g Section<'a>| {
            let mut rest = Box::new(section.structs());
            Reader { section, next: rest.next(), rest, known: index.clock(section.client), waits: false }
        };
        let readers: Vec<_> = update.sections.iter().map(reader).collect();
        let by_client = update.sections.iter().enumerate().map(|(at, s)| (s.client, at)).collect();
        let order = Placing::new(&index.order);
        Self { index, source, effort, order, seen: HashMap::new(), readers, by_client, added: 0 }
    }

    /// Integrates all of one client's structs, and of others' what they need.
    fn integrate(&mut self, first: usize) -> Result<Whole, Refusal> {
        let mut stack = vec![first];
        while let Some(&top) = stack.last() {
            match self.step(top)? {
                Step::Integrated if stack.len() == 1 => {}
                Step::Integrated | Step::Finished => {
                    self.readers[top].waits = false;
                    stack.pop();
                }
                Step::Needs(client) => {
                    self.readers[top].waits = true;
                    let needed = self.by_client.get(&client).copied();
                    match needed.filter(|at| !self.readers[*at].waits && self.readers[*at].next.is_some()) {
                        Some(at) => stack.push(at),
                        None => return Ok(Whole::No),
                    }
                }
            }
        }
        Ok(Whole::Yes)
    }

    fn step(&mut self, at: usize) -> Result<Step, Refusal> {
        let reader = &self.readers[at];
        let (client, known) = (reader.section.client, reader.known);
        let Some(next) = reader.next else { return Ok(Step::Finished) };
        if next.clock > known {
            return Ok(Step::Needs(client));
        }
        if self.halves_at(client, next.clock) {
            return Err(Refusal::HalfCharacter);
        }
        // Yjs asks this of known structs too, and keeps waiting for what they miss.
        if let Some(needed) = self.needed(client, &next)? {
            return Ok(Step::Needs(needed));
        }
        // yrs would cut it here.
        let cut = next.clock < known && known < next.end && matches!(next.content, Content::Words(_));
        if cut && reader.section.halves_at(known) {
            return Err(Refusal::HalfCharacter);
        }
        if next.end > known {
            self.place(client, &next)?;
        }
        let reader = &mut self.readers[at];
        reader.known = known.max(next.end);
        reader.next = reader.rest.next();
        Ok(Step::Integrated)
    }

    /// Places what is new of a struct, unless nobody can have put it there, or it takes too long.
    fn place(&mut self, client: ClientId, next: &Struct<'_>) -> Result<(), Refusal> {
        let (clock, sides) = next.sides_after(client, self.known(client));
        let first = Id { client, clock };
        let before = self.order.count();
        let spot = self.order.spot(sides);
        let cuts = u64::from(self.order.count() - before);
        self.effort.take(cuts * cut(self.index.size))?;
        // Where the one before it was put before the same, its writer had seen nothing else that came since.
        if self.source == Source::Client && !self.order.goes_on(first, sides) {
            let seen = self.seen.entry(client).or_insert_with(Seen::nothing);
            seen.check(&self.order, spot, sides.both().chain(first.one_before()), self.effort)?;
        }
        let walked = self.order.place(first, next.end, spot, self.effort)?;
        // Yjs's pieces can be as short as a unit, but then there are as many as was cut.
        self.added += 1;
        let pieces = PIECES_OF_A_STRUCT * (self.added + self.index.size.structs as u64);
        self.effort.take(WALK * walked.min(pieces))
    }

    /// The client that a struct needs more of.
    fn needed(&self, client: ClientId, next: &Struct<'_>) -> Result<Option<ClientId>, Refusal> {
        // Both sides of nothing: libraries place it by the order in which they meet it.
        if next.origin.is_some() && next.origin == next.right_origin {
            return Err(Refusal::Malformed);
        }
        for id in [next.origin, next.right_origin].into_iter().flatten() {
            // Yjs does not ask this of a client's own structs, and builds on what is not there.
            if id.client == client && id.clock >= next.clock {
                return Err(Refusal::Malformed);
            }
            if id.clock >= self.known(id.client) {
                return Ok(Some(id.client));
            }
        }
        let after = next.origin.map(|Id { client, clock }| (client, clock + 1));
        let before = next.right_origin.map(|Id { client, clock }| (client, clock));
        let cuts = [after, before].into_iter().flatten().any(|(client, clock)| self.halves_at(client, clock));
        if cuts { Err(Refusal::HalfCharacter) } else { Ok(None) }
    }

    fn check_deletion(&self, Deletion { client, start, end }: Deletion) -> Result<(), Refusal> {
        if self.halves_at(client, start) || self.halves_at(client, end) {
            return Err(Refusal::HalfCharacter);
        }
        if start == 0 && self.index.has_first_newline(client) { Err(Refusal::FirstLine) } else { Ok(()) }
    }

    fn known(&self, client: ClientId) -> u32 {
        match self.by_client.get(&client) {
            Some(at) => self.readers[*at].known,
            None => self.index.clock(client),
        }
    }

    /// What the draft knows of a clock counts; the update speaks only for what is new.
    fn halves_at(&self, client: ClientId, clock: u32) -> bool {
        if clock < self.index.clock(client) {
            return self.index.halves_at(client, clock);
        }
        self.by_client.get(&client).is_some_and(|at| self.readers[*at].section.halves_at(clock))
    }
}
