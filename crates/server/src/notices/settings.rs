//! What a person wants mailed, when, and in which language. What somebody else did in their organisation's name is
//! always mailed.

use super::phrases::Phrases;
use crate::desk::write;
use crate::limits::{DIGEST_HOUR, LANGUAGE_CHARACTERS_MAX, PRESSING_MS};
use crate::problem::{Problem, ProblemDocument};
use crate::state::AppState;
use crate::viewer::Viewer;
use crate::words::{DeliveryName, MailedName};
use crate::zone::Zone;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::ids::PersonId;
use model::notice::News;
use model::time::UnixMs;
use serde::{Deserialize, Serialize};
use store::{Batch, Store, Table};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/me/mail`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(mine, set))
}

/// How much is mailed to a person, in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mailed {
    /// What somebody else did in the organisation's name, and nothing else.
    Least,
    /// Also what asks for an answer.
    Asked,
    /// Everything.
    #[default]
    All,
}

/// When a mail goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// As soon as there is something to tell.
    #[default]
    AtOnce,
    /// Once a day, in the morning; what others do in the organisation's name is told at once all the same.
    Daily,
}

/// Hours of a person's clock in which nothing is mailed, from the one to the other; none where both are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Quiet {
    /// The first, 0 to 23.
    pub from: u8,
    /// The one in which they are over, 0 to 23.
    pub until: u8,
}

/// What a person wants of mails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct MailSettings {
    /// `all`, `asked` (what asks for an answer) or `least`.
    #[schema(value_type = MailedName)]
    pub mailed: Mailed,
    /// The language of mails and of what the person confirms: `en`, `fr`, `es`, `ru`, `ar`.
    pub language: String,
    /// `at-once` or `daily`.
    #[schema(value_type = DeliveryName)]
    pub delivery: Delivery,
    /// Hours in which nothing is mailed.
    pub quiet: Quiet,
    /// The zone of the person's clock, such as `Europe/Zurich`.
    pub zone: String,
}

impl Default for MailSettings {
    fn default() -> Self {
        let (language, zone) = ("en".into(), "UTC".into());
        Self { mailed: Mailed::All, language, delivery: Delivery::AtOnce, quiet: Quiet::default(), zone }
    }
}

/// When something is mailed to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Now.
    AtOnce,
    /// With whatever else waits by then.
    At(UnixMs),
}

/// What the viewer wants mailed.
#[utoipa::path(get, path = "/me/mail", tag = "login", responses((status = 200, body = MailSettings)))]
async fn mine(State(state): State<AppState>, viewer: Viewer) -> Result<Json<MailSettings>, Problem> {
    Ok(Json(of(&*state.store, &viewer.person)?))
}

/// Says what the viewer wants mailed from now on. What is left out is as it is for whoever never said anything.
#[utoipa::path(post, path = "/me/mail", request_body = MailSettings, tag = "login", responses(
    (status = 204),
    (status = 422, body = ProblemDocument),
))]
async fn set(
    State(state): State<AppState>,
    viewer: Viewer,
    crate::body::Json(settings): crate::body::Json<MailSettings>,
) -> Result<StatusCode, Problem> {
    Zone::named(&settings.zone)?;
    let Quiet { from, until } = settings.quiet;
    if from.max(until) > 23 || settings.language.chars().count() > LANGUAGE_CHARACTERS_MAX {
        return Err(Problem::invalid("no-such-hour", "An hour is a number from 0 to 23."));
    }
    let mut batch = Batch::new();
    let row = serde_json::to_vec(&settings).map_err(Problem::fault)?;
    batch.put(Table::Meta, &key(&viewer.person), &row);
    write(&state.writer, batch).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl MailSettings {
    /// When this is mailed; none where it only stands in the page. A round whose deadline is near is told of at once,
    /// whatever the hour: later is too late.
    pub fn when(&self, news: &News, deadline: Option<UnixMs>, now: UnixMs) -> Option<When> {
        if least_for(news) > self.mailed {
            return None;
        }
        if deadline.is_some_and(|deadline| now <= deadline && deadline <= now.plus_ms(PRESSING_MS)) {
            return Some(When::AtOnce);
        }
        let zone = self.zone.parse().unwrap_or_else(|_| Zone::utc());
        let is_daily = self.delivery == Delivery::Daily && least_for(news) > Mailed::Least;
        let at = if is_daily { zone.next(DIGEST_HOUR, now) } else { now };
        Some(if self.quiet.holds(zone.hour(at)) {
            When::At(zone.next(self.quiet.until, at))
        } else if is_daily {
            When::At(at)
        } else {
            When::AtOnce
        })
    }

    /// The sentences in this person's language.
    pub fn phrases(&self) -> &'static Phrases {
        Phrases::of(&self.language)
    }
}

impl Quiet {
    fn holds(self, hour: u8) -> bool {
        if self.from <= self.until {
            (self.from..self.until).contains(&hour)
        } else {
            hour >= self.from || hour < self.until
        }
    }
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

/// What a person said that they want; what they never said is as for everybody.
pub fn of(store: &dyn Store, person: &PersonId) -> Result<MailSettings, Problem> {
    let kept = store.get(Table::Meta, &key(person))?.unwrap_or_default();
    let said = serde_json::from_slice(&kept).or_else(|_| {
        // Before there was more to choose, the row was the one word.
        let word = serde_json::Value::from(String::from_utf8_lossy(&kept));
        serde_json::from_value(word).map(|mailed| MailSettings { mailed, ..MailSettings::default() })
    });
    Ok(said.unwrap_or_default())
}

fn key(person: &PersonId) -> Vec<u8> {
    format!("mail/{person}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ids::{OrganisationId, RoundId};

    const HOUR: u64 = 3_600_000;
    /// 2026-01-05 23:00 UTC, midnight in Zurich.
    const MIDNIGHT: UnixMs = UnixMs(1_767_654_000_000);

    fn news() -> [News; 3] {
        let round = RoundId::new("r").unwrap();
        let mandate = News::Mandate(OrganisationId::new("a").unwrap());
        [mandate, News::Opened(round.clone()), News::Cancelled(round)]
    }

    fn at_night() -> MailSettings {
        let quiet = Quiet { from: 22, until: 7 };
        MailSettings { quiet, zone: "Europe/Zurich".into(), ..MailSettings::default() }
    }

    #[test]
    fn what_others_do_in_ones_name_is_always_mailed() {
        assert_eq!(news().each_ref().map(least_for), [Mailed::Least, Mailed::Asked, Mailed::All]);
        let least = MailSettings { mailed: Mailed::Least, ..MailSettings::default() };
        let when = news().map(|news| least.when(&news, None, MIDNIGHT));
        assert_eq!(when, [Some(When::AtOnce), None, None]);
    }

    #[test]
    fn nothing_is_mailed_in_quiet_hours_but_a_round_that_ends_within_a_day() {
        let [mandate, opened, _] = news();
        let morning = MIDNIGHT.plus_ms(7 * HOUR);
        assert_eq!(at_night().when(&mandate, None, MIDNIGHT), Some(When::At(morning)));
        assert_eq!(at_night().when(&mandate, None, morning), Some(When::AtOnce));
        let (near, far) = (MIDNIGHT.plus_ms(PRESSING_MS), MIDNIGHT.plus_ms(PRESSING_MS + 1));
        assert_eq!(at_night().when(&opened, Some(near), MIDNIGHT), Some(When::AtOnce));
        assert_eq!(at_night().when(&opened, Some(far), MIDNIGHT), Some(When::At(morning)));
        assert_eq!(
            at_night().when(&opened, Some(UnixMs(1)), MIDNIGHT),
            Some(When::At(morning)),
            "it is over"
        );
    }

    #[test]
    fn a_daily_mail_comes_in_the_morning_after_quiet_hours_and_holds_back_nothing_done_in_ones_name() {
        let daily = MailSettings { delivery: Delivery::Daily, ..at_night() };
        let [mandate, opened, _] = news();
        let noon = MIDNIGHT.plus_ms(12 * HOUR);
        assert_eq!(daily.when(&opened, None, noon), Some(When::At(MIDNIGHT.plus_ms(32 * HOUR))));
        assert_eq!(daily.when(&mandate, None, noon), Some(When::AtOnce));
        let late = MailSettings { quiet: Quiet { from: 0, until: 10 }, ..daily };
        assert_eq!(late.when(&opened, None, noon), Some(When::At(MIDNIGHT.plus_ms(34 * HOUR))));
    }

    #[test]
    fn quiet_hours_go_over_midnight_or_do_not() {
        let hours =
            |from, until| (0..24).filter(|hour| Quiet { from, until }.holds(*hour)).collect::<Vec<_>>();
        assert_eq!(hours(22, 2), [0, 1, 22, 23]);
        assert_eq!(hours(1, 3), [1, 2]);
        assert_eq!(hours(5, 5), Vec::<u8>::new());
    }
}
