//! What drafts read as. A draft is filled by the reference Yjs from a delta, as an editor would leave it.

use crate::yjs::Yjs;
use model::problem::{Problem, Repair};
use model::statement::{Block, Direction, Kind, ListKind, Run, Statement};
use serde_json::{Value, json};
use statement::limits::PROBLEMS_MAX;
use statement::{Checked, Draft, Fields, Reading, ServerClient};

fn fields() -> Fields {
    Fields {
        kind: Kind::JointStatement,
        language: "en".to_owned(),
        direction: Direction::Ltr,
        symbol: Some("A/HRC/43/L.31".to_owned()),
    }
}

fn read(yjs: &mut Yjs, delta: &Value, fields: &Fields) -> Reading {
    let (mut draft, _) = Draft::create(ServerClient::from_random(1), &[]);
    yjs.reset();
    yjs.open(0, 1, &draft.state());
    for update in yjs.updates(0, json!({ "request": "fill", "delta": delta })) {
        let Ok(Checked::Change(change)) = draft.check(&update) else { panic!("an honest update") };
        draft.apply(&change).unwrap();
    }
    draft.read(fields)
}

/// One line a block, as `kind level list direction: runs`; notes after `--`.
fn shown(statement: &Statement) -> String {
    let body: String = statement.blocks.iter().map(block).collect();
    let notes = statement.notes.iter().map(|note| note.iter().map(block).collect::<String>());
    std::iter::once(body).chain(notes).collect::<Vec<_>>().join("--\n")
}

fn block(block: &Block) -> String {
    let mut line = format!("{:?}", block.kind).to_lowercase();
    line += &block.level.map(|level| format!(" {level}")).unwrap_or_default();
    line += if block.list == Some(ListKind::Ordered) { " ordered" } else { "" };
    line += if block.direction == Some(Direction::Rtl) { " rtl" } else { "" };
    let runs = block.runs.iter().map(|run| match run {
        Run::Note(mark) => format!(" ^{}", mark.note),
        Run::Text(run) => {
            let mut formats: Vec<_> =
                run.marks.iter().map(|mark| format!("{mark:?}").to_lowercase()).collect();
            formats.extend(run.link.clone());
            formats.extend(run.language.clone());
            let formats = if formats.is_empty() { String::new() } else { format!("[{}]", formats.join(" ")) };
            format!(" {:?}{formats}", run.text)
        }
    });
    line + ":" + &runs.collect::<String>() + "\n"
}

/// One line a problem, as `code index+length repair`.
fn named(problems: &[Problem]) -> String {
    let line = |problem: &Problem| {
        let place =
            problem.place.map(|place| format!(" {}+{}", place.index, place.length)).unwrap_or_default();
        let repair = match &problem.repair {
            None => String::new(),
            Some(Repair::Delete) => " delete".to_owned(),
            Some(Repair::Replace { with }) => format!(" replace {with:?}"),
            Some(Repair::PlaceNote { note }) => format!(" place {note}"),
            Some(Repair::DiscardNote { note }) => format!(" discard {note}"),
            Some(Repair::SetHeading { level }) => format!(" heading {level}"),
        };
        assert!(
            problem.sentence.ends_with('.') && problem.sentence.contains([':', ',']),
            "{}",
            problem.sentence
        );
        format!("{}{place}{repair}\n", problem.code)
    };
    problems.iter().map(line).collect()
}

/// Reads without problems.
fn check(yjs: &mut Yjs, delta: Value, expected: &str) {
    let reading = read(yjs, &delta, &fields());
    assert_eq!(shown(&reading.statement), expected, "{delta}");
    let problems = reading.problems.iter().filter(|problem| problem.code != "title-missing");
    assert_eq!(problems.collect::<Vec<_>>(), Vec::<&Problem>::new(), "{delta}");
    let json = reading.statement.to_canonical().unwrap();
    assert_eq!(Statement::from_canonical(&json).unwrap(), reading.statement);
}

