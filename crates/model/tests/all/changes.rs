//! The class of a change, pair by pair; what is permitted, and what only looks like it.

use expect_test::expect_file;
use model::change::{Class, class};
use model::patch::{Edit, NotPatched, Patch};
use model::statement::{
    Block, BlockKind, Direction, FORMAT, Kind, ListKind, Mark, NoteMark, Run, Statement, TextRun,
};

fn words(text: &str) -> Run {
    Run::Text(TextRun { text: text.into(), marks: vec![], link: None, language: None })
}

fn block(kind: BlockKind, runs: Vec<Run>) -> Block {
    Block { kind, level: None, list: None, direction: None, runs }
}

fn paragraph(text: &str) -> Block {
    block(BlockKind::Paragraph, vec![words(text)])
}

fn of(blocks: Vec<Block>) -> Statement {
    Statement {
        format: FORMAT.into(),
        kind: Kind::Annex,
        language: "en".into(),
        direction: Direction::Ltr,
        symbol: Some("A/HRC/43/L.31".into()),
        blocks,
        notes: vec![vec![paragraph("See the report.")]],
    }
}

/// The class between two paragraphs, which has to be the same both ways.
fn between(from: &str, to: &str) -> Class {
    let (from, to) = (of(vec![paragraph(from)]), of(vec![paragraph(to)]));
    assert_eq!(class(&from, &to), class(&to, &from));
    class(&from, &to)
}

const PERMITTED: [(&str, &str); 12] = [
    ("States shall", "States  shall"),
    ("article 5", "article\u{a0}5"),
    ("a \"safe\" space", "a \u{201c}safe\u{201d} space"),
    ("the 'law'", "the \u{2018}law\u{2019}"),
    ("\u{201c}law\u{201d}", "\u{ab}law\u{bb}"),
    ("the State's duty", "the State\u{2019}s duty"),
    ("non-State actors", "non\u{2011}State actors"),
    ("rights - all rights", "rights \u{2013} all rights"),
    ("rights \u{2014} all", "rights \u{2013} all"),
    ("the neighbour", "the neighbor"),
    ("Neighbours of", "Neighbors of"),
    ("freedom of LABOUR", "freedom of LABOR"),
];

#[test]
fn each_permitted_change_of_words_is_editorial() {
    for (from, to) in PERMITTED {
        assert_eq!(between(from, to), Class::Editorial, "{from} / {to}");
    }
    assert_eq!(between("the same", "the same"), Class::Identical);
}

const OTHERS: [(&str, &str); 25] = [
    ("the State", "the state"),
    ("now", "not"),
    ("no where", "nowhere"),
    ("2018-2020", "2018\u{2013}2020"),
    ("2018 - 2020", "2018 \u{2013} 2020"),
    ("article 5-", "article 5\u{2014}"),
    ("-5", "\u{2013}5"),
    ("5 \u{2212} 3", "5 - 3"),
    ("a \"safe\" space", "a safe space"),
    ("human rights", "humanrights"),
    ("human rights ", "human rights"),
    ("human rights", "human\u{200b} rights"),
    ("human rights", "human\u{ad} rights"),
    ("rights", "rights\u{200d}"),
    ("co-operation", "cooperation"),
    ("rights -- all", "rights \u{2014} all"),
    ("may", "shall"),
    ("rights.", "rights;"),
    ("rights", "rights."),
    ("the programme", "the program"),
    ("to practise", "to practice"),
    ("Neighbour", "neighbor"),
    ("neighbour", "neighbors"),
    ("a b", "a\u{2060}b"),
    ("\u{43e}ne", "one"),
];

#[test]
fn whatever_the_table_does_not_name_is_substantive() {
    for (from, to) in OTHERS {
        assert_eq!(between(from, to), Class::Substantive, "{from} / {to}");
    }
}

#[test]
fn a_pair_of_spellings_belongs_to_its_language_and_stands_under_one_emphasis() {
    let run = |text: &str, marks: &[Mark], language: Option<&str>| {
        let language = language.map(String::from);
        Run::Text(TextRun { text: text.into(), marks: marks.to_vec(), link: None, language })
    };
    let class = |from: Vec<Run>, to: Vec<Run>| {
        class(&of(vec![block(BlockKind::Paragraph, from)]), &of(vec![block(BlockKind::Paragraph, to)]))
    };
    let (bold, none): (&[Mark], &[Mark]) = (&[Mark::Bold], &[]);
    assert_eq!(class(vec![run("labour", bold, None)], vec![run("labor", bold, None)]), Class::Editorial);
    assert_eq!(class(vec![run("labour", bold, None)], vec![run("labor", none, None)]), Class::Substantive);
    let french = Some("fr");
    assert_eq!(
        class(vec![run("labour", none, french)], vec![run("labor", none, french)]),
        Class::Substantive
    );
    assert_eq!(
        class(vec![run("événement", none, french)], vec![run("évènement", none, french)]),
        Class::Editorial
    );
    let half = vec![run("lab", bold, None), run("our", none, None)];
    assert_eq!(class(half, vec![run("lab", bold, None), run("or", none, None)]), Class::Substantive);
}

