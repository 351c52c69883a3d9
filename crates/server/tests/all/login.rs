//! Logging in by a link, and the session that it begins.

use crate::app::{COORDINATOR, coalition, send};
use server::limits::{LINK_HANDED_MS, SESSION_IDLE_MS, SESSION_MS_MAX};

#[tokio::test]
async fn a_link_logs_in_once() {
    let app = coalition().start().await;
    let link = app.link(COORDINATOR).await;
    let first = app.use_link(&link).await;
    assert_eq!(first.status, 204);
    let me = send(app.get("/me").header("cookie", first.cookie())).await.json();
    assert_eq!((&me["person"]["email"], &me["administrator"]), (&COORDINATOR.into(), &true.into()));
    let second = app.use_link(&link).await;
    assert_eq!((second.status.as_u16(), second.code().as_str()), (410, "link-used"));
    assert_eq!(second.header("set-cookie"), "");
}

#[tokio::test]
async fn of_two_who_use_a_link_at_once_one_gets_in() {
    let app = coalition().start().await;
    let link = app.link(COORDINATOR).await;
    let (one, other) = tokio::join!(app.use_link(&link), app.use_link(&link));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort();
    assert_eq!(statuses, [204, 410]);
}

#[tokio::test]
async fn a_link_is_good_until_its_last_millisecond() {
    let app = coalition().start().await;
    let (early, late) = (app.link(COORDINATOR).await, app.link(COORDINATOR).await);
    app.clock.forward(LINK_HANDED_MS - 1);
    assert_eq!(app.use_link(&early).await.status, 204);
    app.clock.forward(1);
    assert_eq!(app.use_link(&late).await.code(), "link-expired");
}

#[tokio::test]
async fn opening_a_link_uses_nothing_up() {
    let app = coalition().start().await;
    let link = app.link(COORDINATOR).await;
    // What follows the # stays in the browser; even a link scanner that sends it changes nothing.
    for path in ["/login".to_owned(), format!("/login?token={link}"), format!("/api/v1/login?token={link}")] {
        let host = app.state.base_url.host().to_owned();
        let answer = send(app.page(&path).header("host", host)).await;
        assert_eq!(answer.header("set-cookie"), "", "{path}");
    }
    assert_eq!(app.use_link(&link).await.status, 204);
}

#[tokio::test]
async fn what_is_no_link_is_refused() {
    let app = coalition().start().await;
    for token in ["", "abc", &"0".repeat(64), &"g".repeat(64)] {
        assert_eq!(app.use_link(token).await.code(), "link-unknown", "{token}");
    }
}

#[tokio::test]
async fn the_session_has_a_fresh_secret_whatever_the_browser_had_before() {
    let app = coalition().start().await;
    let planted = format!("undersigned={}", "7".repeat(64));
    let body = serde_json::json!({"token": app.link(COORDINATOR).await});
    let first = send(app.post_as(&planted, "/login", &body)).await.cookie();
    assert_ne!(first, planted);
    assert_eq!(send(app.get("/me").header("cookie", &planted)).await.code(), "not-logged-in");
    let body = serde_json::json!({"token": app.link(COORDINATOR).await});
    let second = send(app.post_as(&first, "/login", &body)).await.cookie();
    assert_ne!(second, first);
    assert_eq!(send(app.get("/me").header("cookie", &first)).await.code(), "not-logged-in");
    assert_eq!(send(app.get("/me").header("cookie", &second)).await.status, 200);
}

#[tokio::test]
async fn the_cookie_is_for_this_server_alone_and_no_script_reads_it() {
    let app = coalition().start().await;
    let answer = app.use_link(&app.link(COORDINATOR).await).await;
    let attributes: Vec<_> = answer.header("set-cookie").split("; ").skip(1).collect();
    assert_eq!(attributes, ["Path=/", "Max-Age=604800", "HttpOnly", "SameSite=Lax"]);
}

#[tokio::test]
async fn a_session_that_is_not_used_for_twelve_hours_is_over() {
    let app = coalition().start().await;
    let cookie = app.log_in(COORDINATOR).await;
    app.clock.forward(SESSION_IDLE_MS - 1);
    assert_eq!(send(app.get("/me").header("cookie", &cookie)).await.status, 200);
    app.clock.forward(SESSION_IDLE_MS - 1);
    assert_eq!(send(app.get("/me").header("cookie", &cookie)).await.status, 200);
    app.clock.forward(SESSION_IDLE_MS);
    assert_eq!(send(app.get("/me").header("cookie", &cookie)).await.code(), "not-logged-in");
}

#[tokio::test]
async fn a_session_in_use_is_over_after_seven_days() {
    let app = coalition().start().await;
    let cookie = app.log_in(COORDINATOR).await;
    let step = SESSION_IDLE_MS / 2;
    for _ in 1..SESSION_MS_MAX / step {
        app.clock.forward(step);
        assert_eq!(send(app.get("/me").header("cookie", &cookie)).await.status, 200);
    }
    app.clock.forward(step);
    assert_eq!(send(app.get("/me").header("cookie", &cookie)).await.code(), "not-logged-in");
}

#[tokio::test]
async fn logging_out_ends_the_session() {
    let app = coalition().start().await;
    let cookie = app.log_in(COORDINATOR).await;
    let answer = send(app.post_as(&cookie, "/logout", &serde_json::json!({}))).await;
    assert_eq!(answer.status, 204);
    assert!(answer.header("set-cookie").starts_with("undersigned=; Path=/; Max-Age=0"));
    assert_eq!(send(app.get("/me").header("cookie", &cookie)).await.code(), "not-logged-in");
}

#[tokio::test]
async fn a_link_that_was_handed_out_is_on_record_and_its_session_says_so() {
    let app = coalition().start().await;
    let vera = app.log_in(COORDINATOR).await;
    let person = app.add("ana@a.example", None, server::setup::roles::GivenRole::Reader).await;
    let path = format!("/people/{person}/links");
    let link = send(app.post_as(&vera, &path, &serde_json::json!({}))).await;
    assert_eq!(link.status, 201);
    let url = link.json()["url"].as_str().unwrap().to_owned();
    let (page, secret) = url.split_once('#').unwrap();
    assert_eq!(page, format!("{}/login", app.origin()));
    let cookie = app.use_link(secret).await.cookie();
    let me = send(app.get("/me").header("cookie", &cookie)).await.json();
    assert_eq!(me["method"], "session-handed");
    let by_ana = send(app.post_as(&cookie, &path, &serde_json::json!({}))).await;
    assert_eq!(by_ana.code(), "not-an-administrator");
}

#[tokio::test]
async fn too_many_attempts_that_fail_wait_and_keep_nobody_out() {
    let app = coalition().with_rate_limits().start().await;
    let wrong = "0".repeat(64);
    for _ in 0..server::limits::LOGIN_BURST {
        assert_eq!(app.use_link(&wrong).await.code(), "link-unknown");
    }
    let answer = app.use_link(&wrong).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str(), answer.header("retry-after")),
        (429, "too-fast", "2")
    );
}

#[tokio::test]
async fn a_token_that_is_not_one_is_refused() {
    let app = coalition().start().await;
    for token in ["x".to_owned(), "0".repeat(64)] {
        assert_eq!(send(app.get("/me").bearer_auth(token)).await.code(), "not-logged-in");
    }
    let good = app.token(COORDINATOR).await;
    assert_eq!(send(app.get("/me").bearer_auth(good)).await.json()["method"], "token");
}
