//! Sign-off over HTTP: a version, a round, positions, each refusal with its sentence, a file.

use crate::app::{Answer, App, COORDINATOR, coalition, send};
use export::verify::{Trust, file};
use model::ids::TextId;
use model::statement::{BlockKind, Direction, Kind, TextRun};
use serde_json::{Value, json};
use server::setup::roles::GivenRole;
use server::setup::texts::{self, NewText};
use statement::{NewBlock, NewRun};

/// A round on one frozen version, which asks every organisation; person n speaks for organisation n.
struct Asked {
    app: App,
    vera: String,
    people: Vec<String>,
    text: TextId,
    version: Value,
    round: String,
}

fn block(kind: BlockKind, words: &str) -> NewBlock {
    let run = TextRun { text: words.into(), marks: vec![], link: None, language: None };
    let runs = vec![NewRun::Text(run)];
    NewBlock { kind, level: None, list: None, direction: None, note: None, runs }
}

async fn written(app: &App) -> TextId {
    let vera = crate::app::viewer(&app.state, COORDINATOR).await;
    let (title, language) = ("A statement".into(), "en".into());
    let new = NewText {
        kind: Kind::JointStatement,
        title,
        language,
        direction: Direction::Ltr,
        symbol: None,
        translates: None,
    };
    let blocks =
        [block(BlockKind::Title, "A statement"), block(BlockKind::Paragraph, "We, the undersigned.")];
    texts::add_one(&app.state, &vera, app.dossier.clone(), new, &blocks).await.unwrap()
}

impl Asked {
    async fn of(organisations: usize) -> Self {
        let app = coalition().with_organisations(organisations).start().await;
        let mut people = Vec::new();
        for n in 0..organisations {
            let email = format!("person{n}@org.example");
            let person = app.add(&email, Some(n), GivenRole::Editor).await;
            app.introduce(&person, n).await;
            people.push(app.log_in(&email).await);
        }
        let vera = app.log_in(COORDINATOR).await;
        let text = written(&app).await;
        let frozen = send(app.post_as(&vera, &format!("/texts/{text}/versions"), &json!({}))).await;
        assert_eq!(frozen.status, 201, "{frozen:?}");
        let version = frozen.json();
        let asked: Vec<String> = app.organisations.iter().map(ToString::to_string).collect();
        let round = json!({
            "texts": [{"text": text, "version": version["no"]}], "asked": asked,
            "rule": {"kind": "explicit", "min": 1}, "deadline": app.clock.now().0 + 3_600_000,
            "zone": "Europe/Zurich", "late_names": "taken",
        });
        let round = send(app.post_as(&vera, &format!("/dossiers/{}/rounds", app.dossier), &round)).await;
        assert_eq!(round.status, 201, "{round:?}");
        let round = round.json()["id"].as_str().unwrap().to_owned();
        Self { app, vera, people, text, version, round }
    }

    fn item(&self, position: &str) -> Value {
        let (no, digest) = (&self.version["no"], &self.version["digest"]);
        let mut item = json!({"text": self.text, "version": no, "digest": digest, "position": position});
        if position == "objects" {
            item["passages"] = json!(["We, the undersigned."]);
            item["reason"] = json!("quietly said");
        }
        item
    }

    fn wish(&self, n: usize, item: Value) -> Value {
        json!({"organisation": self.app.organisations[n], "items": [item], "language": "en"})
    }

    async fn post(&self, cookie: &str, what: &str, body: Value) -> Answer {
        send(self.app.post_as(cookie, &format!("/rounds/{}/{what}", self.round), &body)).await
    }

    async fn draw(&self, cookie: &str, n: usize, item: Value) -> Answer {
        self.post(cookie, "acts", self.wish(n, item)).await
    }

    async fn take(&self, cookie: &str, drawn: &Answer) -> Answer {
        self.post(cookie, "positions", json!({"nonce": drawn.json()["nonce"]})).await
    }

    async fn say(&self, n: usize, position: &str) -> Answer {
        let drawn = self.draw(&self.people[n], n, self.item(position)).await;
        if drawn.status == 200 { self.take(&self.people[n], &drawn).await } else { drawn }
    }

