//! What a person wants mailed. What somebody else did in their organisation's name is always mailed.

use crate::desk::write;
use crate::problem::Problem;
use crate::state::AppState;
use crate::viewer::Viewer;
use crate::words::MailedName;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::ids::PersonId;
use model::notice::News;
use serde::{Deserialize, Serialize};
use store::{Batch, Store, Table};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/me/mail`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(mine, set))
}

/// How much is mailed to a person, in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mailed {
    /// What somebody else did in the organisation's name, and nothing else.
    Least,
    /// Also what asks for an answer.
    Asked,
    /// Everything.
    All,
}

/// What a person wants mailed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct MailSettings {
    /// `all`, `asked` (what asks for an answer) or `least`.
    #[schema(value_type = MailedName)]
    mailed: Mailed,
}

/// What the viewer wants mailed.
#[utoipa::path(get, path = "/me/mail", tag = "login", responses((status = 200, body = MailSettings)))]
async fn mine(State(state): State<AppState>, viewer: Viewer) -> Result<Json<MailSettings>, Problem> {
    Ok(Json(MailSettings { mailed: of(&*state.store, &viewer.person)? }))
}

/// Says what the viewer wants mailed from now on.
#[utoipa::path(post, path = "/me/mail", request_body = MailSettings, tag = "login", responses((status = 204)))]
async fn set(
    State(state): State<AppState>,
    viewer: Viewer,
    crate::body::Json(settings): crate::body::Json<MailSettings>,
) -> Result<StatusCode, Problem> {
    let mut batch = Batch::new();
    batch.put(Table::Meta, &key(&viewer.person), settings.mailed.word().as_bytes());
    write(&state.writer, batch).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a person wants this mailed.
pub fn wants(store: &dyn Store, person: &PersonId, news: &News) -> Result<bool, Problem> {
    Ok(least_for(news) <= of(store, person)?)
}

/// How much has to be wanted for this to be mailed.
fn least_for(news: &News) -> Mailed {
    match news {
        News::Relayed(_)
        | News::Carried(..)
        | News::Passkey { .. }
        | News::KeyChanged(_)
        | News::Moved(_)
        | News::SetBack(_)
        | News::Retired
        | News::Mandate(_)
        | News::Overridden(..) => Mailed::Least,
        News::Opened(_) | News::Extended(..) | News::Reserved(_) => Mailed::Asked,
        News::Closed(..) | News::Cancelled(_) | News::Spoken(_) | News::TakenOff(_) => Mailed::All,
    }
}

fn of(store: &dyn Store, person: &PersonId) -> Result<Mailed, Problem> {
    let kept = store.get(Table::Meta, &key(person))?;
    let all = [Mailed::Least, Mailed::Asked, Mailed::All];
    let known = all.into_iter().find(|mailed| kept.as_deref() == Some(mailed.word().as_bytes()));
    Ok(known.unwrap_or(Mailed::All))
}

fn key(person: &PersonId) -> Vec<u8> {
    format!("mail/{person}").into_bytes()
}

impl Mailed {
    fn word(self) -> &'static str {
        match self {
            Self::Least => "least",
            Self::Asked => "asked",
            Self::All => "all",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ids::{OrganisationId, RoundId};

    #[test]
    fn what_others_do_in_ones_name_is_always_mailed() {
        let mandate = News::Mandate(OrganisationId::new("a").unwrap());
        let opened = News::Opened(RoundId::new("r").unwrap());
        let cancelled = News::Cancelled(RoundId::new("r").unwrap());
        assert_eq!(
            [&mandate, &opened, &cancelled].map(least_for),
            [Mailed::Least, Mailed::Asked, Mailed::All]
        );
    }
}
