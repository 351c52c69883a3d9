//! What is on the pages.

use crate::fixture::{block, everything, heading, item, paragraph, publication, statement};
use crate::tools;
use model::organisation::Standing;
use model::statement::{Block, BlockKind, ListKind, Statement};

#[test]
fn the_same_publication_gives_the_same_bytes() {
    let publication = publication(everything());
    let first = export::pdf(&publication).unwrap();
    assert_eq!(first, export::pdf(&publication).unwrap());
}

#[test]
fn a_file_shows_title_symbol_list_method_reservation_and_colophon() {
    let publication = publication(everything());
    let text = tools::text(&export::pdf(&publication).unwrap()).replace(['\u{2068}', '\u{2069}'], "");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let digest = publication.fact.digest;
    for wanted in [
        "Cooperation that protects people",
        "A/HRC/43/L.31",
        "with the reservation: paragraph 4 is read without its last sentence",
        "recorded by the server on the word of a logged-in person",
        "entered by the coordinator on the word of a named person",
        "As of record 41",
        "22 June 2020",
        "Page 1 of",
        &digest.short(),
        &digest.to_string(),
        &publication.key.to_string(),
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
}

#[test]
fn every_page_of_a_demonstration_says_so_and_no_page_of_a_real_coalition() {
    let mut publication = publication(everything());
    for page in tools::pages(&export::pdf(&publication).unwrap()) {
        assert!(page.contains("Demonstration: not a statement of these organisations"), "{page}");
    }
    publication.standing = Standing::Real;
    let text = tools::text(&export::pdf(&publication).unwrap());
    assert!(!text.contains("Demonstration"), "{text}");
}

#[test]
fn names_are_listed_in_the_order_of_the_record_where_the_text_says() {
    let in_a_note = publication(everything());
    let after = publication(statement(vec![block(BlockKind::Title, "A title"), paragraph("Words.")], vec![]));
    for publication in [in_a_note, after] {
        let text = tools::text(&export::pdf(&publication).unwrap());
        let text = text.replace(['\n', '\u{2068}', '\u{2069}'], " ");
        let first = |name: &str| text.find(name).unwrap_or_else(|| panic!("{name} in {text}"));
        let places: Vec<_> =
            publication.fact.list.iter().map(|it| first(it.name.split(' ').next_back().unwrap())).collect();
        assert!(places.iter().all(|place| *place > 0));
    }
}

/// A block of every kind with words of its own, and a note of its own in each.
fn counted(filler: usize) -> Statement {
    let words =
        |name: &str, count: usize| (0..count).map(|i| format!("{name}w{i}")).collect::<Vec<_>>().join(" ");
    let with_note = |name: &str, count: usize, note: u32| format!("{}[{note}] {name}end", words(name, count));
    let mut blocks = vec![
        block(BlockKind::Title, &words("title", 4)),
        heading(1, &words("head", 3)),
        paragraph(&words("filler", filler)),
    ];
    let kinds: [fn(&str) -> Block; 6] = [
        |text| item(ListKind::Bullet, 1, text),
        |text| item(ListKind::Ordered, 2, text),
        paragraph,
        |text| block(BlockKind::Quote, text),
        |text| block(BlockKind::Numbered, text),
        |text| heading(2, text),
    ];
    for (place, kind) in (0..12).map(|place| (place, kinds[place % kinds.len()])) {
        let count = if place % kinds.len() == 5 { 4 } else { 60 };
        blocks.push(kind(&with_note(&format!("b{place}x"), count, u32::try_from(place).unwrap() + 1)));
    }
    let notes = (1..=12).map(|note| vec![paragraph(&words(&format!("n{note}x"), 25))]).collect();
    statement(blocks, notes)
}

/// The words of a Statement's blocks in order.
fn expected(statement: &Statement) -> Vec<String> {
    let text = |block: &Block| crate::fixture::text(block);
    statement.blocks.iter().flat_map(|b| text(b).split(' ').map(String::from).collect::<Vec<_>>()).collect()
}

#[test]
fn every_block_and_note_stands_once_and_in_order_and_each_note_on_the_page_of_its_mark() {
    for filler in (300..700).step_by(41) {
        let statement = counted(filler);
        let pages = tools::pages(&export::pdf(&publication(statement.clone())).unwrap());
        let mut body = Vec::new();
        let mut notes = Vec::new();
        for (number, page) in pages.iter().enumerate() {
            let words = page.split_whitespace().filter(|w| w.contains('w') || w.contains("xend"));
            let words = words.map(|w| {
                w.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).trim_start_matches(char::is_numeric)
            });
            for word in words.filter(|w| w.contains("xend") || w.rsplit('w').next().is_some_and(is_number)) {
                let (into, place) =
                    if word.starts_with('n') { (&mut notes, number) } else { (&mut body, number) };
                into.push((word.to_string(), place));
            }
        }
        let printed: Vec<_> = body.iter().map(|(word, _)| word.clone()).collect();
        assert_eq!(printed.len(), expected(&statement).len(), "{printed:?}");
        for (printed, expected) in printed.iter().zip(expected(&statement)) {
            assert!(
                *printed == expected || printed.starts_with(&expected),
                "{printed} for {expected}, filler {filler}"
            );
        }
        let page_of = |wanted: &str| body.iter().find(|(word, _)| word == wanted).map(|(_, page)| *page);
        for note in 1..=12 {
            let own: Vec<_> =
                notes.iter().filter(|(word, _)| word.starts_with(&format!("n{note}x"))).collect();
            assert_eq!(own.len(), 25, "note {note}, filler {filler}");
            assert!(
                own.is_sorted_by_key(|(word, _)| word.rsplit('w').next().unwrap().parse::<u32>().unwrap())
            );
            let end = page_of(&format!("b{}xend", note - 1));
            assert_eq!(Some(own[0].1), end, "note {note} on another page than its mark, filler {filler}");
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[test]
fn markup_in_words_comes_out_as_literal_words() {
    let hostile = [
        "#import \"@preview/example:0.1.0\": *",
        "*strong* _emph_ $x^2$ `code` <label> @reference",
        "#read(\"/etc/passwd\") \\u{41} // no comment /* none */",
        "= Heading - item + item / term: word",
        "#{while true {}} ~ --- ' \" \\",
        "</w:t><script>alert(1)</script> ]] )) }} {{data}}",
    ];
    let mut blocks = vec![block(BlockKind::Title, "#eval(\"1+1\") *title*")];
    blocks.extend(
        hostile.iter().map(|words| Block { runs: vec![crate::fixture::plain(words)], ..paragraph("") }),
    );
    let text = tools::text(&export::pdf(&publication(statement(blocks, vec![]))).unwrap()).replace('\n', " ");
    for words in hostile.iter().chain(&["#eval(\"1+1\") *title*"]) {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn a_late_name_or_reservation_without_glyphs_does_not_stop_a_publication() {
    let mut publication = publication(everything());
    publication.fact.list[0].name = "中国 Watch".into();
    publication.fact.list[1].reservation = Some("not 人".into());
    let text = tools::text(&export::pdf(&publication).unwrap());
    assert!(text.contains("[U+4E2D][U+56FD] Watch") && text.contains("not [U+4EBA]"), "{text}");
    assert_eq!(export::unprintable("not 人")[0].code, "no-glyph");
    assert_eq!(export::unprintable("printable"), []);
}

#[test]
fn a_list_of_1259_names_is_printed() {
    let mut publication = publication(statement(vec![block(BlockKind::Title, "A title")], vec![]));
    let first = publication.fact.list[0].clone();
    publication.fact.list = (0..1259)
        .map(|n| model::fact::Listed { name: format!("Organisation number{n}end"), ..first.clone() })
        .collect();
    let text = tools::text(&export::pdf(&publication).unwrap());
    for n in 0..1259 {
        assert_eq!(
            text.matches(&format!("number{n}end")).count(),
            2,
            "{n}: once on the list, once in the table"
        );
    }
}

#[test]
fn every_style_prints_every_name_once_on_the_list_and_groups_have_their_titles() {
    use model::fact::{NameGroup, NameStyle};
    let styles = [
        None,
        Some(NameStyle::Inline),
        Some(NameStyle::Columns),
        Some(NameStyle::Numbered),
        Some(NameStyle::Country),
        Some(NameStyle::Status),
    ];
    for names in [1, 16, 1_300] {
        let mut publication = publication(statement(vec![block(BlockKind::Title, "A title")], vec![]));
        let first = publication.fact.list[0].clone();
        publication.fact.list = (0..names)
            .map(|n| model::fact::Listed { name: format!("Number{n}end"), ..first.clone() })
            .collect();
        for style in styles {
            publication.fact.settings.names = style;
            let is_grouped = matches!(style, Some(NameStyle::Country | NameStyle::Status));
            let title = Some("Somewhere".to_owned());
            let groups = vec![NameGroup { title, names: names / 2 }];
            publication.fact.settings.groups = if is_grouped { groups } else { vec![] };
            let text = tools::text(&export::pdf(&publication).unwrap());
            for n in 0..names {
                assert_eq!(text.matches(&format!("Number{n}end")).count(), 2, "{style:?}, {n} of {names}");
            }
            assert_eq!(text.contains("Somewhere"), is_grouped && names > 1, "{style:?}");
        }
    }
}