/// Names these problems, apart from a missing title.
fn problems(yjs: &mut Yjs, delta: Value, expected: &str) {
    let reading = read(yjs, &delta, &fields());
    let title = "title-missing\n";
    assert_eq!(named(&reading.problems).replace(title, ""), expected, "{delta}");
    reading.statement.to_canonical().unwrap();
}

fn text(text: &str) -> Value {
    json!({ "insert": text })
}

fn with(text: &str, formats: Value) -> Value {
    json!({ "insert": text, "attributes": formats })
}

fn line(formats: Value) -> Value {
    with("\n", formats)
}

fn mark(id: &str) -> Value {
    with("\u{fffc}", json!({ "note": id }))
}

#[test]
fn a_line_is_a_block_of_the_kind_that_stands_highest() {
    let yjs = &mut Yjs::start();
    for (formats, expected) in [
        (json!({}), "paragraph: \"a\"\n"),
        (json!({ "title": true, "header": 2 }), "title: \"a\"\n"),
        (json!({ "subtitle": true, "list": "bullet" }), "subtitle: \"a\"\n"),
        (json!({ "header": 3, "list": "bullet", "indent": 1 }), "heading 3: \"a\"\n"),
        (json!({ "list": "ordered", "numbered": true }), "item 1 ordered: \"a\"\n"),
        (json!({ "list": "bullet", "indent": 2 }), "item 3: \"a\"\n"),
        (json!({ "numbered": true, "blockquote": true, "indent": 1 }), "numbered 1: \"a\"\n"),
        (json!({ "blockquote": true, "direction": "rtl" }), "quote rtl: \"a\"\n"),
        (json!({ "title": false, "indent": 2, "bold": true }), "paragraph 2: \"a\"\n"),
    ] {
        let reading = read(yjs, &json!([text("a"), line(formats.clone())]), &fields());
        assert_eq!(shown(&reading.statement), expected, "{formats}");
    }
}

#[test]
fn runs_that_say_the_same_are_one_and_in_form_c() {
    let yjs = &mut Yjs::start();
    check(
        yjs,
        json!([
            with("e", json!({ "color": "red" })),
            text("\u{301} "),
            with("b", json!({ "bold": true, "italic": true, "size": "large" })),
            with("c", json!({ "italic": true, "bold": true, "lang": "en" })),
            with("d", json!({ "script": "super", "underline": true, "lang": "fr" })),
            with("e", json!({ "bold": false, "header": 1, "link": "mailto:a@example.org" })),
            text("\n"),
        ]),
        "paragraph: \"é \" \"bc\"[bold italic] \"d\"[super underline fr] \"e\"[mailto:a@example.org]\n",
    );
}

#[test]
fn blocks_without_words_say_nothing_and_a_missing_last_newline_is_supplied() {
    let yjs = &mut Yjs::start();
    check(
        yjs,
        json!([text("a\n\n"), line(json!({ "list": "bullet" })), text("b")]),
        "paragraph: \"a\"\nparagraph: \"b\"\n",
    );
    check(yjs, json!([]), "");
    check(
        yjs,
        json!([text("a\n"), line(json!({ "signatories": true }))]),
        "paragraph: \"a\"\nsignatories:\n",
    );
}

#[test]
fn the_same_direction_as_the_texts_is_not_said() {
    let yjs = &mut Yjs::start();
    let delta = json!([text("متن"), line(json!({ "direction": "rtl" })), text("text\n")]);
    let rtl = Fields { direction: Direction::Rtl, ..fields() };
    assert_eq!(shown(&read(yjs, &delta, &rtl).statement), "paragraph: \"متن\"\nparagraph: \"text\"\n");
    assert_eq!(
        shown(&read(yjs, &delta, &fields()).statement),
        "paragraph rtl: \"متن\"\nparagraph: \"text\"\n"
    );
}

