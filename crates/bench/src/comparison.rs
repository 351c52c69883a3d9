//! What comparing two long versions costs: 100 pages against 100 pages.

use anyhow::Result;
use model::statement::{Block, BlockKind, Direction, FORMAT, Kind, Run, Statement, TextRun};
use statement::comparison::compare;
use std::hint::black_box;
use std::time::Instant;

/// Paragraphs of 55 words: ten of them are about a page.
const PARAGRAPHS: usize = 1_000;
const WORDS: usize = 55;

/// Prints how long comparing takes, by how much changed.
pub fn table() -> Result<()> {
    println!("\n## Two versions of 100 pages, compared\n\n| what changed | ms |\n|---|---|");
    let from = text(|paragraph, word| paragraph * 7 + word * 13);
    let nothing = from.clone();
    let few =
        text(|paragraph, word| if paragraph % 5 == 0 && word == 20 { 1 } else { paragraph * 7 + word * 13 });
    let moved = {
        let mut moved = few.clone();
        moved.blocks.rotate_left(300);
        moved
    };
    let all = text(|paragraph, word| 1_000_000 + paragraph * 11 + word * 17);
    for (what, to) in [
        ("nothing", nothing),
        ("a word in each fifth paragraph", few),
        ("the same, and a third moved", moved),
        ("everything", all),
    ] {
        let begun = Instant::now();
        black_box(compare(black_box(&from), black_box(&to)));
        println!("| {what} | {:.0} |", begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(())
}

fn text(word: impl Fn(usize, usize) -> usize) -> Statement {
    let paragraph = |at: usize| {
        let words: Vec<String> = (0..WORDS).map(|n| format!("word{}", word(at, n) % 5_000)).collect();
        let run = TextRun { text: words.join(" "), marks: vec![], link: None, language: None };
        Block {
            kind: BlockKind::Paragraph,
            level: None,
            list: None,
            direction: None,
            runs: vec![Run::Text(run)],
        }
    };
    Statement {
        format: FORMAT.into(),
        kind: Kind::Annex,
        language: "en".into(),
        direction: Direction::Ltr,
        symbol: None,
        blocks: (0..PARAGRAPHS).map(paragraph).collect(),
        notes: vec![],
    }
}
