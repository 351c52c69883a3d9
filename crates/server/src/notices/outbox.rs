//! The outbox: how far each ledger's notices have gone out, and what waits for somebody's morning. At least once: after a
//! crash, the mails of one record may go out again. Without a mail server everything stays here, to be seen.

use super::due::{self, Due};
use super::held;
use super::mail::{Mail, MailError, Smtp};
use super::settings::When;
use crate::access;
use crate::desk::write;
use crate::limits::{MAIL_EVERY, OUTBOX_MAX};
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::Json;
use axum::extract::State;
use model::ids::{LedgerId, RecordNo};
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
    /// Those that have not gone out, the newest first; those among them that wait for somebody's morning.
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
    /// The language it is written in.
    language: String,
    /// Its subject.
    subject: String,
    /// Its words.
    text: String,
}

/// Mails that have not gone out: an administrator can pass them on where no mail server is named.
#[utoipa::path(get, path = "/outbox", tag = "setup", responses(
    (status = 200, body = Outbox),
    (status = 403, body = ProblemDocument),
))]
async fn outbox(State(state): State<AppState>, viewer: Viewer) -> Result<Json<Outbox>, Problem> {
    let now = state.clock.now();
    let desk = state.desk().await;
    access::administrates(&desk, &viewer)?;
    let site = state.site(&desk.coalition.name);
    let new = due::new(&*state.store, &state.told, &desk, now)?.into_iter().flat_map(|ledger| ledger.mails);
    let mut waiting: Vec<Due> = new.chain(held::all(&*state.store, &state.told, &desk)?).collect();
    waiting.sort_by_key(|due| std::cmp::Reverse(due.at));
    let view = |due: &Due| {
        let mail = due.mail();
        MailView {
            at: due.at.0,
            to: due.person.name.clone(),
            email: due.person.email.clone(),
            language: mail.phrases.language.into(),
            subject: mail.subject(&site),
            text: site.plain(&mail),
        }
    };
    let sends = matches!(state.mailing, Mailing::By(_));
    Ok(Json(Outbox { sends, waiting: waiting.iter().take(OUTBOX_MAX).map(view).collect() }))
}

/// Sends what is due, again and again. Ends only with the server.
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
    let now = state.clock.now();
    let (ledgers, mornings, coalition) = {
        let desk = state.desk().await;
        let ledgers = due::new(&*state.store, &state.told, &desk, now)?;
        let mornings = held::due(&*state.store, &state.told, &desk, now)?;
        (ledgers, mornings, desk.coalition.name.clone())
    };
    let site = state.site(&coalition);
    for due::Ledger { id, head, mails } in ledgers {
        let mut done = None;
        for due in &mails {
            if done.is_some_and(|record| record < due.record) {
                keep_sent(state, &id, done).await?;
            }
            if let When::At(at) = due.when {
                let mut batch = Batch::new();
                held::hold(&mut batch, due, &id, at);
                write(&state.writer, batch).await?;
            } else if !is_out(smtp.send(&site, &due.person, &due.mail()).await) {
                return Ok(());
            }
            done = Some(due.record);
        }
        keep_sent(state, &id, Some(head)).await?;
    }
    for held::Morning { person, mail, rows } in mornings {
        if mail.letters.is_empty() || is_out(smtp.send(&site, &person, &mail).await) {
            write(&state.writer, rows).await?;
        }
    }
    Ok(())
}

/// Whether a mail need not be tried again. Somebody whose address is none keeps nobody else from being told.
fn is_out(sent: Result<(), MailError>) -> bool {
    match sent {
        Ok(()) | Err(MailError::Address | MailError::Message) => true,
        Err(error) => {
            tracing::warn!(%error, "mail waits");
            false
        }
    }
}

/// Puts on disk up to which record everybody was told.
async fn keep_sent(state: &AppState, ledger: &LedgerId, record: Option<RecordNo>) -> Result<(), Problem> {
    let Some(record) = record else { return Ok(()) };
    let mut batch = Batch::new();
    batch.put(Table::Meta, &key(ledger), record.0.to_string().as_bytes());
    Ok(write(&state.writer, batch).await?)
}

/// The last record of a ledger of which everybody was told.
pub fn sent(store: &dyn Store, ledger: &LedgerId) -> Result<RecordNo, Problem> {
    let kept = store.get(Table::Meta, &key(ledger))?.and_then(|kept| String::from_utf8(kept).ok());
    Ok(RecordNo(kept.and_then(|kept| kept.parse().ok()).unwrap_or(0)))
}

fn key(ledger: &LedgerId) -> Vec<u8> {
    format!("mailed/{ledger}").into_bytes()
}

impl Due {
    /// As a mail of its own.
    fn mail(&self) -> Mail {
        Mail { phrases: self.phrases, letters: vec![self.letter.clone()] }
    }
}
