//! Who sees what, and that rights end at once.

use crate::app::{App, COORDINATOR, START, coalition, send};
use crate::sync::{
    AT_ONCE, Socket, request, send as send_frame, types_until_closed, until, update, with_token,
};
use model::digest::Digest;
use model::fact::{DossierFact, DossierSecret, LateNames, Objections, RoundFact, RoundItem, VersionFact};
use model::ids::{Epoch, PersonId, RoundId, Seq, VersionNo};
use model::ledger::Event;
use model::rule::Rule;
use serde_json::json;
use server::desk::Change;
use server::setup::roles::GivenRole;
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use wire::{Frame, SUBPROTOCOL};

#[tokio::test]
async fn without_a_role_a_dossier_does_not_exist() {
    let app = coalition().start().await;
    app.add("ana@a.example", None, GivenRole::None).await;
    let ana = app.log_in("ana@a.example").await;
    assert_eq!(send(app.get("/dossiers").header("cookie", &ana)).await.json(), json!([]));
    for path in [format!("/dossiers/{}", app.dossier), format!("/texts/{}", app.text)] {
        let (theirs, nobodys) = (send(app.get(&path).header("cookie", &ana)).await, path.replace('0', "1"));
        assert_eq!((theirs.status.as_u16(), theirs.code().as_str()), (404, "not-found"), "{path}");
        assert_eq!(send(app.get(&nobodys).header("cookie", &ana)).await.text, theirs.text, "{path}");
    }
    let role = json!({"person": "x", "role": "reader"});
    let post = app.post_as(&ana, &format!("/dossiers/{}/roles", app.dossier), &role);
    assert_eq!(send(post).await.code(), "not-found");
}

#[tokio::test]
async fn whoever_is_not_logged_in_sees_nothing() {
    let app = coalition().start().await;
    for path in ["/me", "/dossiers", "/organisations", "/people", "/waiting"] {
        assert_eq!(send(app.get(path)).await.code(), "not-logged-in", "{path}");
    }
}

#[tokio::test]
async fn rights_end_at_once() {
    let app = coalition().start().await;
    let ana = app.add("ana@a.example", None, GivenRole::Editor).await;
    let socket = with_token(&app, "ana@a.example", app.text.as_str(), Some(SUBPROTOCOL)).await;
    let mut other = with_token(&app, COORDINATOR, app.text.as_str(), None).await;
    let other = tokio::spawn(async move { types_until_closed(&mut other, 6).await });
    let end = ended_by(app.give(&ana, GivenRole::None), socket).await;
    assert_eq!(end, (4403, "right-ended".into()));
    assert!(!other.is_finished(), "whoever has the right types on");
}

#[tokio::test]
async fn connections_end_within_a_second_of_their_session() {
    let app = coalition().start().await;
    let cookie = app.log_in(COORDINATOR).await;
    let origin = app.origin();
    let headers = [("cookie", &*cookie), ("origin", &*origin), ("sec-websocket-protocol", SUBPROTOCOL)];
    let (socket, _) = connect_async(request(&app, app.text.as_str(), &headers)).await.unwrap();
    let log_out = async { assert_eq!(send(app.post_as(&cookie, "/logout", &json!({}))).await.status, 204) };
    assert_eq!(ended_by(log_out, socket).await, (4401, "session-ended".into()));
}

#[tokio::test]
async fn an_organisation_that_leaves_loses_reading_and_writing() {
    let app = coalition().with_organisations(1).start().await;
    let ana = app.add("ana@a.example", Some(0), GivenRole::Editor).await;
    app.introduce(&ana, 0).await;
    let (vera, by_ana) = (app.log_in(COORDINATOR).await, app.log_in("ana@a.example").await);
    let socket = with_token(&app, "ana@a.example", app.text.as_str(), Some(SUBPROTOCOL)).await;
    let path = format!("/organisations/{}/leave", app.organisations[0]);
    let leave = async { assert_eq!(send(app.post_as(&vera, &path, &json!({}))).await.status, 204) };
    assert_eq!(ended_by(leave, socket).await, (4403, "right-ended".into()));
    assert_eq!(send(app.get("/people").header("cookie", &by_ana)).await.code(), "organisation-left");
    assert_eq!(send(app.post_as(&vera, &path, &json!({}))).await.code(), "not-found");
}

/// How a socket ends over which somebody types on and on, within a second after this is done.
async fn ended_by(done: impl Future<Output = ()>, mut socket: Socket) -> (u16, String) {
    send_frame(&mut socket, Frame::Update(update(0))).await;
    until(&mut socket, |frame| *frame == Frame::Saved(1)).await;
    let typing = tokio::spawn(async move { types_until_closed(&mut socket, 5).await });
    done.await;
    timeout(AT_ONCE, typing).await.expect("the socket is closed within a second").unwrap()
}

#[tokio::test]
async fn a_token_never_signs_where_a_coalition_works() {
    let app = coalition().with_organisations(1).start().await;
    let ana = app.add("ana@a.example", Some(0), GivenRole::Editor).await;
    app.introduce(&ana, 0).await;
    let round = open_round(&app).await;
    let item =
        json!({"text": app.text.to_string(), "version": 1, "digest": "0".repeat(64), "position": "signed"});
    let organisation = app.organisations[0].to_string();
    let act = json!({"organisation": organisation, "items": [item], "language": "en"});
    let (path, token) = (format!("/rounds/{round}/acts"), app.token("ana@a.example").await);
    let by_token = send(app.post(&path).bearer_auth(token).json(&act)).await;
    assert_eq!((by_token.status.as_u16(), by_token.code().as_str()), (403, "token-never-signs"));
    let by_ana = app.log_in("ana@a.example").await;
    assert_eq!(send(app.post_as(&by_ana, &path, &act)).await.status, 200);
    let by_vera = app.log_in(COORDINATOR).await;
    assert_eq!(send(app.post_as(&by_vera, &path, &act)).await.code(), "no-mandate");
}

/// An open round on a version of the text, put on record without a freeze.
async fn open_round(app: &App) -> RoundId {
    let (text, asked, by) = (app.text.clone(), app.organisations.clone(), PersonId::new("vera").unwrap());
    let (version, digest) = (VersionNo(1), Digest::ZERO);
    let round = RoundId::new("round").unwrap();
    let fact = VersionFact {
        text: text.clone(),
        version,
        digest,
        language: "en".into(),
        parent: None,
        translates: None,
    };
    let frozen = DossierSecret::Frozen { by: by.clone(), seq: Seq(1), epoch: Epoch(0) };
    let opened = RoundFact {
        round: round.clone(),
        items: vec![RoundItem { text, version, digest }],
        asked,
        rule: Rule::Explicit { min: 1 },
        deadline: START.plus_ms(1_000),
        zone: "Europe/Zurich".into(),
        late_names: LateNames::Taken,
        objections: Objections::Resolved,
        raised: vec![],
        authentic: vec![],
    };
    let parts =
        [(DossierFact::Version(fact), frozen), (DossierFact::RoundOpened(opened), DossierSecret::By { by })];
    let event = |(fact, secret)| Event { at: START, fact, proof: None, secret: Some(secret) };
    let (events, dossier) = (parts.map(event).into(), app.dossier.clone());
    app.state.change(move |_| Ok(Change::of_dossier(&dossier, events))).await.unwrap();
    round
}
