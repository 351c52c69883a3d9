//! The words of a notice. No word of a draft is in them, nor of an objection: mail is read by many.

use crate::desk::Desk;
use crate::signoff::views;
use model::digest::Digest;
use model::dossier::Dossier;
use model::fact::{Handover, SpokenFact};
use model::ids::{PersonId, RoundId, TextId};
use model::notice::{News, Notice};
use model::position::{Method, Position};
use model::rule::Outcome;

/// A notice in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What happened, in a sentence.
    pub subject: String,
    /// What it means and what can be done, in a sentence or two.
    pub body: String,
    /// Where to go, from the site's root.
    pub path: String,
    /// Who was told, in a sentence.
    pub told: String,
    /// What to keep outside, where there is something: the ledger's head and the passkeys enrolled.
    pub keep: Vec<String>,
}

impl Letter {
    /// The words of a notice.
    pub fn of(desk: &Desk, dossier: Option<&Dossier>, notice: &Notice) -> Self {
        let (subject, body, path) = match (dossier, &notice.news) {
            (Some(dossier), _) => said(dossier, notice),
            (None, News::Passkey { key, person, begun }) => passkey(desk, key, person, *begun),
            (None, news) => of_the_house(news),
        };
        let told = told(desk, notice);
        let keep = match notice.news {
            News::Opened(_) | News::Closed(..) | News::SetBack(_) => keep(desk, notice),
            News::KeyChanged(change) => vec![change.to.to_string()],
            _ => Vec::new(),
        };
        Self { subject, body, path, told, keep }
    }
}

fn said(dossier: &Dossier, notice: &Notice) -> (String, String, String) {
    let round_path = |round: &RoundId| format!("/rounds/{round}");
    match &notice.news {
        News::Opened(round) => (
            format!("Your organisation is asked: {}", texts(dossier, round)),
            format!("{} Read the exact words and take a position.", deadline(dossier, round)),
            round_path(round),
        ),
        News::Extended(round, until) => (
            format!("More time to answer: {}", texts(dossier, round)),
            format!("The deadline is now {}.", export::minute_of(*until)),
            round_path(round),
        ),
        News::Closed(round, outcomes) => {
            let adopted = outcomes.iter().all(|of| of.outcome == Outcome::Adopted);
            let outcome = if adopted { "Adopted" } else { "Not adopted" };
            (
                format!("{outcome}: {}", texts(dossier, round)),
                "The round is closed, and its outcome never changes. You can still withdraw.".into(),
                round_path(round),
            )
        }
        News::Cancelled(round) => (
            format!("The round was cancelled: {}", texts(dossier, round)),
            "Positions taken in it lead to nothing.".into(),
            round_path(round),
        ),
        News::Spoken(fact) => (
            format!("Your colleague answered for {}: {}", fact.name, of_version(dossier, fact)),
            format!("{} The last word of any of you is the organisation's position.", position(fact)),
            round_path(&fact.round),
        ),
        News::Relayed(fact) => (
            format!("The coordinator entered a position of {}: {}", fact.name, of_version(dossier, fact)),
            format!("{} If that is not so, undo it with one click.", position(fact)),
            round_path(&fact.round),
        ),
        News::Carried(fact, from) => (
            format!("Your signature was carried over: {}", of_version(dossier, fact)),
            format!(
                "Nothing but spelling, spacing, the style of marks or layout changed since version {from}, which {} \
                 signed. See what changed; you can take the name off with one click until publication, and later too.",
                fact.name
            ),
            format!("/texts/{}/changes/{from}/{}", fact.text, fact.version),
        ),
        News::TakenOff(fact) => (
            format!("{} no longer stands under {}", fact.name, of_version(dossier, fact)),
            "If it was published, a new edition prints the names as they stand now.".into(),
            round_path(&fact.round),
        ),
        News::Reserved(fact) => (
            format!("{} signed with a reservation: {}", fact.name, of_version(dossier, fact)),
            "It is printed beside its name. Read it on the round's page; you can still change your position."
                .into(),
            round_path(&fact.round),
        ),
        News::Overridden(text, reason) => (
            format!("Your objection was overridden: {}", title(dossier, text)),
            format!("The coordinator's reason: {reason}"),
            format!("/dossiers/{}", dossier.id),
        ),
        News::Mandate(_) => (
            format!("Somebody may now sign for your organisation in {}", dossier.title),
            "If your organisation did not want that, one of its holders ends the mandate.".into(),
            format!("/dossiers/{}", dossier.id),
        ),
        _ => Default::default(),
    }
}

