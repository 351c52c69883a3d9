//! People in one text at once.

use whole_server_tests::{Peer, Server};

#[tokio::test]
async fn what_one_person_types_another_sees_and_a_joiner_finds() {
    let server = Server::demo();
    let text = server.demo.text("annex").to_owned();
    let editors = server.demo.with_role("editor");
    let mut first = Peer::open(&server, editors[0], &text).await;
    let mut second = Peer::open(&server, editors[1], &text).await;

    first.type_at(0, "We, the undersigned, ").await.unwrap();
    second.sees("We, the undersigned, ").await.unwrap();
    second.type_at(0, "Draft: ").await.unwrap();
    first.sees("Draft: We, the undersigned, ").await.unwrap();
    first.all_saved().await.unwrap();

    let joiner = Peer::open(&server, editors[2], &text).await;
    assert_eq!(joiner.words(), first.words());
}