    async fn records(&self) -> usize {
        self.app.state.desk().await.dossiers[&self.app.dossier].rounds[0].spoken.len()
    }
}

/// A refusal's status and code; its sentence is one that says something.
fn refused(answer: &Answer) -> (u16, String) {
    assert!(answer.json()["detail"].as_str().unwrap().len() > 20, "{answer:?}");
    (answer.status.as_u16(), answer.code())
}

#[tokio::test]
async fn each_refused_position_says_why_and_leaves_no_record() {
    let asked = Asked::of(2).await;
    let app = &asked.app;
    app.add("reader@x.example", None, GivenRole::Reader).await;
    let reader = app.log_in("reader@x.example").await;
    let signed = || asked.item("signed");
    let by = |cookie: String, n| {
        let (asked, item) = (&asked, signed());
        async move { refused(&asked.draw(&cookie, n, item).await) }
    };
    assert_eq!(by(reader, 0).await, (403, "no-mandate".into()));
    assert_eq!(by(asked.vera.clone(), 0).await, (403, "no-mandate".into()));
    assert_eq!(by(asked.people[1].clone(), 0).await, (403, "another-organisation".into()));
    let mut old = signed();
    old["digest"] = json!("0".repeat(64));
    assert_eq!(refused(&asked.draw(&asked.people[0], 0, old).await), (409, "other-words".into()));

    let token = app.token("person0@org.example").await;
    let path = format!("/rounds/{}/acts", asked.round);
    let by_token =
        app.post(&path).header("authorization", format!("Bearer {token}")).json(&asked.wish(0, signed()));
    assert_eq!(refused(&send(by_token).await), (403, "token-never-signs".into()));

    let drawn = asked.draw(&asked.people[0], 0, signed()).await;
    let mandate = app.state.desk().await.dossiers[&app.dossier].mandates[0].id.to_string();
    let end = app.post_as(&asked.people[0], &format!("/mandates/{mandate}/end"), &json!({"reason": "ended"}));
    assert_eq!(send(end).await.status, 204);
    assert_eq!(refused(&asked.take(&asked.people[0], &drawn).await).0, 403);
    assert_eq!(by(asked.people[0].clone(), 0).await, (403, "mandate-ended".into()));

    let cancelled = asked.post(&asked.vera, "cancel", json!({})).await;
    assert_eq!(cancelled.json()["state"], "cancelled");
    assert_eq!(by(asked.people[1].clone(), 1).await, (410, "round-over".into()));
    assert_eq!(asked.records().await, 0);
}

#[tokio::test]
async fn of_two_holders_at_once_one_is_recorded_and_one_hears_of_their_colleague() {
    let asked = Asked::of(1).await;
    let app = &asked.app;
    let second = app.add("second@org.example", Some(0), GivenRole::Editor).await;
    let second_cookie = app.log_in("second@org.example").await;
    let grant = json!({"person": second.to_string(), "organisation": app.organisations[0]});
    let path = format!("/dossiers/{}/mandates", app.dossier);
    assert_eq!(send(app.post_as(&asked.people[0], &path, &grant)).await.status, 201);
    let one = asked.draw(&asked.people[0], 0, asked.item("signed")).await;
    let other = asked.draw(&second_cookie, 0, asked.item("declines")).await;
    let (first, then) = tokio::join!(asked.take(&asked.people[0], &one), asked.take(&second_cookie, &other));
    let (taken, refusal) = if first.status == 201 { (first, then) } else { (then, first) };
    assert_eq!((taken.status.as_u16(), refused(&refusal)), (201, (409, "colleague-answered".into())));
    assert!(refusal.json()["detail"].as_str().unwrap().contains("22:13 UTC"), "{refusal:?}");
    assert_eq!(asked.records().await, 1);
}

#[tokio::test]
async fn the_same_act_twice_is_one_record_with_the_same_receipt() {
    let asked = Asked::of(1).await;
    let drawn = asked.draw(&asked.people[0], 0, asked.item("signed")).await;
    let (one, two) = tokio::join!(asked.take(&asked.people[0], &drawn), asked.take(&asked.people[0], &drawn));
    let three = asked.take(&asked.people[0], &drawn).await;
    assert_eq!((one.status.as_u16(), &one.text, &one.text), (201, &two.text, &three.text));
    assert_eq!(asked.records().await, 1);
    let foreign = asked.take(&asked.vera, &drawn).await;
    assert_eq!(refused(&foreign), (410, "act-expired".into()));
}

