//! What was imported, as the blocks of a new draft.

use super::{Imported, ImportedNote};
use crate::{NewBlock, NewRun, NoteId};
use model::statement::{Block, BlockKind, Run};

impl Imported {
    /// The body, then the notes' bodies, orphans included: a person places their marks in the page.
    pub fn new_blocks(&self) -> Vec<NewBlock> {
        let body = self.body.iter().map(|imported| new_block(&imported.block));
        let notes = self.notes.iter().map(|note| NewBlock {
            kind: BlockKind::Paragraph,
            level: None,
            list: None,
            direction: None,
            note: Some(note.id()),
            runs: new_runs(&note.runs),
        });
        body.chain(notes).collect()
    }
}

impl ImportedNote {
    /// Its name in the draft: `n` and the source's number.
    pub fn id(&self) -> NoteId {
        id(self.source_number)
    }
}

fn id(number: u32) -> NoteId {
    NoteId::new(format!("n{number}")).expect("a letter and at most ten digits are a note's id")
}

fn new_block(block: &Block) -> NewBlock {
    NewBlock {
        kind: block.kind,
        level: block.level,
        list: block.list,
        direction: block.direction,
        note: None,
        runs: new_runs(&block.runs),
    }
}

fn new_runs(runs: &[Run]) -> Vec<NewRun> {
    let new = |run: &Run| match run {
        Run::Text(text) => NewRun::Text(text.clone()),
        Run::Note(mark) => NewRun::Note(id(mark.note)),
    };
    runs.iter().map(new).collect()
}
