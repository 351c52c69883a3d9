//! A server to be measured: the relay, the program, or another server of Yjs documents.

use crate::place::Place;
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use whole_server_tests::{Api, Server};

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The bare relay of this program: what any server must at least do.
    Relay,
    /// The program with its demonstration.
    Undersigned,
    /// hocuspocus 4.7 with SQLite.
    Hocuspocus,
    /// y-websocket 2.1's own server with LevelDB.
    YWebsocket,
}

/// All that keep what they are given, and the relay.
pub const ALL: [Kind; 4] = [Kind::Relay, Kind::Undersigned, Kind::Hocuspocus, Kind::YWebsocket];

/// How many texts a dossier takes.
const TEXTS_A_DOSSIER: usize = 100;

/// A running server and how to get in.
pub struct Target {
    kind: Kind,
    running: Running,
}

enum Running {
    Own(Box<Server>),
    Other { child: Child, port: u16, folder: TempDir },
}

impl Target {
    /// Starts it as a process of its own.
    pub fn start(kind: Kind) -> Result<Self> {
        let running = match kind {
            Kind::Undersigned => Running::Own(Box::new(Server::demo())),
            _ => {
                let (folder, port) = (tempfile::tempdir()?, free_port()?);
                Running::Other { child: other(kind, folder.path(), port)?, port, folder }
            }
        };
        Ok(Self { kind, running })
    }

    /// What the tables call it.
    pub fn name(&self) -> &'static str {
        match self.kind {
            Kind::Relay => "relay",
            Kind::Undersigned => "undersigned",
            Kind::Hocuspocus => "hocuspocus, SQLite",
            Kind::YWebsocket => "y-websocket, LevelDB",
        }
    }

    /// The process, for its CPU time and memory.
    pub fn process(&self) -> u32 {
        match &self.running {
            Running::Own(server) => server.process(),
            Running::Other { child, .. } => child.id(),
        }
    }

    /// Bytes that it holds for sockets now, where it says so.
    pub async fn outbox_bytes(&self) -> Option<u64> {
        match &self.running {
            Running::Own(server) => Some(server.metric("undersigned_outbox_bytes").await),
            Running::Other { .. } => None,
        }
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        match &mut self.running {
            Running::Own(server) => server.has_ended(),
            Running::Other { child, .. } => !matches!(child.try_wait(), Ok(None)),
        }
    }

    /// `kill -9`, and the same again on the same folder and port.
    pub fn kill_and_restart(&mut self) -> Result<()> {
        match &mut self.running {
            Running::Own(server) => {
                if !server.has_ended() {
                    server.kill();
                }
                server.restart();
            }
            Running::Other { child, port, folder } => {
                let _ = child.kill();
                child.wait()?;
                *child = other(self.kind, folder.path(), *port)?;
            }
        }
        Ok(())
    }

    /// A text that many work in.
    pub fn place(&self) -> Place {
        match &self.running {
            Running::Own(server) => Place::new(self.kind, server.demo.text("annex")),
            Running::Other { .. } => Place::new(self.kind, "text"),
        }
    }

    /// So many texts in which nothing stands.
    pub async fn new_places(&self, count: usize) -> Result<Vec<Place>> {
        let names = match &self.running {
            Running::Own(server) => new_texts(server, count).await?,
            Running::Other { .. } => (0..count).map(|number| format!("text-{number}")).collect(),
        };
        Ok(names.iter().map(|name| Place::new(self.kind, name)).collect())
    }

    /// Address of a text and bearer token of the `number`th editor.
    pub fn way_in(&self, place: &Place, number: usize) -> (String, String) {
        match &self.running {
            Running::Own(server) => {
                let editors = server.demo.with_role("editor");
                let url = format!("ws://{}/sync/{}", server.address, place.name());
                (url, editors[number % editors.len()].token.clone())
            }
            Running::Other { port, .. } => (format!("ws://127.0.0.1:{port}/{}", place.name()), "none".into()),
        }
    }
}

/// Texts of new dossiers, in which editors work as in the first.
async fn new_texts(server: &Server, count: usize) -> Result<Vec<String>> {
    let coordinator = Api::of(server, server.demo.coordinator());
    let id = |body: serde_json::Value| body["id"].as_str().map(str::to_owned).context("an id");
    let mut texts = Vec::new();
    while texts.len() < count {
        let dossier = id(coordinator.post("/dossiers", json!({"title": "Many texts"})).await.ok())?;
        for person in server.demo.with_role("editor") {
            let role = json!({"person": person.id, "role": "editor"});
            coordinator.post(&format!("/dossiers/{dossier}/roles"), role).await.ok();
        }
        for number in texts.len()..count.min(texts.len() + TEXTS_A_DOSSIER) {
            let title = format!("Letter {number}");
            let new = json!({"kind": "letter", "title": title, "language": "en", "direction": "ltr"});
            texts.push(id(coordinator.post(&format!("/dossiers/{dossier}/texts"), new).await.ok())?);
        }
    }
    Ok(texts)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Where the others' npm packages are.
fn others() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("others")
}

fn other(kind: Kind, folder: &Path, port: u16) -> Result<Child> {
    let packages = others().join("node_modules");
    let mut command = match kind {
        Kind::Relay => Command::new(std::env::current_exe()?),
        _ => Command::new(packages.join("node/bin/node")),
    };
    match kind {
        Kind::Relay => command.args(["relay".into(), port.to_string()]),
        Kind::Hocuspocus => {
            command.arg("hocuspocus.mjs").arg(folder).arg(port.to_string()).current_dir(others())
        }
        Kind::YWebsocket => command
            .arg(packages.join("y-websocket/bin/server.cjs"))
            .env("HOST", "127.0.0.1")
            .env("PORT", port.to_string())
            .env("YPERSISTENCE", folder),
        Kind::Undersigned => bail!("the program starts by its own ways"),
    };
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("stdout")?).lines();
    let says_where = |line: &std::io::Result<String>| {
        line.as_ref().is_ok_and(|line| line.starts_with("listening") || line.starts_with("running at"))
    };
    lines.find(says_where).context("the server says when it is ready")??;
    std::thread::spawn(move || lines.for_each(drop));
    Ok(child)
}

impl Drop for Target {
    fn drop(&mut self) {
        if let Running::Other { child, .. } = &mut self.running {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
