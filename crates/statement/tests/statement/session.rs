//! Random honest sessions: peers with the reference Yjs around one draft, as the sync protocol joins them.

use crate::yjs::Yjs;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use statement::{Checked, Draft, ServerClient};

/// How many peers a session has; the last two are tabs of one person, who hear each other without the server.
pub const PEERS: usize = 4;
pub const TABS: [usize; 2] = [PEERS - 2, PEERS - 1];
/// Joins at the end with nothing.
pub const JOINER: usize = PEERS;
pub const JOINER_CLIENT: u64 = 0xffff_ffff;

/// One thing that happens.
#[derive(Debug, Clone)]
pub enum Step {
    /// A peer edits: one transaction.
    Edit(usize, Vec<Value>),
    Note(usize, Value),
    Undo(usize),
    Redo(usize),
    /// The connection is lost; the peer goes on alone.
    Offline(usize),
    /// Both ask each other what is missing.
    Online(usize),
    /// The first tab hears all of the second, past the server; or the other way round.
    Tabs([usize; 2]),
    /// The peer's browser is opened again: same words, another id.
    Reopen(usize),
    /// The server reads the draft back: from its state, or from all it logged.
    LoadState,
    ReplayLog,
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let peer = || 0..PEERS;
    let step = prop_oneof![
        12 => (peer(), prop::collection::vec(edit(), 1..4)).prop_map(|(peer, edits)| Step::Edit(peer, edits)),
        2 => (peer(), note()).prop_map(|(peer, note)| Step::Note(peer, note)),
        2 => peer().prop_map(Step::Undo),
        1 => peer().prop_map(Step::Redo),
        2 => peer().prop_map(Step::Offline),
        2 => peer().prop_map(Step::Online),
        4 => select(vec![TABS, [TABS[1], TABS[0]]]).prop_map(Step::Tabs),
        1 => peer().prop_map(Step::Reopen),
        1 => Just(Step::LoadState),
        1 => Just(Step::ReplayLog),
    ];
    prop::collection::vec(step, 4..40)
}

fn edit() -> impl Strategy<Value = Value> {
    let at = 0..10_000u32;
    prop_oneof![
        6 => (at.clone(), words()).prop_map(|(at, text)| json!({ "kind": "type", "at": at, "text": text })),
        3 => (at.clone(), words(), inline()).prop_map(
            |(at, text, formats)| json!({ "kind": "paste", "at": at, "text": text, "formats": formats })
        ),
        3 => (at.clone(), at.clone())
            .prop_map(|(from, to)| json!({ "kind": "delete", "from": from, "to": to })),
        4 => (at.clone(), at.clone(), inline()).prop_map(
            |(from, to, formats)| json!({ "kind": "format", "from": from, "to": to, "formats": formats })
        ),
        3 => (at.clone(), line())
            .prop_map(|(at, formats)| json!({ "kind": "line", "at": at, "formats": formats })),
        2 => (at.clone(), at, words(), inline()).prop_map(|(from, to, text, formats)| {
            json!({ "kind": "delta", "from": from, "to": to, "text": text, "formats": formats })
        }),
    ]
}

fn words() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "a",
            "b",
            " ",
            "words ",
            "\n",
            "\n\n",
            "one\ntwo",
            "é",
            "e\u{301}",
            "😀",
            "a😀b",
            "👩‍👩‍👧",
            "𝔘𝔫",
            "می\u{200c}خواهیم",
            "القرار",
            "שלום",
            "中文",
            "\u{2067}rtl\u{2069}",
            "\u{fffc}",
            "\u{202e}",
            "\t",
        ][..],
    )
}

fn inline() -> impl Strategy<Value = Value> {
    let formats: Vec<Value> = vec![
        json!({}),
        json!({ "bold": true }),
        json!({ "bold": null }),
        json!({ "italic": true, "underline": true }),
        json!({ "italic": false }),
        json!({ "script": "super" }),
        json!({ "link": "https://example.org/ä?q=\"1\"" }),
        json!({ "link": null, "bold": null, "italic": null }),
        json!({ "lang": "fr" }),
        json!({ "note": "x1" }),
        json!({ "color": "#ff0000", "background": "rgb(1, 2, 3)" }),
        json!({ "font": "serif", "size": "large", "strike": true }),
        json!({ "code": true, "align": "center" }),
        json!({ "header": 1 }),
    ];
    select(formats)
}

