//! Drawing an act: everything is checked and shown before somebody is asked to confirm it.

use super::rounds::dossier_of;
use super::views;
use crate::access;
use crate::body::{Json, Path};
use crate::notices::mail::Mail;
use crate::notices::phrases::{Phrases, fill};
use crate::notices::{Letter, Mailing, settings};
use crate::problem::{Problem, ProblemDocument};
use crate::rate::Who;
use crate::secret::random;
use crate::state::AppState;
use crate::viewer::Viewer;
use crate::words::{ChoiceName, PositionName, WithheldName};
use axum::extract::State;
use axum::http::StatusCode;
use model::act::{Choice, Withheld};
use model::decide::{self, ActWish, Actor, Drawn, ItemWish};
use model::digest::Digest;
use model::dossier::Dossier;
use model::ids::{OrganisationId, RoundId, TextId, VersionNo};
use model::position::Position;
use model::record::Salt;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// `/rounds/{id}/acts`, `/rounds/{id}/acts/code`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(draw)).routes(routes!(code))
}

/// A position to be taken.
#[derive(Debug, Deserialize, ToSchema)]
struct NewAct {
    /// For whom.
    #[schema(value_type = String)]
    organisation: OrganisationId,
    /// What is said of which text.
    items: Vec<NewItem>,
    /// Language in which it is shown.
    language: String,
    /// Whether a signature is to count for a next version that differs in an editorial way only: `yes` or `no`.
    #[serde(default = "no")]
    #[schema(value_type = ChoiceName)]
    keep_if_editorial: Choice,
    /// With no item, in a round by silence: whether the organisation may be named if it stays silent.
    #[serde(default = "no")]
    #[schema(value_type = ChoiceName)]
    assent: Choice,
}

fn no() -> Choice {
    Choice::No
}

/// What is said of one text.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewItem {
    /// Which text.
    #[schema(value_type = String)]
    text: TextId,
    /// Which version.
    #[schema(value_type = u32)]
    version: VersionNo,
    /// The digest that the page was served with.
    #[schema(value_type = String)]
    digest: Digest,
    /// What is said.
    #[schema(value_type = PositionName)]
    position: Position,
    /// Printed beside the name, of a signature with a reservation.
    reservation: Option<String>,
    /// `safety`, where the name is counted and not printed.
    #[schema(value_type = Option<WithheldName>)]
    withheld: Option<Withheld>,
    /// Why, in the organisation's words; never published.
    reason: Option<String>,
    /// The passages it is about, quoted.
    #[serde(default)]
    passages: Vec<String>,
}

/// An act that waits to be confirmed.
#[derive(Debug, Serialize, ToSchema)]
struct DrawnAct {
    /// What will be recorded.
    #[schema(value_type = Value)]
    act: model::act::Act,
    /// By which it is confirmed, within ten minutes.
    nonce: String,
    /// What a passkey is to sign: the act's hash.
    challenge: String,
    /// Credentials with which the viewer can sign it, in hexadecimal digits.
    passkeys: Vec<String>,
    /// Whether a code can be mailed to confirm it with.
    mail: bool,
    /// The organisation's name by language, as the act has it and as it is printed.
    names: BTreeMap<String, String>,
    /// What confirming says, in a sentence.
    sentence: String,
    /// The first 16 characters of each text's digest.
    short_digests: Vec<String>,
}

/// Draws an act: everything is checked, nothing is recorded.
#[utoipa::path(post, path = "/rounds/{id}/acts", params(("id" = String, Path)), request_body = NewAct,
    tag = "signoff", responses(
        (status = 200, body = DrawnAct),
        (status = 403, body = ProblemDocument),
        (status = 404, body = ProblemDocument),
        (status = 409, body = ProblemDocument),
        (status = 410, body = ProblemDocument),
        (status = 422, body = ProblemDocument),
    ))]
