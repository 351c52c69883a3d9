//! The same POST again.

use crate::app::{COORDINATOR, coalition, send};
use serde_json::json;
use server::forget::forget;
use server::limits::ANSWER_KEPT_MS;

#[tokio::test]
async fn the_same_post_again_gets_the_first_answer_and_does_nothing() {
    let app = coalition().start().await;
    let cookie = app.log_in(COORDINATOR).await;
    let post =
        || app.post_as(&cookie, "/dossiers", &json!({"title": "Once"})).header("idempotency-key", "k1");
    let (first, second) = (send(post()).await, send(post()).await);
    assert_eq!((first.status, &first.text), (second.status, &second.text));
    assert_eq!(first.header("content-type"), second.header("content-type"));
    assert_eq!(app.state.desk().await.dossiers.len(), 2);
}

#[tokio::test]
async fn two_at_once_do_it_once() {
    let app = coalition().start().await;
    let cookie = app.log_in(COORDINATOR).await;
    let post =
        || app.post_as(&cookie, "/dossiers", &json!({"title": "Once"})).header("idempotency-key", "k1");
    let (first, second) = tokio::join!(send(post()), send(post()));
    assert_eq!((first.status.as_u16(), &first.text), (201, &second.text));
    assert_eq!(app.state.desk().await.dossiers.len(), 2);
}

#[tokio::test]
async fn a_refusal_is_repeated_too() {
    let app = coalition().start().await;
    let cookie = app.log_in(COORDINATOR).await;
    let post = || app.post_as(&cookie, "/dossiers", &json!({"title": " "})).header("idempotency-key", "k1");
    let (first, second) = (send(post()).await, send(post()).await);
    assert_eq!((first.status.as_u16(), first.code(), &first.text), (422, second.code(), &second.text));
}

#[tokio::test]
async fn an_answer_with_a_secret_is_not_kept() {
    let app = coalition().start().await;
    let ana = app.add("ana@a.example", None, server::setup::roles::GivenRole::Reader).await;
    let cookie = app.log_in(COORDINATOR).await;
    let path = format!("/people/{ana}/links");
    let post = || app.post_as(&cookie, &path, &json!({})).header("idempotency-key", "k1");
    let (first, second) = (send(post()).await, send(post()).await);
    assert_eq!((first.status, second.status), (201.try_into().unwrap(), 201.try_into().unwrap()));
    assert_ne!(first.text, second.text);
}

#[tokio::test]
async fn a_key_is_of_one_request_and_one_person() {
    let app = coalition().start().await;
    let (vera, token) = (app.log_in(COORDINATOR).await, app.token(COORDINATOR).await);
    app.add("ana@a.example", None, server::setup::roles::GivenRole::Reader).await;
    let ana = app.log_in("ana@a.example").await;
    let post = |cookie: &str, title: &str| {
        app.post_as(cookie, "/dossiers", &json!({"title": title})).header("idempotency-key", "k1")
    };
    assert_eq!(send(post(&vera, "One")).await.status, 201);
    assert_eq!(send(post(&vera, "Two")).await.code(), "idempotency-key-reused");
    assert_eq!(send(post(&ana, "One")).await.code(), "not-an-administrator");
    let same_person = app.post("/dossiers").bearer_auth(token).json(&json!({"title": "One"}));
    assert_eq!(send(same_person.header("idempotency-key", "k1")).await.status, 201);
    assert_eq!(app.state.desk().await.dossiers.len(), 2);
}

#[tokio::test]
async fn a_key_at_its_limit_is_taken_and_one_character_more_is_not() {
    let app = coalition().start().await;
    let cookie = app.log_in(COORDINATOR).await;
    let long = "k".repeat(server::limits::IDEMPOTENCY_KEY_CHARACTERS_MAX);
    let post = |key: String| {
        app.post_as(&cookie, "/dossiers", &json!({"title": "A"})).header("idempotency-key", key)
    };
    assert_eq!(send(post(long.clone())).await.status, 201);
    assert_eq!(send(post(long + "k")).await.code(), "bad-idempotency-key");
}

#[tokio::test]
async fn an_answer_is_kept_for_a_day_and_no_longer() {
    let app = coalition().start().await;
    let token = app.token(COORDINATOR).await;
    let post = async || {
        let body = json!({"title": "Once a day"});
        let post = app.post("/dossiers").bearer_auth(&token);
        send(post.json(&body).header("idempotency-key", "k1")).await.text
    };
    let first = post().await;
    app.clock.forward(ANSWER_KEPT_MS);
    forget(&app.state).await.unwrap();
    assert_eq!(post().await, first);
    app.clock.forward(1);
    forget(&app.state).await.unwrap();
    assert_ne!(post().await, first);
    assert_eq!(app.state.desk().await.dossiers.len(), 3);
}

#[tokio::test]
async fn a_link_that_nobody_used_is_forgotten_when_its_time_is_over() {
    let app = coalition().start().await;
    let link = app.link(COORDINATOR).await;
    app.clock.forward(server::limits::LINK_HANDED_MS - 1);
    assert_eq!(forget(&app.state).await.unwrap(), 0);
    app.clock.forward(1);
    assert_eq!(forget(&app.state).await.unwrap(), 1, "{link:?} is over");
}
