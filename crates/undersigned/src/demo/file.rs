//! `demo.json`: how to get in as everybody. For the owner's eyes alone.

use anyhow::Context;
use model::coalition::Coalition;
use model::digest::Digest;
use model::dossier::Dossier;
use model::organisation::Person;
use serde::{Deserialize, Serialize};
use server::link::{self, Maker};
use server::secret::Secret;
use server::state::AppState;
use server::{desk, session};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use store::Batch;
use store::rows;

const NAME: &str = "demo.json";
const FORMAT: &str = "undersigned/demo/1";

/// The whole file.
#[derive(Serialize, Deserialize)]
pub struct DemoFile {
    format: String,
    base_url: String,
    key: String,
    dossier: String,
    texts: Vec<DemoText>,
    organisations: Vec<DemoOrganisation>,
    people: Vec<DemoPerson>,
}

#[derive(Serialize, Deserialize)]
struct DemoText {
    id: String,
    kind: String,
    title: String,
}

#[derive(Serialize, Deserialize)]
struct DemoOrganisation {
    id: String,
    name: String,
    acronym: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct DemoPerson {
    id: String,
    email: String,
    organisation: Option<String>,
    role: String,
    may_sign: bool,
    token: String,
    login_url: String,
}

impl DemoFile {
    /// What an earlier start left; none if it cannot be read.
    pub fn read(folder: &Path) -> Option<Self> {
        serde_json::from_str(&fs::read_to_string(folder.join(NAME)).ok()?).ok()
    }

    /// The file of this start: fresh links, the old ones of no use any more; the same tokens as before.
    pub async fn fresh(state: &AppState, earlier: Option<Self>) -> anyhow::Result<Self> {
        let mut batch = Batch::new();
        let earlier = earlier.map(|file| file.people).unwrap_or_default();
        earlier.iter().filter_map(DemoPerson::link).for_each(|hash| rows::delete_link(&mut batch, &hash));
        let file = {
            let desk = state.desk().await;
            let dossier = desk.dossiers.values().next().context("the demonstration has no dossier")?;
            Self::of(state, &desk.coalition, dossier, &earlier, &mut batch)?
        };
        desk::write(&state.writer, batch).await?;
        Ok(file)
    }

    fn of(
        state: &AppState,
        coalition: &Coalition,
        dossier: &Dossier,
        earlier: &[DemoPerson],
        batch: &mut Batch,
    ) -> anyhow::Result<Self> {
        let people = coalition.people.values().filter(|person| dossier.roles.contains_key(&person.id));
        let people = people.map(|person| {
            let token =
                earlier.iter().find(|known| known.id == person.id.as_str()).and_then(DemoPerson::token);
            demo_person(state, dossier, person, token, batch)
        });
        let text = |text: &model::dossier::Text| {
            let (id, title) = (text.fact.text.to_string(), text.fact.title.clone());
            Ok(DemoText { id, kind: word(&text.fact.kind)?, title })
        };
        let organisation = |o: &model::organisation::Organisation| DemoOrganisation {
            id: o.id.to_string(),
            name: o.profile.name_in("en").to_owned(),
            acronym: o.profile.acronym.clone(),
        };
        let mut organisations: Vec<_> = coalition.organisations.values().map(organisation).collect();
        organisations.sort_by_key(|o| o.name.to_lowercase());
        Ok(Self {
            format: FORMAT.to_owned(),
            base_url: state.base_url.origin(),
            key: state.key.to_string(),
            dossier: dossier.id.to_string(),
            texts: dossier.texts.iter().map(text).collect::<anyhow::Result<_>>()?,
            organisations,
            people: people.collect::<anyhow::Result<_>>()?,
        })
    }

    /// Writes it whole or not at all, mode 0600.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let (path, part) = (folder.join(NAME), folder.join(format!("{NAME}.part")));
        let _ = fs::remove_file(&part);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        fs::rename(&part, &path).with_context(|| format!("{} cannot be written", path.display()))
    }
}

impl DemoPerson {
    fn token(&self) -> Option<Secret> {
        Secret::read(&self.token)
    }

    fn link(&self) -> Option<Digest> {
        let (_, secret) = self.login_url.split_once('#')?;
        Secret::read(secret).map(|secret| secret.hash())
    }
}

fn demo_person(
    state: &AppState,
    dossier: &Dossier,
    person: &Person,
    token: Option<Secret>,
    batch: &mut Batch,
) -> anyhow::Result<DemoPerson> {
    let now = state.clock.now();
    let link = link::put(batch, &Maker::Demonstration, &person.id, now);
    let token = token.unwrap_or_else(Secret::fresh);
    session::put_token(batch, &token, &person.id, now);
    let role = dossier.roles.get(&person.id).context("a person without a role")?;
    Ok(DemoPerson {
        id: person.id.to_string(),
        email: person.email.clone(),
        organisation: person.organisation.as_ref().map(ToString::to_string),
        role: word(role)?,
        may_sign: dossier.mandates.iter().any(|m| m.person == person.id && m.holds_at(now)),
        token: token.reveal(),
        login_url: state.base_url.login_url(&link.secret),
    })
}

/// The word that the API has for a value.
fn word(value: &impl Serialize) -> anyhow::Result<String> {
    let value = serde_json::to_value(value)?;
    value.as_str().map(str::to_owned).context("not a word")
}
