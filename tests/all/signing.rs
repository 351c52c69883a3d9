//! From a draft to a file that anybody can check.

use serde_json::json;
use std::process::Command;
use whole_server_tests::server::program;
use whole_server_tests::{Api, Server, story};

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_positions_make_a_file_that_a_stranger_can_check() {
    let server = Server::demo();
    let adopted = story::adopted_round(&server, "explanation-of-vote").await;
    let publication = story::publish(&server, &adopted).await;
    assert_eq!(publication["edition"], 1);
    assert_eq!(publication["signatories"].as_array().unwrap().len(), 16);
    assert_eq!(publication["digest"], adopted.version["digest"]);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("statement.pdf");
    std::fs::write(&file, story::pdf(&server, &publication).await).unwrap();
    let verify = |key: &[&str]| Command::new(program()).arg("verify").arg(&file).args(key).output().unwrap();
    let with_key = verify(&["--key", &server.demo.key]);
    let said = String::from_utf8_lossy(&with_key.stdout).into_owned();
    assert_eq!(with_key.status.code(), Some(0), "{said}");
    assert!(said.contains("a newer edition or a withdrawal would not show here"), "{said}");
    assert!(said.contains("Demonstration"), "{said}");
    assert_eq!(verify(&[]).status.code(), Some(3));
    let other = format!("undersigned-key-1:{}", "5".repeat(64));
    assert_eq!(verify(&["--key", &other]).status.code(), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_version_answers_with_its_digest_and_freezing_again_gives_the_same_version() {
    let server = Server::demo();
    let text = server.demo.text("explanation-of-vote").to_owned();
    let version = story::freeze(&server, &text).await;
    let again = story::freeze(&server, &text).await;
    assert_eq!((&again["no"], &again["digest"]), (&version["no"], &version["digest"]));
    let path = format!("/texts/{text}/versions/{}", version["no"]);
    let answer = Api::of(&server, server.demo.coordinator()).get(&path).await;
    assert_eq!(answer.etag.unwrap(), format!("\"{}\"", version["digest"].as_str().unwrap()));
    let json = String::from_utf8(answer.bytes).unwrap();
    let digest = model::statement::Statement::from_canonical(&json).unwrap().digest().unwrap();
    assert_eq!(digest.to_string(), version["digest"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_signs_for_another_an_old_digest_or_a_closed_round_and_each_refusal_says_why() {
    let server = Server::demo();
    let text = server.demo.text("explanation-of-vote").to_owned();
    let version = story::freeze(&server, &text).await;
    let round = story::open_round(&server, &text, &version, 1).await["id"].as_str().unwrap().to_owned();
    let signatories = server.demo.signatories();
    let item = story::signed(&text, &version);

    let reader = server.demo.with_role("reader")[0];
    let refused = story::take(&server, reader, &round, item.clone()).await;
    assert!(refused.status.is_client_error(), "{refused:?}");
    assert!(refused.sentence().len() > 10);

    let another = json!({"organisation": server.demo.organisations[1].id, "items": [item], "language": "en"});
    let refused = Api::of(&server, signatories[0]).post(&format!("/rounds/{round}/acts"), another).await;
    assert_eq!(refused.status, 403, "{}", refused.body);

    let mut old = story::signed(&text, &version);
    old["digest"] = json!("0".repeat(64));
    let refused = story::take(&server, signatories[0], &round, old).await;
    assert_eq!(refused.status, 409, "{}", refused.body);

    story::take(&server, signatories[0], &round, item.clone()).await.ok();
    Api::of(&server, server.demo.coordinator())
        .post(&format!("/rounds/{round}/cancel"), json!({}))
        .await
        .ok();
    let refused = story::take(&server, signatories[1], &round, item).await;
    assert!(refused.status.is_client_error(), "{}", refused.body);
}
