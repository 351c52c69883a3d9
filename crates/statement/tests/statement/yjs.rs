//! The reference Yjs in a Node process of its own: one request a line, one answer a line.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A Node process that holds peers.
pub struct Yjs {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Yjs {
    pub fn start() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/interop");
        assert!(
            folder.join("node_modules/yjs").is_dir(),
            "the reference Yjs is not installed: run `cargo xtask test`, or `npm ci` in tests/interop"
        );
        let mut process = Command::new("node")
            .arg("peers.mjs")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Node runs");
        let requests = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Self { process, requests, answers }
    }

    /// What the answer says; a request that fails in Node fails the test.
    pub fn ask(&mut self, request: &Value) -> Value {
        writeln!(self.requests, "{request}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let mut answer: Value = serde_json::from_str(&line).expect("Node answers in JSON");
        assert!(answer.get("error").is_none(), "{request} failed in Node: {}", answer["error"]);
        answer["ok"].take()
    }

    pub fn reset(&mut self) {
        self.ask(&json!({ "request": "reset" }));
    }

    /// A new peer that has this state, or nothing yet.
    pub fn open(&mut self, peer: usize, client: u64, state: &[u8]) {
        self.ask(
            &json!({ "request": "open", "peer": peer, "client": client, "state": STANDARD.encode(state) }),
        );
    }

    /// A request of one peer that answers with the updates it sends.
    pub fn updates(&mut self, peer: usize, mut request: Value) -> Vec<Vec<u8>> {
        request["peer"] = json!(peer);
        let answer = self.ask(&request);
        answer.as_array().unwrap().iter().map(bytes).collect()
    }

    /// What the peer sends on receiving these.
    pub fn apply(&mut self, peer: usize, updates: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let updates: Vec<_> = updates.iter().map(|update| STANDARD.encode(update)).collect();
        self.updates(peer, json!({ "request": "apply", "updates": updates }))
    }

    pub fn vector(&mut self, peer: usize) -> Vec<u8> {
        bytes(&self.ask(&json!({ "request": "vector", "peer": peer })))
    }

    pub fn diff(&mut self, peer: usize, vector: &[u8]) -> Vec<u8> {
        bytes(&self.ask(&json!({ "request": "diff", "peer": peer, "vector": STANDARD.encode(vector) })))
    }

    pub fn delta(&mut self, peer: usize) -> Value {
        self.ask(&json!({ "request": "delta", "peer": peer }))
    }

    /// The hash of what the peer's text says, in hexadecimal.
    pub fn hash(&mut self, peer: usize) -> String {
        self.ask(&json!({ "request": "hash", "peer": peer })).as_str().unwrap().to_owned()
    }

    /// All units in the order of the sequence, deleted ones included: client and clock.
    pub fn order(&mut self, peer: usize) -> Vec<(u64, u64)> {
        let items = self.ask(&json!({ "request": "order", "peer": peer }));
        let number = |value: &Value| value.as_u64().unwrap();
        let units = |item: &Value| {
            let (client, clock) = (number(&item[0]), number(&item[1]));
            (0..number(&item[2])).map(move |unit| (client, clock + unit))
        };
        items.as_array().unwrap().iter().flat_map(units).collect()
    }

    /// Who brought the visible units in, and who wrote them first, in order: two clients and how many.
    pub fn writers(&mut self, peer: usize) -> Vec<(u64, u64, usize)> {
        let writers = self.ask(&json!({ "request": "writers", "peer": peer }));
        serde_json::from_value(writers).unwrap()
    }

    /// Whether the peer waits for something that never came.
    pub fn is_pending(&mut self, peer: usize) -> bool {
        self.ask(&json!({ "request": "pending", "peer": peer })).as_bool().unwrap()
    }
}

impl Drop for Yjs {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn bytes(text: &Value) -> Vec<u8> {
    STANDARD.decode(text.as_str().unwrap()).unwrap()
}
