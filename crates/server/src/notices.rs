//! What people are told, in the page and by mail. What it is and who hears it, `model::notice` says; here it gets its
//! words and goes out.

pub mod mail;
mod outbox;
mod words;

use crate::access;
use crate::desk::{self, Desk};
use crate::limits::{NOTICE_RECORDS_MAX, NOTICES_MAX};
use crate::problem::Problem;
use crate::state::AppState;
use crate::viewer::Viewer;
use axum::Json;
use axum::extract::State;
use model::dossier::Dossier;
use model::notice::{self, Notice};
use serde::Serialize;
use store::Store;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use outbox::{Mailing, send_often};
pub use words::Letter;

/// `/notices`, `/outbox`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(mine)).merge(outbox::routes())
}

/// A notice as its reader sees it.
#[derive(Debug, Serialize, ToSchema)]
struct NoticeView {
    /// When, in milliseconds since 1970.
    at: u64,
    /// The dossier's title.
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
    let (desk, now) = (state.desk().await, state.clock.now());
    let mut views = Vec::new();
    for id in &desk.coalition.dossiers {
        let Ok(access) = access::read(&desk, &viewer, id, now) else { continue };
        let own = of_dossier(&*state.store, access.dossier)?;
        let own = own.iter().filter(|notice| notice.to.contains(&viewer.person));
        views.extend(own.map(|notice| view(&desk, access.dossier, notice)));
    }
    views.sort_by_key(|view| std::cmp::Reverse(view.at));
    views.truncate(NOTICES_MAX);
    Ok(Json(views))
}

fn view(desk: &Desk, dossier: &Dossier, notice: &Notice) -> NoticeView {
    let letter = Letter::of(desk, dossier, notice);
    NoticeView {
        at: notice.at.0,
        dossier_title: dossier.title.clone(),
        subject: letter.subject,
        path: letter.path,
        told: letter.told,
    }
}

/// The notices of a dossier's last records, the oldest first.
fn of_dossier(store: &dyn Store, dossier: &Dossier) -> Result<Vec<Notice>, Problem> {
    let records = desk::read(store, &dossier.ledger())?;
    let last = &records[records.len().saturating_sub(NOTICE_RECORDS_MAX)..];
    let notices = last.iter().map(|record| Ok(notice::of(dossier, record)?));
    notices.filter_map(Result::transpose).collect()
}
