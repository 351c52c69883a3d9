//! A published file tells no more than it must.

use model::digest::Digest;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use whole_server_tests::{Api, Server, story};

const OBJECTION: &str = "Paragraph three concedes far too much to the sponsor";

#[tokio::test(flavor = "multi_thread")]
async fn no_person_no_objection_and_no_organisation_that_did_not_sign_is_in_a_published_file() {
    let server = Server::demo();
    let text = server.demo.text("explanation-of-vote").to_owned();
    let version = story::freeze(&server, &text).await;
    let round = story::open_round(&server, &text, &version, 1).await["id"].as_str().unwrap().to_owned();
    let signatories = server.demo.signatories();
    let item = |position: &str| {
        let mut item = story::signed(&text, &version);
        item["position"] = json!(position);
        item
    };
    let mut objection = item("objects");
    objection["reason"] = json!(OBJECTION);
    objection["passages"] = json!(["Three points weigh most with us."]);
    story::take(&server, signatories[0], &round, objection).await.ok();
    story::take(&server, signatories[0], &round, item("declines")).await.ok();
    story::take(&server, signatories[1], &round, item("recused")).await.ok();
    for person in &signatories[3..] {
        story::take(&server, person, &round, item("signed")).await.ok();
    }
    let coordinator = Api::of(&server, server.demo.coordinator());
    coordinator.post(&format!("/rounds/{round}/close"), json!({})).await.ok();
    let publication =
        story::publish(&server, &story::Adopted { round, text, version: version.clone() }).await;

    let folder = tempfile::tempdir().unwrap();
    let everything = everything_in(&story::pdf(&server, &publication).await, folder.path());
    for person in &server.demo.people {
        assert!(!everything.contains(&person.email), "an address is in the file");
        assert!(!everything.contains(&person.id), "a person is in the file");
        assert!(!everything.contains(&person.token), "a token is in the file");
    }
    assert!(!everything.contains(OBJECTION), "an objection is in the file");
    for organisation in &server.demo.organisations[..3] {
        assert!(!everything.contains(&organisation.name), "{} did not sign", organisation.name);
        assert!(!everything.contains(&organisation.id), "{} did not sign", organisation.name);
        assert_no_guess_hits(&everything, &organisation.id, version["digest"].as_str().unwrap());
    }
    for organisation in &server.demo.organisations[3..] {
        assert!(everything.contains(&organisation.name), "{} signed", organisation.name);
    }
}

/// Hashes of what can be guessed (organisation x position x version), as one would try them on a file.
fn assert_no_guess_hits(everything: &str, organisation: &str, digest: &str) {
    const POSITIONS: [&str; 8] = [
        "signed",
        "signed_with_reservation",
        "conditional",
        "objects",
        "declines",
        "recused",
        "withdrawn",
        "none",
    ];
    let words: BTreeSet<&str> =
        everything.split(|c: char| !c.is_ascii_hexdigit()).filter(|w| w.len() == 64).collect();
    assert!(words.len() > 20, "the file has its hashes");
    for position in POSITIONS {
        let guesses = [
            format!("{organisation}{position}{digest}"),
            format!("{organisation}|{position}|{digest}"),
            json!({"digest": digest, "organisation": organisation, "position": position}).to_string(),
            json!({"digest": digest, "format": "undersigned/part/1", "organisation": organisation,
                "position": position, "type": "position"})
            .to_string(),
        ];
        for guess in guesses {
            for domain in ["undersigned/part/1", "undersigned/record/1", "undersigned/act/1", ""] {
                let hash = Digest::of(domain, &guess).to_string();
                assert!(!words.contains(hash.as_str()), "a guess at {position} hits");
            }
            assert!(
                !words.contains(Digest::of_file(&guess).to_string().as_str()),
                "a guess at {position} hits"
            );
        }
    }
}

/// The file's bytes, its text, and every attachment, as one text.
fn everything_in(pdf: &[u8], folder: &Path) -> String {
    let file = folder.join("statement.pdf");
    std::fs::write(&file, pdf).unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).arg(&file).output();
        let output = output.unwrap_or_else(|_| panic!("{program} is needed: cargo xtask setup installs it"));
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let attachments = folder.join("attachments");
    std::fs::create_dir(&attachments).unwrap();
    run("pdfdetach", &["-saveall", "-o", attachments.to_str().unwrap()]);
    let mut everything = String::from_utf8_lossy(pdf).into_owned() + &pdf_text(&file);
    for entry in std::fs::read_dir(&attachments).unwrap() {
        everything += &String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap());
    }
    everything
}

/// The pages' text; lines joined, so that a name broken over two lines is found.
fn pdf_text(file: &Path) -> String {
    let output = Command::new("pdftotext").arg(file).arg("-").output().expect("pdftotext is installed");
    String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}
