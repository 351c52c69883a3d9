//! The power goes while sled writes: whatever of its files reached the disk, page by page, from whichever moment, the
//! rows are those of the journal. Given such files sled panics, or waits for ever: it is not given them.

use crate::support::{Content, OF_ANOTHER_BOOT, commit, content, copy_folder, files, folder_in_memory, put};
use proptest::prelude::RngExt;
use proptest::test_runner::{RngAlgorithm, TestRng};
use std::fs;
use std::path::Path;
use store::{Batch, IndexState, SledStore, Table};

const STATES: u32 = 100;
const PAGE_BYTES: usize = 4096;
const SEED: u64 = 0x1d3_0c07;

/// Moments at which the index was looked at, from the first to the last.
struct Run {
    folder: tempfile::TempDir,
    moments: Vec<tempfile::TempDir>,
    content: Content,
}

/// Rows that come, change and go, so that sled moves pages and writes over old ones.
fn record() -> Run {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path()).unwrap();
    let mut moments = Vec::new();
    for moment in 0..12u32 {
        for number in 0..60u32 {
            let mut batch = put(Table::Update, &number.to_be_bytes(), &[moment as u8; 3_000]);
            batch.put(Table::State, &(number % 7).to_be_bytes(), &[number as u8; 9_000]);
            if number % 3 == 0 {
                batch.delete(Table::Update, &(number / 2).to_be_bytes());
            }
            commit(&store, &batch).unwrap();
        }
        let copy = tempfile::tempdir().unwrap();
        copy_folder(&folder.path().join("index"), copy.path());
        moments.push(copy);
    }
    let content = content(&store);
    drop(store);
    Run { folder, moments, content }
}

/// One file of which each page is of one of the moments, as long as it was at one of them.
fn mixed(name: &Path, moments: &[&tempfile::TempDir], rng: &mut TestRng) -> Option<Vec<u8>> {
    let versions: Vec<Option<Vec<u8>>> =
        moments.iter().map(|moment| fs::read(moment.path().join(name)).ok()).collect();
    let mut file = versions[rng.random_range(0..versions.len())].clone()?;
    for (page, bytes) in file.chunks_mut(PAGE_BYTES).enumerate() {
        let start = page * PAGE_BYTES;
        let other = versions[rng.random_range(0..versions.len())].as_ref();
        let Some(other) = other.and_then(|other| other.get(start..start + bytes.len())) else { continue };
        bytes.copy_from_slice(other);
    }
    if rng.random_ratio(1, 4) {
        file.truncate(rng.random_range(0..=file.len()));
    }
    Some(file)
}

/// What sled had on disk when the power went.
fn cut_index(run: &Run, index: &Path, rng: &mut TestRng) {
    let last = rng.random_range(0..run.moments.len());
    let first = last.saturating_sub(rng.random_range(0..4));
    let moments: Vec<_> = run.moments[first..=last].iter().collect();
    let _ = fs::remove_dir_all(index);
    fs::create_dir_all(index).unwrap();
    for file in files(moments.last().unwrap().path()).iter().filter(|file| file.is_file()) {
        let name = Path::new(file.file_name().unwrap());
        if let Some(bytes) = mixed(name, &moments, rng) {
            fs::write(index.join(name), bytes).unwrap();
        }
    }
    // That it is open may have reached the disk or not; then the seal is the one of when it was last closed, or none.
    match rng.random_range(0..3) {
        0 => fs::remove_file(index.join("seal")).unwrap_or_default(),
        1 => drop(fs::copy(run.folder.path().join("index/seal"), index.join("seal")).unwrap()),
        _ => fs::write(index.join("seal"), OF_ANOTHER_BOOT).unwrap(),
    }
}

#[test]
fn whatever_of_the_index_reached_the_disk_the_rows_are_those_of_the_journal() {
    let run = record();
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(SEED);
    println!("SEED={seed} replays this");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut rebuilt = 0;
    for state in 0..STATES {
        let folder = folder_in_memory();
        copy_folder(run.folder.path(), folder.path());
        cut_index(&run, &folder.path().join("index"), &mut rng);
        let mut store = SledStore::open(folder.path()).unwrap();
        rebuilt += u32::from(matches!(store.opened().index, IndexState::Rebuilt(_)));
        assert!(content(&store) == run.content, "state {state}: {:?}", store.opened());
        // It goes on from there.
        commit(&store, Batch::new().put(Table::Meta, b"after", b"1")).unwrap();
        drop(store);
        store = SledStore::open(folder.path()).unwrap();
        assert_eq!(content(&store).len(), run.content.len() + 1, "state {state}");
    }
    assert!(rebuilt > STATES / 2, "only {rebuilt} of {STATES} states were broken");
}
