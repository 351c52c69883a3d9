//! Making the demonstration: what its coordinator would do in the pages, through the same functions.

use super::people::{BODIES, COORDINATOR, OTHERS, Somebody, editors};
use anyhow::{Context, anyhow};
use model::ids::{DossierId, OrganisationId, PersonId};
use model::organisation::{OrganisationKind, Profile};
use model::position::Method;
use model::statement::{Direction, Kind};
use server::problem::Problem;
use server::setup::dossiers::{self, NewDossier};
use server::setup::mandates::{self, NewMandate};
use server::setup::organisations;
use server::setup::people::{self, NewPerson};
use server::setup::roles::{self, GivenRole, NewRole};
use server::setup::texts::{self, NewText};
use server::state::AppState;
use server::viewer::{Credential, Viewer};

const DOSSIER: &str = "Draft resolution A/HRC/43/L.31";
const ANNEX: &str = include_str!("texts/annex.txt");
const EXPLANATION: &str = include_str!("texts/explanation-of-vote.txt");

/// Makes what is missing of the demonstration: everything the first time, nothing later. One that was cut off while
/// it was made is not gone on with; its folder is to be removed.
pub async fn complete(state: &AppState) -> anyhow::Result<()> {
    let coordinator = coordinator(state).await?;
    let (organisations, texts) = {
        let desk = state.desk().await;
        let texts = desk.dossiers.values().map(|dossier| dossier.texts.len()).sum::<usize>();
        (desk.coalition.organisations.len(), texts)
    };
    match (organisations, texts) {
        (0, _) => make(state, &coordinator).await.map_err(refused),
        (_, 2..) => Ok(()),
        _ => Err(anyhow!(
            "this demonstration was not finished when it was made; remove the folder and start again"
        )),
    }
}

async fn make(state: &AppState, coordinator: &Viewer) -> Result<(), Problem> {
    let dossier = dossiers::open(state, coordinator, NewDossier { title: DOSSIER.into() }).await?;
    let added = organisations::add_all(state, coordinator, BODIES.iter().map(profile).collect()).await?;
    for (place, organisation) in added.iter().enumerate() {
        let organisation = OrganisationId::new(organisation.id.clone()).map_err(Problem::fault)?;
        for (nth, somebody) in editors(place).enumerate() {
            let of = Some(organisation.clone());
            let person = add(state, coordinator, &dossier, somebody, of, GivenRole::Editor).await?;
            if nth == 0 {
                let mandate = NewMandate { person, organisation: organisation.clone(), to: None };
                mandates::grant_one(state, coordinator, dossier.clone(), mandate).await?;
            }
        }
    }
    for (somebody, role) in OTHERS {
        add(state, coordinator, &dossier, somebody, None, role).await?;
    }
    let texts = [
        (Kind::Annex, "Annex: concerns with the draft resolution", ANNEX),
        (Kind::ExplanationOfVote, "Explanation of vote before the vote", EXPLANATION),
    ];
    for (kind, title, source) in texts {
        let (title, language, direction) = (title.into(), "en".into(), Direction::Ltr);
        let new = NewText { kind, title, language, direction, symbol: None, translates: None };
        texts::import_one(state, coordinator, dossier.clone(), new, source).await?;
    }
    Ok(())
}

async fn add(
    state: &AppState,
    coordinator: &Viewer,
    dossier: &DossierId,
    somebody: Somebody,
    organisation: Option<OrganisationId>,
    role: GivenRole,
) -> Result<PersonId, Problem> {
    let (email, name) = (somebody.email(), somebody.name());
    let new = NewPerson { email, name, organisation, administrator: false };
    let person = people::add_one(state, coordinator, new).await?;
    let person = PersonId::new(person.id).map_err(Problem::fault)?;
    let new = NewRole { person: person.clone(), role };
    roles::give_role(state, coordinator, dossier.clone(), new).await?;
    Ok(person)
}

fn profile(body: &super::people::Body) -> Profile {
    Profile {
        names: [("en".to_owned(), body.name.to_owned())].into(),
        acronym: body.acronym.map(str::to_owned),
        country: None,
        ecosoc: None,
        kind: OrganisationKind::Member,
    }
}

/// The coordinator, as if logged in.
async fn coordinator(state: &AppState) -> anyhow::Result<Viewer> {
    let desk = state.desk().await;
    let person = desk.coalition.person_by_email(&COORDINATOR.email()).context("the coordinator is gone")?;
    let secret = server::secret::Secret::fresh();
    Ok(Viewer {
        person: person.id.clone(),
        organisation: None,
        method: Method::Session,
        credential: Credential::Session(secret.hash()),
    })
}

fn refused(problem: Problem) -> anyhow::Error {
    anyhow!("the demonstration cannot be made: {}", problem.detail())
}