#[test]
fn emphasis_a_links_target_a_language_and_a_note_are_substantive() {
    let linked = |link: Option<&str>, marks: &[Mark], language: Option<&str>| {
        let (link, language) = (link.map(String::from), language.map(String::from));
        let run = TextRun { text: "the report".into(), marks: marks.to_vec(), link, language };
        of(vec![block(BlockKind::Paragraph, vec![Run::Text(run)])])
    };
    let plain = linked(None, &[], None);
    let a = linked(Some("https://a.example/"), &[], None);
    for other in [
        a.clone(),
        linked(None, &[Mark::Italic], None),
        linked(None, &[], Some("fr")),
        of(vec![block(BlockKind::Paragraph, vec![words("the report"), Run::Note(NoteMark { note: 1 })])]),
    ] {
        assert_eq!(class(&plain, &other), Class::Substantive);
    }
    assert_eq!(class(&a, &linked(Some("https://b.example/"), &[], None)), Class::Substantive);
    let mut note = plain.clone();
    note.notes[0] = vec![paragraph("See the  report.")];
    assert_eq!(class(&plain, &note), Class::Editorial);
    note.notes[0] = vec![paragraph("See the reports.")];
    assert_eq!(class(&plain, &note), Class::Substantive);
    note.notes.clear();
    assert_eq!(class(&plain, &note), Class::Substantive);
}

#[test]
fn indent_direction_and_the_place_of_the_list_are_layout_and_structure_is_not() {
    let level = |kind, level| of(vec![Block { level: Some(level), ..block(kind, vec![words("words")]) }]);
    assert_eq!(class(&level(BlockKind::Paragraph, 1), &level(BlockKind::Paragraph, 2)), Class::Layout);
    assert_eq!(class(&level(BlockKind::Quote, 1), &level(BlockKind::Quote, 2)), Class::Layout);
    for kind in [BlockKind::Heading, BlockKind::Item, BlockKind::Numbered] {
        assert_eq!(class(&level(kind, 1), &level(kind, 2)), Class::Substantive, "{kind:?}");
    }
    let plain = of(vec![paragraph("one"), paragraph("two")]);
    let turned = Statement { direction: Direction::Rtl, ..plain.clone() };
    assert_eq!(class(&plain, &turned), Class::Layout);
    let list = || block(BlockKind::Signatories, vec![]);
    let first = of(vec![list(), paragraph("one"), paragraph("two")]);
    assert_eq!(class(&plain, &first), Class::Layout);
    assert_eq!(class(&first, &of(vec![paragraph("one"), list(), paragraph("two")])), Class::Layout);

    let item = |list| of(vec![Block { list: Some(list), ..block(BlockKind::Item, vec![words("words")]) }]);
    assert_eq!(class(&item(ListKind::Bullet), &item(ListKind::Ordered)), Class::Substantive);
    assert_eq!(class(&plain, &of(vec![paragraph("two"), paragraph("one")])), Class::Substantive);
    assert_eq!(class(&plain, &of(vec![paragraph("one two")])), Class::Substantive);
    assert_eq!(class(&plain, &of(vec![paragraph("one")])), Class::Substantive);
    let quoted = of(vec![paragraph("one"), block(BlockKind::Quote, vec![words("two")])]);
    assert_eq!(class(&plain, &quoted), Class::Substantive);
    for other in [
        Statement { language: "fr".into(), ..plain.clone() },
        Statement { symbol: None, ..plain.clone() },
        Statement { kind: Kind::Letter, ..plain.clone() },
    ] {
        assert_eq!(class(&plain, &other), Class::Substantive);
    }
}

#[test]
fn a_patch_gives_the_words_it_was_made_for_and_refuses_others() {
    let (printed, signed) =
        (of(vec![paragraph("the State\u{2019}s duty")]), of(vec![paragraph("the State's duty")]));
    let json = printed.to_canonical().unwrap();
    let at = json.chars().position(|c| c == '\u{2019}').unwrap();
    let edit = |keep: usize, add: &str| Edit { keep: u32::try_from(keep).unwrap(), drop: 1, add: add.into() };
    assert_eq!(Patch(vec![edit(at, "'")]).apply(&json), Ok(signed));
    assert_eq!(Patch::default().apply(&json), Ok(printed));
    let end = json.chars().count();
    assert_eq!(Patch(vec![edit(end, "")]).apply(&json), Err(NotPatched::PastTheEnd));
    assert!(matches!(Patch(vec![edit(0, "[")]).apply(&json), Err(NotPatched::Statement(_))));
    let many = vec![Edit { keep: 0, drop: 0, add: String::new() }; model::limits::PATCH_EDITS_MAX];
    assert!(Patch(many.clone()).apply(&json).is_ok());
    assert_eq!(Patch([many, vec![edit(0, "")]].concat()).apply(&json), Err(NotPatched::TooLarge));
}

#[test]
fn the_tables_stand_in_the_vectors_for_whoever_writes_another_verifier() {
    let line = |(from, to): (&str, &str)| {
        let (from, to) = (of(vec![paragraph(from)]), of(vec![paragraph(to)]));
        let class = class(&from, &to);
        let pair = serde_json::json!({"class": class, "from": from, "to": to});
        format!("{}\n", serde_jcs::to_string(&pair).unwrap())
    };
    let lines: String = PERMITTED.into_iter().chain(OTHERS).map(line).collect();
    expect_file!["../vectors/changes.jsonl"].assert_eq(&lines);
}
