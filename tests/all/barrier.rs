//! What the kernel saw: a sync of the disk between each receipt of words and their showing.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use whole_server_tests::{Peer, Server};

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_barrier_stands_between_each_update_and_its_showing() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let mut server = Server::demo();
    let mut strace = attach(server.process(), &trace);
    let text = server.demo.text("annex").to_owned();
    let editors = server.demo.with_role("editor");
    let mut writer = Peer::open(&server, editors[0], &text).await;
    let mut reader = Peer::open(&server, editors[1], &text).await;
    let marks: Vec<String> = (0..30).map(|n| format!("mark-{n:04}-")).collect();
    for mark in &marks {
        writer.type_at(0, mark).await.unwrap();
        reader.sees(mark).await.unwrap();
        writer.all_saved().await.unwrap();
    }
    server.terminate();
    strace.wait().unwrap();
    let lines = std::fs::read_to_string(&trace).unwrap();
    for mark in &marks {
        assert_written_synced_shown(&lines, mark);
    }
}

/// Traces a running server; returns once every thread of it is traced. It ends with the server.
fn attach(process: u32, trace: &Path) -> Child {
    let mut command = Command::new("strace");
    command.args([
        "-f",
        "-y",
        "-s",
        "400",
        "-e",
        "trace=write,writev,pwrite64,sendto,sendmsg,fsync,fdatasync",
    ]);
    command.arg("-o").arg(trace).args(["-p", &process.to_string()]);
    let mut strace = command.stderr(Stdio::piped()).spawn().expect("strace is installed: cargo xtask setup");
    let mut said = BufReader::new(strace.stderr.take().unwrap()).lines();
    let attached = said.by_ref().map_while(Result::ok).any(|line| line.contains("attached"));
    assert!(attached, "strace could not attach to the server");
    std::thread::spawn(move || said.for_each(drop));
    strace
}

fn assert_written_synced_shown(trace: &str, mark: &str) {
    let lines: Vec<&str> = trace.lines().collect();
    let is_socket = |line: &str| line.contains("socket:[") || line.contains("TCP");
    let first = |what: &dyn Fn(&str) -> bool| lines.iter().position(|line| what(line));
    let written =
        first(&|l| l.contains(mark) && !is_socket(l)).expect("the words are written to the journal");
    let shown = first(&|l| l.contains(mark) && is_socket(l)).expect("the words are sent to the reader");
    let synced = lines[written..].iter().position(|l| l.contains("sync") && l.trim_end().ends_with("= 0"));
    let synced = written + synced.expect("the disk is synced after the write");
    assert!(synced < shown, "{mark}: written at {written}, synced at {synced}, shown at {shown}");
}
