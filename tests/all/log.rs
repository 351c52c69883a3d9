//! What the server writes down of what people do.

use whole_server_tests::peer::Closed;
use whole_server_tests::{Api, Peer, Server, frames};
use yrs::Text;

/// "refused-marker", where no words go: under a name that texts do not have.
const REFUSED: &[u8] = b"\x01\x01\x05\x00\x04\x01\x05other\x0erefused-marker\x00";

#[tokio::test(flavor = "multi_thread")]
async fn the_log_holds_no_words_no_tokens_and_no_names() {
    let mut server = Server::demo();
    let text = server.demo.text("annex").to_owned();
    let editor = server.demo.with_role("editor")[0];
    let mut peer = Peer::open(&server, editor, &text).await;
    peer.type_at(0, "typed-marker deleted-marker ").await.unwrap();
    let deletion = peer.edit(|content, transaction| content.remove_range(transaction, 13, 15));
    peer.send_sync(frames::update(&deletion)).await.unwrap();
    peer.all_saved().await.unwrap();
    peer.send(frames::awareness(77_001, 1, r#"{"user":{"name":"shown-marker"}}"#)).await.unwrap();
    peer.send_sync(frames::update(REFUSED)).await.unwrap();
    assert_eq!(peer.sees("refused-marker").await, Err(Closed(Some(4400))));

    let coordinator = Api::of(&server, server.demo.coordinator());
    let names = coordinator.get("/people").await.ok();
    let names = names.as_array().unwrap().iter().map(|person| person["name"].as_str().unwrap());
    let markers = ["typed-marker", "deleted-marker", "shown-marker", "refused-marker"];
    let people = server.demo.people.iter().flat_map(|person| [&*person.token, &*person.email]);
    let log_in = coordinator.post("/login", serde_json::json!({"token": "guessed-marker"})).await;
    assert!(log_in.status.is_client_error(), "{log_in:?}");
    let unwanted: Vec<String> =
        markers.into_iter().chain(["guessed-marker"]).chain(names).chain(people).map(str::to_owned).collect();
    server.terminate();
    let log = server.log();
    assert!(log.contains("answered"), "the log has its lines: {log}");
    for word in unwanted {
        assert!(!log.contains(&word), "{word} is in the log:\n{log}");
    }
}
