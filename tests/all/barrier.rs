//! What the kernel saw: a sync of the disk between each receipt of words and their showing.

use whole_server_tests::{Peer, Server, strace};

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_barrier_stands_between_each_update_and_its_showing() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let mut server = Server::demo();
    let calls = "trace=write,writev,pwrite64,sendto,sendmsg,fsync,fdatasync";
    let arguments = ["-y", "-s", "400", "-e", calls, "-o", trace.to_str().unwrap()];
    let mut strace = strace::attach(server.process(), &arguments);
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
