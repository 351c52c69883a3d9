//! Statements and publications to look at.

use export::{Publication, RENDERER};
use model::fact::{Listed, PublicationFact, Settings};
use model::ids::{Edition, OrganisationId, PublicationId, RecordNo, RoundId, TextId, VersionNo};
use model::key::ServerSecret;
use model::organisation::Standing;
use model::position::Method;
use model::statement::{
    Block, BlockKind, Direction, FORMAT, Kind, ListKind, Mark, NoteMark, Run, Statement, TextRun,
};
use model::time::UnixMs;

/// A block of one run.
pub fn block(kind: BlockKind, text: &str) -> Block {
    Block { kind, level: None, list: None, direction: None, runs: runs(text) }
}

/// Runs of a text in which `[1]` is the mark of note 1.
pub fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    for (place, part) in text.split('[').enumerate() {
        let (mark, words) = match part.split_once(']') {
            Some((number, words)) if place > 0 => (number.parse().ok(), words),
            _ => (None, part),
        };
        runs.extend(mark.map(|note| Run::Note(NoteMark { note })));
        if !words.is_empty() {
            runs.push(plain(words));
        }
    }
    runs
}

/// A run without marks.
pub fn plain(text: &str) -> Run {
    marked(text, &[])
}

/// A run under marks.
pub fn marked(text: &str, marks: &[Mark]) -> Run {
    Run::Text(TextRun { text: text.into(), marks: marks.to_vec(), link: None, language: None })
}

pub fn heading(level: u8, text: &str) -> Block {
    Block { level: Some(level), ..block(BlockKind::Heading, text) }
}

pub fn paragraph(text: &str) -> Block {
    block(BlockKind::Paragraph, text)
}

pub fn item(list: ListKind, level: u8, text: &str) -> Block {
    Block { level: Some(level), list: Some(list), ..block(BlockKind::Item, text) }
}

/// A Statement in English of these blocks and notes.
pub fn statement(blocks: Vec<Block>, notes: Vec<Vec<Block>>) -> Statement {
    Statement {
        format: FORMAT.into(),
        kind: Kind::JointStatement,
        language: "en".into(),
        direction: Direction::Ltr,
        symbol: Some("A/HRC/43/L.31".into()),
        blocks,
        notes,
    }
}

/// A paragraph with every mark, a link and words in another language.
fn mixed() -> Block {
    let linked = Run::Text(TextRun {
        text: "the Council’s page".into(),
        marks: vec![],
        link: Some("https://council.example/43?a=1&b=%20".into()),
        language: None,
    });
    let french = Run::Text(TextRun {
        text: "bienfaisance mutuelle".into(),
        marks: vec![Mark::Italic],
        link: None,
        language: Some("fr".into()),
    });
    let mut mixed = paragraph("Words ");
    mixed.runs.extend([
        marked("heavy", &[Mark::Bold]),
        plain(" and "),
        marked("slanted", &[Mark::Italic]),
        plain(" and "),
        marked("both", &[Mark::Bold, Mark::Italic]),
        plain(" and "),
        marked("underlined", &[Mark::Underline]),
        plain(", H"),
        marked("2", &[Mark::Sub]),
        plain("O and m"),
        marked("2", &[Mark::Super]),
        plain("; see "),
        linked,
        plain(", as they say: "),
        french,
        plain("."),
    ]);
    mixed
}

/// The notes of `everything`; the first is the list of signatories.
fn notes() -> Vec<Vec<Block>> {
    vec![
        vec![block(BlockKind::Signatories, "")],
        vec![
            paragraph("Resolution 37/23, adopted by a recorded vote."),
            paragraph("A second paragraph of this note."),
        ],
        vec![paragraph("As a matter of principle.")],
    ]
}

