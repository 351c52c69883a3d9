//! Setting a coalition up over HTTP, and who may introduce whom.

use crate::app::{App, COORDINATOR, coalition, send};
use model::ids::PersonId;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use server::setup::roles::GivenRole;

#[tokio::test]
async fn from_an_empty_coalition_to_a_dossier_with_a_text_through_the_api_alone() {
    let app = coalition().start().await;
    let vera = app.log_in(COORDINATOR).await;
    let post = async |path: &str, body: Value| send(app.post_as(&vera, path, &body)).await.json();
    let lines = "First Organisation\nSecond Organisation (SECOND)\n";
    let listed = post("/organisations", json!({"lines": lines})).await;
    assert_eq!(listed[1]["acronym"], "SECOND");
    let one =
        post("/organisations", json!({"names": {"en": "Third", "fr": "Troisième"}, "country": "Senegal"}))
            .await;
    assert_eq!((&one["names"]["fr"], &one["kind"]), (&"Troisième".into(), &"member".into()));
    let person = json!({"email": "ana@a.example", "name": "Ana", "organisation": listed[0]["id"]});
    let person = post("/people", person).await;
    let dossier = post("/dossiers", json!({"title": "A draft resolution"})).await["id"].clone();
    let dossier = dossier.as_str().unwrap();
    let role = json!({"person": person["id"], "role": "editor"});
    assert_eq!(send(app.post_as(&vera, &format!("/dossiers/{dossier}/roles"), &role)).await.status, 204);
    let mandate = json!({"person": person["id"], "organisation": listed[0]["id"]});
    post(&format!("/dossiers/{dossier}/mandates"), mandate).await;
    let text = json!({"kind": "letter", "title": "A letter", "language": "en", "direction": "ltr"});
    let text = post(&format!("/dossiers/{dossier}/texts"), text).await;

    let ana = app.log_in("ana@a.example").await;
    let seen = send(app.get(&format!("/dossiers/{dossier}")).header("cookie", &ana)).await.json();
    assert_eq!(seen["role"], "editor");
    assert_eq!(seen["texts"][0]["id"], text["id"]);
    assert_eq!(seen["mandates"][0]["person"], person["id"]);
    assert_eq!(seen["organisations"].as_array().unwrap().len(), 3);
    assert!(seen["people"].as_array().unwrap().iter().all(|member| member.get("email").is_none()));
    let path = format!("/texts/{}", text["id"].as_str().unwrap());
    let read = send(app.get(&path).header("cookie", &ana)).await.json();
    assert_eq!(
        (&read["kind"], &read["role"], &read["epoch"]),
        (&"letter".into(), &"editor".into(), &0.into())
    );
}

#[tokio::test]
async fn a_file_becomes_a_text_and_what_was_found_in_it_is_said() {
    let app = coalition().start().await;
    let vera = app.log_in(COORDINATOR).await;
    let file = "ANNEX: A TITLE ON A/HRC/43/L.31\n\nWords with a mark.\u{b9}\n\n\u{b9} A note.\n";
    let fields = [("kind", "annex"), ("title", "Imported"), ("language", "en"), ("direction", "ltr")];
    let form = fields.iter().fold(Form::new(), |form, (name, value)| form.text(*name, *value));
    let form = form.part("file", Part::text(file).file_name("annex.txt"));
    let path = format!("/dossiers/{}/texts", app.dossier);
    let post = app.post(&path).header("cookie", &vera).header("origin", app.origin()).multipart(form);
    let made = send(post).await;
    assert_eq!(made.status, 201, "{made:?}");
    let findings = made.json()["findings"].clone();
    assert!(
        findings.as_array().unwrap().iter().any(|finding| finding["code"] == "date-missing"),
        "{findings}"
    );
    let path = format!("/texts/{}", made.json()["id"].as_str().unwrap());
    let text = send(app.get(&path).header("cookie", &vera)).await.json();
    assert_eq!(text["symbol"], "A/HRC/43/L.31");
}

