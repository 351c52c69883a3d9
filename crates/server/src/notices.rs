//! What people are told, in the page and by mail. What it is and who hears it, `model::notice` says; here it gets its
//! words and goes out.

mod due;
mod held;
pub mod mail;
mod outbox;
pub mod phrases;
pub mod settings;
mod words;

use crate::access;
use crate::desk::Desk;
use crate::limits::{NOTICE_RECORDS_MAX, NOTICES_MAX};
use crate::problem::Problem;
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::Json;
use axum::extract::State;
use model::coalition::Coalition;
use model::dossier::Dossier;
use model::ids::{LedgerId, RecordNo};
use model::ledger::Broken;
use model::notice::{self, Notice};
use model::record::Record;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Store, rows};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use outbox::{Mailing, send_often};
use phrases::Phrases;
pub use words::{Kept, Letter};

/// `/notices`, `/outbox`, `/me/mail`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(mine)).merge(outbox::routes()).merge(settings::routes())
}

/// A notice as its reader sees it.
#[derive(Debug, Serialize, ToSchema)]
struct NoticeView {
    /// The language of its sentences, which the viewer chose.
    language: String,
    /// When, in milliseconds since 1970.
    at: u64,
    /// The dossier's title, or the coalition's name.
    dossier_title: String,
    /// What happened, in a sentence.
    subject: String,
    /// Where to go.
    path: String,
    /// Who else was told, in a sentence.
    told: String,
}

/// What the viewer was told, the newest first.
#[utoipa::path(get, path = "/notices", tag = "signing", responses((status = 200, body = Vec<NoticeView>)))]
async fn mine(State(state): State<AppState>, viewer: Viewer) -> Result<Json<Vec<NoticeView>>, Problem> {
    let phrases = settings::of(&*state.store, &viewer.person)?.phrases();
    let (desk, now) = (state.desk().await, state.clock.now());
    let mut views = Vec::new();
    for id in &desk.coalition.dossiers {
        let Ok(access) = access::read(&desk, &viewer, id, now) else { continue };
        let own = state.told.of_dossier(&*state.store, access.dossier)?;
        let own = own.iter().filter(|notice| notice.to.contains(&viewer.person));
        views.extend(own.map(|notice| view(phrases, &desk, Some(access.dossier), notice)));
    }
    let own = state.told.of_coalition(&*state.store, &desk.coalition)?;
    let own = own.iter().filter(|notice| notice.to.contains(&viewer.person));
    views.extend(own.map(|notice| view(phrases, &desk, None, notice)));
    views.sort_by_key(|view| std::cmp::Reverse(view.at));
    views.truncate(NOTICES_MAX);
    Ok(Json(views))
}

/// `dossier` is the one it is about, if it is about one.
fn view(phrases: &Phrases, desk: &Desk, dossier: Option<&Dossier>, notice: &Notice) -> NoticeView {
    let letter = Letter::of(phrases, desk, dossier, notice);
    NoticeView {
        language: phrases.language.into(),
        at: notice.at.0,
        dossier_title: dossier.map_or(&desk.coalition.name, |dossier| &dossier.title).clone(),
        subject: letter.subject,
        path: letter.path,
        told: letter.told,
    }
}

/// Notices as they were read off the ledgers last: read again only where a ledger has a new record.
#[derive(Default)]
pub struct ToldSoFar(Mutex<BTreeMap<LedgerId, Read>>);

/// Up to which record a ledger was read, and what that came to.
type Read = (RecordNo, Arc<[Notice]>);

impl ToldSoFar {
    /// The notices of a dossier's last records, the oldest first.
    fn of_dossier(&self, store: &dyn Store, dossier: &Dossier) -> Result<Arc<[Notice]>, Problem> {
        self.read(store, dossier.ledger(), dossier.head.seq, |record| notice::of(dossier, record))
    }

    /// The same of the coalition's own ledger.
    fn of_coalition(&self, store: &dyn Store, coalition: &Coalition) -> Result<Arc<[Notice]>, Problem> {
        self.read(store, coalition.ledger(), coalition.head.seq, |record| {
            notice::of_coalition(coalition, record)
        })
    }

    fn read(
        &self,
        store: &dyn Store,
        ledger: LedgerId,
        head: RecordNo,
        of: impl Fn(&Record) -> Result<Option<Notice>, Broken>,
    ) -> Result<Arc<[Notice]>, Problem> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((seq, notices)) = kept.get(&ledger)
            && *seq == head
        {
            return Ok(Arc::clone(notices));
        }
        let lines = rows::ledger(store, ledger.as_str())?;
        let last = &lines[lines.len().saturating_sub(NOTICE_RECORDS_MAX)..];
        let told = last.iter().map(|(_, line)| Ok::<_, Problem>(of(&Record::from_line(line)?)?));
        let notices: Arc<[Notice]> =
            told.filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()?.into();
        kept.insert(ledger, (head, Arc::clone(&notices)));
        Ok(notices)
    }
}
