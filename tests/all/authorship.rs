//! Who wrote what, in a draft and in its versions.

use serde_json::{Value, json};
use whole_server_tests::{Api, Peer, Person, Server, frames, story};
use yrs::{ReadTxn, Text, Transact, UndoManager};

/// How many UTF-16 units somebody brings back at least to be said to have.
const RESTORED_UNITS_MIN: u32 = 8;

/// What the server says of a text, with people in the place of their numbers.
async fn authorship(server: &Server, text: &str, asked: &str) -> Value {
    let reader = Api::of(server, server.demo.with_role("reader")[0]);
    let mut said = reader.get(&format!("/texts/{text}/authorship{asked}")).await.ok();
    let people: Vec<Value> =
        said["authors"].as_array().unwrap().iter().map(|author| author["person"].clone()).collect();
    for list in ["stretches", "restored"] {
        for stretch in said[list].as_array_mut().unwrap() {
            for (_, author) in
                stretch.as_object_mut().unwrap().iter_mut().filter(|(key, _)| key.ends_with("author"))
            {
                *author = people[usize::try_from(author.as_u64().unwrap()).unwrap()].clone();
            }
        }
    }
    said
}

fn stretch(start: u32, length: u32, author: &Person) -> Value {
    json!({"start": start, "length": length, "author": author.id})
}

fn units(words: &str) -> u32 {
    u32::try_from(words.encode_utf16().count()).unwrap()
}

/// Deletes so many units of the beginning, and undoes that.
async fn delete_and_bring_back(peer: &mut Peer, units: u32) {
    let mut undo = UndoManager::new();
    undo.expand_scope(peer.doc(), &peer.doc().get_or_insert_text("content"));
    let deletion = peer.edit(|content, transaction| content.remove_range(transaction, 0, units));
    let before = peer.doc().transact().state_vector();
    undo.undo_blocking();
    let back = peer.doc().transact().encode_diff_v1(&before);
    for update in [deletion, back] {
        peer.send_sync(frames::update(&update)).await.unwrap();
    }
    peer.all_saved().await.unwrap();
}

/// Two people at one text, the first of whom wrote a sentence at its beginning.
struct Two<'a> {
    ana: &'a Person,
    bo: &'a Person,
    first: Peer,
    second: Peer,
    /// The units of what was there before.
    imported: u32,
}

async fn two<'a>(server: &'a Server, text: &str) -> Two<'a> {
    let [ana, bo] = [0, 1].map(|place| server.demo.with_role("editor")[place]);
    let (mut first, mut second) = (Peer::open(server, ana, text).await, Peer::open(server, bo, text).await);
    let imported = units(&first.words());
    first.type_at(0, "Ana wrote this. ").await.unwrap();
    second.sees("Ana wrote this. ").await.unwrap();
    Two { ana, bo, first, second, imported }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authors_of_a_version_are_those_of_its_words_whatever_is_typed_later() {
    let server = Server::demo();
    let (text, coordinator) = (server.demo.text("annex"), server.demo.coordinator());
    let Two { ana, bo, mut first, mut second, imported } = two(&server, text).await;
    second.type_at(0, "Bo: ").await.unwrap();
    second.all_saved().await.unwrap();
    assert_eq!(story::freeze(&server, text).await["no"], 1);
    let version = authorship(&server, text, "?version=1").await;
    let stretches = [stretch(0, 4, bo), stretch(4, 16, ana), stretch(20, imported, coordinator)];
    assert_eq!(version["stretches"], json!(stretches));
    assert_eq!(version, authorship(&server, text, "").await, "nothing came after it");

    first.sees("Bo: ").await.unwrap();
    first.type_at(0, "Later. ").await.unwrap();
    first.all_saved().await.unwrap();
    assert_eq!(authorship(&server, text, "?version=1").await, version);
    let draft = authorship(&server, text, "").await;
    assert_eq!(draft["seq"].as_u64(), version["seq"].as_u64().map(|seq| seq + 1));
    let rest = [stretch(7, 4, bo), stretch(11, 16, ana), stretch(27, imported, coordinator)];
    assert_eq!(draft["stretches"], json!([stretch(0, 7, ana), rest[0], rest[1], rest[2]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_brings_words_back_is_their_author_beside_whoever_wrote_them_first() {
    let server = Server::demo();
    let text = server.demo.text("annex");
    let Two { ana, bo, mut second, imported, .. } = two(&server, text).await;
    delete_and_bring_back(&mut second, RESTORED_UNITS_MIN).await;
    let said = authorship(&server, text, "").await;
    let back = json!({"start": 0, "length": RESTORED_UNITS_MIN, "author": bo.id, "first_author": ana.id});
    let rest = [stretch(8, 8, ana), stretch(16, imported, server.demo.coordinator())];
    assert_eq!(said["stretches"], json!([back, rest[0], rest[1]]));
    let client = second.doc().client_id().get();
    let restored =
        json!([{"client": client, "clock": 0, "length": RESTORED_UNITS_MIN, "first_author": ana.id}]);
    assert_eq!(said["restored"], restored);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_brought_back_later_is_not_said_of_a_version() {
    let server = Server::demo();
    let text = server.demo.text("annex");
    let Two { first: _first, mut second, .. } = two(&server, text).await;
    second.type_at(0, "Bo: ").await.unwrap();
    second.all_saved().await.unwrap();
    story::freeze(&server, text).await;
    let version = authorship(&server, text, "?version=1").await;
    delete_and_bring_back(&mut second, RESTORED_UNITS_MIN + 4).await;
    assert_eq!(authorship(&server, text, "?version=1").await, version);
}
