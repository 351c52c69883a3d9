//! Starting, killing and restarting the program under test.

use serde::Deserialize;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use tempfile::TempDir;

/// What `demo.json` says.
#[derive(Debug, Clone, Deserialize)]
pub struct Demo {
    pub base_url: String,
    pub key: String,
    pub dossier: String,
    pub texts: Vec<Text>,
    pub organisations: Vec<Organisation>,
    pub people: Vec<Person>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Text {
    pub id: String,
    pub kind: String,
    pub title: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Organisation {
    pub id: String,
    pub name: String,
    pub acronym: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Person {
    pub id: String,
    pub email: String,
    pub organisation: Option<String>,
    pub role: String,
    pub may_sign: bool,
    pub token: String,
    pub login_url: String,
}

impl Demo {
    /// The text of that kind.
    pub fn text(&self, kind: &str) -> &str {
        &self.texts.iter().find(|t| t.kind == kind).expect("the demonstration has a text of that kind").id
    }

    /// People with that role in the dossier, in order.
    pub fn with_role(&self, role: &str) -> Vec<&Person> {
        self.people.iter().filter(|p| p.role == role).collect()
    }

    /// The coordinator.
    pub fn coordinator(&self) -> &Person {
        self.with_role("coordinator")[0]
    }

    /// One who may sign for each organisation, in the organisations' order.
    pub fn signatories(&self) -> Vec<&Person> {
        let of = |id: &str| self.people.iter().find(|p| p.may_sign && p.organisation.as_deref() == Some(id));
        self.organisations
            .iter()
            .map(|o| of(&o.id).expect("each organisation has one who may sign"))
            .collect()
    }
}

/// A running demonstration; its folder goes with it, its process dies with it.
pub struct Server {
    child: Child,
    folder: PathBuf,
    #[allow(dead_code, reason = "removed with the server")]
    own: Option<TempDir>,
    pub address: String,
    pub demo: Demo,
}

impl Server {
    /// A fresh demonstration on a free port.
    pub fn demo() -> Self {
        Self::over(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A demonstration whose data folder is `data` in this one, as it is there.
    pub fn over(folder: TempDir) -> Self {
        let mut server = Self::at(folder.path().to_owned());
        server.own = Some(folder);
        server
    }

    /// A demonstration whose data folder is `data` in this one, which somebody else looks after.
    pub fn at(folder: PathBuf) -> Self {
        let (child, address) = start(&folder, "127.0.0.1:0");
        let demo = read_demo(&folder);
        Self { child, folder, own: None, address, demo }
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// What it logged since it was started last.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).expect("it has a log file")
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().expect("the server was running");
        self.child.wait().expect("the server has ended");
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// SIGTERM, and how it ended.
    pub fn terminate(&mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args(["-TERM", &id]).status().expect("kill can be run");
        assert!(status.success());
        self.child.wait().expect("the server has ended")
    }

    /// Starts again on the same folder and address.
    pub fn restart(&mut self) {
        let (child, address) = start(&self.folder, &self.address);
        self.child = child;
        self.address = address;
        self.demo = read_demo(&self.folder);
    }

    /// The process, for reading its state from /proc.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// A number of `/metrics`.
    pub async fn metric(&self, name: &str) -> u64 {
        let answer = reqwest::get(format!("http://{}/metrics", self.address)).await;
        let page = answer.expect("the server answers").text().await.expect("all of the page");
        let number = page.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
        number.expect("the metric is there")
    }

    /// The status of `/healthz`.
    pub async fn health(&self) -> u16 {
        let answer = reqwest::get(format!("http://{}/healthz", self.address)).await;
        answer.expect("the server answers").status().as_u16()
    }

    /// Resident memory, in KiB.
    pub fn memory_kib(&self) -> u64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("the server runs");
        let line = status.lines().find(|l| l.starts_with("VmRSS")).expect("Linux says VmRSS");
        line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number of KiB")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program under test, built beside these tests.
pub fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("UNDERSIGNED") {
        return named.into();
    }
    let here = std::env::current_exe().expect("a test has a path");
    let built = here.ancestors().nth(2).expect("tests lie in target/debug/deps").join("undersigned");
    assert!(built.exists(), "build the program first: cargo build --package undersigned");
    built
}

fn start(folder: &Path, address: &str) -> (Child, String) {
    let mut command = Command::new(program());
    let data = folder.join("data");
    command.args(["demo", "--listen", address, "--rate-limit", "off", "--data"]).arg(&data);
    let log = std::fs::File::create(folder.join("log")).expect("a log file");
    let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().expect("the program starts");
    let mut lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
    let ready = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|l| l.strip_prefix("listening on http://").map(String::from));
    let said = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    let address = ready.unwrap_or_else(|| panic!("the server ended before it was ready:\n{}", said()));
    std::thread::spawn(move || lines.for_each(drop));
    (child, address)
}

fn read_demo(folder: &Path) -> Demo {
    let json =
        std::fs::read_to_string(folder.join("data/demo.json")).expect("demo.json is written before ready");
    serde_json::from_str(&json).expect("demo.json has its members")
}
