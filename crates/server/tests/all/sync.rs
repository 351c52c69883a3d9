//! Working drafts over websockets: who gets in, what they are told, how they are sent away.

use crate::app::{self, App, COORDINATOR, coalition};
use futures_util::{SinkExt, Stream, StreamExt};
use serde_json::json;
use server::setup::roles::GivenRole;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Request};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use wire::limits::FRAME_BYTES_MAX;
use wire::{Frame, SUBPROTOCOL};

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How soon the end of a right is felt.
pub const AT_ONCE: Duration = Duration::from_secs(1);

/// Under client 5, one letter before the first line's end; from yjs 13.6.33.
pub fn update(clock: u8) -> Bytes {
    let mut bytes = vec![1, 1, 5, clock, 4, 1, 7];
    bytes.extend_from_slice(b"content");
    bytes.extend_from_slice(&[1, b'x', 0]);
    bytes.into()
}

/// A letter of some client, behind the one before it; the first as above.
fn letter(client: u8, clock: u32) -> Bytes {
    let place = match clock.checked_sub(1) {
        None => b"\x04\x01\x07content".to_vec(),
        Some(before) => [&[0x84, client], number(before).as_slice()].concat(),
    };
    [&[1, 1, client], number(clock).as_slice(), &place, &[1, b'x', 0]].concat().into()
}

/// A number as Yjs writes it, seven bits a byte.
pub fn number(number: u32) -> Vec<u8> {
    let more = |shift: &u32| number >> shift > 127;
    let bytes = (0..).step_by(7).take_while(more).map(|shift| (number >> shift) as u8 | 128);
    let mut bytes: Vec<u8> = bytes.collect();
    bytes.push((number >> (7 * bytes.len())) as u8);
    bytes
}

pub fn request(app: &App, path: &str, headers: &[(&'static str, &str)]) -> Request<()> {
    let mut request = format!("ws://{}/sync/{path}", app.address()).into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
    }
    request
}

pub async fn with_token(app: &App, email: &str, path: &str, protocol: Option<&str>) -> Socket {
    with(app, &app.token(email).await, path, protocol).await
}

/// A socket by a program's token.
pub async fn with(app: &App, token: &str, path: &str, protocol: Option<&str>) -> Socket {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("authorization", bearer.as_str())];
    headers.extend(protocol.map(|p| ("sec-websocket-protocol", p)));
    connect_async(request(app, path, &headers)).await.unwrap().0
}

pub async fn send(socket: &mut Socket, frame: Frame) {
    socket.send(Message::Binary(frame.encode())).await.unwrap();
}

/// The next frame, or the code and word with which the socket was closed.
pub async fn next(
    socket: &mut (impl Stream<Item = Result<Message, Error>> + Unpin),
) -> Result<Frame, (u16, String)> {
    loop {
        match socket.next().await.expect("the socket is closed with a reason").expect("a message") {
            Message::Binary(message) => return Ok(Frame::decode(message).expect("a frame")),
            Message::Close(Some(frame)) => return Err((frame.code.into(), frame.reason.to_string())),
            _ => {}
        }
    }
}

pub async fn closed(socket: &mut (impl Stream<Item = Result<Message, Error>> + Unpin)) -> (u16, String) {
    loop {
        if let Err(closed) = next(socket).await {
            return closed;
        }
    }
}

/// Types letter after letter as fast as they are taken, and reads what comes, until the socket is closed.
pub async fn types_until_closed(socket: &mut Socket, client: u8) -> (u16, String) {
    let (mut sink, mut stream) = socket.split();
    let typing = async {
        for update in (0..).map(|clock| letter(client, clock)) {
            if sink.send(Message::Binary(Frame::Update(update).encode())).await.is_err() {
                break;
            }
        }
        std::future::pending().await
    };
    tokio::select! {
        closed = closed(&mut stream) => closed,
        never = typing => never,
    }
}

/// Waits for a frame.
pub async fn until(socket: &mut Socket, wanted: impl Fn(&Frame) -> bool) -> Frame {
    loop {
        let frame = next(socket).await.expect("the socket stands");
        if wanted(&frame) {
            return frame;
        }
    }
}

