//! One thread that commits in groups: what queues up while a barrier runs goes out together with the next.

use crate::limits::{GROUP_BATCHES_MAX, GROUP_BYTES_MAX, QUEUE_BATCHES_MAX, QUEUE_BYTES_MAX};
use crate::pace::Pace;
use crate::{Batch, Store, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Instant;

type Done = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

struct Job {
    batch: Batch,
    done: Done,
}

/// Hands batches to the writing thread; clones share it. Dropping the last one waits until all is written and the thread
/// has let go of its store.
#[derive(Clone)]
pub struct Writer {
    // Dropped first: without it the thread ends.
    queue: SyncSender<Job>,
    queued_bytes: Arc<AtomicUsize>,
    _thread: Arc<Thread>,
}

/// The writing thread; None once it is waited for.
struct Thread(Option<JoinHandle<()>>);

impl Drop for Thread {
    fn drop(&mut self) {
        // Not by itself, where what was done with a batch held the last clone.
        let other = self.0.take().filter(|handle| handle.thread().id() != thread::current().id());
        if let Some(handle) = other {
            handle.join().unwrap_or_default();
        }
    }
}

impl Writer {
    /// Starts the writing thread of a store.
    ///
    /// # Panics
    /// If the operating system gives no thread.
    pub fn start(store: Arc<dyn Store>) -> Self {
        let (queue, jobs) = sync_channel(QUEUE_BATCHES_MAX);
        let queued_bytes = Arc::new(AtomicUsize::new(0));
        let left = Arc::clone(&queued_bytes);
        let thread = thread::Builder::new().name("store-writer".into());
        let write = move || write_all(&*store, &jobs, &left);
        let handle = thread.spawn(write).expect("a thread for the writer at start");
        Self { queue, queued_bytes, _thread: Arc::new(Thread(Some(handle))) }
    }

    /// Queues a batch. `done` is called once, on the writing thread, after the barrier that covers the batch, in the
    /// order of submission: keep it short. When the queue is full it is called at once with [`StoreError::Full`].
    pub fn submit(&self, batch: Batch, done: impl FnOnce(Result<(), StoreError>) + Send + 'static) {
        let bytes = batch.bytes();
        let waiting = self.queued_bytes.fetch_add(bytes, Ordering::Relaxed);
        let job = Job { batch, done: Box::new(done) };
        if waiting > 0 && waiting + bytes > QUEUE_BYTES_MAX {
            return self.turn_away(job, StoreError::Full);
        }
        match self.queue.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(job)) => self.turn_away(job, StoreError::Full),
            Err(TrySendError::Disconnected(job)) => self.turn_away(job, StoreError::Poisoned),
        }
    }

    /// Commits a batch and waits for its barrier.
    pub fn write(&self, batch: Batch) -> Result<(), StoreError> {
        let (answer, answered) = sync_channel(1);
        self.submit(batch, move |result| answer.send(result).unwrap_or_default());
        answered.recv().unwrap_or(Err(StoreError::Poisoned))
    }

    /// Bytes of batches that wait for their barrier.
    pub fn queued_bytes(&self) -> usize {
        self.queued_bytes.load(Ordering::Relaxed)
    }

    fn turn_away(&self, job: Job, error: StoreError) {
        self.queued_bytes.fetch_sub(job.batch.bytes(), Ordering::Relaxed);
        (job.done)(Err(error));
    }
}

fn write_all(store: &dyn Store, jobs: &Receiver<Job>, queued_bytes: &AtomicUsize) {
    let mut batches = Vec::new();
    let mut dones = Vec::new();
    let mut pace = Pace::new(Instant::now());
    while let Ok(first) = jobs.recv() {
        thread::sleep(pace.wait(Instant::now()));
        let mut bytes = 0;
        let mut next = Some(first);
        while let Some(Job { batch, done }) = next {
            bytes += batch.bytes();
            batches.push(batch);
            dones.push(done);
            let room = batches.len() < GROUP_BATCHES_MAX && bytes < GROUP_BYTES_MAX;
            next = if room { jobs.try_recv().ok() } else { None };
        }
        pace.begin(Instant::now(), batches.len(), bytes);
        let results = store.commit(&batches);
        queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
        batches.clear();
        for (done, result) in dones.drain(..).zip(results) {
            done(result);
        }
    }
}
