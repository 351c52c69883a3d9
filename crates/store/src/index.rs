//! sled as an index of the journal. Nothing here is the truth: it may be lost, old or damaged at any opening.
//!
//! One tree. Rows are `0, table, key`; values over [`CHUNK_BYTES_MAX`] are cut into chunks `1, key length, table, key,
//! chunk number`, because sled keeps long values in files that it never syncs. `2` holds what the index claims to be.

use crate::StoreError;
use crate::batch::{Op, ops};
use crate::disk::folder_of_the_owner;
use crate::limits::{
    CHUNK_BYTES_MAX, INDEX_CACHE_BYTES, INDEX_OPEN_PAUSE, INDEX_OPEN_TRIES_MAX, INDEX_PIECE_BYTES_MAX,
};
use crate::seal;
use crate::tally::Tally;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread;

/// The value that each changed key has afterwards; `None` where it is removed. Keys are table and key.
pub(crate) type Changes<'a> = BTreeMap<(u8, &'a [u8]), Option<&'a [u8]>>;

/// Sees each row, or says why it goes no further.
type EachStored<'a> = dyn FnMut(Stored<'_>) -> Result<(), StoreError> + 'a;

/// Which group the index claims to be at, and what it should hold then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Claim {
    pub seq: u64,
    pub tally: Tally,
}

/// An open index. Dropping it closes and seals its files.
pub(crate) struct Index {
    /// None while it is closed.
    tree: Option<sled::Db>,
    folder: PathBuf,
}

const ROW: u8 = 0;
const CHUNK: u8 = 1;
const CLAIM: &[u8] = &[2];
const INLINE: u8 = 0;
const CHUNKED: u8 = 1;

impl From<sled::Error> for StoreError {
    fn from(error: sled::Error) -> Self {
        Self::Index(error.to_string())
    }
}

fn bad(what: &str) -> StoreError {
    StoreError::Index(what.to_owned())
}

impl Index {
    /// Opens the index in its folder, or an empty one; refuses files that sled may not read.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        if !seal::holds(folder)? {
            return Err(bad("its files are not as they were written"));
        }
        // sled's own files are readable by everybody; its folder is not.
        folder_of_the_owner(folder).map_err(StoreError::io(folder))?;
        seal::break_open(folder)?;
        // A thread of sled's may hold the last index of this process, and its lock, a moment longer than its owner.
        // That no other process has the folder is known from the store's own lock.
        let mut tries = 0..INDEX_OPEN_TRIES_MAX;
        loop {
            match Self::try_open(folder) {
                Err(StoreError::Index(why)) if why.contains("acquire lock") && tries.next().is_some() => {
                    thread::sleep(INDEX_OPEN_PAUSE);
                }
                result => return result,
            }
        }
    }

    fn try_open(folder: &Path) -> Result<Self, StoreError> {
        let config = sled::Config::new()
            .path(folder)
            .mode(sled::Mode::LowSpace)
            .cache_capacity(INDEX_CACHE_BYTES)
            .flush_every_ms(None);
        Ok(Self { tree: Some(config.open()?), folder: folder.to_owned() })
    }

    fn tree(&self) -> &sled::Db {
        self.tree.as_ref().expect("it is open until it is dropped")
    }

    /// What it claims to be; an empty index claims nothing.
    pub fn claim(&self) -> Result<Claim, StoreError> {
        let Some(bytes) = self.tree().get(CLAIM)? else { return Ok(Claim::default()) };
        let (seq, rest) = bytes.split_first_chunk().ok_or_else(|| bad("its claim cannot be read"))?;
        let (tally, _) = Tally::split_from(rest).ok_or_else(|| bad("its claim cannot be read"))?;
        Ok(Claim { seq: u64::from_le_bytes(*seq), tally })
    }

    /// Counts and sums what it really holds.
    pub fn tally(&self) -> Result<Tally, StoreError> {
        let mut tally = Tally::default();
        self.each(&[], &mut |row| {
            tally.add(row.table, row.key, &row.value()?);
            Ok(())
        })?;
        Ok(tally)
    }

    /// A key's value.
    pub fn get(&self, table: u8, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let row = self.tree().get(row_key(table, key))?;
        row.map(|row| self.whole(table, key, &row)).transpose()
    }

    /// Whether a key exists.
    pub fn contains(&self, table: u8, key: &[u8]) -> Result<bool, StoreError> {
        Ok(self.tree().contains_key(row_key(table, key))?)
    }

    /// Calls `with` for each row whose table and key begin with `prefix`, in order.
    pub fn each(&self, prefix: &[u8], with: &mut EachStored<'_>) -> Result<(), StoreError> {
        for row in self.tree().scan_prefix([&[ROW], prefix].concat()) {
            let (row_key, row) = row?;
            let [_, table, key @ ..] = &row_key[..] else { return Err(bad("a row without a table")) };
            with(Stored { index: self, table: *table, key, row: &row })?;
        }
        Ok(())
    }

    /// Makes changes and moves the claim: the smaller ones all at once, so that a process that is killed meanwhile has
    /// the one or the other state. What it has of larger ones is not what it claims.
    pub fn apply(&self, changes: &Changes<'_>, claim: Claim) -> Result<(), StoreError> {
        let mut pieces = Pieces::of(self.tree());
        for ((table, key), value) in changes {
            self.change(&mut pieces, *table, key, *value)?;
        }
        let mut bytes = claim.seq.to_le_bytes().to_vec();
        bytes.extend_from_slice(&claim.tally.to_bytes());
        pieces.insert(CLAIM.to_vec(), bytes)?;
        pieces.end()
    }

    /// Adds a snapshot's rows to an index that is being rebuilt and therefore claims nothing yet.
    pub fn fill(&self, puts: &[u8]) -> Result<(), StoreError> {
        let mut pieces = Pieces::of(self.tree());
        for op in ops(puts) {
            let Some(Op::Put { table, key, value }) = op else { return Err(bad("rows that cannot be read")) };
            self.change(&mut pieces, table, key, Some(value))?;
        }
        pieces.end()
    }

    fn change(
        &self,
        pieces: &mut Pieces<'_>,
        table: u8,
        key: &[u8],
        value: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let row_key = row_key(table, key);
        let chunks_before = self.tree().get(&row_key)?.map_or(0, |row| chunk_count(&row).unwrap_or(0));
        let chunks = match value {
            Some(value) if value.len() >= CHUNK_BYTES_MAX => value.chunks(CHUNK_BYTES_MAX).collect(),
            _ => Vec::new(),
        };
        let count = u32::try_from(chunks.len()).unwrap_or(u32::MAX);
        for (number, chunk) in (0..count).zip(&chunks) {
            pieces.insert(chunk_key(table, key, number), chunk.to_vec())?;
        }
        for number in count..chunks_before {
            pieces.remove(chunk_key(table, key, number))?;
        }
        match value {
            None => pieces.remove(row_key),
            Some(_) if count > 0 => pieces.insert(row_key, [&[CHUNKED][..], &count.to_le_bytes()].concat()),
            Some(value) => pieces.insert(row_key, [&[INLINE], value].concat()),
        }
    }

    fn whole(&self, table: u8, key: &[u8], row: &[u8]) -> Result<Vec<u8>, StoreError> {
        if let Some((&INLINE, value)) = row.split_first() {
            return Ok(value.to_vec());
        }
        let count = chunk_count(row).ok_or_else(|| bad("a row that cannot be read"))?;
        let mut value = Vec::new();
        for number in 0..count {
            let chunk = self.tree().get(chunk_key(table, key, number))?;
            value.extend_from_slice(&chunk.ok_or_else(|| bad("a part of a value is missing"))?);
        }
        Ok(value)
    }
}

