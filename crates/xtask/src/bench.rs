//! Measurements; nothing here passes or fails.

use crate::command::{finish, program, target_dir};
use anyhow::Result;

/// Builds with release settings and runs the measurements, all or those named.
pub fn run(names: &[String]) -> Result<()> {
    crate::setup::programs(&["--release"])?;
    let release = target_dir().join("release");
    let mut bench = program(&release.join("bench").to_string_lossy(), &[], ".");
    bench.args(names).env("UNDERSIGNED", release.join("undersigned"));
    finish(bench)
}
