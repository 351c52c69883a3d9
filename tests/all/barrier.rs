//! What the kernel saw: a sync of the disk between each receipt of words and their showing.

use std::fmt::Write;
use whole_server_tests::{Peer, Server, frames, strace};

/// How many things are typed one by one, and how many at once.
const MARKS: usize = 30;

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_barrier_stands_between_each_update_and_its_showing_and_what_is_ready_goes_out_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let mut server = Server::demo();
    let calls = "trace=write,writev,pwrite64,sendto,sendmsg,fsync,fdatasync,accept4,setsockopt";
    let arguments = ["-y", "-xx", "-s", "4000", "-e", calls, "-o", trace.to_str().unwrap()];
    let mut strace = strace::attach(server.process(), &arguments);
    let text = server.demo.text("annex").to_owned();
    let editors = server.demo.with_role("editor");
    let mut writer = Peer::open(&server, editors[0], &text).await;
    let mut reader = Peer::open(&server, editors[1], &text).await;
    let mut counted = Vec::new();
    for mark in marks("mark") {
        writer.type_at(0, &mark).await.unwrap();
        reader.sees(&mark).await.unwrap();
        writer.all_saved().await.unwrap();
        counted.push((mark, writer.sent));
    }
    let burst: Vec<String> = marks("many").collect();
    writer.type_at_once(0, &burst).await.unwrap();
    reader.sees(&burst[MARKS - 1]).await.unwrap();
    server.terminate();
    strace.wait().unwrap();
    let trace = std::fs::read_to_string(&trace).unwrap();
    let lines: Vec<&str> = trace.lines().collect();
    for (mark, count) in &counted {
        assert_written_synced_shown(&lines, mark, *count);
    }
    assert_shown_together(&lines, &burst);
    assert_without_delay(&lines);
}

fn marks(word: &str) -> impl Iterator<Item = String> {
    (0..MARKS).map(move |n| format!("{word}-{n:04}-"))
}

/// As strace shows bytes, and what a file is.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut all, byte| {
        write!(all, "\\x{byte:02x}").unwrap();
        all
    })
}

fn is_socket(line: &str) -> bool {
    ["socket:[", "TCP:["].iter().any(|kind| line.contains(&hex(kind.as_bytes())))
}

fn is_sync(line: &str) -> bool {
    line.contains("sync") && line.trim_end().ends_with("= 0")
}

fn assert_written_synced_shown(lines: &[&str], mark: &str, count: u64) {
    let first = |bytes: &[u8], to_socket: bool| {
        let bytes = hex(bytes);
        lines.iter().position(|line| line.contains(&bytes) && is_socket(line) == to_socket)
    };
    let written = first(mark.as_bytes(), false).expect("the words are written to the journal");
    let shown = first(mark.as_bytes(), true).expect("the words are sent to the reader");
    let mut saved = vec![10];
    frames::put(&mut saved, count);
    // A message of one piece, not masked.
    let saved = first(&[&[0x82, saved.len() as u8], &*saved].concat(), true);
    let saved = saved.expect("the author is told that they are saved");
    let synced = lines[written..].iter().position(|line| is_sync(line));
    let synced = written + synced.expect("the disk is synced after the write");
    assert!(synced < shown, "{mark}: written at {written}, synced at {synced}, shown at {shown}");
    assert!(synced < saved, "{mark}: written at {written}, synced at {synced}, called saved at {saved}");
}

/// What is ready after a barrier goes to the reader in one write.
fn assert_shown_together(lines: &[&str], burst: &[String]) {
    let burst: Vec<String> = burst.iter().map(|mark| hex(mark.as_bytes())).collect();
    let marks_in = |line: &str| burst.iter().filter(|mark| line.contains(*mark)).count();
    let begin = lines.iter().position(|line| marks_in(line) > 0).expect("they are written to the journal");
    let end = lines.iter().rposition(|line| marks_in(line) > 0 && is_socket(line)).expect("they are shown");
    let (mut barriers, mut shown) = (0, Vec::new());
    for line in &lines[begin..=end] {
        barriers += usize::from(is_sync(line));
        shown.extend(Some(marks_in(line)).filter(|marks| *marks > 0 && is_socket(line)));
    }
    assert_eq!(shown.iter().sum::<usize>(), MARKS, "each is shown once: {shown:?}");
    assert!(shown.len() <= barriers, "as many writes as barriers at most: {shown:?}, {barriers} barriers");
    assert!(shown.len() < MARKS, "some were ready at once");
}

/// Nagle's algorithm is off from the beginning.
fn assert_without_delay(lines: &[&str]) {
    let mut accepted = 0;
    for (place, line) in lines.iter().enumerate().filter(|(_, line)| line.contains("accept4(")) {
        let Some(socket) = line.rsplit_once("= ").and_then(|(_, socket)| socket.split_once('<')) else {
            continue;
        };
        let set = format!("setsockopt({}<", socket.0);
        let next = lines[place..].iter().find(|line| line.contains(&set)).expect("an option is set");
        assert!(next.contains("TCP_NODELAY, [1]"), "{next}");
        accepted += 1;
    }
    assert!(accepted >= 2, "two people came in");
}
