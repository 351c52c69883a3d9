//! Words that do not belong in the project.

use crate::command::root;
use anyhow::Result;

/// A word, and what to do instead.
struct Word {
    word: String,
    instead: &'static str,
}

/// Endings of files that are read for words.
const READ: [&str; 12] =
    [".rs", ".ts", ".svelte", ".mjs", ".css", ".html", ".md", ".toml", ".typ", ".json", ".sh", ".service"];

/// Not ours to word: locks, generated descriptions and texts of fixtures.
const PASSED_OVER: [&str; 4] = ["package-lock.json", "openapi.json", "/fixtures/", "tidy/words.rs"];

fn words() -> Vec<Word> {
    let word = |parts: &[&str], instead| Word { word: parts.concat(), instead };
    vec![
        word(&["TO", "DO"], "file an issue"),
        word(&["FIX", "ME"], "mend it"),
        word(&["XX", "X "], "say what is wrong"),
        word(&["/wo", "rk/"], "no path of a machine"),
        word(&["/ro", "ot/"], "no path of a machine"),
        word(&["white", "list"], "say `allowed`"),
        word(&["black", "list"], "say `refused`"),
        word(&["organi", "zation"], "we write `organisation`"),
        word(&["#[ign", "ore"], "a test that does not run is no test"),
    ]
}

/// Each line with such a word.
pub fn breaches(files: &[&str]) -> Result<Vec<String>> {
    let words = words();
    let mut found = Vec::new();
    for file in files {
        let read =
            READ.iter().any(|end| file.ends_with(end)) && !PASSED_OVER.iter().any(|part| file.contains(part));
        if !read {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(root().join(file)) else { continue };
        for (number, line) in text.lines().enumerate() {
            for Word { word, instead } in words.iter().filter(|w| line.contains(&w.word)) {
                found.push(format!("{file}:{}: `{word}`: {instead}", number + 1));
            }
        }
    }
    Ok(found)
}
