//! Outsiders who take what they can without ever saying who they are.

use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use whole_server_tests::{Peer, Server};

/// How many sockets an outsider opens: more than the server has places for.
const HALF_OPEN: usize = 10_000;

/// How much the server may grow for them, in KiB.
const GROWTH_MAX_KIB: u64 = 64 * 1024;

/// How long a whole head of a request may take to come, and how much later the server may notice.
const HEAD_TIME_MAX: Duration = Duration::from_secs(20);
const LATE_MAX: Duration = Duration::from_secs(4);

#[tokio::test]
async fn ten_thousand_half_open_sockets_keep_nobody_out() {
    let files = rlimit::increase_nofile_limit(2 * HALF_OPEN as u64).unwrap();
    assert!(
        files > HALF_OPEN as u64 + 100,
        "this test opens {HALF_OPEN} sockets; raise `ulimit -Hn` from {files}"
    );
    let server = Server::demo();
    let text = server.demo.text("annex").to_owned();
    let editors = server.demo.with_role("editor");
    let mut witness = Peer::open(&server, editors[0], &text).await;
    let before = server.memory_kib();
    let mut half_open = Vec::new();
    for number in 0..HALF_OPEN {
        let mut socket = TcpStream::connect(&server.address).await.expect("the server takes connections");
        if number % 2 == 0 {
            let head = format!("GET /sync/{text} HTTP/1.1\r\nHost: localhost\r\nUpgrade: web");
            let _ = socket.write_all(head.as_bytes()).await;
        }
        half_open.push(socket);
    }
    let mut late = Peer::open(&server, editors[1], &text).await;
    late.type_at(0, "still here ").await.unwrap();
    late.all_saved().await.unwrap();
    witness.sees("still here ").await.unwrap();
    let grown = server.memory_kib().saturating_sub(before);
    assert!(grown < GROWTH_MAX_KIB, "the server grew by {grown} KiB");
    // Those that stood longest were sent away to make room.
    let ended = half_open[0].read(&mut [0]).await;
    assert!(matches!(ended, Ok(0) | Err(_)));
}

#[tokio::test]
async fn whoever_sends_no_whole_head_is_cut_off_in_time_byte_by_byte_or_silent() {
    let server = Server::demo();
    let begun = Instant::now();
    let head = b"GET / HTTP/1.1\r\nX-Slow: ".iter().chain(std::iter::repeat(&b'x'));
    let ends = tokio::join!(cut_off(&server, head), cut_off(&server, std::iter::empty()));
    for end in [ends.0, ends.1] {
        let after = end - begun;
        assert!((HEAD_TIME_MAX..HEAD_TIME_MAX + LATE_MAX).contains(&after), "after {after:?}");
    }
}

/// When the server ended a connection to which these bytes went one by one.
async fn cut_off(server: &Server, mut bytes: impl Iterator<Item = &u8>) -> Instant {
    let (mut reader, mut writer) = TcpStream::connect(&server.address).await.unwrap().into_split();
    let mut beat = tokio::time::interval(Duration::from_millis(200));
    let mut answer = [0; 64];
    loop {
        tokio::select! {
            ended = reader.read(&mut answer) => {
                assert!(!answer.starts_with(b"HTTP/1.1 2"));
                match ended {
                    Ok(0) | Err(_) => return Instant::now(),
                    Ok(_) => continue,
                }
            }
            _ = beat.tick() => if let Some(byte) = bytes.next() && writer.write_all(&[*byte]).await.is_err() {
                return Instant::now();
            },
        }
    }
}
