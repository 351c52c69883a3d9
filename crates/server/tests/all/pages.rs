//! Pages, and the headers of every answer.

use crate::app::{COORDINATOR, coalition, send};
use crate::sync::{closed, send as send_frame, until, update, with_token};
use tokio_tungstenite::tungstenite::Bytes;
use wire::{Frame, SUBPROTOCOL};

#[tokio::test]
async fn a_page_asked_for_by_another_address_moves_to_the_base_url() {
    let app = coalition().start().await;
    for (path, moved) in
        [("/", "/"), ("/texts/abc?x=1", "/texts/abc?x=1"), ("//evil.example/", "/evil.example/")]
    {
        let answer = send(app.page(path).header("host", "elsewhere.example")).await;
        assert_eq!(answer.status, 308, "{path}");
        assert_eq!(answer.header("location"), format!("{}{moved}", app.origin()), "{path}");
    }
}

#[tokio::test]
async fn every_answer_has_the_headers_that_keep_other_pages_out() {
    let app = coalition().start().await;
    let host = app.state.base_url.host().to_owned();
    for path in ["/", "/api/v1/me", "/healthz", "/api/v1/openapi.json", "/nothing.js"] {
        let answer = send(app.page(path).header("host", &host)).await;
        let websockets = app.state.base_url.websocket_origin();
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' {websockets}; img-src 'self' \
             data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        );
        assert_eq!(answer.header("content-security-policy"), policy, "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
    assert_eq!(send(app.get("/me")).await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_document_and_not_the_page() {
    let app = coalition().start().await;
    let host = app.state.base_url.host().to_owned();
    for path in ["/api/v1/nothing", "/assets/nothing.js", "/.well-known/nothing"] {
        let answer = send(app.page(path).header("host", &host)).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "not-found"), "{path}");
    }
}

#[tokio::test]
async fn who_watches_the_server_gets_numbers_and_its_key_and_no_names() {
    let app = coalition().start().await;
    app.log_in(COORDINATOR).await;
    assert_eq!(send(app.page("/healthz")).await.text, "ok\n");
    assert_eq!(send(app.page("/readyz")).await.text, "ready\n");
    let key = send(app.page("/.well-known/undersigned-key")).await.text;
    assert_eq!(key, format!("{}\n", app.state.key));
    let metrics = send(app.page("/metrics")).await.text;
    assert!(metrics.contains("undersigned_logins_total 1\n"), "{metrics}");
    assert!(metrics.contains("# TYPE undersigned_http_answers_total counter\n"), "{metrics}");
    assert!(!metrics.contains("vera"), "{metrics}");
    app.state.rooms.shutdown().await;
    assert_eq!(send(app.page("/healthz")).await.status, 200, "what it took is safe");
    let answer = send(app.page("/readyz")).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (503, "not-ready".to_owned()));
}

#[tokio::test]
async fn who_watches_the_server_is_told_of_texts_of_the_disk_and_of_editors_that_say_something_else() {
    let app = coalition().start().await;
    let mut socket = with_token(&app, COORDINATOR, app.text.as_str(), Some(SUBPROTOCOL)).await;
    send_frame(&mut socket, Frame::SyncStep1(Bytes::from_static(&[0]))).await;
    send_frame(&mut socket, Frame::Update(update(0))).await;
    until(&mut socket, |frame| *frame == Frame::Saved(1)).await;
    until(&mut socket, |frame| matches!(frame, Frame::StateHash { .. })).await;
    let metric = async |name: &str| -> u64 {
        let page = send(app.page("/metrics")).await.text;
        let line = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {name}: {page}")).parse().expect("a number")
    };
    for name in ["undersigned_texts_in_memory", "undersigned_texts_in_use", "undersigned_sockets"] {
        assert_eq!(metric(name).await, 1, "{name}");
    }
    for name in ["undersigned_barriers_total", "undersigned_barrier_microseconds_total"] {
        assert!(metric(name).await > 0, "{name}");
    }
    for name in ["undersigned_outbox_bytes", "undersigned_state_hash_mismatches_total"] {
        assert_eq!(metric(name).await, 0, "{name}");
    }
    send_frame(&mut socket, Frame::OutOfStep).await;
    assert_eq!(closed(&mut socket).await, (4411, "out-of-step".into()));
    assert_eq!(metric("undersigned_state_hash_mismatches_total").await, 1);
}
