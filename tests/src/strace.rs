//! What the kernel is asked by a running server, and what it answers.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Runs strace with these arguments on all threads of a process; returns once it is attached. It ends with the process.
///
/// # Panics
///
/// If it cannot.
pub fn attach(process: u32, arguments: &[&str]) -> Child {
    let mut command = Command::new("strace");
    command.arg("-f").args(arguments).args(["-p", &process.to_string()]);
    let mut strace = command.stderr(Stdio::piped()).spawn().expect("strace is installed: cargo xtask setup");
    let mut said = BufReader::new(strace.stderr.take().unwrap()).lines();
    let attached = said.by_ref().map_while(Result::ok).any(|line| line.contains("attached"));
    assert!(attached, "strace could not attach to the server");
    std::thread::spawn(move || said.for_each(drop));
    strace
}
