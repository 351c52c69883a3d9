//! Other people's tools: poppler's and qpdf. A missing tool is a failure that says what to install.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// What a tool prints about a file; the tool must succeed.
pub fn run(tool: &str, arguments: &[&str], pdf: &[u8]) -> Vec<u8> {
    let folder = Folder::new();
    let file = folder.0.join("file.pdf");
    std::fs::write(&file, pdf).expect("the file is written");
    let arguments: Vec<_> = arguments.iter().map(|a| if *a == "FILE" { path(&file) } else { a }).collect();
    let output = Command::new(tool).args(&arguments).output().unwrap_or_else(|error| {
        panic!("{tool}: {error}; install poppler-utils and qpdf, which these tests look at files with")
    });
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{tool} {arguments:?} ended with {}: {said}", output.status);
    output.stdout
}

/// A folder of one's own that goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("export-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).expect("a folder for temporary files");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn path(file: &Path) -> &str {
    file.to_str().expect("temporary files have plain names")
}

/// The words of the pages, as poppler reads them: one line for each paragraph's line, pages ended by form feeds.
pub fn text(pdf: &[u8]) -> String {
    String::from_utf8(run("pdftotext", &["FILE", "-"], pdf)).expect("UTF-8")
}

/// The words of each page.
pub fn pages(pdf: &[u8]) -> Vec<String> {
    let text = text(pdf);
    text.trim_end_matches('\u{c}').split('\u{c}').map(String::from).collect()
}

/// Where these bytes stand in a file.
pub fn places(file: &[u8], wanted: &[u8]) -> Vec<usize> {
    (0..file.len()).filter(|at| file[*at..].starts_with(wanted)).collect()
}

/// The file with another attachment under a name that it has already.
pub fn attach_again(pdf: &[u8], name: &str, content: &str) -> Vec<u8> {
    let folder = Folder::new();
    let attachment = folder.0.join(name);
    std::fs::write(&attachment, content).expect("the attachment is written");
    let arguments = ["FILE", "--add-attachment", path(&attachment), "--key=again", "--", "-"];
    run("qpdf", &arguments, pdf)
}
