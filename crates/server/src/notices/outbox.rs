//! The outbox: how far each ledger's notices have gone out. At least once: after a crash, the mails of one record may go
//! out again. Without a mail server everything stays here, to be seen.

use super::mail::{MailError, Site, Smtp};
use super::{Letter, ToldSoFar, settings};
use crate::access;
use crate::desk::{Desk, write};
use crate::limits::{MAIL_EVERY, OUTBOX_MAX};
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::Json;
use axum::extract::State;
use model::ids::{LedgerId, RecordNo};
use model::organisation::Person;
use serde::Serialize;
use store::{Batch, Store, Table};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Whether mail is sent.
#[derive(Debug, Clone)]
pub enum Mailing {
    /// By this server.
    By(Box<Smtp>),
    /// It is not: the outbox shows what would have been.
    Off,
}

/// `/outbox`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(outbox))
}

/// Mails.
#[derive(Debug, Serialize, ToSchema)]
struct Outbox {
    /// Whether a mail server was named at the start.
    sends: bool,
    /// Those that have not gone out, the newest first.
    waiting: Vec<MailView>,
}

/// A mail.
#[derive(Debug, Serialize, ToSchema)]
struct MailView {
    /// When what it tells happened, in milliseconds since 1970.
    at: u64,
    /// Whom it is for.
    to: String,
    /// Their address.
    email: String,
    /// Its subject.
    subject: String,
    /// Its words.
    text: String,
}

/// What has not gone out of a ledger, which ends at `head`.
struct Ledger {
    id: LedgerId,
    head: RecordNo,
    mails: Vec<Waiting>,
}

/// A mail that has not gone out.
struct Waiting {
    record: RecordNo,
    at: u64,
    person: Person,
    letter: Letter,
}

/// Mails that have not gone out: an administrator can pass them on where no mail server is named.
#[utoipa::path(get, path = "/outbox", tag = "setup", responses(
    (status = 200, body = Outbox),
    (status = 403, body = ProblemDocument),
))]
async fn outbox(State(state): State<AppState>, viewer: Viewer) -> Result<Json<Outbox>, Problem> {
    let desk = state.desk().await;
    access::administrates(&desk, &viewer)?;
    let site = site(&state, &desk);
    let mut waiting: Vec<Waiting> =
        waiting(&*state.store, &state.told, &desk)?.into_iter().flat_map(|ledger| ledger.mails).collect();
    waiting.sort_by_key(|mail| std::cmp::Reverse(mail.at));
    let view = |mail: &Waiting| MailView {
        at: mail.at,
        to: mail.person.name.clone(),
        email: mail.person.email.clone(),
        subject: mail.letter.subject.clone(),
        text: site.plain(&mail.letter),
    };
    let sends = matches!(state.mailing, Mailing::By(_));
    Ok(Json(Outbox { sends, waiting: waiting.iter().take(OUTBOX_MAX).map(view).collect() }))
}

/// Sends what waits, again and again. Ends only with the server.
pub async fn send_often(state: AppState) {
    let Mailing::By(smtp) = state.mailing.clone() else { return };
    let mut ticks = tokio::time::interval(MAIL_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(problem) = send(&state, &smtp).await {
            tracing::warn!(code = problem.code(), "mail was not sent");
        }
    }
}

async fn send(state: &AppState, smtp: &Smtp) -> Result<(), Problem> {
    let (mails, coalition) = {
        let desk = state.desk().await;
        (waiting(&*state.store, &state.told, &desk)?, desk.coalition.name.clone())
    };
    let (base_url, key) = (&state.base_url, state.key);
    let site = Site { base_url, coalition: &coalition, key };
    for Ledger { id, head, mails } in mails {
        let mut done = None;
        for mail in &mails {
            if done.is_some_and(|record| record < mail.record) {
                keep_sent(state, &id, done).await?;
            }
            match smtp.send(&site, &mail.person, &mail.letter).await {
                // Somebody whose address is none keeps nobody else from being told.
                Ok(()) | Err(MailError::Address | MailError::Message) => done = Some(mail.record),
                Err(error) => {
                    tracing::warn!(%error, "mail waits");
                    return Ok(());
                }
            }
        }
        keep_sent(state, &id, Some(head)).await?;
    }
    Ok(())
}

/// Puts on disk up to which record everybody was told.
async fn keep_sent(state: &AppState, ledger: &LedgerId, record: Option<RecordNo>) -> Result<(), Problem> {
    let Some(record) = record else { return Ok(()) };
    let mut batch = Batch::new();
    batch.put(Table::Meta, &key(ledger), record.0.to_string().as_bytes());
    Ok(write(&state.writer, batch).await?)
}

fn site<'a>(state: &'a AppState, desk: &'a Desk) -> Site<'a> {
    Site { base_url: &state.base_url, coalition: &desk.coalition.name, key: state.key }
}

/// What has not gone out, by ledger, in the order of its records. A ledger without a new record is not read.
fn waiting(store: &dyn Store, told: &ToldSoFar, desk: &Desk) -> Result<Vec<Ledger>, Problem> {
    let own = desk.coalition.ledger();
    let dossiers = desk.dossiers.values().map(|dossier| (dossier.ledger(), dossier.head.seq, Some(dossier)));
    let mut ledgers = Vec::new();
    for (id, head, dossier) in dossiers.chain([(own, desk.coalition.head.seq, None)]) {
        let sent = sent(store, &id)?;
        if sent >= head {
            continue;
        }
        let notices = match dossier {
            Some(dossier) => told.of_dossier(store, dossier)?,
            None => told.of_coalition(store, &desk.coalition)?,
        };
        let mut mails = Vec::new();
        for notice in notices.iter().filter(|notice| notice.record > sent) {
            let letter = Letter::of(desk, dossier, notice);
            let people = notice.to.iter().filter_map(|person| desk.coalition.people.get(person));
            for person in people {
                if settings::wants(store, &person.id, &notice.news)? {
                    let (record, at, letter) = (notice.record, notice.at.0, letter.clone());
                    mails.push(Waiting { record, at, person: person.clone(), letter });
                }
            }
        }
        ledgers.push(Ledger { id, head, mails });
    }
    Ok(ledgers)
}

/// The last record of a ledger of which everybody was told.
fn sent(store: &dyn Store, ledger: &LedgerId) -> Result<RecordNo, Problem> {
    let kept = store.get(Table::Meta, &key(ledger))?.and_then(|kept| String::from_utf8(kept).ok());
    Ok(RecordNo(kept.and_then(|kept| kept.parse().ok()).unwrap_or(0)))
}

fn key(ledger: &LedgerId) -> Vec<u8> {
    format!("mailed/{ledger}").into_bytes()
}