#[test]
fn notes_are_numbered_by_their_marks_wherever_their_bodies_stand() {
    let yjs = &mut Yjs::start();
    let note = |id: &str| line(json!({ "note": id }));
    check(
        yjs,
        json!([
            text("of b"),
            note("b"),
            text("One"),
            mark("a"),
            text(" two"),
            mark("b"),
            mark("c"),
            text("\nof a"),
            note("a"),
            text("more of a"),
            line(json!({ "note": "a", "list": "bullet" })),
            line(json!({ "note": "c", "signatories": true })),
        ]),
        "paragraph: \"One\" ^1 \" two\" ^2 ^3\n--\nparagraph: \"of a\"\nitem 1: \"more of a\"\n--\n\
         paragraph: \"of b\"\n--\nsignatories:\n",
    );
}

#[test]
fn problems_of_notes_are_named_where_they_are() {
    let yjs = &mut Yjs::start();
    let note = |id: &str| line(json!({ "note": id }));
    problems(yjs, json!([text("ab"), mark("a"), text("\n")]), "mark-without-note 2+1 delete\n");
    problems(yjs, json!([text("a\nof b"), note("b")]), "note-without-mark 2+5 place b\n");
    problems(
        yjs,
        json!([mark("a"), text("x"), mark("a"), text("\nof a"), note("a")]),
        "note-marked-twice 2+1 delete\n",
    );
    problems(
        yjs,
        json!([mark("a"), text("\nof a"), note("a"), text("between\nmore"), note("a")]),
        "note-in-pieces 15+5\n",
    );
    problems(yjs, json!([mark("a"), text("\n"), note("a")]), "note-empty 2+1 discard a\n");
    problems(
        yjs,
        json!([mark("a"), text("\nof a"), mark("b"), note("a"), text("of b"), note("b")]),
        "note-in-note 6+1 delete\nnote-without-mark 8+5 place b\n",
    );
    problems(yjs, json!([text("a\u{fffc}b\n")]), "object-character 1+1 delete\n");
    problems(yjs, json!([with("words", json!({ "note": "a" })), text("\n")]), "note-on-words 0+5\n");
}

#[test]
fn characters_that_hide_or_reorder_are_problems() {
    let yjs = &mut Yjs::start();
    for (words, expected) in [
        ("a\u{202e}b", "bidi-override 1+1 delete\n"),
        ("😀\u{202a}\u{202c}", "bidi-override 2+2 delete\n"),
        ("\u{2067}a\u{2069}", ""),
        ("\u{2067}a", "isolate-unbalanced 0+1 delete\n"),
        ("a\u{2069}", "isolate-unbalanced 1+1 delete\n"),
        ("a\u{fffd}", "replacement-character 1+1\n"),
        ("a\u{2028}b\u{2029}", "line-separator 1+1 replace \" \"\nline-separator 3+1 replace \" \"\n"),
        ("a\rb", "control-character 1+1 delete\n"),
        ("a\tb", "control-character 1+1 replace \" \"\n"),
        ("a\u{85}b\0", "control-character 1+1 delete\ncontrol-character 3+1 delete\n"),
        ("a\u{200b}\u{2060}\u{feff}", "hidden-character 1+3 delete\n"),
        ("a\u{e0041}", "hidden-character 1+2 delete\n"),
        ("می\u{200c}خواهیم 👩\u{200d}👧", ""),
        ("a\u{378}", "unassigned-character 1+1\n"),
        ("\u{301}a", "combining-mark-first 0+1\n"),
    ] {
        problems(yjs, json!([text(&format!("{words}\n"))]), expected);
    }
    // An isolate is balanced within its paragraph or not at all.
    problems(
        yjs,
        json!([text("\u{2067}a\nb\u{2069}\n")]),
        "isolate-unbalanced 0+1 delete\nisolate-unbalanced 4+1 delete\n",
    );
    problems(
        yjs,
        json!([text("e"), with("\u{301}", json!({ "bold": true })), text("\n")]),
        "combining-mark-first 1+1\n",
    );
}

