//! A running server to test against, and those who come to it.

use model::ids::{DossierId, OrganisationId, PersonId, TextId};
use model::organisation::{OrganisationKind, Profile, Standing};
use model::position::Method;
use model::statement::{Direction, Kind};
use model::time::UnixMs;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;
use server::clock::Clock;
use server::config::{Address, Config, Purpose, RateLimit};
use server::link::{self, Maker};
use server::office::{Founding, Office};
use server::secret::Secret;
use server::serve::Server;
use server::setup::people::{self, NewPerson};
use server::setup::roles::{self, GivenRole, NewRole};
use server::setup::{dossiers, mandates, organisations, texts};
use server::state::AppState;
use server::viewer::{Credential, Viewer};
use server::{desk, session};
use std::path::Path;
use store::Batch;
use tempfile::TempDir;
use tokio::sync::oneshot;

/// When every test begins.
pub const START: UnixMs = UnixMs(1_700_000_000_000);

/// The first administrator.
pub const COORDINATOR: &str = "vera@coalition.example";

/// What a test wants there to be.
pub struct Wanted {
    organisations: usize,
    rate_limit: RateLimit,
}

/// A coalition with its coordinator, a dossier and a text.
pub fn coalition() -> Wanted {
    Wanted { organisations: 0, rate_limit: RateLimit::Off }
}

/// A running server.
pub struct App {
    pub state: AppState,
    pub clock: Clock,
    pub organisations: Vec<OrganisationId>,
    pub dossier: DossierId,
    pub text: TextId,
    address: String,
    client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    folder: TempDir,
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Wanted {
    /// So many organisations.
    pub fn with_organisations(self, organisations: usize) -> Self {
        Self { organisations, ..self }
    }

    /// With the limits of rates that a coalition has.
    pub fn with_rate_limits(self) -> Self {
        Self { rate_limit: RateLimit::On, ..self }
    }

    /// Starts it.
    pub async fn start(self) -> App {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::standing_at(START);
        let founding = Founding {
            name: "A coalition".into(),
            standing: Standing::Real,
            coordinator_email: COORDINATOR.into(),
            coordinator_name: "Vera".into(),
            base_url: None,
        };
        let office = Office::found(folder.path(), &founding, START).unwrap();
        let config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            address: Address::Loopback,
            purpose: Purpose::Serve,
            rate_limit: self.rate_limit,
            mailing: server::notices::Mailing::Off,
        };
        let server = Server::bind(&config, folder.path(), office, clock.clone()).await.unwrap();
        let (state, address) = (server.state().clone(), server.address().to_string());
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(server.run(async move { _ = stopped.await }));
        let vera = viewer(&state, COORDINATOR).await;
        let dossier =
            dossiers::open(&state, &vera, dossiers::NewDossier { title: "A dossier".into() }).await.unwrap();
        let organisations =
            organisations::add_all(&state, &vera, profiles(self.organisations)).await.unwrap();
        let organisations =
            organisations.iter().map(|o| OrganisationId::new(o.id.clone()).unwrap()).collect();
        let text = texts::add_one(&state, &vera, dossier.clone(), a_text(), &[]).await.unwrap();
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let stop = Some(stop);
        App { state, clock, organisations, dossier, text, address, client, stop, folder }
    }
}

fn profiles(count: usize) -> Vec<Profile> {
    let profile = |n| Profile {
        names: [("en".to_owned(), format!("Organisation {n}"))].into(),
        acronym: None,
        country: None,
        ecosoc: None,
        kind: OrganisationKind::Member,
    };
    (1..=count).map(profile).collect()
}

fn a_text() -> texts::NewText {
    let (title, language) = ("A letter".to_owned(), "en".to_owned());
    texts::NewText {
        kind: Kind::Letter,
        title,
        language,
        direction: Direction::Ltr,
        symbol: None,
        translates: None,
    }
}