#[tokio::test]
async fn the_coordinator_introduces_the_first_holder_and_holders_the_later_ones() {
    let app = coalition().with_organisations(2).start().await;
    let ana = app.add("ana@a.example", Some(0), GivenRole::Editor).await;
    let ben = app.add("ben@a.example", Some(0), GivenRole::Editor).await;
    app.add("cem@b.example", Some(1), GivenRole::Editor).await;
    let vera = app.log_in(COORDINATOR).await;
    let [by_ana, by_ben, by_cem] =
        [app.log_in("ana@a.example"), app.log_in("ben@a.example"), app.log_in("cem@b.example")];
    let (by_ana, by_ben, by_cem) = (by_ana.await, by_ben.await, by_cem.await);

    assert_eq!(grant(&app, &by_ana, &ana, 0).await, "not-the-coordinator");
    assert_eq!(grant(&app, &vera, &ana, 0).await, "granted");
    assert_eq!(grant(&app, &vera, &ben, 0).await, "not-a-holder");
    assert_eq!(grant(&app, &by_ben, &ben, 0).await, "not-a-holder");
    assert_eq!(grant(&app, &by_cem, &ben, 0).await, "not-a-holder");
    assert_eq!(grant(&app, &by_ana, &ben, 0).await, "granted");
}

#[tokio::test]
async fn a_first_holder_is_one_of_the_organisations_own_people() {
    let app = coalition().with_organisations(2).start().await;
    let cem = app.add("cem@b.example", Some(1), GivenRole::Editor).await;
    let vera = app.log_in(COORDINATOR).await;
    let herself = app.state.desk().await.coalition.person_by_email(COORDINATOR).unwrap().id.clone();
    assert_eq!(grant(&app, &vera, &cem, 0).await, "not-of-the-organisation");
    assert_eq!(grant(&app, &vera, &herself, 0).await, "not-of-the-organisation");
    assert_eq!(grant(&app, &vera, &cem, 1).await, "granted");
}

#[tokio::test]
async fn a_dossier_keeps_a_coordinator() {
    let app = coalition().start().await;
    let ana = app.add("ana@a.example", None, GivenRole::Coordinator).await;
    let vera = app.state.desk().await.coalition.person_by_email(COORDINATOR).unwrap().id.clone();
    let by_ana = app.log_in("ana@a.example").await;
    let demote = async |person: &PersonId| {
        let body = json!({"person": person.to_string(), "role": "reader"});
        send(app.post_as(&by_ana, &format!("/dossiers/{}/roles", app.dossier), &body)).await
    };
    assert_eq!(demote(&vera).await.status, 204);
    assert_eq!(demote(&ana).await.code(), "last-coordinator");
}

#[tokio::test]
async fn a_holder_ends_any_mandate_of_their_organisation_and_the_coordinator_only_suspends() {
    let app = coalition().with_organisations(1).start().await;
    let ana = app.add("ana@a.example", Some(0), GivenRole::Editor).await;
    app.introduce(&ana, 0).await;
    let (vera, by_ana) = (app.log_in(COORDINATOR).await, app.log_in("ana@a.example").await);
    let mandate = app.state.desk().await.dossiers[&app.dossier].mandates[0].id.to_string();
    let end = async |cookie: &str, reason: &str| {
        send(app.post_as(cookie, &format!("/mandates/{mandate}/end"), &json!({"reason": reason}))).await
    };
    assert_eq!(end(&vera, "ended").await.code(), "not-a-holder");
    assert_eq!(end(&by_ana, "suspended").await.code(), "not-the-coordinator");
    let resume = async |cookie: &str| {
        send(app.post_as(cookie, &format!("/mandates/{mandate}/resume"), &json!({}))).await
    };
    assert_eq!(resume(&vera).await.code(), "mandate-changed");
    assert_eq!(end(&vera, "suspended").await.status, 204);
    assert_eq!(end(&by_ana, "ended").await.code(), "not-a-holder");
    assert_eq!(resume(&by_ana).await.code(), "not-the-coordinator");
    assert_eq!(resume(&vera).await.status, 204);
    assert_eq!(end(&by_ana, "ended").await.status, 204);
    assert_eq!(end(&by_ana, "ended").await.code(), "not-a-holder");
    for way_back in [end(&vera, "suspended").await, resume(&vera).await] {
        assert_eq!(way_back.code(), "mandate-changed", "what has ended stays so");
    }
}