/// One block of every kind, three notes, and the list of signatories inside the first.
pub fn everything() -> Statement {
    let indented = Block { level: Some(1), ..paragraph("This paragraph stands in from the margin.") };
    let foreign = Block {
        direction: Some(Direction::Rtl),
        ..paragraph("تقف هذه الفقرة من اليمين إلى اليسار.")
    };
    let blocks = vec![
        block(BlockKind::Title, "Cooperation that protects people"),
        block(BlockKind::Subtitle, "Concerns with the draft resolution before the Council"),
        paragraph(
            "We, the undersigned organisations,[1] put these concerns to delegations. They were first voiced in \
             the informal consultations, and none has been answered in the text now before the Council.",
        ),
        heading(1, "A term without a meaning"),
        paragraph(
            "The draft is built on one expression and nowhere says what it means.[2] The question \
             was asked when the Council first used the words and has been asked at every session since.",
        ),
        mixed(),
        heading(2, "What was asked"),
        block(
            BlockKind::Numbered,
            "The first numbered paragraph asks to whom the cooperation is beneficial, \
             and runs on for more than a line so that its second line can be seen.",
        ),
        block(BlockKind::Numbered, "The second asks who decides."),
        heading(3, "A third level"),
        block(
            BlockKind::Quote,
            "Human rights are not a commodity that two governments exchange until both are content.",
        ),
        indented,
        foreign,
        heading(4, "A fourth level"),
        item(ListKind::Bullet, 1, "call for a recorded vote;"),
        item(ListKind::Bullet, 1, "vote against the draft,[3] whatever was changed;"),
        item(ListKind::Bullet, 2, "in the Council,"),
        item(ListKind::Bullet, 2, "and after it;"),
        item(ListKind::Bullet, 1, "explain the vote."),
        item(ListKind::Ordered, 1, "First in order,"),
        item(ListKind::Ordered, 2, "under it,"),
        item(ListKind::Ordered, 1, "second in order."),
        paragraph("The last words of the text."),
    ];
    statement(blocks, notes())
}

/// Names of sixteen organisations, in order.
pub const NAMES: [&str; 16] = [
    "African Centre for Quiet Rivers",
    "Amity Without Borders",
    "Asian Forum for Open Doors (FORUM-OPEN)",
    "Cairo Institute for Patience",
    "Chinese Gardens Watch",
    "CIVICA: World Alliance of Bakers",
    "Commonwealth Kite Initiative",
    "Conectas Rios Livres",
    "DefendTrees (East and Horn of Africa Trees Project)",
    "Human Lights in China",
    "Human Lights Watch",
    "International Commission of Gardeners",
    "International Federation for Light (FIL)",
    "International Service for Light",
    "Southern African Lantern Network",
    "World Organisation against Darkness (OMCO)",
];

/// A publication of a statement, signed by sixteen.
pub fn publication(statement: Statement) -> Publication {
    let listed = |(place, name): (usize, &&str)| Listed {
        organisation: OrganisationId::new(format!("org{place}")).expect("an id"),
        name: (*name).into(),
        reservation: (place == 3).then(|| "paragraph 4 is read without its last sentence".into()),
        method: [Method::Session, Method::SessionHanded, Method::Relayed][place % 3],
        at: UnixMs(1_592_827_200_000 + place as u64 * 60_000),
        record: RecordNo(20 + place as u64),
        carried_from: None,
    };
    Publication {
        statement_json: statement.to_canonical().expect("canonical"),
        extract: "{\"parts\":\"a line\"}\n".into(),
        fact: PublicationFact {
            publication: PublicationId::new("publication1").expect("an id"),
            edition: Edition(1),
            round: RoundId::new("round1").expect("an id"),
            text: TextId::new("text1").expect("an id"),
            version: VersionNo(2),
            digest: statement.digest().expect("canonical"),
            translation: None,
            correction: None,
            day: "2020-06-22".into(),
            list: NAMES.iter().enumerate().map(listed).collect(),
            withheld: 0,
            settings: Settings {
                renderer: RENDERER.into(),
                names: None,
                groups: vec![],
                acronyms: Default::default(),
            },
        },
        statement,
        at: UnixMs(1_592_927_200_000),
        record: RecordNo(41),
        coalition: "Coalition for Lights".into(),
        key: ServerSecret::from_seed([7; 32]).key(),
        standing: Standing::Demonstration,
    }
}

/// The words of a block, without its notes.
pub fn text(block: &Block) -> String {
    block
        .runs
        .iter()
        .filter_map(|run| match run {
            Run::Text(run) => Some(run.text.as_str()),
            Run::Note(_) => None,
        })
        .collect()
}
