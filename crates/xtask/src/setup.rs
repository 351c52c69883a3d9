//! What a machine needs before anything can be built or tested, and the demonstration.

use crate::command::{exists, finish, output, program, root, run, target_dir};
use anyhow::{Result, bail};
use std::path::Path;

/// Programs the tests call, and the Debian package each comes in.
const TOOLS: [(&str, &str); 9] = [
    ("chromium", "chromium"),
    ("qpdf", "qpdf"),
    ("pdftotext", "poppler-utils"),
    ("pdfdetach", "poppler-utils"),
    ("strace", "strace"),
    ("faketime", "faketime"),
    ("python3", "python3"),
    ("git", "git"),
    ("c++", "g++"),
];

/// Libraries the tests use, by where Debian puts them, and the package each comes in.
const LIBRARIES: [(&str, &str); 2] = [
    ("/usr/lib/python3/dist-packages/cryptography", "python3-cryptography"),
    ("/usr/lib/python3/dist-packages/aiosmtpd", "python3-aiosmtpd"),
];

/// Folders with an npm lock file of their own.
const NPM: [&str; 3] = ["web", "tests/interop", "tests/browser"];

/// Oldest Node that the web build runs on.
const NODE_MIN: (u32, u32) = (20, 19);

/// Everything the tests need.
pub fn everything() -> Result<()> {
    tools()?;
    for folder in NPM {
        packages(folder)?;
    }
    page()
}

/// Builds the page and the program, and serves the demonstration.
pub fn demo(arguments: &[String]) -> Result<()> {
    packages("web")?;
    page()?;
    programs(&[])?;
    let data = root().join("data/demo");
    let mut demo = program(&target_dir().join("debug/undersigned").to_string_lossy(), &["demo"], ".");
    if !arguments.iter().any(|a| a == "--data") {
        demo.arg("--data").arg(&data);
    }
    if !arguments.iter().any(|a| a == "--listen") {
        demo.args(["--listen", "127.0.0.1:8080"]);
    }
    demo.args(arguments);
    finish(demo)
}

/// Writes the API description, and the web client's types from it.
pub fn openapi() -> Result<()> {
    programs(&[])?;
    let description = output(&target_dir().join("debug/undersigned").to_string_lossy(), &["openapi"], ".")?;
    std::fs::write(root().join("web/src/api/openapi.json"), description)?;
    run("npm", &["run", "--silent", "api"], "web")
}

/// Builds the programs. All of the workspace at once: the same features as the tests, so that Typst is built once.
pub fn programs(how: &[&str]) -> Result<()> {
    run("cargo", &[&["build", "--workspace", "--bins"], how].concat(), ".")
}

fn tools() -> Result<()> {
    let mut missing: Vec<&str> =
        TOOLS.iter().filter(|(tool, _)| !exists(tool)).map(|(_, package)| *package).collect();
    missing
        .extend(LIBRARIES.iter().filter(|(path, _)| !Path::new(path).exists()).map(|(_, package)| package));
    missing.dedup();
    if missing.is_empty() {
        return Ok(());
    }
    println!("The tests need these Debian packages, which are now installed: {}", missing.join(" "));
    let is_root = output("id", &["-u"], ".")?.trim() == "0";
    let become_root: &[&str] = match (is_root, exists("sudo")) {
        (true, _) => &[],
        (false, true) => &["sudo"],
        (false, false) => bail!("run `apt-get install {}` as root, then this again", missing.join(" ")),
    };
    let apt = |arguments: &[&str]| {
        let line = [become_root, &["apt-get"], arguments].concat();
        run(line[0], &line[1..], ".")
    };
    apt(&["update", "--quiet"])?;
    apt(&[["install", "--quiet", "--yes", "--no-install-recommends"].as_slice(), &missing].concat())
}

fn packages(folder: &str) -> Result<()> {
    let lock = root().join(folder).join("package-lock.json");
    let installed = root().join(folder).join("node_modules/.package-lock.json");
    let time = |path| std::fs::metadata(path).and_then(|m| m.modified());
    if let (Ok(locked), Ok(installed)) = (time(lock), time(installed))
        && installed >= locked
    {
        return Ok(());
    }
    node()?;
    println!("The npm packages of {folder}/package-lock.json are now installed in {folder}/node_modules");
    run("npm", &["ci", "--no-audit", "--no-fund"], folder)
}

fn node() -> Result<()> {
    let (major, minor) = NODE_MIN;
    if !exists("node") || !exists("npm") {
        bail!("install Node {major}.{minor} or newer, with npm (Debian: `apt-get install nodejs npm`)");
    }
    let version = output("node", &["--version"], ".")?;
    let numbers: Vec<u32> =
        version.trim().trim_start_matches('v').split('.').filter_map(|n| n.parse().ok()).collect();
    match numbers.as_slice() {
        [a, b, ..] if (*a, *b) >= NODE_MIN => Ok(()),
        _ => bail!("Node is {}; install {major}.{minor} or newer", version.trim()),
    }
}

fn page() -> Result<()> {
    run("npm", &["run", "--silent", "build"], "web")
}
