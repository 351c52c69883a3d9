//! People in one text at once.

use serde_json::{Value, json};
use std::time::{Duration, Instant};
use whole_server_tests::frames::{self, Frame};
use whole_server_tests::{Api, Peer, Person, Server};

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

#[tokio::test]
async fn presence_is_gone_within_thirty_seconds_of_a_connection_that_fell_silent() {
    const CLIENT: u64 = 77_001;
    let server = Server::demo();
    let text = server.demo.text("annex").to_owned();
    let editors = server.demo.with_role("editor");
    let mut witness = Peer::open(&server, editors[0], &text).await;
    let mut silent = Peer::open(&server, editors[1], &text).await;
    silent.send(frames::awareness(CLIENT, 1, "{}")).await.unwrap();
    shown(&mut witness, |state| state != "null").await;
    // From here on nobody reads at the other end, nor answers a ping; the connection itself stands.
    let begun = Instant::now();
    shown(&mut witness, |state| state == "null").await;
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    drop(silent);
}

#[tokio::test]
async fn others_are_shown_ones_true_name_organisation_and_colour_whatever_one_says() {
    let server = Server::demo();
    let text = server.demo.text("annex").to_owned();
    let coordinator = Api::of(&server, server.demo.coordinator());
    let known = coordinator.get("/people").await.ok();
    let mut witness = Peer::open(&server, server.demo.with_role("reader")[0], &text).await;
    let lie = json!({"person": "x", "name": "Eve", "organisation": "NATO", "color": "#ff0000"});
    // Counsel and a translator are of no organisation.
    let people = [some_editor(&server, Some("AI")), some_editor(&server, Some("Conectas Direitos Humanos"))];
    let others = [server.demo.with_role("commenter")[0], some_editor(&server, None)];
    for (client, person) in (77_001..).zip(people.into_iter().chain(others)) {
        let mut liar = Peer::open(&server, person, &text).await;
        liar.send(frames::awareness(client, 1, &json!({"user": lie}).to_string())).await.unwrap();
        let state = shown(&mut witness, |state| state.contains(&*person.id)).await;
        let name = &known.as_array().unwrap().iter().find(|one| one["id"] == *person.id).unwrap()["name"];
        let mut user = json!({"person": person.id, "name": name, "color": "#5f6368"});
        if let Some(organisation) = short_name(&server, person) {
            liar.type_at(0, "Mine. ").await.unwrap();
            liar.all_saved().await.unwrap();
            let authorship = coordinator.get(&format!("/texts/{text}/authorship")).await.ok();
            let mut authors = authorship["authors"].as_array().unwrap().iter();
            user["color"] = authors.find(|one| one["person"] == *person.id).unwrap()["colour"].clone();
            user["organisation"] = json!(organisation);
        }
        assert_eq!(serde_json::from_str::<Value>(&state).unwrap(), json!({"user": user}));
    }
}

/// The acronym of somebody's organisation, or its name.
fn short_name<'a>(server: &'a Server, person: &Person) -> Option<&'a str> {
    let own = server.demo.organisations.iter().find(|o| person.organisation.as_ref() == Some(&o.id))?;
    Some(own.acronym.as_ref().unwrap_or(&own.name))
}

/// An editor of that organisation, or of none.
fn some_editor<'a>(server: &'a Server, organisation: Option<&str>) -> &'a Person {
    let editors = server.demo.with_role("editor");
    editors.into_iter().find(|person| short_name(server, person) == organisation).expect("there is one")
}

/// Waits for presence with one such state, and gives it.
async fn shown(witness: &mut Peer, wanted: impl Fn(&str) -> bool) -> String {
    loop {
        let Frame::Awareness(entries) = witness.next().await.unwrap() else { continue };
        let mut rest = entries.as_slice();
        for _ in 0..frames::take(&mut rest) {
            let (_client, _clock) = (frames::take(&mut rest), frames::take(&mut rest));
            let state = String::from_utf8(frames::block(&mut rest)).unwrap();
            if wanted(&state) {
                return state;
            }
        }
    }
}
