//! Long texts, and texts made to be slow, are compared all the same. How fast, `cargo xtask bench` says.

use super::read;
use statement::comparison::{BlockChange, compare};

#[test]
fn two_long_texts_without_a_word_in_common_are_compared() {
    let text = |word: &str| {
        (0..1_500).map(|n| format!("{word}{n} {word}{} {word}", n + 1)).collect::<Vec<_>>().join("\n")
    };
    let comparison = compare(&read(&text("a"), "en"), &read(&text("b"), "en"));
    assert_eq!(comparison.blocks.len(), 3_000);
}

#[test]
fn the_same_paragraph_a_thousand_times_is_compared() {
    let text = |times: usize| vec!["We urge all States to act now."; times].join("\n");
    let comparison = compare(&read(&text(1_000), "en"), &read(&text(1_001), "en"));
    let added = comparison.blocks.iter().filter(|block| block.change == BlockChange::Added).count();
    assert_eq!((comparison.blocks.len(), added), (1_001, 1));
}
