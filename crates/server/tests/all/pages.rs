//! Pages, and the headers of every answer.

use crate::app::{COORDINATOR, coalition, send};

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
