//! Each limit, at it and one past it.

use statement::import::plain_text;
use statement::limits::{IMPORT_BLOCK_BYTES_MAX, IMPORT_BLOCKS_MAX, IMPORT_BYTES_MAX, IMPORT_NOTES_MAX};

fn limit_of(text: &str) -> Option<usize> {
    plain_text(text, &[]).err().map(|error| error.limit)
}

#[test]
fn a_text_at_its_limit_of_bytes_is_read_and_one_past_it_is_not() {
    let text = format!("{}\n\n", "a".repeat(1022)).repeat(IMPORT_BYTES_MAX / 1024);
    assert_eq!(text.len(), IMPORT_BYTES_MAX);
    assert_eq!(limit_of(&text), None);
    assert_eq!(limit_of(&format!("{text}a")), Some(IMPORT_BYTES_MAX));
}

#[test]
fn blocks_at_their_limit_are_read_and_one_past_it_is_not() {
    assert_eq!(limit_of(&"a\n\n".repeat(IMPORT_BLOCKS_MAX)), None);
    assert_eq!(limit_of(&"a\n\n".repeat(IMPORT_BLOCKS_MAX + 1)), Some(IMPORT_BLOCKS_MAX));
    assert_eq!(limit_of(&"a".repeat(IMPORT_BLOCK_BYTES_MAX)), None);
    assert_eq!(limit_of(&"a".repeat(IMPORT_BLOCK_BYTES_MAX + 1)), Some(IMPORT_BLOCK_BYTES_MAX));
}

#[test]
fn notes_at_their_limit_are_read_and_one_past_it_is_not() {
    let notes = |count: usize| format!("Title\n\n{}", "¹ a\n\n".repeat(count));
    assert_eq!(plain_text(&notes(IMPORT_NOTES_MAX), &[]).unwrap().notes.len(), IMPORT_NOTES_MAX);
    assert_eq!(limit_of(&notes(IMPORT_NOTES_MAX + 1)), Some(IMPORT_NOTES_MAX));
}

#[test]
fn texts_made_to_be_slow_are_read_too() {
    let block = |part: &str| part.repeat(IMPORT_BLOCK_BYTES_MAX / part.len());
    let (tags, stars, quotes) = (block("<u>"), block("*a "), block("\"a b c d e\" f. "));
    let notes: String = (1..=IMPORT_NOTES_MAX - 50).map(|_| "¹ a b c d e f g h. \n\n").collect();
    let text =
        [&tags, &stars, &quotes, &quotes, &notes, &quotes, &tags].map(|part| part.as_str()).join("\n\n");
    assert!(plain_text(&text, &[]).is_ok());
}