#[tokio::test]
async fn an_act_waits_ten_minutes_to_be_confirmed_and_no_longer() {
    let asked = Asked::of(1).await;
    let drawn = asked.draw(&asked.people[0], 0, asked.item("signed")).await;
    asked.app.clock.forward(600_000);
    assert_eq!(refused(&asked.take(&asked.people[0], &drawn).await), (410, "act-expired".into()));
    let drawn = asked.draw(&asked.people[0], 0, asked.item("signed")).await;
    asked.app.clock.forward(599_999);
    assert_eq!(asked.take(&asked.people[0], &drawn).await.status, 201);
}

#[tokio::test]
async fn a_draft_with_problems_is_not_frozen_and_an_unchanged_one_is_the_version_that_exists() {
    let asked = Asked::of(1).await;
    let app = &asked.app;
    let empty = format!("/texts/{}/versions", app.text);
    let refusal = send(app.post_as(&asked.vera, &empty, &json!({}))).await;
    assert_eq!(refused(&refusal), (422, "has-problems".into()));
    assert_eq!(refusal.json()["problems"][0]["code"], "title-missing", "{refusal:?}");
    let path = format!("/texts/{}/versions", asked.text);
    let again = send(app.post_as(&asked.vera, &path, &json!({}))).await;
    assert_eq!((again.status.as_u16(), again.json()), (200, asked.version.clone()));
    assert_eq!(refused(&send(app.post_as(&asked.people[0], &path, &json!({}))).await).0, 403);
    let words = send(app.get(&format!("{path}/1")).header("cookie", &asked.people[0])).await;
    assert_eq!(words.header("etag"), format!("\"{}\"", asked.version["digest"].as_str().unwrap()));
    let statement = model::statement::Statement::from_canonical(&words.text).unwrap();
    assert_eq!(statement.digest().unwrap().to_string(), asked.version["digest"]);
}

#[tokio::test]
async fn an_adopted_version_becomes_a_file_that_holds_and_late_names_make_another_edition() {
    let asked = Asked::of(3).await;
    let app = &asked.app;
    assert_eq!(asked.say(0, "signed").await.status, 201);
    assert_eq!(asked.say(2, "objects").await.status, 201);
    assert_eq!(refused(&asked.post(&asked.vera, "close", json!({})).await), (409, "not-yet".into()));
    assert_eq!(asked.say(2, "declines").await.status, 201);
    let publish =
        || asked.post(&asked.vera, "publications", json!({"text": asked.text, "day": "2020-06-12"}));
    assert_eq!(refused(&publish().await), (409, "not-adopted".into()));
    assert_eq!(asked.post(&asked.vera, "close", json!({})).await.json()["state"], "adopted");
    let first = publish().await;
    assert_eq!(first.status, 201, "{first:?}");
    assert_eq!(first.json()["signatories"], json!(["Organisation 1"]));
    assert_eq!(publish().await.status, 200, "the same names are the same edition");
    assert_eq!(asked.say(1, "signed").await.status, 201);
    let second = publish().await.json();
    assert_eq!((&second["edition"], &second["digest"]), (&json!(2), &asked.version["digest"]));
    assert_eq!(second["signatories"], json!(["Organisation 1", "Organisation 2"]));

    let url = second["files"][0]["url"].as_str().unwrap().to_owned();
    let pdf = app.page(&url).header("cookie", &asked.people[0]).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(model::digest::Digest::of_file(&pdf).to_string(), second["files"][0]["sha256"]);
    let key = app.state.desk().await.coalition.key;
    let report = file(&pdf, Trust::key(key));
    assert_eq!(report.verdict().code(), 0, "{report}");
    assert_eq!(file(&pdf, Trust::NoKey).verdict().code(), 3);
}

