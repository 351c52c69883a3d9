//! The main job in a few steps, for tests and measurements that need its end.

use crate::{Api, Server};
use serde_json::{Value, json};

/// A round that was adopted and closed, on one frozen version of one text.
#[derive(Debug, Clone)]
pub struct Adopted {
    pub round: String,
    pub text: String,
    pub version: Value,
}

/// Freezes the text as it stands and gives the version; a refusal fails the test.
pub async fn freeze(server: &Server, text: &str) -> Value {
    let coordinator = Api::of(server, server.demo.coordinator());
    coordinator.post(&format!("/texts/{text}/versions"), json!({})).await.ok()
}

/// Opens a round that asks every organisation, with `explicit(min)`.
pub async fn open_round(server: &Server, text: &str, version: &Value, min: u32) -> Value {
    let coordinator = Api::of(server, server.demo.coordinator());
    let asked: Vec<&str> = server.demo.organisations.iter().map(|o| o.id.as_str()).collect();
    let body = json!({
        "texts": [{"text": text, "version": version["no"]}],
        "asked": asked,
        "rule": {"kind": "explicit", "min": min},
        "deadline": now_ms() + 86_400_000,
        "zone": "Europe/Zurich",
        "late_names": "taken",
    });
    coordinator.post(&format!("/dossiers/{}/rounds", server.demo.dossier), body).await.ok()
}

/// Takes a position for the person's organisation, in the two steps of the API.
pub async fn take(server: &Server, person: &crate::Person, round: &str, item: Value) -> crate::api::Answer {
    let api = Api::of(server, person);
    let act = json!({"organisation": person.organisation, "items": [item], "language": "en"});
    let drawn = api.post(&format!("/rounds/{round}/acts"), act).await;
    if !drawn.status.is_success() {
        return drawn;
    }
    api.post(&format!("/rounds/{round}/positions"), json!({"nonce": drawn.body["nonce"]})).await
}

/// The item of an act that signs this version.
pub fn signed(text: &str, version: &Value) -> Value {
    json!({"text": text, "version": version["no"], "digest": version["digest"], "position": "signed"})
}

/// Freezes, opens, signs for all organisations and closes.
pub async fn adopted_round(server: &Server, kind: &str) -> Adopted {
    let text = server.demo.text(kind).to_owned();
    let version = freeze(server, &text).await;
    let round =
        open_round(server, &text, &version, 1).await["id"].as_str().expect("a round has an id").to_owned();
    for person in server.demo.signatories() {
        take(server, person, &round, signed(&text, &version)).await.ok();
    }
    Api::of(server, server.demo.coordinator()).post(&format!("/rounds/{round}/close"), json!({})).await.ok();
    Adopted { round, text, version }
}

/// Publishes and gives the publication.
pub async fn publish(server: &Server, adopted: &Adopted) -> Value {
    let coordinator = Api::of(server, server.demo.coordinator());
    coordinator
        .post(&format!("/rounds/{}/publications", adopted.round), json!({"text": adopted.text}))
        .await
        .ok()
}

/// The PDF of a publication.
pub async fn pdf(server: &Server, publication: &Value) -> Vec<u8> {
    let id = publication["id"].as_str().expect("a publication has an id");
    let answer =
        Api::of(server, server.demo.coordinator()).get(&format!("/publications/{id}/files/pdf")).await;
    assert!(answer.status.is_success(), "{}", answer.status);
    answer.bytes
}

fn now_ms() -> u64 {
    let since =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock after 1970");
    u64::try_from(since.as_millis()).expect("a year below half a billion")
}