#[tokio::test]
async fn the_coordinator_alone_says_whether_positions_may_be_relayed() {
    let app = coalition().start().await;
    app.add("ana@a.example", None, GivenRole::Editor).await;
    let (vera, by_ana) = (app.log_in(COORDINATOR).await, app.log_in("ana@a.example").await);
    let path = format!("/dossiers/{}", app.dossier);
    let set = async |cookie: &str| {
        send(app.post_as(cookie, &format!("{path}/relaying"), &json!({"relaying": "forbidden"}))).await
    };
    assert_eq!(set(&by_ana).await.code(), "not-the-coordinator");
    assert_eq!(send(app.get(&path).header("cookie", &vera)).await.json()["relaying"], "allowed");
    assert_eq!(set(&vera).await.status, 204);
    assert_eq!(send(app.get(&path).header("cookie", &vera)).await.json()["relaying"], "forbidden");
}

#[tokio::test]
async fn two_people_have_two_addresses_whatever_their_case() {
    let app = coalition().start().await;
    let vera = app.log_in(COORDINATOR).await;
    let person = json!({"email": COORDINATOR.to_uppercase(), "name": "Another Vera"});
    assert_eq!(send(app.post_as(&vera, "/people", &person)).await.code(), "address-taken");
}

#[tokio::test]
async fn only_an_administrator_adds_organisations_people_and_dossiers() {
    let app = coalition().with_organisations(1).start().await;
    let ana = app.add("ana@a.example", Some(0), GivenRole::Editor).await;
    app.introduce(&ana, 0).await;
    let by_ana = app.log_in("ana@a.example").await;
    let posts = [
        ("/organisations", json!({"lines": "One more"})),
        ("/people", json!({"email": "x@x.example", "name": "X"})),
        ("/dossiers", json!({"title": "X"})),
    ];
    for (path, body) in posts {
        assert_eq!(send(app.post_as(&by_ana, path, &body)).await.code(), "not-an-administrator", "{path}");
    }
    let path = format!("/dossiers/{}/texts", app.dossier);
    let text = json!({"kind": "letter", "title": "A", "language": "en", "direction": "ltr"});
    assert_eq!(send(app.post_as(&by_ana, &path, &text)).await.code(), "not-the-coordinator");
}

/// Grants a mandate: `granted`, or the refusal's code.
async fn grant(app: &App, cookie: &str, person: &PersonId, organisation: usize) -> String {
    let body =
        json!({"person": person.to_string(), "organisation": app.organisations[organisation].to_string()});
    let answer = send(app.post_as(cookie, &format!("/dossiers/{}/mandates", app.dossier), &body)).await;
    if answer.status == 201 { "granted".into() } else { answer.code() }
}

#[tokio::test]
async fn an_organisation_is_changed_by_administrators_and_by_whoever_signs_for_it() {
    let app = coalition().start().await;
    let vera = app.log_in(COORDINATOR).await;
    let listed = send(app.post_as(&vera, "/organisations", &json!({"lines": "First\nSecond"}))).await.json();
    let (first, second) = (listed[0]["id"].as_str().unwrap(), listed[1]["id"].as_str().unwrap());
    let person = json!({"email": "ana@a.example", "name": "Ana", "organisation": first});
    let ana_id = send(app.post_as(&vera, "/people", &person)).await.json()["id"].clone();
    let ana = app.log_in("ana@a.example").await;
    let names =
        json!({"names": {"en": "First, Rightly Named", "ar": "الأولى"}, "acronym": "FRN", "kind": "network"});
    let change =
        async |who: &str, id: &str| send(app.post_as(who, &format!("/organisations/{id}"), &names)).await;
    assert_eq!(change(&ana, first).await.status, 403, "she may not sign for it yet");

    let changed = change(&vera, first).await;
    assert_eq!(changed.status, 200);
    assert_eq!(
        (&changed.json()["names"]["ar"], &changed.json()["kind"]),
        (&"الأولى".into(), &"network".into())
    );
    let path = format!("/dossiers/{}", app.dossier);
    let role = json!({"person": ana_id, "role": "reader"});
    send(app.post_as(&vera, &format!("{path}/roles"), &role)).await;
    let mandate = json!({"person": ana_id, "organisation": first});
    assert_eq!(send(app.post_as(&vera, &format!("{path}/mandates"), &mandate)).await.status, 201);
    assert_eq!(change(&ana, first).await.status, 200);
    assert_eq!(change(&ana, second).await.status, 403, "nor for another one");
    let nameless = send(app.post_as(&vera, &format!("/organisations/{first}"), &json!({"names": {}}))).await;
    assert_eq!(nameless.status, 422);
    let unknown = change(&vera, "nothing").await;
    assert_eq!(unknown.status, 404);
}