#[tokio::test]
async fn a_relayed_position_says_so_and_its_holder_undoes_it() {
    let asked = Asked::of(2).await;
    let relayed = |n: usize| {
        let mut body = asked.wish(n, asked.item("signed"));
        body.as_object_mut().unwrap().remove("language");
        body["on_word_of"] = json!("Ada Example");
        body["how"] = json!("telephone");
        body["when"] = json!("this morning");
        body
    };
    assert_eq!(refused(&asked.post(&asked.people[1], "relayed", relayed(0)).await).0, 403);
    let answer = asked.post(&asked.vera, "relayed", relayed(0)).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let path = format!("/rounds/{}", asked.round);
    let position = async || {
        let view = send(asked.app.get(&path).header("cookie", &asked.people[0])).await.json();
        let of = |asked: &Value| asked["organisation"] == json!(view["mine"][0]["organisation"]);
        let row = view["asked"].as_array().unwrap().iter().find(|row| of(row)).unwrap().clone();
        row["positions"][0].clone()
    };
    assert_eq!(position().await["method"], "relayed");
    assert_eq!(asked.say(0, "withdrawn").await.status, 201);
    assert_eq!(position().await["position"], "withdrawn");
    let over = asked.post(&asked.vera, "relayed", relayed(0)).await;
    assert_eq!(refused(&over), (409, "holder-answered".into()));
}

#[tokio::test]
async fn a_ledger_is_read_by_right() {
    let asked = Asked::of(1).await;
    asked.say(0, "objects").await;
    let app = &asked.app;
    app.add("stranger@x.example", None, GivenRole::None).await;
    let stranger = app.log_in("stranger@x.example").await;
    let path = format!("/dossiers/{}/ledger", app.dossier);
    let read = async |cookie: &str| send(app.get(&path).header("cookie", cookie)).await;
    assert_eq!(read(&stranger).await.code(), "not-found");
    let (member, coordinator) = (read(&asked.people[0]).await, read(&asked.vera).await);
    assert!(member.text.contains("\"objects\"") && !member.text.contains("quietly said"));
    assert!(coordinator.text.contains("quietly said"));
    let (key, head) = {
        let desk = app.state.desk().await;
        (desk.coalition.key, desk.dossiers[&app.dossier].head.clone())
    };
    for lines in [member.text, coordinator.text] {
        let records = model::verify::read(&lines).unwrap();
        assert_eq!(model::verify::check_chain(&records, key).map(|(head, _)| head), Ok(head.clone()));
    }
}

#[tokio::test]
async fn an_act_that_was_drawn_is_not_used_up_by_another_round_or_another_person() {
    let asked = Asked::of(2).await;
    let drawn = asked.post(&asked.people[0], "acts", asked.wish(0, asked.item("signed"))).await.json();
    let confirm = json!({"nonce": drawn["nonce"]});
    let elsewhere = format!("/rounds/{}/positions", "0".repeat(26));
    let other_round = asked.app.post_as(&asked.people[0], &elsewhere, &confirm);
    assert_eq!(send(other_round).await.status, 404);
    assert_eq!(asked.post(&asked.people[1], "positions", confirm.clone()).await.status, 410);
    assert_eq!(asked.post(&asked.people[0], "positions", confirm).await.status, 201);
}

#[tokio::test]
async fn a_holder_whose_organisation_left_reads_nothing_and_still_withdraws() {
    let asked = Asked::of(2).await;
    asked.say(0, "signed").await;
    asked.say(1, "objects").await;
    let app = &asked.app;
    let path = format!("/organisations/{}/leave", app.organisations[0]);
    assert_eq!(send(app.post_as(&asked.vera, &path, &json!({}))).await.status, 204);
    let get = async |path: &str| send(app.get(path).header("cookie", &asked.people[0])).await;
    for path in [
        format!("/dossiers/{}", app.dossier),
        format!("/dossiers/{}/ledger", app.dossier),
        format!("/texts/{}", app.text),
        format!("/texts/{}/authorship", app.text),
    ] {
        assert_eq!(get(&path).await.status, 404, "{path}");
    }
    let round = get(&format!("/rounds/{}", asked.round)).await;
    assert!(!round.text.contains("objects"), "{}", round.text);
    assert_eq!(asked.say(0, "signed").await.status, 403);
    assert_eq!(asked.say(0, "withdrawn").await.status, 201);
}
