//! Sign-off from many connections at once, and with the server killed in the middle of it: one winner each time, no
//! record that was answered is lost, no number of the ledger is missing.

use futures_util::future::join_all;
use model::verify::{CheckedLedger, check_ledger};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use whole_server_tests::progress::Progress;
use whole_server_tests::random::Random;
use whole_server_tests::{Api, Server, story};

const KILLS: u32 = 40;

/// What a round is answered: sixteen times that an organisation signed, that it is closed, that it is published.
const ANSWERS: u64 = 18;

/// How many of the kills come before anything is answered, or after everything, is chance; so many receipts are not.
const RECEIPTS_MIN: usize = 200;

/// How many do the same thing at once.
const AT_ONCE: usize = 8;

/// Hash by number, of every record whose receipt somebody was given.
type Receipts = Arc<Mutex<HashMap<u64, String>>>;

async fn ledger(server: &Server) -> CheckedLedger {
    let coordinator = Api::of(server, server.demo.coordinator());
    let answer = coordinator.get(&format!("/dossiers/{}/ledger", server.demo.dossier)).await;
    let ledger = check_ledger(std::str::from_utf8(&answer.bytes).unwrap());
    ledger.unwrap_or_else(|false_| panic!("the ledger does not hold: {false_}"))
}

fn check_receipts(ledger: &CheckedLedger, receipts: &Receipts) {
    let hash = |number: u64| {
        let found = ledger.records.iter().find(|record| record.shell.seq.0 == number);
        found.map(|record| record.shell.hash().unwrap().to_string())
    };
    for (number, receipted) in receipts.lock().unwrap().iter() {
        assert_eq!(
            hash(*number).as_ref(),
            Some(receipted),
            "record {number} was answered, and is another or none"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_freezes_acts_revocations_and_closings_have_one_winner_each() {
    let server = Server::demo();
    let text = server.demo.text("annex");
    let coordinator = Api::of(&server, server.demo.coordinator());
    let freeze = || async { coordinator.post(&format!("/texts/{text}/versions"), json!({})).await };
    let frozen = join_all((0..AT_ONCE).map(|_| freeze())).await;
    let made = frozen.iter().filter(|answer| answer.status == 201).count();
    assert_eq!((made, frozen.iter().all(|answer| answer.body["no"] == 1)), (1, true), "one version");

    let version = frozen.into_iter().next().unwrap().ok();
    let round = story::open_round(&server, text, &version, 1).await["id"].as_str().unwrap().to_owned();
    let signatory = server.demo.signatories()[0];
    let api = Api::of(&server, signatory);
    let act = json!({"organisation": signatory.organisation, "items": [story::signed(text, &version)], "language": "en"});
    let draw =
        || async { api.post(&format!("/rounds/{round}/acts"), act.clone()).await.ok()["nonce"].clone() };
    let nonces = join_all((0..AT_ONCE).map(|_| draw())).await;
    let take = |nonce: Value| {
        let (api, path) = (api.clone(), format!("/rounds/{round}/positions"));
        async move { api.post(&path, json!({"nonce": nonce})).await }
    };
    let taken = join_all(nonces.into_iter().map(take)).await;
    let winners = taken.iter().filter(|answer| answer.status == 201).count();
    let losers = taken.iter().filter(|answer| answer.code() == "colleague-answered").count();
    assert_eq!((winners, losers), (1, AT_ONCE - 1), "the same organisation, replacing the same act");

    let other = server.demo.signatories()[1];
    let dossier = coordinator.get(&format!("/dossiers/{}", server.demo.dossier)).await.ok();
    let mandates = dossier["mandates"].as_array().unwrap();
    let mandate =
        mandates.iter().find(|mandate| mandate["person"] == other.id.as_str()).unwrap()["id"].clone();
    let suspend = async {
        let path = format!("/mandates/{}/end", mandate.as_str().unwrap());
        coordinator.post(&path, json!({"reason": "suspended"})).await.ok()
    };
    let speaking =
        join_all((0..AT_ONCE).map(|_| story::take(&server, other, &round, story::signed(text, &version))));
    let (spoken, _) = tokio::join!(speaking, suspend);
    let after = story::take(&server, other, &round, story::signed(text, &version)).await;
    assert_eq!(after.code(), "mandate-suspended");
    assert!(spoken.iter().all(|answer| {
        answer.status == 201 || ["colleague-answered", "mandate-suspended"].contains(&answer.code())
    }));

    let close = || async { coordinator.post(&format!("/rounds/{round}/close"), json!({})).await };
    let closed = join_all((0..AT_ONCE).map(|_| close())).await;
    assert_eq!(closed.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(closed.iter().filter(|answer| answer.code() == "round-over").count(), AT_ONCE - 1);
    ledger(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_moment_of_sign_off_loses_nothing_that_was_answered() {
    let mut random = Random::seeded(20_200_612);
    let mut server = Server::demo();
    let text = server.demo.text("annex").to_owned();
    let version = story::freeze(&server, &text).await;
    let (receipts, answered) = (Receipts::default(), Progress::default());
    for kill in 0..KILLS {
        let round = story::open_round(&server, &text, &version, 1).await["id"].as_str().unwrap().to_owned();
        let work = sign_and_close(&server, &round, &text, &version, receipts.clone(), &answered);
        answered.break_off(work, &mut random, ANSWERS).await;
        server.kill();
        server.restart();
        check_receipts(&ledger(&server).await, &receipts);
        let coordinator = Api::of(&server, server.demo.coordinator());
        let state = coordinator.get(&format!("/rounds/{round}")).await.ok()["state"].clone();
        if state == "open" {
            coordinator.post(&format!("/rounds/{round}/cancel"), json!({})).await.ok();
        } else {
            assert_eq!(state, "adopted", "kill {kill}");
        }
    }
    let receipts = receipts.lock().unwrap().len();
    assert!(receipts > RECEIPTS_MIN, "the run answered too little to prove anything: {receipts} receipts");
}

/// Every organisation signs at once, then the round is closed and published.
async fn sign_and_close(
    server: &Server,
    round: &str,
    text: &str,
    version: &Value,
    receipts: Receipts,
    answered: &Progress,
) {
    let sign = |person| {
        let receipts = receipts.clone();
        async move {
            let answer = story::take(server, person, round, story::signed(text, version)).await;
            if answer.status == 201 {
                let hash = answer.body["hash"].as_str().unwrap().to_owned();
                receipts.lock().unwrap().insert(answer.body["record"].as_u64().unwrap(), hash);
                answered.step();
            }
        }
    };
    join_all(server.demo.signatories().into_iter().map(sign)).await;
    let coordinator = Api::of(server, server.demo.coordinator());
    coordinator.post(&format!("/rounds/{round}/close"), json!({})).await;
    answered.step();
    coordinator.post(&format!("/rounds/{round}/publications"), json!({"text": text})).await;
    answered.step();
}
