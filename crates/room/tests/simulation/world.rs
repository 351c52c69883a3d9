//! A server process at a time, those who write, and what has to hold between any two steps.

use crate::client::{Client, document};
use crate::disk::{Disk, Platter, Verdict};
use crate::happened::Happened;
use crate::process::Process;
use crate::random::Random;
use model::ids::{PersonId, Seq, TextId};
use model::time::UnixMs;
use room::{Close, NewText, Right, RoomError};
use statement::{Draft, ServerClient};
use std::collections::BTreeMap;
use std::time::Duration;
use store::rows;
use yrs::updates::decoder::Decode;
use yrs::{ClientID, StateVector};

const PEOPLE: [&str; 4] = ["ana", "bo", "cy", "di"];

/// One seed in so many has a disk that lies.
const LYING: u64 = 4;

pub struct World {
    random: Random,
    is_lying: bool,
    text: TextId,
    platter: Platter,
    process: Process,
    clients: Vec<Client>,
    next_id: u64,
    happened: Happened,
}

impl World {
    pub fn new(mut random: Random) -> Self {
        let is_lying = random.0 % LYING == LYING - 1;
        let platter = Platter::default();
        let process = Process::start(&platter);
        let clients = (1..).zip(PEOPLE).map(|(id, person)| Client::new(id, person)).collect();
        let next_id = 100 + random.below(1000) as u64;
        let (text, happened) = (TextId::new("annex").unwrap(), Happened::default());
        Self { random, is_lying, text, platter, process, clients, next_id, happened }
    }

    /// So many steps, and then everything heals and everybody comes back.
    pub async fn run(mut self, steps: u32) -> Happened {
        self.create().await;
        for _ in 0..steps {
            self.step().await;
            self.settle().await;
            self.check();
        }
        self.heal().await;
        self.happened.compared = self.clients.iter().map(|client| client.compared).sum();
        self.happened
    }

    async fn create(&mut self) {
        let client = ServerClient::from_random(77);
        let update = Draft::create(client, &[]).1;
        let author = PersonId::new("maker").unwrap();
        let new =
            NewText { text: self.text.clone(), author, organisation: None, at: UnixMs(1), client, update };
        self.process.disk.will(Verdict::Synced);
        self.process.rooms.create(&new).await.unwrap();
    }

    async fn step(&mut self) {
        let who = self.random.below(self.clients.len());
        match self.random.below(40) {
            0..10 => {
                self.happened.edits += 1;
                self.clients[who].edits(&mut self.random);
            }
            10..18 => {
                for _ in 0..=self.random.below(3) {
                    self.clients[who].delivers().await;
                }
            }
            18..26 => {
                for _ in 0..=self.random.below(5) {
                    self.receive(who);
                }
            }
            26..33 => self.barrier(),
            33 => self.cut_or_heal(who),
            34 if self.random.one_in(3) => self.lose(who),
            35 if self.random.one_in(3) => self.turn_right(who),
            36 => self.pass_time().await,
            37 if self.random.one_in(10) => self.crash(),
            _ => self.all_come_back().await,
        }
    }

    /// The room has handled all that reached it.
    async fn settle(&mut self) {
        let _ = self.process.rooms.members(&self.text).await;
        for who in 0..self.clients.len() {
            if let Some(close) = self.clients[who].hears().await {
                self.closed(who, close);
            }
        }
    }

    /// A message arrives at a client. Gives whether there was one.
    fn receive(&mut self, who: usize) -> bool {
        let Some(frame) = self.clients[who].receives() else { return false };
        self.happened.saw((who, frame.encode()));
        true
    }

    /// A seat has ended. Honest people are told nothing else than that they may come back.
    fn closed(&mut self, who: usize, close: Close) {
        self.happened.saw((who, close.code, close.reason));
        let client = &mut self.clients[who];
        client.line = None;
        // What a lying disk forgot is nobody's to bring back but its author's.
        let anew = close == Close::TAKEN && self.is_lying;
        if anew {
            self.next_id += 1;
            client.id = self.next_id;
            client.doc = document(client.id);
            (client.saved_clock, client.admitted_clock) = (0, 0);
        }
        assert!(anew || matches!(close.code, 1011..=1013), "an honest editor was sent away: {close:?}");
    }

    fn barrier(&mut self) {
        let verdict = match self.random.below(60) {
            0 => Verdict::Failed { is_there: self.random.one_in(2) },
            1..15 if self.is_lying => Verdict::Lied,
            _ => Verdict::Synced,
        };
        self.process.disk.will(verdict);
        self.process.settle_disk();
        if !self.process.disk.forget() {
            return;
        }
        match verdict {
            Verdict::Synced => self.happened.barriers += 1,
            Verdict::Lied => self.happened.lies += 1,
            Verdict::Failed { .. } => self.happened.failures += 1,
        }
    }

    fn cut_or_heal(&mut self, who: usize) {
        if let Some(line) = &mut self.clients[who].line {
            line.is_cut = !line.is_cut;
            self.happened.partitions += u32::from(line.is_cut);
        }
    }

