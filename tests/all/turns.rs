//! Turns of a server's life: another key, another address, a backup brought back, the end.

use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use whole_server_tests::frames::{self, Frame};
use whole_server_tests::server::program;
use whole_server_tests::{Api, Peer, Server, story};

fn run(arguments: &[&str], data: &Path) -> Output {
    Command::new(program()).args(arguments).arg("--data").arg(data).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// The exit code of `verify` for a file under a key.
fn verified(file: &Path, key: &str) -> Option<i32> {
    Command::new(program()).arg("verify").arg(file).args(["--key", key]).output().unwrap().status.code()
}

async fn published(server: &Server, folder: &Path, name: &str) -> PathBuf {
    let adopted = story::adopted_round(server, name).await;
    let publication = story::publish(server, &adopted).await;
    let file = folder.join(format!("{name}.pdf"));
    std::fs::write(&file, story::pdf(server, &publication).await).unwrap();
    file
}

async fn known_keys(server: &Server) -> String {
    let url = format!("http://{}/.well-known/undersigned-key", server.address);
    reqwest::get(url).await.unwrap().text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_rotated_vouches_for_the_next_and_each_file_holds_under_the_lines_that_are_published() {
    let mut server = Server::demo();
    let folder = tempfile::tempdir().unwrap();
    let before = published(&server, folder.path(), "explanation-of-vote").await;
    assert!(said(&run(&["rotate-key"], &server.data())).contains("is in use by another process"));
    let first = server.demo.key.clone();
    server.terminate();
    let rotated = run(&["rotate-key"], &server.data());
    assert!(rotated.status.success(), "{}", said(&rotated));
    server.restart();
    let second = server.demo.key.clone();
    assert_ne!(first, second);
    assert!(said(&rotated).contains(&second));
    assert_eq!(known_keys(&server).await, format!("{second}\n{first}\n"));

    let text = server.demo.text("explanation-of-vote").to_owned();
    let mut peer = Peer::open(&server, server.demo.with_role("editor")[0], &text).await;
    peer.type_at(0, "Later. ").await.unwrap();
    peer.all_saved().await.unwrap();
    let after = folder.path().join("after.pdf");
    let file = published(&server, folder.path(), "explanation-of-vote").await;
    std::fs::rename(file, &after).unwrap();
    let before_again = published(&server, folder.path(), "explanation-of-vote").await;
    assert_eq!((verified(&after, &first), verified(&after, &second)), (Some(0), Some(0)));
    let lines = folder.path().join("keys");
    std::fs::write(&lines, known_keys(&server).await).unwrap();
    for file in [&before, &after, &before_again] {
        assert_eq!(verified(file, lines.to_str().unwrap()), Some(0), "{}", file.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_lost_is_replaced_and_whoever_held_it_is_told() {
    let mut server = Server::demo();
    let folder = tempfile::tempdir().unwrap();
    let first = server.demo.key.clone();
    server.terminate();
    let needless = run(&["rotate-key", "--lost"], &server.data());
    assert!(said(&needless).contains("the key is there"), "{}", said(&needless));
    std::fs::remove_file(server.data().join("server.key")).unwrap();
    let serve = run(&["serve", "--listen", "127.0.0.1:0"], &server.data());
    assert!(said(&serve).contains("rotate-key --lost"), "{}", said(&serve));
    let replaced = run(&["rotate-key", "--lost"], &server.data());
    assert!(replaced.status.success(), "{}", said(&replaced));
    server.restart();
    let file = published(&server, folder.path(), "explanation-of-vote").await;
    assert_eq!(verified(&file, &server.demo.key), Some(0));
    let told = Command::new(program()).arg("verify").arg(&file).args(["--key", &first]).output().unwrap();
    assert_eq!(told.status.code(), Some(1));
    assert!(said(&told).contains("the key given was lost"), "{}", said(&told));
    let notices = Api::of(&server, server.demo.with_role("reader")[0]).get("/notices").await.ok();
    assert_eq!(notices[0]["subject"], "The server’s key was lost, and there is a new one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_keys_that_is_cut_off_leaves_the_key_that_the_ledger_names() {
    let mut server = Server::demo();
    let first = server.demo.key.clone();
    let (key, next) = (server.data().join("server.key"), server.data().join("server.key.next"));
    server.terminate();
    let old = std::fs::read(&key).unwrap();
    // Before the record: the next key is on disk, nothing names it.
    std::fs::write(&next, "5".repeat(64)).unwrap();
    server.restart();
    assert_eq!(server.demo.key, first);
    assert!(!next.exists());
    // After the record, before the files change places.
    server.terminate();
    assert!(run(&["rotate-key"], &server.data()).status.success());
    std::fs::rename(&key, &next).unwrap();
    std::fs::write(&key, old).unwrap();
    server.restart();
    assert_ne!(server.demo.key, first);
    assert!(!next.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_set_back_is_read_only_until_it_says_so_and_names_the_heads_it_does_not_reach() {
    let mut server = Server::demo();
    let folder = tempfile::tempdir().unwrap();
    let (file, text) = (folder.path().join("backup"), server.demo.text("annex").to_owned());
    let (coordinator, ledger) =
        (server.demo.coordinator().clone(), format!("/dossiers/{}/ledger", server.demo.dossier));
    let reached = head(&server, &ledger).await;
    assert!(run(&["backup", file.to_str().unwrap()], &server.data()).status.success());
    story::freeze(&server, server.demo.text("explanation-of-vote")).await;
    let lost = head(&server, &ledger).await;
    server.terminate();
    let (data, kept) = (server.data(), folder.path().join("kept"));
    std::fs::rename(&data, &kept).unwrap();
    let key = kept.join("server.key");
    let restored = run(&["restore", file.to_str().unwrap(), "--key", key.to_str().unwrap()], &data);
    assert!(said(&restored).contains("undersigned resume"), "{}", said(&restored));
    std::fs::copy(kept.join("demo.json"), data.join("demo.json")).unwrap();
    server.restart();

    let api = Api::of(&server, &coordinator);
    assert_eq!(api.get("/me").await.ok()["house"], "set-back");
    for (path, body) in [
        (format!("/texts/{text}/versions"), json!({})),
        ("/dossiers".into(), json!({"title": "Another"})),
        ("/people".into(), json!({"name": "N", "email": "n@n.example"})),
    ] {
        let refused = api.post(&path, body).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "set-back"), "{path}");
    }
    writes_in_vain(&server, &text).await;
    let mut waits = Peer::open(&server, server.demo.with_role("editor")[2], &text).await;
    let mut writes = Peer::open(&server, server.demo.with_role("editor")[3], &text).await;
    writes.type_at(0, "Too early. ").await.unwrap();

    let reader = Api::of(&server, server.demo.with_role("reader")[0]);
    assert_eq!(reader.post("/house/heads", json!({"head": "12"})).await.status, 422);
    reader.post("/house/heads", json!({"head": reached})).await.ok();
    let compared = reader.post("/house/heads", json!({"head": lost})).await.ok();
    assert_eq!((&compared["reached"], &compared["unreachable"]), (&json!([reached]), &json!([lost])));
    assert_eq!(reader.post("/house/resume", json!({})).await.status, 403);
    let resumed = run(&["resume", "--head", &lost], &data);
    assert!(said(&resumed).contains(&format!("NOT REACHED, what came up to it is lost: {lost}")));
    assert_eq!(api.get("/me").await.ok()["house"], "open");
    assert!(said(&run(&["resume"], &data)).contains("was not set back"));
    for peer in [&mut waits, &mut writes] {
        peer.type_at(0, "Again. ").await.unwrap();
        peer.all_saved().await.unwrap();
    }
    story::freeze(&server, &text).await;

    let lines = folder.path().join("ledger.jsonl");
    std::fs::write(&lines, api.get(&ledger).await.bytes).unwrap();
    let verify = |head: &str| {
        let mut verify = Command::new(program());
        verify.arg("verify").arg(&lines).args(["--key", &server.demo.key, "--head", head]).output().unwrap()
    };
    assert_eq!(verify(&reached).status.code(), Some(0));
    let told = verify(&lost);
    assert_eq!(told.status.code(), Some(1));
    assert!(said(&told).contains("was set back to a backup and went on from record"), "{}", said(&told));
    let notices = api.get("/notices").await.ok();
    assert_eq!(notices[0]["subject"], "The server was set back to a backup");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_key_is_given_a_restored_folder_is_set_back_or_is_not_there() {
    let mut server = Server::demo();
    server.terminate();
    let (data, folder) = (server.data(), tempfile::tempdir().unwrap());
    let (file, there, wrong) =
        (folder.path().join("backup"), folder.path().join("data"), folder.path().join("wrong.key"));
    assert!(run(&["backup", file.to_str().unwrap()], &data).status.success());
    for text in ["", "no key", &"5".repeat(64)] {
        std::fs::write(&wrong, text).unwrap();
        let restored = run(&["restore", file.to_str().unwrap(), "--key", wrong.to_str().unwrap()], &there);
        assert!(!restored.status.success() && said(&restored).contains("wrong.key is not the key"));
        assert!(!there.exists(), "nothing is left that somebody could serve");
    }
    let lost = run(&["restore", file.to_str().unwrap(), "--key-lost"], &there);
    assert!(lost.status.success(), "{}", said(&lost));
    let rotated = run(&["rotate-key"], &there);
    assert!(said(&rotated).contains("can only be read until"), "{}", said(&rotated));
    let server = Server::over(folder);
    let api = Api::of(&server, server.demo.coordinator());
    assert_eq!(api.get("/me").await.ok()["house"], "set-back");
    for head in [format!("{}:{}", (1_u64 << 53), "0".repeat(64)), format!("0:{}", "0".repeat(64))] {
        assert_eq!(api.post("/house/heads", json!({"head": head})).await.status, 422, "{head}");
    }
    api.post("/house/heads", json!({"head": format!("{}:{}", (1_u64 << 53) - 1, "0".repeat(64))})).await.ok();
    api.post("/house/resume", json!({})).await.ok();
    assert_eq!(api.get("/me").await.ok()["house"], "open");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retired_server_is_read_and_names_come_off_and_nothing_else_happens() {
    let mut server = Server::demo();
    let adopted = story::adopted_round(&server, "explanation-of-vote").await;
    story::publish(&server, &adopted).await;
    let text = server.demo.text("annex").to_owned();
    let version = story::freeze(&server, &text).await;
    let open = story::open_round(&server, &text, &version, 1).await["id"].as_str().unwrap().to_owned();
    server.terminate();
    assert!(!run(&["retire"], &server.data()).status.success(), "it has to be meant");
    assert!(run(&["retire", "--for-good"], &server.data()).status.success());
    server.restart();

    let coordinator = Api::of(&server, server.demo.coordinator());
    assert_eq!(coordinator.get(&format!("/rounds/{open}")).await.ok()["state"], "cancelled");
    let frozen = coordinator.post(&format!("/texts/{text}/versions"), json!({})).await;
    assert!(frozen.status.is_success() || frozen.code() == "retired", "{frozen:?}");
    let dossier = coordinator.post("/dossiers", json!({"title": "Another"})).await;
    assert_eq!((dossier.status.as_u16(), dossier.code()), (409, "retired"));
    let signatory = server.demo.signatories()[0].clone();
    let mut item = story::signed(&adopted.text, &adopted.version);
    let again = story::take(&server, &signatory, &adopted.round, item.clone()).await;
    assert!(again.status.is_client_error(), "{again:?}");
    item["position"] = json!("withdrawn");
    story::take(&server, &signatory, &adopted.round, item).await.ok();
    let edition = story::publish(&server, &adopted).await;
    assert_eq!((&edition["edition"], edition["signatories"].as_array().unwrap().len()), (&json!(2), 15));
    writes_in_vain(&server, &text).await;
}

#[test]
fn another_address_is_on_record_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let init = run(&["init", "--coordinator", "v@v.example", "--base-url", "https://a.example"], &data);
    assert!(init.status.success(), "{}", said(&init));
    let rebase = |url: &str| said(&run(&["rebase", "--base-url", url], &data));
    assert!(rebase("https://a.example").contains("come to https://a.example already"));
    assert!(rebase("https://b.example").contains("come to https://b.example from now on"));
    assert!(rebase("https://b.example").contains("already"));
    assert!(rebase("b.example").contains("error"));
}

/// An editor types, and nothing of it is taken.
async fn writes_in_vain(server: &Server, text: &str) {
    let mut peer = Peer::open(server, server.demo.with_role("editor")[0], text).await;
    peer.type_at(0, "In vain. ").await.unwrap();
    peer.send(frames::sync_step_1(&[0])).await.unwrap();
    while !matches!(peer.next().await.unwrap(), Frame::SyncStep2(_)) {}
    assert!(peer.saved <= 1, "no more than its answer, which brought nothing");
    let words = Peer::open(server, server.demo.with_role("editor")[1], text).await.words();
    assert!(!words.contains("In vain. "));
}

/// The head of a dossier's ledger, as it is mailed.
async fn head(server: &Server, ledger: &str) -> String {
    let answer = Api::of(server, server.demo.coordinator()).get(ledger).await;
    let lines = String::from_utf8(answer.bytes).unwrap();
    let last = model::record::Record::from_line(lines.lines().last().unwrap()).unwrap();
    format!("{}:{}", last.shell.seq, last.shell.hash().unwrap())
}