/// A row as it is stored. Its value is read only when it is asked for: parts of one that is being changed may be missing.
pub(crate) struct Stored<'a> {
    index: &'a Index,
    pub table: u8,
    pub key: &'a [u8],
    row: &'a [u8],
}

impl Stored<'_> {
    /// The value.
    pub fn value(&self) -> Result<Cow<'_, [u8]>, StoreError> {
        match self.row.split_first() {
            Some((&INLINE, value)) => Ok(value.into()),
            _ => Ok(self.index.whole(self.table, self.key, self.row)?.into()),
        }
    }
}

/// Changes that sled is given piece by piece, each written before the next. Where many of its writes are under way at
/// once it waits for ever: all its threads for a lock, and the lock's holder for a thread (sled 0.34.7,
/// `SegmentAccountant::bump_tip` and `threadpool`).
struct Pieces<'index> {
    tree: &'index sled::Db,
    batch: sled::Batch,
    bytes: usize,
}

impl<'index> Pieces<'index> {
    fn of(tree: &'index sled::Db) -> Self {
        Self { tree, batch: sled::Batch::default(), bytes: 0 }
    }

    fn insert(&mut self, key: Vec<u8>, value: Vec<u8>) -> Result<(), StoreError> {
        self.grow(key.len() + value.len())?;
        self.batch.insert(key, value);
        Ok(())
    }

    fn remove(&mut self, key: Vec<u8>) -> Result<(), StoreError> {
        self.grow(key.len())?;
        self.batch.remove(key);
        Ok(())
    }

    fn grow(&mut self, bytes: usize) -> Result<(), StoreError> {
        if self.bytes > 0 && self.bytes + bytes > INDEX_PIECE_BYTES_MAX {
            self.write()?;
        }
        self.bytes += bytes;
        Ok(())
    }

    fn write(&mut self) -> Result<(), StoreError> {
        self.tree.apply_batch(std::mem::take(&mut self.batch))?;
        self.tree.flush()?;
        self.bytes = 0;
        Ok(())
    }

    fn end(mut self) -> Result<(), StoreError> {
        self.write()
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        drop(self.tree.take());
        // A thread of sled's may hold the file a moment longer.
        let mut tries = 0..INDEX_OPEN_TRIES_MAX;
        while seal::is_held(&self.folder) {
            if tries.next().is_none() {
                return;
            }
            thread::sleep(INDEX_OPEN_PAUSE);
        }
        if let Err(error) = seal::close(&self.folder) {
            tracing::warn!(%error, "the index is not sealed; after a restart of the machine it is made anew");
        }
    }
}

fn row_key(table: u8, key: &[u8]) -> Vec<u8> {
    [&[ROW, table], key].concat()
}

fn chunk_key(table: u8, key: &[u8], number: u32) -> Vec<u8> {
    let length = u16::try_from(key.len()).unwrap_or(u16::MAX);
    [&[CHUNK][..], &length.to_be_bytes(), &[table], key, &number.to_be_bytes()].concat()
}

fn chunk_count(row: &[u8]) -> Option<u32> {
    let (kind, count) = row.split_first()?;
    let count = u32::from_le_bytes(count.try_into().ok()?);
    (*kind == CHUNKED).then_some(count)
}