pub async fn viewer(state: &AppState, email: &str) -> Viewer {
    let desk = state.desk().await;
    let person = desk.coalition.person_by_email(email).expect("somebody has this address");
    Viewer {
        person: person.id.clone(),
        organisation: person.organisation.clone(),
        method: Method::Session,
        credential: Credential::Session(Secret::fresh().hash()),
    }
}

impl App {
    /// Adds somebody; without a role the dossier does not exist for them.
    pub async fn add(&self, email: &str, organisation: Option<usize>, role: GivenRole) -> PersonId {
        let vera = viewer(&self.state, COORDINATOR).await;
        let organisation = organisation.map(|n| self.organisations[n].clone());
        let new =
            NewPerson { email: email.into(), name: "Somebody".into(), organisation, administrator: false };
        let person = PersonId::new(people::add_one(&self.state, &vera, new).await.unwrap().id).unwrap();
        self.give(&person, role).await;
        person
    }

    /// Gives a role, as the coordinator.
    pub async fn give(&self, person: &PersonId, role: GivenRole) {
        let vera = viewer(&self.state, COORDINATOR).await;
        let new = NewRole { person: person.clone(), role };
        roles::give_role(&self.state, &vera, self.dossier.clone(), new).await.unwrap();
    }

    /// Makes a person the first holder of an organisation's mandate.
    pub async fn introduce(&self, person: &PersonId, organisation: usize) {
        let vera = viewer(&self.state, COORDINATOR).await;
        let organisation = self.organisations[organisation].clone();
        let new = mandates::NewMandate { person: person.clone(), organisation, to: None };
        mandates::grant_one(&self.state, &vera, self.dossier.clone(), new).await.unwrap();
    }

    /// The secret of a fresh login link.
    pub async fn link(&self, email: &str) -> String {
        let person = viewer(&self.state, email).await.person;
        let mut batch = Batch::new();
        let link = link::put(&mut batch, &Maker::Operator, &person, self.clock.now());
        desk::write(&self.state.writer, batch).await.unwrap();
        link.secret.reveal()
    }

    /// A token of a person's program.
    pub async fn token(&self, email: &str) -> String {
        let person = viewer(&self.state, email).await.person;
        let token = Secret::fresh();
        let mut batch = Batch::new();
        session::put_token(&mut batch, &token, &person, self.clock.now());
        desk::write(&self.state.writer, batch).await.unwrap();
        token.reveal()
    }

    /// Logs somebody in: the cookie as the browser sends it back.
    pub async fn log_in(&self, email: &str) -> String {
        let answer = self.use_link(&self.link(email).await).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{answer:?}");
        answer.cookie()
    }

    /// Posts a login link, as the page does.
    pub async fn use_link(&self, secret: &str) -> Answer {
        send(self.post("/login").header("origin", self.origin()).json(&serde_json::json!({"token": secret})))
            .await
    }

    /// The only origin that cookies are for.
    pub fn origin(&self) -> String {
        self.state.base_url.origin()
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// GET of the API.
    pub fn get(&self, path: &str) -> RequestBuilder {
        self.page(&format!("/api/v1{path}"))
    }

    /// POST to the API.
    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("http://{}/api/v1{path}", self.address))
    }

    /// POST to the API from our own page, by a session.
    pub fn post_as(&self, cookie: &str, path: &str, body: &Value) -> RequestBuilder {
        self.post(path).header("cookie", cookie).header("origin", self.origin()).json(body)
    }

    /// GET of any path.
    pub fn page(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("http://{}{path}", self.address))
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.stop.take().map(|stop| stop.send(()));
    }
}

/// Sends and reads the answer whole.
pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("the server answers");
    let (status, headers) = (response.status(), response.headers().clone());
    Answer { status, headers, text: response.text().await.expect("a whole body") }
}

impl Answer {
    /// The body.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The stable code of a problem document.
    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        self.json()["code"].as_str().expect("a problem has a code").to_owned()
    }

    /// A header, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The cookie that was set, as the browser sends it back.
    pub fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
    }
}
