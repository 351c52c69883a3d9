//! The redline between two Statements: what a lawyer would draw, and never a word more or less than there is.

mod lawyer;
mod properties;
mod time;

use model::statement::{Block, BlockKind, Direction, FORMAT, Kind, Mark, NoteMark, Run, Statement, TextRun};
use statement::comparison::{BlockChange, Compared, Comparison, Piece, WordChange};

/// A Statement of these blocks, its notes without text.
fn of(language: &str, blocks: Vec<Block>, notes: Vec<Vec<Block>>) -> Statement {
    Statement {
        format: FORMAT.into(),
        kind: Kind::JointStatement,
        language: language.into(),
        direction: Direction::Ltr,
        symbol: None,
        blocks,
        notes,
    }
}

/// A paragraph; `#` begins a heading, `*` stands around bold words, `^n` is the mark of note n.
fn block(line: &str) -> Block {
    let (kind, level, line) = match line.strip_prefix("# ") {
        Some(line) => (BlockKind::Heading, Some(1), line),
        None => (BlockKind::Paragraph, None, line),
    };
    let mut runs: Vec<Run> = Vec::new();
    for (at, part) in line.split('*').enumerate() {
        let marks = if at % 2 == 1 { vec![Mark::Bold] } else { vec![] };
        for (at, piece) in part.split('^').enumerate() {
            let (note, words) = if at == 0 { ("", piece) } else { piece.split_at(1) };
            runs.extend(note.parse().ok().map(|note| Run::Note(NoteMark { note })));
            if !words.is_empty() {
                let (text, marks) = (words.into(), marks.clone());
                runs.push(Run::Text(TextRun { text, marks, link: None, language: None }));
            }
        }
    }
    Block { kind, level, list: None, direction: None, runs }
}

/// Lines are blocks; after a line `--`, each is a note.
fn read(text: &str, language: &str) -> Statement {
    let (body, notes) = text.split_once("\n--\n").unwrap_or((text, ""));
    let notes = notes.lines().map(|line| vec![block(line)]).collect();
    of(language, body.lines().map(block).collect(), notes)
}

/// `[-gone-]`, `{+new+}`, `{~was under another emphasis~}`, one line a paragraph, with what became of it where words do
/// not show that.
fn drawn(comparison: &Comparison) -> String {
    let mut lines: Vec<String> = comparison.blocks.iter().map(line).collect();
    for note in &comparison.notes {
        let number = |n: Option<u32>| n.map_or("-".into(), |n| n.to_string());
        let body = note.blocks.iter().map(line).collect::<Vec<_>>().join(" / ");
        lines.push(format!("note {}>{}: {body}", number(note.from), number(note.to)));
    }
    lines.join("\n")
}

fn line(block: &Compared) -> String {
    let words: String = block.pieces.iter().map(piece).collect();
    let words = words.replace("+}{+", "").replace("-][-", "");
    match block.change {
        BlockChange::Moved => format!("(moved) {words}"),
        BlockChange::MovedAway => format!("(moved away) {words}"),
        BlockChange::Split => format!("(split) {words}"),
        BlockChange::Joined => format!("(joined) {words}"),
        BlockChange::Changed if !words.contains(['{', '[']) => format!("(kind) {words}"),
        _ => words,
    }
}

fn piece(piece: &Piece) -> String {
    let (change, text) = match piece {
        Piece::Border { border } => (*border, "¶".to_owned()),
        Piece::Words { change, run: Run::Text(run), .. } => (*change, run.text.clone()),
        Piece::Words { change, run: Run::Note(mark), .. } => (*change, format!("^{}", mark.note)),
    };
    match change {
        WordChange::Kept => text,
        WordChange::Added => format!("{{+{text}+}}"),
        WordChange::Removed => format!("[-{text}-]"),
        WordChange::Restyled => format!("{{~{text}~}}"),
    }
}
