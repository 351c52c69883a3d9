//! The Statement that a working draft reads as, and what stands in the way of freezing it.

mod characters;
mod findings;
mod lines;
mod notes;
mod runs;
mod shape;

use crate::spans::Span;
use findings::Findings;
use model::problem::Problem;
use model::statement::{Block, BlockKind, Direction, FORMAT, Kind, Statement};

/// What a Statement says that is not in the sequence of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields {
    /// What sort of text it is.
    pub kind: Kind,
    /// BCP 47 tag of the text's language.
    pub language: String,
    /// The text's base direction.
    pub direction: Direction,
    /// Symbol of the document it is about.
    pub symbol: Option<String>,
}

/// A draft as it reads now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The Statement; where there are problems, as near as it can be told.
    pub statement: Statement,
    /// What stops a freeze, in the order of places; about the text as a whole first.
    pub problems: Vec<Problem>,
}

/// Reads a draft. Blocks without words say nothing and are left out.
pub(crate) fn read(spans: &[Span], fields: &Fields) -> Reading {
    let lines = lines::of(spans);
    let mut findings = Findings::default();
    characters::check(&lines, &mut findings);
    let notes = notes::Notes::of(&lines, &mut findings);
    shape::check(&lines, &mut findings);
    let mut block = |line| block(line, fields, &notes, &mut findings);
    let blocks = lines.iter().filter(|line| line.formats.note.is_none()).filter_map(&mut block).collect();
    let bodies = notes.bodies().map(|body| body.iter().copied().filter_map(&mut block).collect()).collect();
    let statement = Statement {
        format: FORMAT.to_owned(),
        kind: fields.kind,
        language: fields.language.clone(),
        direction: fields.direction,
        symbol: fields.symbol.clone(),
        blocks,
        notes: bodies,
    };
    Reading { statement, problems: findings.sorted() }
}

fn block(
    line: &lines::Line,
    fields: &Fields,
    notes: &notes::Notes<'_>,
    findings: &mut Findings,
) -> Option<Block> {
    let kind = line.kind();
    let runs = runs::of(line, &fields.language, notes, findings);
    if runs.is_empty() && kind != BlockKind::Signatories {
        return None;
    }
    let direction = line.formats.rtl.then_some(Direction::Rtl).filter(|own| *own != fields.direction);
    Some(Block { kind, level: line.level(), list: line.list(), direction, runs })
}
