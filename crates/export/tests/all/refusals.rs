//! What cannot be printed, said before the freeze.

use crate::fixture::{NAMES, block, everything, heading, item, paragraph, statement};
use export::limits::{LINK_BYTES_MAX, PROBLEMS_MAX, SYMBOL_CHARACTERS_MAX, TITLE_CHARACTERS_MAX};
use export::problems;
use model::statement::{Block, BlockKind, ListKind, Run, Statement, TextRun};

fn names() -> Vec<String> {
    NAMES.iter().map(ToString::to_string).collect()
}

fn titled(blocks: Vec<Block>) -> Statement {
    statement([vec![block(BlockKind::Title, "A title")], blocks].concat(), vec![])
}

fn codes(statement: &Statement) -> Vec<String> {
    problems(statement, &names()).into_iter().map(|problem| problem.code).collect()
}

#[test]
fn a_text_with_everything_in_it_has_no_problem() {
    assert_eq!(problems(&everything(), &names()), []);
}

#[test]
fn a_character_without_a_glyph_is_named_once_with_its_words() {
    let found = problems(&titled(vec![paragraph("Words in 中文 and 中 again")]), &names());
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].code, "no-glyph");
    assert!(
        found[0].sentence.contains("“中” (U+4E2D) in “Words in 中文 and 中 again”"),
        "{}",
        found[0].sentence
    );
}

#[test]
fn a_name_without_glyphs_is_found_before_anybody_signs() {
    let found = problems(&titled(vec![paragraph("Words")]), &["中国人权".into()]);
    assert!(found.iter().all(|problem| problem.code == "no-glyph") && found.len() == 4, "{found:?}");
}

#[test]
fn control_characters_are_refused() {
    for character in ['\u{0}', '\u{7}', '\u{9}', '\u{7f}', '\u{85}'] {
        let words = format!("a{character}b");
        assert_eq!(codes(&titled(vec![paragraph(&words)])), ["control-character"], "{character:?}");
    }
}

#[test]
fn headings_begin_at_level_one_and_skip_none() {
    assert_eq!(codes(&titled(vec![heading(2, "Second")])), ["heading-skips"]);
    assert_eq!(codes(&titled(vec![heading(1, "First"), heading(3, "Third")])), ["heading-skips"]);
    let down = vec![heading(1, "a"), heading(2, "b"), heading(3, "c"), heading(1, "d"), heading(2, "e")];
    assert_eq!(codes(&titled(down)), Vec::<String>::new());
}

#[test]
fn titles_symbols_and_links_are_taken_up_to_their_limits() {
    let of_title = |count| codes(&statement(vec![block(BlockKind::Title, &"t".repeat(count))], vec![]));
    assert_eq!(of_title(0), ["title-missing"]);
    assert_eq!(of_title(TITLE_CHARACTERS_MAX), Vec::<String>::new());
    assert_eq!(of_title(TITLE_CHARACTERS_MAX + 1), ["title-too-long"]);
    let of_symbol = |count| codes(&Statement { symbol: Some("s".repeat(count)), ..titled(vec![]) });
    assert_eq!(of_symbol(SYMBOL_CHARACTERS_MAX), Vec::<String>::new());
    assert_eq!(of_symbol(SYMBOL_CHARACTERS_MAX + 1), ["symbol-too-long"]);
    let linked = |link: String| {
        let run = TextRun { text: "words".into(), marks: vec![], link: Some(link), language: None };
        codes(&titled(vec![Block { runs: vec![Run::Text(run)], ..paragraph("") }]))
    };
    let address = |length: usize| format!("https://a.example/{}", "b".repeat(length - 18));
    assert_eq!(linked(address(LINK_BYTES_MAX)), Vec::<String>::new());
    assert_eq!(linked(address(LINK_BYTES_MAX + 1)), ["link-unprintable"]);
    assert_eq!(linked("javascript:alert(1)".into()), ["link-unprintable"]);
}

#[test]
fn a_mark_of_a_note_that_is_not_there_is_refused_by_the_renderer_itself() {
    assert_eq!(codes(&titled(vec![paragraph("Words[7]")])), ["unprintable"]);
}

#[test]
fn odd_but_printable_texts_are_printed() {
    let long = "word ".repeat(6_000);
    let no_break = "x".repeat(3_000);
    let many: Vec<_> = (0..250).map(|n| item(ListKind::Ordered, n % 3 + 1, "an item")).collect();
    for blocks in [vec![], vec![paragraph("")], vec![paragraph(&long)], vec![paragraph(&no_break)], many] {
        assert_eq!(codes(&titled(blocks)), Vec::<String>::new());
    }
}

#[test]
fn only_so_many_problems_are_told_at_once() {
    let of = |count: u32| {
        let ideographs: String = (0..count).filter_map(|n| char::from_u32(0x4e00 + n)).collect();
        problems(&titled(vec![paragraph(&ideographs)]), &names()).len()
    };
    assert_eq!(of(PROBLEMS_MAX as u32), PROBLEMS_MAX);
    assert_eq!(of(PROBLEMS_MAX as u32 + 1), PROBLEMS_MAX);
}

#[test]
fn a_language_that_is_none_stops_nothing() {
    for language in ["zh-Hant-TW", "x-private", "", "sr-Latn-RS", "en-029", "a", "toolong", "ar-EG", "é"] {
        let statement = Statement { language: language.into(), ..titled(vec![paragraph("Words")]) };
        assert_eq!(codes(&statement), Vec::<String>::new(), "{language}");
    }
}
