//! From a publication to the data the template prints: plain strings, numbers and kinds, nothing to be evaluated.

use crate::hold::Hold;
use crate::publication::Publication;
use crate::words::{DEMONSTRATION, Words};
use crate::{date, fonts, list};
use model::fact::{Authority, Listed, NameStyle, PublicationFact, Settings};
use model::ids::RecordNo;
use model::organisation::Standing;
use model::position::Method;
use model::statement::{Block, BlockKind, Direction, Mark, Run};
use model::time::UnixMs;
use serde::Serialize;

/// All that `template.typ` reads from `data.json`.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    pub language: Language,
    pub direction: Direction,
    pub words: &'static Words,
    pub title: String,
    pub symbol: Option<String>,
    pub author: String,
    pub description: String,
    pub banner: Option<&'static str>,
    /// That the words are an unofficial translation: no reader is to take them for the original.
    pub unofficial: Option<String>,
    pub foot: String,
    pub blocks: Vec<Item>,
    pub notes: Vec<Vec<Item>>,
    /// Whether a block of the text says where the list stands; otherwise it follows the last one.
    pub placed: bool,
    pub signatories: Vec<Group>,
    /// How many more there are without a name, in words.
    pub withheld: Option<String>,
    /// How they are set; one below the other, where it is not said.
    pub names: Option<NameStyle>,
    pub facts: Vec<Fact>,
    pub as_of: String,
    pub positions: Vec<Position>,
}

/// A language as the layout takes it.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(crate) struct Language {
    pub lang: String,
    pub region: Option<String>,
}

/// A block, or a whole list of items.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Item {
    Block(Plain),
    List(list::List),
}

/// A block as the template prints it.
#[derive(Debug, Serialize)]
pub(crate) struct Plain {
    #[serde(rename = "type")]
    pub kind: BlockKind,
    pub level: u8,
    pub number: Option<u32>,
    pub direction: Option<Direction>,
    pub runs: Vec<Piece>,
    pub hold: Hold,
}

/// Words under the same marks, or a note's number.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Piece {
    Note { note: u32 },
    Text { text: String, marks: Vec<Mark>, link: Option<String>, language: Option<Language> },
}

/// Names under one title, or all of them under none.
#[derive(Debug, Serialize)]
pub(crate) struct Group {
    pub title: Option<String>,
    pub names: Vec<Name>,
}

/// A name on the list.
#[derive(Debug, Serialize)]
pub(crate) struct Name {
    pub name: String,
    pub reservation: Option<String>,
}

/// A line of the colophon.
#[derive(Debug, Serialize)]
pub(crate) struct Fact {
    pub label: &'static str,
    pub value: String,
    pub width: Width,
}

/// Digests and keys are set in a fixed width.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Width {
    Text,
    Fixed,
}

/// A line of the table of positions.
#[derive(Debug, Serialize)]
pub(crate) struct Position {
    pub name: String,
    pub position: String,
    pub record: String,
}

impl Page {
    /// The data of a publication.
    pub fn of(publication: &Publication) -> Page {
        let (statement, fact) = (&publication.statement, &publication.fact);
        let words = Words::of(&statement.language);
        let everywhere = statement.blocks.iter().chain(statement.notes.iter().flatten());
        Page {
            language: Language::of(&statement.language),
            direction: statement.direction,
            words,
            title: title(&statement.blocks),
            symbol: statement.symbol.clone(),
            author: fonts::printable(&publication.coalition),
            description: format!("{} {}", words.full_digest, fact.digest),
            banner: match publication.standing {
                Standing::Real => None,
                Standing::Demonstration => Some(DEMONSTRATION),
            },
            unofficial: fact
                .translation
                .as_ref()
                .filter(|translation| translation.authority == Authority::Unofficial)
                .map(|translation| words.translation(translation)),
            foot: foot(fact, words),
            blocks: items(&statement.blocks),
            notes: statement.notes.iter().map(|note| items(note)).collect(),
            placed: everywhere.map(|block| block.kind).any(|kind| kind == BlockKind::Signatories),
            signatories: groups(fact),
            withheld: words.withheld(fact.withheld),
            names: fact.settings.names,
            facts: facts(publication, words),
            as_of: words.as_of.replace("{n}", &record_at(publication.record, publication.at)),
            positions: fact.list.iter().map(|listed| Position::of(listed, words)).collect(),
        }
    }
}

impl Language {
    /// The primary language and the region of a BCP 47 tag; what names no language is `und`, undetermined.
    pub fn of(tag: &str) -> Language {
        let mut parts = tag.split('-');
        let letters = |part: &&str| part.bytes().all(|b| b.is_ascii_alphabetic());
        let lang = parts.next().filter(letters).filter(|lang| matches!(lang.len(), 2..=3)).unwrap_or("und");
        let region = parts.filter(letters).find(|part| part.len() == 2);
        Language { lang: lang.to_ascii_lowercase(), region: region.map(str::to_ascii_uppercase) }
    }
}

impl Plain {
    fn of(block: &Block, number: Option<u32>) -> Plain {
        Plain {
            kind: block.kind,
            level: block.level.unwrap_or(0),
            number,
            direction: block.direction,
            runs: pieces(&block.runs),
            hold: Hold::Flow,
        }
    }
}

