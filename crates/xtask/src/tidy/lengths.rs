//! Files and functions that fit a reader's head.

use crate::command::root;
use anyhow::{Context, Result};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// Longest file, in lines, tests at its end not counted.
const FILE_LINES_MAX: usize = 300;

/// Longest function, in lines.
const FUNCTION_LINES_MAX: usize = 70;

const SOURCES: [&str; 5] = [".rs", ".ts", ".svelte", ".mjs", ".css"];

/// Each file or function that is too long; lines are rustfmt's business.
pub fn breaches(files: &[&str]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| SOURCES.iter().any(|end| file.ends_with(end))) {
        if file.contains("/generated/") {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(root().join(file)) else { continue };
        found.extend(of_text(file, &text));
        if file.ends_with(".rs") {
            let parsed = syn::parse_file(&text).with_context(|| format!("{file} is not Rust"))?;
            let mut functions = Functions { file, found: &mut found };
            functions.visit_file(&parsed);
        }
    }
    Ok(found)
}

fn of_text(file: &str, text: &str) -> Option<String> {
    let is_test = ["/tests/", "/benches/", ".test.ts"].iter().any(|part| file.contains(part));
    let code = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
    let too_long = code > FILE_LINES_MAX && !is_test;
    too_long.then(|| format!("{file}: {code} lines of at most {FILE_LINES_MAX}"))
}

struct Functions<'a> {
    file: &'a str,
    found: &'a mut Vec<String>,
}

impl Functions<'_> {
    fn note(&mut self, name: &syn::Ident, block: &syn::Block) {
        let (first, last) = (block.span().start().line, block.span().end().line);
        let lines = last + 1 - first;
        if lines > FUNCTION_LINES_MAX {
            self.found.push(format!(
                "{}:{first}: fn {name} has {lines} lines of at most {FUNCTION_LINES_MAX}",
                self.file
            ));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.note(&function.sig.ident, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.note(&function.sig.ident, &function.block);
        visit::visit_impl_item_fn(self, function);
    }
}