fn line() -> impl Strategy<Value = Value> {
    select(vec![
        json!({ "title": true }),
        json!({ "subtitle": true }),
        json!({ "header": 1 }),
        json!({ "header": 4 }),
        json!({ "list": "bullet", "indent": 1 }),
        json!({ "list": "ordered" }),
        json!({ "numbered": true, "direction": "rtl" }),
        json!({ "blockquote": true, "indent": 2 }),
        json!({ "signatories": true }),
        json!({ "note": "n1" }),
        json!({}),
    ])
}

fn note() -> impl Strategy<Value = Value> {
    (0..10_000u32, select(&["n1", "n2", "n3"][..]), words(), inline()).prop_map(|(at, id, text, formats)| {
        json!({ "request": "note", "at": at, "id": id, "text": text, "formats": formats })
    })
}

/// A peer as the server knows it.
#[derive(Default, Clone)]
struct Connection {
    online: bool,
    inbox: Vec<Vec<u8>>,
}

/// A draft, what was logged of it, and its peers.
pub struct Session<'y> {
    pub yjs: &'y mut Yjs,
    pub draft: Draft,
    pub log: Vec<Vec<u8>>,
    connections: Vec<Connection>,
    /// Every update that an honest peer sent, as it came.
    pub sent: Vec<Vec<u8>>,
    next_client: u64,
    /// The ids of peers, past ones included.
    pub clients: Vec<u64>,
    pub seen: Seen,
}

/// How often the gate said what.
#[derive(Debug, Default, Clone, Copy)]
pub struct Seen {
    pub changes: usize,
    pub nothings: usize,
    pub gaps: usize,
    /// Changes with structs of several ids.
    pub of_several: usize,
    /// Characters of somebody's that another brought back, at the end; those of which the log does not tell so; those
    /// of which it tells so wrongly.
    pub brought_back: usize,
    pub missed: usize,
    pub invented: usize,
}

impl Seen {
    /// Client, first client and units of each stretch: as the log tells, and as Yjs knows.
    pub fn note_restored(&mut self, ours: &[(u64, u64, usize)], theirs: &[(u64, u64, usize)]) {
        let units = |all: &[(u64, u64, usize)]| {
            let each = |(client, first, units): &(u64, u64, usize)| vec![(*client, *first); *units];
            all.iter().flat_map(each).collect::<Vec<_>>()
        };
        let (ours, theirs) = (units(ours), units(theirs));
        assert_eq!(ours.len(), theirs.len());
        for ((client, first), (their_client, their_first)) in ours.into_iter().zip(theirs) {
            assert_eq!(client, their_client);
            self.brought_back += usize::from(their_first != client);
            self.missed += usize::from(their_first != client && first != their_first);
            self.invented += usize::from(their_first == client && first != client);
        }
    }
}

impl<'y> Session<'y> {
    pub fn start(yjs: &'y mut Yjs) -> Self {
        yjs.reset();
        let (draft, first) = Draft::create(ServerClient::from_random(7), &[]);
        let mut session = Self {
            yjs,
            draft,
            log: vec![first],
            connections: vec![Connection { online: true, inbox: Vec::new() }; PEERS],
            sent: Vec::new(),
            // Neither ascending nor in the order of peers, for the order of ids decides between neighbours.
            next_client: 0x9e37,
            clients: Vec::new(),
            seen: Seen::default(),
        };
        for peer in 0..PEERS {
            let client = session.fresh_client();
            session.yjs.open(peer, client, &session.draft.state());
        }
        session
    }

    fn fresh_client(&mut self) -> u64 {
        self.next_client = self.next_client.wrapping_mul(0x9e37_79b1) & 0xffff_ffff;
        self.clients.push(self.next_client);
        self.next_client
    }

    pub fn step(&mut self, step: &Step) {
        match step {
            Step::Edit(peer, edits) => self.request(*peer, json!({ "request": "edit", "edits": edits })),
            Step::Note(peer, note) => self.request(*peer, note.clone()),
            Step::Undo(peer) => self.request(*peer, json!({ "request": "undo" })),
            Step::Redo(peer) => self.request(*peer, json!({ "request": "redo" })),
            Step::Offline(peer) => {
                self.deliver(*peer);
                self.connections[*peer].online = false;
            }
            Step::Online(peer) => self.come_online(*peer),
            Step::Tabs([to, from]) => self.tell_tab(*to, *from),
            Step::Reopen(peer) => {
                let client = self.fresh_client();
                self.connections[*peer] = Connection::default();
                self.request(*peer, json!({ "request": "reopen", "client": client }));
                self.come_online(*peer);
            }
            Step::LoadState => self.draft = Draft::load(&self.draft.state()).unwrap(),
            Step::ReplayLog => self.draft = replayed(&self.log),
        }
    }

