//! Counters for whoever watches the server, in Prometheus's text format. No label names anybody.

use room::{Close, Counted};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Counters since the process began.
#[derive(Default)]
pub struct Metrics {
    answers: [AtomicU64; 5],
    logins: AtomicU64,
    connections: AtomicU64,
    /// By the word each was closed with; there are no more words than the code has.
    closed: Mutex<BTreeMap<&'static str, u64>>,
}

/// What is true at the moment of asking.
pub struct Gauges {
    /// Open websockets.
    pub sockets: usize,
    /// Texts with a websocket.
    pub texts: usize,
    /// Texts in memory.
    pub rooms: usize,
    /// Bytes that wait for the disk.
    pub queued_bytes: usize,
    /// What texts did.
    pub counted: Counted,
}

impl Metrics {
    /// A request was answered.
    pub fn answered(&self, status: u16) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        self.answers[class].fetch_add(1, Ordering::Relaxed);
    }

    /// Somebody logged in.
    pub fn logged_in(&self) {
        self.logins.fetch_add(1, Ordering::Relaxed);
    }

    /// A connection was taken.
    pub fn connected(&self) {
        self.connections.fetch_add(1, Ordering::Relaxed);
    }

    /// The server closed a websocket, and said why.
    pub fn closed(&self, close: Close) {
        let mut closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        *closed.entry(close.reason).or_default() += 1;
    }

    /// The page for Prometheus.
    pub fn text(&self, gauges: &Gauges) -> String {
        let mut text = String::new();
        let mut line = |name: &str, kind: &str, help: &str, rows: &[(String, u64)]| {
            let _ = writeln!(text, "# HELP undersigned_{name} {help}\n# TYPE undersigned_{name} {kind}");
            for (labels, value) in rows {
                let _ = writeln!(text, "undersigned_{name}{labels} {value}");
            }
        };
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let size = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let answers = (1..).zip(&self.answers).map(|(class, n)| (format!("{{status=\"{class}xx\"}}"), of(n)));
        line("http_answers_total", "counter", "Requests answered.", &answers.collect::<Vec<_>>());
        line("logins_total", "counter", "Login links used.", &[(String::new(), of(&self.logins))]);
        let taken = of(&self.connections);
        line("connections_total", "counter", "Connections taken.", &[(String::new(), taken)]);
        let closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        let closed = closed.iter().map(|(word, n)| (format!("{{reason=\"{word}\"}}"), *n));
        line(
            "sockets_closed_total",
            "counter",
            "Websockets that the server closed.",
            &closed.collect::<Vec<_>>(),
        );
        let Counted { updates, barriers, barrier_us, out_of_step, outbox_bytes } = gauges.counted;
        let help = "Updates that changed a draft.";
        line("updates_total", "counter", help, &[(String::new(), updates)]);
        let help = "Disk barriers that texts waited for.";
        line("barriers_total", "counter", help, &[(String::new(), barriers)]);
        let help = "Microseconds that texts waited for disk barriers.";
        line("barrier_microseconds_total", "counter", help, &[(String::new(), barrier_us)]);
        let help = "Documents in editors that said something else than the draft.";
        line("state_hash_mismatches_total", "counter", help, &[(String::new(), out_of_step)]);
        line("sockets", "gauge", "Open websockets.", &[(String::new(), size(gauges.sockets))]);
        line("texts_in_use", "gauge", "Texts with a websocket.", &[(String::new(), size(gauges.texts))]);
        let waiting = size(gauges.queued_bytes);
        line("store_queue_bytes", "gauge", "Bytes that wait for the disk.", &[(String::new(), waiting)]);
        let waiting = size(outbox_bytes);
        line("outbox_bytes", "gauge", "Bytes that wait for sockets.", &[(String::new(), waiting)]);
        line("texts_in_memory", "gauge", "Texts in memory.", &[(String::new(), size(gauges.rooms))]);
        text
    }
}