/// The list in its groups; whatever a record says, no name is left out and none is printed twice.
fn groups(fact: &PublicationFact) -> Vec<Group> {
    let mut names = fact.list.iter().map(|listed| Name::of(listed, &fact.settings));
    let mut groups: Vec<Group> = Vec::new();
    for group in &fact.settings.groups {
        let count = usize::try_from(group.names).unwrap_or(usize::MAX);
        let title = group.title.as_deref().map(isolated);
        groups.push(Group { title, names: names.by_ref().take(count).collect() });
    }
    groups.push(Group { title: None, names: names.collect() });
    groups.retain(|group| !group.names.is_empty());
    groups
}

impl Name {
    fn of(listed: &Listed, settings: &Settings) -> Name {
        let name = match settings.acronyms.get(&listed.organisation) {
            Some(acronym) if !listed.name.contains(acronym.as_str()) => {
                format!("{} ({acronym})", listed.name)
            }
            _ => listed.name.clone(),
        };
        Name { name: isolated(&name), reservation: listed.reservation.as_deref().map(isolated) }
    }
}

impl Position {
    fn of(listed: &Listed, words: &Words) -> Position {
        let signed = match (listed.method, &listed.reservation) {
            (Method::Silence, _) => words.silent,
            (_, Some(_)) => words.signed_with_reservation,
            (_, None) => words.signed,
        };
        let carried = listed.carried_from.map(|version| words.carried.replace("{n}", &version.to_string()));
        let said = [Some(signed.to_owned()), Some(words.method(listed.method).to_owned()), carried];
        Position {
            name: isolated(&listed.name),
            position: said.into_iter().flatten().collect::<Vec<_>>().join("; "),
            record: record_at(listed.record, listed.at),
        }
    }
}

/// The title's words, notes left out.
pub(crate) fn title(blocks: &[Block]) -> String {
    let title = blocks.iter().find(|block| block.kind == BlockKind::Title);
    title.map(|block| words_of(&block.runs)).unwrap_or_default()
}

/// The words of runs, notes left out.
pub(crate) fn words_of(runs: &[Run]) -> String {
    runs.iter()
        .filter_map(|run| match run {
            Run::Text(run) => Some(run.text.as_str()),
            Run::Note(_) => None,
        })
        .collect()
}

/// Blocks with consecutive items gathered into lists, and numbered paragraphs numbered.
fn items(blocks: &[Block]) -> Vec<Item> {
    let mut number = 0;
    let mut items = Vec::new();
    for group in blocks.chunk_by(|a, b| a.kind == BlockKind::Item && b.kind == BlockKind::Item) {
        if group[0].kind == BlockKind::Item {
            items.extend(list::lists(group).into_iter().map(Item::List));
            continue;
        }
        let block = &group[0];
        if block.kind == BlockKind::Numbered {
            number += 1;
        }
        items.push(Item::Block(Plain::of(block, (block.kind == BlockKind::Numbered).then_some(number))));
    }
    items
}

/// The runs of a block.
pub(crate) fn pieces(runs: &[Run]) -> Vec<Piece> {
    runs.iter()
        .map(|run| match run {
            Run::Note(mark) => Piece::Note { note: mark.note },
            Run::Text(run) => Piece::Text {
                text: run.text.clone(),
                marks: run.marks.clone(),
                link: run.link.clone(),
                language: run.language.as_deref().map(Language::of),
            },
        })
        .collect()
}

fn facts(publication: &Publication, words: &'static Words) -> Vec<Fact> {
    let fact = &publication.fact;
    let text = |label, value| Fact { label, value, width: Width::Text };
    let fixed = |label, value| Fact { label, value, width: Width::Fixed };
    let translation = fact.translation.as_ref().map(|it| text(words.translation, words.translation(it)));
    let facts = [
        text(words.coalition, isolated(&publication.coalition)),
        text(words.version, fact.version.to_string()),
        text(words.edition, fact.edition.to_string()),
        text(words.published, words.day(&fact.day)),
        fixed(words.digest, isolated(&fact.digest.short())),
        fixed(words.full_digest, isolated(&fact.digest.to_string())),
        fixed(words.key, isolated(&publication.key.to_string())),
    ];
    let correction = fact.correction.map(|it| text(words.correction, words.correction(it)));
    facts.into_iter().chain(translation).chain(correction).collect()
}

/// Printable words between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE: their own direction disturbs nothing.
fn isolated(words: &str) -> String {
    format!("\u{2068}{}\u{2069}", fonts::printable(words))
}

fn foot(fact: &PublicationFact, words: &Words) -> String {
    let (version, edition) = (fact.version, fact.edition);
    let correction = fact.correction.map_or_else(String::new, |it| format!(" · Corr.{}", it.number));
    format!("{} {version} · {} {edition}{correction} · {}", words.version, words.edition, fact.digest.short())
}

fn record_at(record: RecordNo, at: UnixMs) -> String {
    isolated(&format!("{record}, {}", date::minute(at)))
}
