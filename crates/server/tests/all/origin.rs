//! Requests that a foreign page makes a browser send.

use crate::app::{App, COORDINATOR, coalition, send};
use serde_json::json;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, http::HeaderValue};

/// Origins that are not the base URL's; none at all among them.
fn foreign(app: &App) -> Vec<Option<String>> {
    let port = app.address().rsplit(':').next().unwrap();
    let others =
        ["null", "", "https://evil.example", "http://localhost", "https://localhost"].map(str::to_owned);
    let close = [
        format!("http://127.0.0.1:{port}"),
        format!("https://localhost:{port}"),
        format!("http://localhost:{port}/"),
        format!("http://LOCALHOST:{port}"),
        format!("http://localhost:{port}.evil.example"),
        format!("{} {}", app.origin(), app.origin()),
    ];
    others.into_iter().chain(close).map(Some).chain([None]).collect()
}

#[tokio::test]
async fn a_post_with_a_cookie_comes_from_our_own_page_or_is_refused() {
    let app = coalition().start().await;
    let cookie = app.log_in(COORDINATOR).await;
    for origin in foreign(&app) {
        let post = app.post("/dossiers").header("cookie", &cookie).json(&json!({"title": "Planted"}));
        let post = origin.iter().fold(post, |post, origin| post.header("origin", origin));
        let answer = send(post).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "foreign-origin"), "{origin:?}");
    }
    let twice = app.post_as(&cookie, "/dossiers", &json!({"title": "Planted"})).header("origin", "null");
    assert_eq!(send(twice).await.code(), "foreign-origin");
    assert_eq!(app.state.desk().await.dossiers.len(), 1);
    assert_eq!(send(app.post_as(&cookie, "/dossiers", &json!({"title": "Ours"}))).await.status, 201);
}

#[tokio::test]
async fn logging_in_comes_from_our_own_page_or_is_refused() {
    let app = coalition().start().await;
    let link = app.link(COORDINATOR).await;
    for origin in foreign(&app) {
        let post = app.post("/login").json(&json!({"token": link}));
        let post = origin.iter().fold(post, |post, origin| post.header("origin", origin));
        assert_eq!(send(post).await.code(), "foreign-origin", "{origin:?}");
    }
    assert_eq!(app.use_link(&link).await.status, 204);
}

#[tokio::test]
async fn an_upgrade_with_a_cookie_comes_from_our_own_page_or_is_refused() {
    let app = coalition().start().await;
    let cookie = app.log_in(COORDINATOR).await;
    for origin in foreign(&app) {
        assert_eq!(upgrade(&app, Some(&cookie), None, origin.as_deref()).await, Err(403), "{origin:?}");
    }
    assert_eq!(upgrade(&app, Some(&cookie), None, Some(&app.origin())).await, Ok(()));
}

#[tokio::test]
async fn a_program_with_a_token_needs_no_origin_and_comes_by_any_address() {
    let app = coalition().start().await;
    let token = app.token(COORDINATOR).await;
    assert_eq!(upgrade(&app, None, Some(&token), None).await, Ok(()));
    let post = app.post("/dossiers").bearer_auth(&token).header("host", "elsewhere.example");
    assert_eq!(send(post.json(&json!({"title": "By a program"}))).await.status, 201);
}

#[tokio::test]
async fn a_token_is_never_taken_for_the_cookie_that_comes_with_it() {
    let app = coalition().start().await;
    let cookie = app.log_in(COORDINATOR).await;
    // A page cannot make a browser send a bearer, but if it could, the cookie would not count.
    let answer = send(app.get("/me").header("cookie", &cookie).bearer_auth("0".repeat(64))).await;
    assert_eq!(answer.code(), "not-logged-in");
}

async fn upgrade(
    app: &App,
    cookie: Option<&str>,
    token: Option<&str>,
    origin: Option<&str>,
) -> Result<(), u16> {
    let mut request = format!("ws://{}/sync/{}", app.address(), app.text).into_client_request().unwrap();
    let bearer = token.map(|token| format!("Bearer {token}"));
    for (name, value) in [("cookie", cookie), ("authorization", bearer.as_deref()), ("origin", origin)] {
        if let Some(value) = value {
            request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
    }
    match tokio_tungstenite::connect_async(request).await {
        Ok(_) => Ok(()),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}