    fn request(&mut self, peer: usize, request: Value) {
        let updates = self.yjs.updates(peer, request);
        self.send_all(peer, updates);
    }

    pub fn send_all(&mut self, peer: usize, updates: Vec<Vec<u8>>) {
        if self.connections[peer].online {
            for update in updates {
                self.send(peer, update);
            }
        }
    }

    /// As the room does: refused never, a gap answered with a question, what changes something logged and shown.
    fn send(&mut self, peer: usize, update: Vec<u8>) {
        let checked = self.draft.check(&update).unwrap_or_else(|refusal| panic!("{refusal:?}: {update:?}"));
        match checked {
            Checked::Change(change) => {
                self.seen.changes += 1;
                self.seen.of_several += usize::from(change.writers().len() > 1);
                self.draft.apply(&change).unwrap();
                self.log.push(update.clone());
                for (other, connection) in self.connections.iter_mut().enumerate() {
                    if other != peer && connection.online {
                        connection.inbox.push(update.clone());
                    }
                }
            }
            Checked::Nothing => self.seen.nothings += 1,
            Checked::Gap => {
                self.seen.gaps += 1;
                let all = self.yjs.diff(peer, &self.draft.state_vector());
                assert!(!matches!(self.draft.check(&all), Ok(Checked::Gap)), "an answer with a gap: {all:?}");
                self.send(peer, all);
            }
        }
        self.sent.push(update);
    }

    fn deliver(&mut self, peer: usize) -> bool {
        let inbox = std::mem::take(&mut self.connections[peer].inbox);
        if inbox.is_empty() {
            return false;
        }
        let reactions = self.yjs.apply(peer, &inbox);
        self.send_all(peer, reactions);
        true
    }

    fn come_online(&mut self, peer: usize) {
        if std::mem::replace(&mut self.connections[peer].online, true) {
            self.deliver(peer);
            return;
        }
        let missing = self.draft.diff(&self.yjs.vector(peer)).unwrap();
        let reactions = self.yjs.apply(peer, &[missing]);
        let answer = self.yjs.diff(peer, &self.draft.state_vector());
        self.send(peer, answer);
        self.send_all(peer, reactions);
    }

    /// Somebody opens the text anew and types before anything came from the server.
    pub fn types_before_hearing(&mut self, peer: usize, text: &str) {
        let client = self.fresh_client();
        self.connections[peer] = Connection::default();
        self.yjs.open(peer, client, &[0, 0]);
        self.request(
            peer,
            json!({ "request": "edit", "edits": [{ "kind": "type", "at": 0, "text": text }] }),
        );
        self.come_online(peer);
    }

    fn tell_tab(&mut self, to: usize, from: usize) {
        let missing = self.yjs.vector(to);
        let heard = self.yjs.diff(from, &missing);
        let reactions = self.yjs.apply(to, &[heard]);
        self.send_all(to, reactions);
    }

    /// Everybody comes online and hears everything.
    pub fn settle(&mut self) {
        for peer in 0..PEERS {
            self.come_online(peer);
        }
        while (0..PEERS).filter(|peer| self.deliver(*peer)).count() > 0 {}
    }

    /// What the server has, and what each peer and somebody who joins now has.
    pub fn deltas(&mut self) -> (Value, Vec<Value>) {
        self.yjs.open(JOINER, JOINER_CLIENT, &self.draft.diff(&[0]).unwrap());
        let peers = 0..=JOINER;
        let deltas = peers.map(|peer| {
            assert!(!self.yjs.is_pending(peer), "peer {peer} waits for something");
            merged(&self.yjs.delta(peer))
        });
        let deltas = deltas.collect();
        (merged(&self.draft.delta()), deltas)
    }
}

/// A delta without borders between equal formats: whoever joins tidies such up at once, for itself.
pub fn merged(delta: &Value) -> Value {
    let mut parts: Vec<Value> = Vec::new();
    for part in delta.as_array().unwrap() {
        match parts.last_mut() {
            Some(last) if last.get("attributes") == part.get("attributes") => {
                last["insert"] = json!(format!(
                    "{}{}",
                    last["insert"].as_str().unwrap(),
                    part["insert"].as_str().unwrap()
                ));
            }
            _ => parts.push(part.clone()),
        }
    }
    Value::Array(parts)
}

/// A draft from all that was logged of it.
pub fn replayed(log: &[Vec<u8>]) -> Draft {
    let mut draft = Draft::load(&log[0]).unwrap();
    for update in &log[1..] {
        draft.apply_logged(update).unwrap();
    }
    draft
}
