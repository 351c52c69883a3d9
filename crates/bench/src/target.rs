//! A server to be measured: the relay, the program, or another server of Yjs documents.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use tokio_tungstenite::tungstenite::Message;
use whole_server_tests::Server;
use whole_server_tests::frames::{self, Frame};

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

/// A running server and how to get in.
pub struct Target {
    kind: Kind,
    running: Running,
}

enum Running {
    Own(Box<Server>),
    Other { child: Child, port: u16, folder: TempDir },
}

/// The name of the text in servers that have no list of them.
const TEXT: &str = "text";

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

    /// Which server it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The process, for its CPU time and memory.
    pub fn process(&self) -> u32 {
        match &self.running {
            Running::Own(server) => server.process(),
            Running::Other { child, .. } => child.id(),
        }
    }

    /// `kill -9`, and the same again on the same folder and port.
    pub fn kill_and_restart(&mut self) -> Result<()> {
        match &mut self.running {
            Running::Own(server) => {
                server.kill();
                server.restart();
            }
            Running::Other { child, port, folder } => {
                child.kill()?;
                child.wait()?;
                *child = other(self.kind, folder.path(), *port)?;
            }
        }
        Ok(())
    }

    /// Address and bearer token of the `number`th editor.
    pub fn way_in(&self, number: usize) -> (String, String) {
        match &self.running {
            Running::Own(server) => {
                let editors = server.demo.with_role("editor");
                let url = format!("ws://{}/sync/{}", server.address, server.demo.text("annex"));
                (url, editors[number % editors.len()].token.clone())
            }
            Running::Other { port, .. } => (format!("ws://127.0.0.1:{port}/{TEXT}"), "none".into()),
        }
    }

    /// What has to be sent before anything else.
    pub fn greeting(&self) -> Option<Vec<u8>> {
        (self.kind == Kind::Hocuspocus).then(|| {
            let mut message = named();
            message.extend([2, 0]);
            for word in ["token", "4.7.0"] {
                frames::put(&mut message, word.len() as u64);
                message.extend_from_slice(word.as_bytes());
            }
            message
        })
    }
}

/// A y-protocols frame as such a server takes it.
pub fn message(kind: Kind, frame: Vec<u8>) -> Message {
    Message::binary(if kind == Kind::Hocuspocus { [named(), frame].concat() } else { frame })
}

/// A message of such a server as a y-protocols frame.
pub fn frame(kind: Kind, message: &[u8]) -> Frame {
    let frame =
        if kind == Kind::Hocuspocus { message.get(named().len()..).unwrap_or_default() } else { message };
    match frame {
        // Its answers to a first step have a type of their own.
        [4, rest @ ..] if kind == Kind::Hocuspocus => frames::read(&[&[0], rest].concat()),
        [0 | 1, ..] => frames::read(frame),
        [10, ..] if kind == Kind::Undersigned => frames::read(frame),
        _ => Frame::Other(0),
    }
}

fn named() -> Vec<u8> {
    let mut message = Vec::new();
    frames::put(&mut message, TEXT.len() as u64);
    message.extend_from_slice(TEXT.as_bytes());
    message
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