#[tokio::test]
async fn an_editor_that_asks_for_it_is_told_what_is_saved_and_others_see_its_bytes() {
    let app = coalition().start().await;
    app.add("ana@a.example", None, GivenRole::Reader).await;
    let mut reader = with_token(&app, "ana@a.example", app.text.as_str(), None).await;
    send(&mut reader, Frame::SyncStep1(Bytes::from_static(&[0]))).await;
    until(&mut reader, |frame| matches!(frame, Frame::SyncStep2(_))).await;
    let mut vera = with_token(&app, COORDINATOR, app.text.as_str(), Some(SUBPROTOCOL)).await;
    let words = update(0);
    send(&mut vera, Frame::Update(words.clone())).await;
    assert_eq!(until(&mut vera, |frame| matches!(frame, Frame::Saved(_))).await, Frame::Saved(1));
    let seen = until(&mut reader, |frame| matches!(frame, Frame::Update(_))).await;
    assert_eq!(seen, Frame::Update(words));
}

#[tokio::test]
async fn whoever_may_not_come_in_is_told_why_in_a_way_that_browsers_see() {
    let app = coalition().start().await;
    app.add("ana@a.example", None, GivenRole::None).await;
    for path in [app.text.as_str(), "nosuchtext", "%C3%A9"] {
        let mut socket = with_token(&app, "ana@a.example", path, None).await;
        assert_eq!(closed(&mut socket).await, (4404, "no-such-text".into()), "{path}");
    }
    let own = request(&app, app.text.as_str(), &[("origin", &app.origin())]);
    let mut socket = connect_async(own).await.unwrap().0;
    assert_eq!(closed(&mut socket).await, (4401, "session-ended".into()));
    let path = format!("{}?epoch=1", app.text);
    let mut socket = with_token(&app, COORDINATOR, &path, None).await;
    assert_eq!(closed(&mut socket).await, (4410, "epoch-over".into()));
}

#[tokio::test]
async fn compression_that_is_offered_is_not_taken() {
    let app = coalition().start().await;
    let bearer = format!("Bearer {}", app.token(COORDINATOR).await);
    let headers = [("authorization", &*bearer), ("sec-websocket-extensions", "permessage-deflate")];
    let (_, answer) = connect_async(request(&app, app.text.as_str(), &headers)).await.unwrap();
    assert_eq!(answer.headers().get("sec-websocket-extensions"), None);
}

#[tokio::test]
async fn a_cookie_from_a_foreign_page_opens_no_socket() {
    let app = coalition().start().await;
    let cookie = app.log_in(COORDINATOR).await;
    for origin in [Some("http://evil.example"), Some("null"), None] {
        let mut headers = vec![("cookie", cookie.as_str())];
        headers.extend(origin.map(|origin| ("origin", origin)));
        let refused = connect_async(request(&app, app.text.as_str(), &headers)).await;
        let Err(Error::Http(answer)) = refused else { panic!("{origin:?} was let in") };
        assert_eq!(answer.status(), 403, "{origin:?}");
    }
}

#[tokio::test]
async fn an_editor_who_becomes_a_reader_stays_and_writes_nothing_more_even_of_what_is_on_its_way() {
    let app = coalition().start().await;
    let ana = app.add("ana@a.example", None, GivenRole::Editor).await;
    let mut socket = with_token(&app, "ana@a.example", app.text.as_str(), Some(SUBPROTOCOL)).await;
    let freeze = async || app.state.rooms.freeze(&app.text).await.unwrap();
    let made = freeze().await;
    let demoted = async {
        while freeze().await == made {}
        app.give(&ana, GivenRole::Reader).await;
        freeze().await
    };
    let before = tokio::select! {
        closed = types_until_closed(&mut socket, 5) => panic!("{closed:?}"),
        before = demoted => before,
    };
    let answered = async {
        send(&mut socket, Frame::SyncStep1(Bytes::from_static(&[0]))).await;
        until(&mut socket, |frame| matches!(frame, Frame::SyncStep2(_))).await
    };
    timeout(AT_ONCE, answered).await.expect("an answer to a reader, within a second");
    assert_eq!(freeze().await, before);
}