async fn draw(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(round): Path<RoundId>,
    Json(new): Json<NewAct>,
) -> Result<axum::Json<DrawnAct>, Problem> {
    let now = state.clock.now();
    // What is signed names the language in which it was read.
    let phrases = Phrases::of(&new.language);
    let (drawn, sentence, passkeys) = {
        let desk = state.desk().await;
        let at = desk.instant(now);
        let dossier = dossier_of(&desk, &viewer, &round, at)?;
        access::read_or_withdraw(&desk, &viewer, &dossier.id, at)?.to_sign(&viewer, state.purpose)?;
        let actor = Actor { person: viewer.person.clone(), method: viewer.method };
        let wish = ActWish {
            round,
            organisation: new.organisation,
            items: items(new.items),
            language: phrases.language.into(),
            keep_if_editorial: new.keep_if_editorial,
            assent: new.assent,
        };
        let drawn = decide::draw(&desk.coalition, dossier, &actor, wish, at, &mut random)?;
        let name = views::name(&desk.coalition, &drawn.act.organisation);
        let sentence = sentence(phrases, dossier, &name, &drawn);
        let own = desk.coalition.passkeys_of(&viewer.person);
        let party = state.base_url.party();
        // Those of another address sign nothing here.
        let passkeys = own.filter(|key| key.party.id == party.id).map(|key| key.credential.clone().into());
        let passkeys = passkeys.collect();
        (drawn, sentence, passkeys)
    };
    let nonce = String::from(drawn.act.nonce);
    let short_digests = drawn.digests().iter().map(Digest::short).collect();
    let act = drawn.act.clone();
    let challenge = act.hash()?.to_string();
    let mail = matches!(state.mailing, Mailing::By(_));
    state.pending.keep(drawn, now)?;
    let names = act.names_as_printed.clone();
    Ok(axum::Json(DrawnAct { act, nonce, challenge, passkeys, mail, names, sentence, short_digests }))
}

/// Which act.
#[derive(Debug, Deserialize, ToSchema)]
struct ForAct {
    /// Of the act that was drawn.
    #[schema(value_type = String)]
    nonce: Salt,
}

/// Mails a code to the viewer, who confirms the act with it: that says that they read their mail, and no more.
#[utoipa::path(post, path = "/rounds/{id}/acts/code", params(("id" = String, Path)), request_body = ForAct,
    tag = "signoff", responses(
        (status = 202, description = "The mail is on its way"),
        (status = 409, body = ProblemDocument, description = "This server sends no mail"),
        (status = 410, body = ProblemDocument),
        (status = 429, body = ProblemDocument),
    ))]
async fn code(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(round): Path<RoundId>,
    Json(ForAct { nonce }): Json<ForAct>,
) -> Result<StatusCode, Problem> {
    let now = state.clock.now();
    let too_late = || Problem::gone("act-expired", "This waited too long; read the text and answer again.");
    let drawn = state.pending.find(nonce, &viewer.person, now).filter(|drawn| drawn.act.round == round);
    let drawn = drawn.ok_or_else(too_late)?;
    state.rates.take(Who::Mails(viewer.person.clone()), now)?;
    let phrases = settings::of(&*state.store, &viewer.person)?.phrases();
    let (person, sentence) = {
        let desk = state.desk().await;
        let dossier = dossier_of(&desk, &viewer, &round, now)?;
        let person = desk.coalition.people.get(&viewer.person).ok_or_else(Problem::not_logged_in)?.clone();
        let name = views::name(&desk.coalition, &drawn.act.organisation);
        (person, sentence(phrases, dossier, &name, &drawn))
    };
    let digits = state.pending.draw_code(nonce);
    let places = [("code", &*digits), ("sentence", &sentence)];
    let letter = Letter::alone(phrases, phrases.code, &places, format!("/rounds/{round}"));
    state.mail(&person, &Mail { phrases, letters: vec![letter] }).await?;
    Ok(StatusCode::ACCEPTED)
}

/// What is wished of each text.
pub fn items(items: Vec<NewItem>) -> Vec<ItemWish> {
    let item = |item: NewItem| {
        let NewItem { text, version, digest, position, reservation, withheld, reason, passages } = item;
        ItemWish { text, version, digest, position, reservation, withheld, reason, passages }
    };
    items.into_iter().map(item).collect()
}

/// The sentence of assent: what confirming says, with the digest's first characters to compare.
fn sentence(phrases: &Phrases, dossier: &Dossier, name: &str, drawn: &Drawn) -> String {
    let of = |item: &ItemWish| {
        let (name, title) = (phrases.isolated(name), phrases.isolated(dossier.title(&item.text)));
        let (version, digest) = (item.version.to_string(), phrases.isolated(&item.digest.short()));
        let places = [("name", &*name), ("n", &version), ("title", &title), ("digest", &digest)];
        fill(phrases.assent.of(item.position), &places)
    };
    let leave = |phrase| fill(phrase, &[("name", &phrases.isolated(name))]);
    match (drawn.items.is_empty(), drawn.act.assent) {
        (false, _) => drawn.items.iter().map(of).collect::<Vec<_>>().join(" "),
        (true, Choice::Yes) => leave(phrases.leave_given),
        (true, Choice::No) => leave(phrases.leave_taken_back),
    }
}
