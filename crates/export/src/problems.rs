//! What the renderer would refuse, found before a version is frozen: publishing must not fail after sixteen signed.

use crate::limits::{
    LINK_BYTES_MAX, PROBLEMS_MAX, STATEMENT_BYTES_MAX, SYMBOL_CHARACTERS_MAX, TITLE_CHARACTERS_MAX,
};
use crate::publication::Publication;
use crate::{fonts, page, pdf};
use model::problem::Problem;
use model::statement::{Block, BlockKind, Run, Statement, TextRun};
use std::collections::BTreeSet;

/// What stops this Statement from being printed with these names under it, in the order of the text. The pages are
/// laid out once, so what is not foreseen here is found all the same. Places are absent: a Statement has none.
pub fn problems(statement: &Statement, names: &[String]) -> Vec<Problem> {
    let mut found = lengths(statement);
    found.extend(levels(statement));
    found.extend(characters(texts(statement, names)));
    found.truncate(PROBLEMS_MAX);
    if found.is_empty() {
        found.extend(printed(statement, names));
    }
    found
}

/// What cannot be printed of a name or a reservation, to be said before it is taken.
pub fn unprintable(words: &str) -> Vec<Problem> {
    characters([words].into_iter())
}

fn lengths(statement: &Statement) -> Vec<Problem> {
    let mut found = Vec::new();
    if statement.to_canonical().is_ok_and(|json| json.len() > STATEMENT_BYTES_MAX) {
        found.push(problem("text-too-long", "The text is too long for one file: divide it."));
    }
    let title = page::title(&statement.blocks);
    if title.trim().is_empty() {
        found.push(problem("title-missing", "The text has no title: give one line the format “title”."));
    }
    if title.chars().count() > TITLE_CHARACTERS_MAX {
        let sentence = format!("The title has more than {TITLE_CHARACTERS_MAX} characters: shorten it.");
        found.push(problem("title-too-long", sentence));
    }
    if statement.symbol.as_ref().is_some_and(|symbol| symbol.chars().count() > SYMBOL_CHARACTERS_MAX) {
        let sentence = format!("The symbol has more than {SYMBOL_CHARACTERS_MAX} characters: shorten it.");
        found.push(problem("symbol-too-long", sentence));
    }
    let links = runs(statement).filter_map(|run| Some((run, run.link.as_deref()?)));
    found.extend(links.filter(|(_, link)| !is_link(link)).map(|(run, _)| {
        let sentence =
            format!("The link under “{}” is not an address that can be printed.", opening(&run.text));
        problem("link-unprintable", sentence)
    }));
    found
}

fn is_link(link: &str) -> bool {
    let schemes = ["http://", "https://", "mailto:"];
    link.len() <= LINK_BYTES_MAX && schemes.iter().any(|scheme| link.starts_with(scheme))
}

/// PDF/UA wants headings from level 1 on, none skipped.
fn levels(statement: &Statement) -> Vec<Problem> {
    let headings = |block: &&Block| block.kind == BlockKind::Heading;
    let mut before = 0;
    let mut found = Vec::new();
    for heading in statement.blocks.iter().filter(headings) {
        let level = heading.level.unwrap_or(1);
        if level > before + 1 {
            let words = opening(&words(heading));
            let sentence =
                format!("The heading “{words}” is of level {level} and follows one of level {before}.");
            let sentence = if before > 0 {
                sentence
            } else {
                format!("The first heading, “{words}”, is not of level 1.")
            };
            found.push(problem("heading-skips", sentence));
        }
        before = level;
    }
    found
}

fn texts<'a>(statement: &'a Statement, names: &'a [String]) -> impl Iterator<Item = &'a str> {
    let words = runs(statement).map(|run| run.text.as_str());
    let links = runs(statement).filter_map(|run| run.link.as_deref());
    words.chain(links).chain(statement.symbol.as_deref()).chain(names.iter().map(String::as_str))
}

/// Characters that no font has, and such as no file may hold; each is named once.
fn characters<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for text in texts {
        for character in text.chars().filter(|c| c.is_control() || !fonts::covers(*c)) {
            if !seen.insert(character) {
                continue;
            }
            found.push(of_character(character, text));
        }
    }
    found
}

fn of_character(character: char, text: &str) -> Problem {
    let (number, place) = (u32::from(character), opening(text));
    if character.is_control() {
        let sentence =
            format!("The control character U+{number:04X} in “{place}” cannot be printed: remove it.");
        return problem("control-character", sentence);
    }
    let which = format!("The character “{character}” (U+{number:04X}) in “{place}”");
    problem(
        "no-glyph",
        format!("{which} has no glyph in the fonts of published files: write it in another way."),
    )
}

/// What the renderer itself says.
fn printed(statement: &Statement, names: &[String]) -> Option<Problem> {
    let trial = Publication::trial(statement, names).and_then(|trial| pdf::pdf(&trial));
    trial.err().map(|error| problem("unprintable", error.to_string()))
}

fn runs(statement: &Statement) -> impl Iterator<Item = &TextRun> {
    let blocks = statement.blocks.iter().chain(statement.notes.iter().flatten());
    blocks.flat_map(|block| &block.runs).filter_map(|run| match run {
        Run::Text(run) => Some(run),
        Run::Note(_) => None,
    })
}

fn words(block: &Block) -> String {
    page::words_of(&block.runs)
}

/// The first words, without control characters, so that a person finds the place.
fn opening(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control());
    let shown: String = plain.take(40).collect();
    if text.chars().count() > 40 { format!("{shown}…") } else { shown }
}

fn problem(code: &str, sentence: impl Into<String>) -> Problem {
    Problem { code: code.into(), place: None, sentence: sentence.into(), repair: None }
}