fn passkey(desk: &Desk, key: &Digest, person: &PersonId, begun: Method) -> (String, String, String) {
    let name = desk.coalition.people.get(person).map_or("Somebody", |person| person.name.as_str());
    let how = if begun == Method::SessionHanded {
        "Their session had begun with a login link that somebody handed out. "
    } else {
        ""
    };
    (
        format!("{name} enrolled a passkey"),
        format!(
            "{how}It is called {key}, and can sign for an organisation as far as its person may. If nobody of yours did \
             that, tell your coalition at once."
        ),
        "/keys".into(),
    )
}

/// What happens to the server itself, in words.
fn of_the_house(news: &News) -> (String, String, String) {
    let said = |subject: &str, body: String| (subject.to_owned(), body, "/house".to_owned());
    match news {
        News::KeyChanged(change) if change.how == Handover::Lost => said(
            "The server's key was lost, and there is a new one",
            "The old key cannot vouch for the new one: ask your coalition, by another way than this server, whether \
             this is so. Then publish the new line on your own site, above the old one."
                .into(),
        ),
        News::KeyChanged(_) => said(
            "The server's key changed",
            "The old key vouched for the new one. Publish the new line on your own site, above the old one: files made \
             until now carry the old one."
                .into(),
        ),
        News::Moved(to) => said(
            "The server moved to another address",
            format!("It is {to} from now on. A passkey belongs to an address: enrol yours again there. What it signed stands."),
        ),
        News::SetBack(from) => {
            let lost = match from.unreachable.len() {
                0 => "Every head that was compared is there.".into(),
                some => format!("{some} of the heads that were compared are not there: what came up to them is lost."),
            };
            said(
                "The server was set back to a backup",
                format!("{lost} Compare with what you kept; if a position of yours is missing, take it again."),
            )
        }
        News::Retired => said(
            "This coalition's work on this server is over",
            "What was signed and published stands. Nothing new is recorded, but you can still withdraw.".into(),
        ),
        _ => Default::default(),
    }
}

fn title(dossier: &Dossier, text: &TextId) -> String {
    dossier.text(text).map_or_else(String::new, |text| text.fact.title.clone())
}

fn texts(dossier: &Dossier, round: &RoundId) -> String {
    let items = dossier.round(round).into_iter().flat_map(|round| &round.fact.items);
    let one =
        |item: &model::fact::RoundItem| format!("{}, version {}", title(dossier, &item.text), item.version);
    items.map(one).collect::<Vec<_>>().join("; ")
}

fn of_version(dossier: &Dossier, fact: &SpokenFact) -> String {
    format!("{}, version {}", title(dossier, &fact.text), fact.version)
}

fn deadline(dossier: &Dossier, round: &RoundId) -> String {
    let deadline = dossier.round(round).map(|round| round.fact.deadline);
    deadline.map_or_else(String::new, |at| format!("The deadline is {}.", export::minute_of(at)))
}

fn position(fact: &SpokenFact) -> &'static str {
    match fact.position {
        Position::Signed => "It signed.",
        Position::SignedWithReservation => "It signed with a reservation.",
        Position::Conditional => "It would sign on a condition.",
        Position::Objects => "It objected.",
        Position::Declines => "It declined to sign.",
        Position::Recused => "It takes no part.",
        Position::Withdrawn => "It withdrew what it had said.",
        Position::Assented => "It did not object.",
    }
}

fn told(desk: &Desk, notice: &Notice) -> String {
    let names: Vec<String> = notice.told.iter().map(|id| views::name(&desk.coalition, id)).collect();
    match notice.to.len() {
        1 => "Nobody else was told.".into(),
        all => format!("{all} people were told: those who sign for {}.", names.join(", ")),
    }
}

fn keep(desk: &Desk, notice: &Notice) -> Vec<String> {
    let mut lines = vec![format!("Head of the ledger: {}:{}", notice.head.seq, notice.head.hash)];
    for id in &notice.told {
        let of =
            |key: &&model::passkey::Passkey| key.organisation.as_ref() == Some(id) && key.at <= notice.at;
        let active = |key: &&model::passkey::Passkey| key.state == model::passkey::PasskeyState::Active;
        for key in desk.coalition.passkeys.values().filter(of).filter(active) {
            lines.push(format!("Passkey of {}: {}", views::name(&desk.coalition, id), key.id));
        }
    }
    lines
}
