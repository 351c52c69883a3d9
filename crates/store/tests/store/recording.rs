//! A file layer that writes down what it is told, and what a disk may hold of it when the power goes.

use proptest::prelude::RngExt;
use proptest::test_runner::TestRng;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use store::disk::{Disk, DiskFile, RealDisk};

/// One thing that the store did, or that the test says about it.
#[derive(Debug, Clone)]
pub enum Event {
    Create(PathBuf),
    Write(PathBuf, Vec<u8>),
    Sync(PathBuf),
    Truncate(PathBuf, u64),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
    SyncFolder(PathBuf),
    /// A commit was called.
    Begun,
    /// It was acknowledged.
    Acknowledged,
}

/// The real disk, recorded.
#[derive(Clone, Default)]
pub struct RecordingDisk {
    events: Arc<Mutex<Vec<Event>>>,
}

impl RecordingDisk {
    pub fn note(&self, event: Event) {
        self.events.lock().unwrap().push(event);
    }

    pub fn events(&self) -> Vec<Event> {
        self.events.lock().unwrap().clone()
    }
}

struct RecordingFile(RecordingDisk, PathBuf, Box<dyn DiskFile>);

impl DiskFile for RecordingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.note(Event::Write(self.1.clone(), bytes.to_vec()));
        self.2.write(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.2.sync()?;
        self.0.note(Event::Sync(self.1.clone()));
        Ok(())
    }
}

impl Disk for RecordingDisk {
    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        RealDisk.names(folder)
    }

    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        RealDisk.read(file)
    }

    fn create(&self, file: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.note(Event::Create(file.to_owned()));
        Ok(Box::new(RecordingFile(self.clone(), file.to_owned(), RealDisk.create(file)?)))
    }

    fn append(&self, file: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(RecordingFile(self.clone(), file.to_owned(), RealDisk.append(file)?)))
    }

    fn truncate(&self, file: &Path, bytes: u64) -> io::Result<()> {
        self.note(Event::Truncate(file.to_owned(), bytes));
        RealDisk.truncate(file, bytes)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.note(Event::Rename(from.to_owned(), to.to_owned()));
        RealDisk.rename(from, to)
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        self.note(Event::Remove(file.to_owned()));
        RealDisk.remove(file)
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        RealDisk.make_folder(folder)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        RealDisk.sync_folder(folder)?;
        self.note(Event::SyncFolder(folder.to_owned()));
        Ok(())
    }
}

type Inode = usize;

/// What is on the disk for sure, and what was asked of it since.
#[derive(Default)]
pub struct DiskModel {
    inodes: Vec<Content>,
    names: BTreeMap<PathBuf, Inode>,
    durable_names: BTreeMap<PathBuf, Inode>,
    pending_names: Vec<(PathBuf, NameChange)>,
}

#[derive(Default)]
struct Content {
    durable: Vec<u8>,
    pending: Vec<Vec<u8>>,
}

#[derive(Clone)]
enum NameChange {
    Set(PathBuf, Inode),
    Move(PathBuf, PathBuf, Inode),
    Unset(PathBuf),
}

impl DiskModel {
    /// The disk after one more event.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Create(path) => {
                self.inodes.push(Content::default());
                let inode = self.inodes.len() - 1;
                self.names.insert(path.clone(), inode);
                self.pend(path, NameChange::Set(path.clone(), inode));
            }
            Event::Write(path, bytes) => self.content(path).pending.push(bytes.clone()),
            Event::Sync(path) => {
                let content = self.content(path);
                content.durable.extend(content.pending.drain(..).flatten());
            }
            Event::Truncate(path, bytes) => {
                self.take(&Event::Sync(path.clone()));
                self.content(path).durable.truncate(usize::try_from(*bytes).unwrap());
            }
            Event::Rename(from, to) => {
                let inode = self.names.remove(from).unwrap();
                self.names.insert(to.clone(), inode);
                self.pend(to, NameChange::Move(from.clone(), to.clone(), inode));
            }
            Event::Remove(path) => {
                self.names.remove(path);
                self.pend(path, NameChange::Unset(path.clone()));
            }
            Event::SyncFolder(folder) => {
                let pending = std::mem::take(&mut self.pending_names);
                for (of, change) in pending {
                    if of == *folder {
                        change.apply(&mut self.durable_names);
                    } else {
                        self.pending_names.push((of, change));
                    }
                }
            }
            Event::Begun | Event::Acknowledged => {}
        }
    }

    fn pend(&mut self, path: &Path, change: NameChange) {
        self.pending_names.push((path.parent().unwrap().to_owned(), change));
    }

    fn content(&mut self, path: &Path) -> &mut Content {
        &mut self.inodes[self.names[path]]
    }

    /// One state in which a power cut may leave the disk now: any unsynced names, any sectors of the unsynced bytes.
    pub fn after_power_cut(&self, rng: &mut TestRng) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut names = self.durable_names.clone();
        let all = rng.random_range(0..3);
        for (_, change) in &self.pending_names {
            if all == 0 || (all == 1 && rng.random_bool(0.5)) {
                change.clone().apply(&mut names);
            }
        }
        names.into_iter().map(|(path, inode)| (path, self.inodes[inode].torn(rng))).collect()
    }
}

impl NameChange {
    fn apply(self, names: &mut BTreeMap<PathBuf, Inode>) {
        match self {
            Self::Set(path, inode) => drop(names.insert(path, inode)),
            Self::Move(from, to, inode) => {
                names.remove(&from);
                names.insert(to, inode);
            }
            Self::Unset(path) => drop(names.remove(&path)),
        }
    }
}

impl Content {
    fn torn(&self, rng: &mut TestRng) -> Vec<u8> {
        const SECTOR_BYTES: usize = 512;
        let mut whole = self.durable.clone();
        whole.extend(self.pending.iter().flatten());
        let durable = self.durable.len();
        match rng.random_range(0..4) {
            0 => whole.truncate(durable),
            1 => whole.truncate(rng.random_range(durable..=whole.len())),
            2 => {}
            _ => {
                // The length may be on disk before the bytes are: the missing sectors read as zeros.
                for start in (durable - durable % SECTOR_BYTES..whole.len()).step_by(SECTOR_BYTES) {
                    let end = whole.len().min(start + SECTOR_BYTES);
                    if rng.random_bool(0.4) {
                        whole[start.max(durable)..end].fill(0);
                    }
                }
            }
        }
        whole
    }
}
