//! Outsiders who take what they can without ever saying who they are.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use whole_server_tests::{Peer, Server};

/// How many sockets an outsider opens: more than the server has places for.
const HALF_OPEN: usize = 10_000;

/// How much the server may grow for them, in KiB.
const GROWTH_MAX_KIB: u64 = 64 * 1024;

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
async fn whoever_sends_a_head_byte_by_byte_is_cut_off() {
    let server = Server::demo();
    let (mut reader, mut writer) = TcpStream::connect(&server.address).await.unwrap().into_split();
    let mut head = b"GET / HTTP/1.1\r\nX-Slow: ".to_vec().into_iter().chain(std::iter::repeat(b'x'));
    let mut beat = tokio::time::interval(std::time::Duration::from_millis(200));
    let mut answer = [0; 64];
    loop {
        tokio::select! {
            ended = reader.read(&mut answer) => {
                assert!(!answer.starts_with(b"HTTP/1.1 2"));
                match ended {
                    Ok(0) | Err(_) => break,
                    Ok(_) => continue,
                }
            }
            _ = beat.tick() => if writer.write_all(&[head.next().unwrap()]).await.is_err() { break },
        }
    }
}