    /// The connection breaks; what is on its way is lost.
    fn lose(&mut self, who: usize) {
        self.happened.losses += u32::from(self.clients[who].line.take().is_some());
    }

    fn turn_right(&mut self, who: usize) {
        let right = &self.clients[who].right;
        let other = if right.get() == Right::Edit { Right::Read } else { Right::Edit };
        right.set(other);
        self.happened.revocations += u32::from(other == Right::Read);
    }

    async fn pass_time(&mut self) {
        tokio::time::advance(Duration::from_millis([50, 2_500, 40_000][self.random.below(3)])).await;
    }

    /// The process ends, in the middle of a barrier perhaps. Another starts on what is on the platter.
    fn crash(&mut self) {
        self.happened.crashes += 1;
        self.process.disk.will(Verdict::Failed { is_there: self.random.one_in(2) });
        self.process.settle_disk();
        self.process.disk.end();
        self.clients.iter_mut().for_each(|client| client.line = None);
        let had_lied = self.process.disk.has_lied();
        self.process = Process::start(&self.platter);
        if had_lied {
            // Nobody can keep what such a disk was given: the promises to those who wrote begin anew.
            self.clients.iter_mut().for_each(|client| client.saved_clock = 0);
        }
    }

    async fn all_come_back(&mut self) {
        for who in 0..self.clients.len() {
            if self.random.one_in(2) {
                self.come_back(who).await;
            }
        }
    }

    async fn come_back(&mut self, who: usize) {
        if self.clients[who].line.is_some() {
            return;
        }
        match self.process.rooms.join(&self.text, self.clients[who].member()).await {
            Ok(seat) => self.clients[who].sits(seat),
            Err(RoomError::StorageFailed | RoomError::Restarting | RoomError::Store(_)) => {
                if self.random.one_in(3) {
                    self.crash();
                }
            }
            Err(error) => panic!("a text that is there does not open: {error}"),
        }
    }

    /// What was called saved is on the platter; nothing is there of which there was no right.
    fn check(&self) {
        if self.process.disk.has_lied() {
            return;
        }
        let kept = clocks(&kept(&self.platter, &self.text));
        for client in &self.clients {
            let own = kept.get(&client.id).copied().unwrap_or(0);
            assert!(
                own >= client.saved_clock,
                "client {}: saved {}, kept {own}",
                client.id,
                client.saved_clock
            );
            assert!(own <= client.admitted_clock, "client {} wrote without a right", client.id);
            if self.is_lying {
                continue;
            }
            for (other, clock) in vector_of(client) {
                let there = kept.get(&other).copied().unwrap_or(0);
                assert!(
                    other == client.id || clock <= there,
                    "client {} was shown what is not kept",
                    client.id
                );
            }
        }
    }

    /// Lines heal, the disk obeys, everybody comes back and may write: all have the same, and it is kept.
    async fn heal(&mut self) {
        self.crash();
        self.clients.iter().for_each(|client| client.right.set(Right::Edit));
        for _ in 0..2_000 {
            let mut is_quiet = true;
            for who in 0..self.clients.len() {
                if self.clients[who].line.is_none() {
                    self.come_back(who).await;
                    is_quiet = false;
                }
                while self.clients[who].delivers().await {
                    is_quiet = false;
                }
                self.settle().await;
                while self.receive(who) {
                    is_quiet = false;
                }
            }
            self.process.disk.will(Verdict::Synced);
            self.process.settle_disk();
            is_quiet &= !self.process.disk.forget();
            self.settle().await;
            self.check();
            if is_quiet {
                return self.check_equal();
            }
        }
        panic!("it never comes to rest");
    }

    fn check_equal(&self) {
        let draft = kept(&self.platter, &self.text);
        let delta = draft.delta();
        let runs = delta.as_array().expect("a delta").iter();
        let words: String = runs.map(|run| run["insert"].as_str().expect("words")).collect();
        for client in &self.clients {
            assert_eq!(client.words(), words, "client {} has another text than is kept", client.id);
        }
    }
}

/// The draft that a new process would find.
fn kept(platter: &Platter, text: &TextId) -> Draft {
    let disk = Disk::open(platter);
    let state = rows::state(&disk, text).unwrap();
    let from = state.as_ref().map_or(Seq(0), |row| row.seq);
    let mut updates = rows::updates_after(&disk, text, from).unwrap().into_iter().map(|(_, row)| row.bytes);
    let first = state.map(|row| row.bytes).or_else(|| updates.next()).expect("the text was made");
    let mut draft = Draft::load(&first).unwrap();
    updates.for_each(|update| draft.apply_logged(&update).unwrap());
    draft
}

fn clocks(draft: &Draft) -> BTreeMap<u64, u32> {
    let vector = StateVector::decode_v1(&draft.state_vector()).unwrap();
    vector.iter().map(|(client, clock)| (client.get(), *clock)).collect()
}

fn vector_of(client: &Client) -> Vec<(u64, u32)> {
    use yrs::{ReadTxn, Transact};
    let vector = client.doc.transact().state_vector();
    vector.iter().map(|(id, clock): (&ClientID, &u32)| (id.get(), *clock)).collect()
}