#[test]
fn a_text_has_one_title_levels_without_gaps_and_one_list() {
    let yjs = &mut Yjs::start();
    let title = || line(json!({ "title": true }));
    let whole = |yjs: &mut Yjs, delta| named(&read(yjs, &delta, &fields()).problems);
    assert_eq!(whole(yjs, json!([text("a\n")])), "title-missing\n");
    assert_eq!(whole(yjs, json!([title(), text("a\n")])), "title-missing\n");
    assert_eq!(whole(yjs, json!([text("\u{a0} "), title(), text("a\n")])), "title-missing\n");
    assert_eq!(whole(yjs, json!([text("T"), title(), text("a\n")])), "");
    assert_eq!(whole(yjs, json!([text("T"), title(), text("U"), title()])), "title-twice 2+2\n");
    let heading = |level: u8| line(json!({ "header": level }));
    problems(
        yjs,
        json!([text("a"), heading(2), text("b"), heading(3), text("c"), heading(1), text("d"), heading(2)]),
        "heading-skips 0+2 heading 1\nheading-skips 2+2 heading 2\n",
    );
    let list = || line(json!({ "signatories": true }));
    problems(yjs, json!([list(), list()]), "signatories-twice 1+1 delete\n");
    problems(yjs, json!([text("a"), list()]), "signatories-with-words 0+2\n");
    problems(
        yjs,
        json!([with("ab", json!({ "link": "https://example.org/a b" })), text("\n")]),
        "link-with-space 0+2\n",
    );
}

#[test]
fn so_many_problems_are_named_and_no_more() {
    let yjs = &mut Yjs::start();
    let mut count = |faults: usize| {
        let delta = json!([text("T"), line(json!({ "title": true })), text(&("\t".repeat(faults) + "\n"))]);
        read(yjs, &delta, &fields()).problems.len()
    };
    assert_eq!(count(PROBLEMS_MAX), PROBLEMS_MAX);
    assert_eq!(count(PROBLEMS_MAX + 1), PROBLEMS_MAX);
}

#[test]
fn what_a_new_draft_is_made_of_reads_back() {
    use model::statement::{BlockKind, Mark, TextRun};
    use statement::{NewBlock, NewRun, NoteId};
    let run = |text: &str, marks: &[Mark]| {
        NewRun::Text(TextRun { text: text.into(), marks: marks.to_vec(), link: None, language: None })
    };
    let block = |kind, level, runs| NewBlock { kind, level, list: None, direction: None, note: None, runs };
    let note = NoteId::new("n1").unwrap();
    let blocks = [
        block(BlockKind::Title, None, vec![run("A\ntitle 😀", &[])]),
        block(BlockKind::Heading, Some(1), vec![run("B", &[])]),
        block(
            BlockKind::Item,
            Some(2),
            vec![run("c", &[Mark::Bold]), NewRun::Note(note.clone()), run("d", &[Mark::Bold])],
        ),
        NewBlock {
            note: Some(note),
            ..block(BlockKind::Paragraph, None, vec![run("of c", &[Mark::Italic])])
        },
        block(BlockKind::Signatories, None, vec![]),
        NewBlock {
            direction: Some(Direction::Rtl),
            ..block(BlockKind::Quote, Some(1), vec![run("e", &[Mark::Super])])
        },
    ];
    let (draft, first) = Draft::create(ServerClient::from_random(3), &blocks);
    let expected = "title: \"A title 😀\"\nheading 1: \"B\"\nitem 2: \"c\"[bold] ^1 \"d\"[bold]\nsignatories:\n\
                    quote 1 rtl: \"e\"[super]\n--\nparagraph: \"of c\"[italic]\n";
    let reading = draft.read(&fields());
    assert_eq!((shown(&reading.statement).as_str(), reading.problems), (expected, vec![]));
    let yjs = &mut Yjs::start();
    yjs.open(0, 1, &first);
    assert_eq!(yjs.delta(0), draft.delta());
    assert!(draft.delta().as_array().unwrap().last().unwrap()["insert"].as_str().unwrap().ends_with('\n'));
}
