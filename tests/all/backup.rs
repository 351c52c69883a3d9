//! What keeps a coalition's work when a disk does not.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
use whole_server_tests::server::program;
use whole_server_tests::{Api, Peer, Server};

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_running_server_comes_back_with_a_new_epoch_and_without_what_came_after() {
    let mut server = Server::demo();
    let text = server.demo.text("annex").to_owned();
    let mut peer = Peer::open(&server, server.demo.with_role("editor")[0], &text).await;
    peer.type_at(0, "Before the backup. ").await.unwrap();
    peer.all_saved().await.unwrap();

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("coalition.backup");
    let data = server.data();
    assert!(run(&["backup".as_ref(), &file, "--data".as_ref(), &data]).status.success());
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let again = run(&["backup".as_ref(), &file, "--data".as_ref(), &data]);
    assert!(said(&again).contains("name a file that does not"), "{}", said(&again));
    assert!(said(&run(&["check".as_ref(), &file])).contains("a sound backup"));

    peer.type_at(0, "After the backup. ").await.unwrap();
    peer.all_saved().await.unwrap();
    assert!(said(&run(&["check".as_ref(), &data])).contains("stop"), "a folder in use is not checked");
    server.terminate();
    let checked = run(&["check".as_ref(), &data]);
    assert!(checked.status.success(), "{}", said(&checked));

    let (there, key) = (folder.path().join("data"), data.join("server.key"));
    let restored = run(&["restore".as_ref(), &file, "--data".as_ref(), &there, "--key".as_ref(), &key]);
    assert!(restored.status.success(), "{}", said(&restored));
    let onto = run(&["restore".as_ref(), &file, "--data".as_ref(), &there, "--key".as_ref(), &key]);
    assert!(!onto.status.success(), "nothing is restored over what is there");

    assert!(run(&["resume".as_ref(), "--data".as_ref(), &there]).status.success());
    let server = Server::over(folder);
    let editor = server.demo.with_role("editor")[0];
    let words = Peer::open(&server, editor, &text).await.words();
    assert!(words.contains("Before the backup. ") && !words.contains("After the backup. "));
    for text in &server.demo.texts {
        let now = Api::of(&server, editor).get(&format!("/texts/{}", text.id)).await.ok();
        assert_eq!(now["epoch"], 1, "{}", text.title);
    }
}

#[test]
fn a_damaged_backup_is_named_and_not_restored() {
    let mut server = Server::demo();
    server.terminate();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("coalition.backup");
    assert!(run(&["backup".as_ref(), &file, "--data".as_ref(), &server.data()]).status.success());
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let checked = run(&["check".as_ref(), &file]);
    assert!(!checked.status.success() && said(&checked).contains("coalition.backup"), "{}", said(&checked));
    let key = server.data().join("server.key");
    let there = folder.path().join("data");
    let restored = run(&["restore".as_ref(), &file, "--data".as_ref(), &there, "--key".as_ref(), &key]);
    assert!(!restored.status.success() && !there.join("server.key").exists(), "{}", said(&restored));
}

fn run(arguments: &[&Path]) -> Output {
    Command::new(program()).args(arguments).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}