#[tokio::test]
async fn what_is_no_frame_ends_the_socket_with_a_word_for_it() {
    let app = coalition().start().await;
    let over = vec![0; FRAME_BYTES_MAX + 1];
    let cases = [
        (Message::Binary(over.into()), "frame-too-large"),
        (Message::Binary(Bytes::from_static(&[0, 2, 9])), "frame-cut-off"),
        (Message::Binary(Bytes::new()), "frame-cut-off"),
        (Message::Text("hello".into()), "frame-is-text"),
        (Message::Binary(Bytes::from_static(&[0, 2, 2, 7, 7])), "malformed"),
    ];
    for (message, word) in cases {
        let mut socket = with_token(&app, COORDINATOR, app.text.as_str(), None).await;
        // The server may close before it has read all of what is too large.
        let _ = socket.send(message).await;
        assert_eq!(closed(&mut socket).await, (4400, word.into()));
    }
    let metrics = app::send(app.page("/metrics")).await.text;
    assert!(metrics.contains("undersigned_store_queue_bytes 0\n"), "{metrics}");
    for (word, count) in [("frame-cut-off", 2), ("malformed", 1)] {
        let line = format!("undersigned_sockets_closed_total{{reason=\"{word}\"}} {count}\n");
        assert!(metrics.contains(&line), "{metrics}");
    }
}

#[tokio::test]
async fn whoever_closes_properly_is_answered_so() {
    let app = coalition().start().await;
    let mut socket = with_token(&app, COORDINATOR, app.text.as_str(), None).await;
    next(&mut socket).await.unwrap();
    let frame = CloseFrame { code: 4000.into(), reason: "done".into() };
    socket.close(Some(frame)).await.unwrap();
    assert_eq!(closed(&mut socket).await, (4000, "done".into()));
    assert!(socket.next().await.is_none(), "the end is proper");
}

#[tokio::test]
async fn when_the_server_stops_sockets_are_told_to_come_back() {
    let app = coalition().start().await;
    let mut socket = with_token(&app, COORDINATOR, app.text.as_str(), None).await;
    next(&mut socket).await.unwrap();
    drop(app);
    assert_eq!(closed(&mut socket).await, (1012, "restarting".into()));
}

#[tokio::test]
async fn the_server_says_who_wrote_each_stretch_by_the_client_ids_that_sessions_used_first() {
    let app = coalition().with_organisations(1).start().await;
    let ana = app.add("ana@a.example", Some(0), GivenRole::Editor).await;
    let mut socket = with_token(&app, "ana@a.example", app.text.as_str(), Some(SUBPROTOCOL)).await;
    send(&mut socket, Frame::Update(update(0))).await;
    until(&mut socket, |frame| *frame == Frame::Saved(1)).await;
    let metrics = app::send(app.page("/metrics")).await.text;
    assert!(metrics.contains("undersigned_updates_total 1\n"), "{metrics}");
    let path = format!("/texts/{}/authorship", app.text);
    let as_ana = format!("Bearer {}", app.token("ana@a.example").await);
    let answer = app::send(app.get(&path).header("authorization", &as_ana)).await.json();
    let author = |place: usize| {
        let stretch = &answer["stretches"][place];
        let author = &answer["authors"][stretch["author"].as_u64().unwrap() as usize];
        (author["person"].as_str().unwrap().to_owned(), stretch["start"].clone(), stretch["length"].clone())
    };
    assert_eq!(author(0), (ana.to_string(), 0.into(), 1.into()), "{answer}");
    assert_ne!(author(1).0, ana.as_str(), "the first line's end is from whoever made the text");
    assert_eq!((author(1).1, author(1).2), (1.into(), 1.into()));
    assert_eq!(answer["stretches"].as_array().unwrap().len(), 2);
    assert_eq!(answer["restored"], json!([]));
    assert_eq!(
        answer["authors"].as_array().unwrap().iter().filter(|a| a["clients"] == json!([5])).count(),
        1
    );
    app.add("zoe@a.example", None, GivenRole::None).await;
    let as_zoe = format!("Bearer {}", app.token("zoe@a.example").await);
    assert_eq!(app::send(app.get(&path).header("authorization", &as_zoe)).await.status, 404);
    let none = format!("{path}?version=1");
    assert_eq!(app::send(app.get(&none).header("authorization", &as_ana)).await.status, 404);
}
