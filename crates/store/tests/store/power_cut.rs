//! The power goes at any moment of a recorded run: nothing acknowledged is missing, nothing half done is there.

use crate::recording::{DiskModel, Event, RecordingDisk};
use crate::support::{Content, OF_ANOTHER_BOOT, content, copy_folder, folder_in_memory, put};
use proptest::prelude::RngExt;
use proptest::test_runner::{RngAlgorithm, TestRng};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{Batch, Sizes, SledStore, Store, Table};

const STATES_MIN: usize = 20_000;
const SEED: u64 = 0x554e_4453;

/// Small, so that the run begins new segments and lets old ones go.
const SIZES: Sizes = Sizes { segment_bytes: 100_000, snapshot_after_bytes: u64::MAX };

struct Run {
    events: Vec<Event>,
    /// What the store held after each commit, the empty one first.
    contents: Vec<Content>,
    /// Copies of the index, with the number of commits in each.
    indexes: Vec<(usize, tempfile::TempDir)>,
    folder: PathBuf,
}

/// Typing, a large import, a compaction, snapshots.
fn record() -> Run {
    let folder = folder_in_memory();
    let disk = RecordingDisk::default();
    let store = SledStore::open_with(Arc::new(disk.clone()), SIZES, folder.path()).unwrap();
    let mut run = Run {
        events: Vec::new(),
        contents: vec![Content::new()],
        indexes: Vec::new(),
        folder: folder.path().to_owned(),
    };
    let commit = |run: &mut Run, batches: &[Batch]| {
        disk.note(Event::Begun);
        assert!(store.commit(batches).iter().all(Result::is_ok));
        disk.note(Event::Acknowledged);
        run.contents.push(content(&store));
    };
    let keep_index = |run: &mut Run| {
        let copy = folder_in_memory();
        copy_folder(&folder.path().join("index"), copy.path());
        run.indexes.push((run.contents.len() - 1, copy));
    };
    let typing = |run: &mut Run, from: u32| {
        for number in from..from + 12 {
            let updates = (0..3u32).map(|more| {
                put(Table::Update, &[number.to_be_bytes(), more.to_be_bytes()].concat(), &[number as u8; 700])
            });
            commit(run, &updates.collect::<Vec<_>>());
        }
    };
    typing(&mut run, 0);
    keep_index(&mut run);
    store.snapshot().unwrap();
    let mut import = Batch::new();
    for number in 0..150u32 {
        import.put(Table::File, &number.to_be_bytes(), &vec![number as u8; 4000]);
    }
    commit(&mut run, &[import]);
    keep_index(&mut run);
    typing(&mut run, 100);
    let mut compaction = put(Table::State, b"text", &[9; 9000]);
    for (key, _) in store.scan(Table::Update, b"").unwrap() {
        compaction.delete(Table::Update, &key);
    }
    commit(&mut run, &[compaction]);
    store.snapshot().unwrap();
    keep_index(&mut run);
    typing(&mut run, 200);
    store.snapshot().unwrap();
    typing(&mut run, 300);
    keep_index(&mut run);
    run.events = disk.events();
    run
}

/// What may be left of the index: nothing, an empty file, an older copy, or one with sectors lost.
fn put_some_index(run: &Run, acknowledged: usize, folder: &Path, rng: &mut TestRng) {
    let older: Vec<_> = run.indexes.iter().filter(|(commits, _)| *commits <= acknowledged).collect();
    let choice = rng.random_range(0..8);
    if older.is_empty() || choice == 0 {
        return;
    }
    let (_, copy) = older[rng.random_range(0..older.len())];
    copy_folder(copy.path(), &folder.join("index"));
    let file = folder.join("index/db");
    if choice < 3 {
        fs::write(folder.join("index/seal"), OF_ANOTHER_BOOT).unwrap();
    }
    match choice {
        1 => fs::write(&file, b"").unwrap(),
        2 => {
            let mut bytes = fs::read(&file).unwrap();
            // sled may not have written anything yet when the copy was taken.
            for _ in 0..4.min(bytes.len() / 512) {
                let start = rng.random_range(0..bytes.len() / 512) * 512;
                let end = bytes.len().min(start + 512);
                bytes[start..end].fill(0);
            }
            fs::write(&file, bytes).unwrap();
        }
        _ => {}
    }
}

fn write_state(run: &Run, files: &std::collections::BTreeMap<PathBuf, Vec<u8>>, folder: &Path) {
    for part in ["journal", "snapshots"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    for (path, bytes) in files {
        fs::write(folder.join(path.strip_prefix(&run.folder).unwrap()), bytes).unwrap();
    }
}

fn check_states(run: &Run, lane: usize, lanes: usize) -> usize {
    let per_event = STATES_MIN.div_ceil(run.events.len() - 10) + 1;
    let (mut model, mut begun, mut acknowledged, mut states) = (DiskModel::default(), 0, 0, 0);
    for (place, event) in run.events.iter().enumerate() {
        model.take(event);
        begun += usize::from(matches!(event, Event::Begun));
        acknowledged += usize::from(matches!(event, Event::Acknowledged));
        let folder_is_made = place > 3;
        if !folder_is_made || place % lanes != lane {
            continue;
        }
        for state in 0..per_event {
            let mut seed = [0; 32];
            let number = (place * per_event + state) as u64;
            seed[..8].copy_from_slice(&SEED.to_le_bytes());
            seed[8..16].copy_from_slice(&number.to_le_bytes());
            let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
            let folder = folder_in_memory();
            write_state(run, &model.after_power_cut(&mut rng), folder.path());
            put_some_index(run, acknowledged, folder.path(), &mut rng);
            let store = SledStore::open(folder.path())
                .unwrap_or_else(|error| panic!("state {number} (seed {SEED:#x}) does not open: {error}"));
            let held = content(&store);
            assert!(
                run.contents[acknowledged..=begun].contains(&held),
                "state {number} (seed {SEED:#x}): {acknowledged} commits acknowledged, {begun} begun, {} rows, {:?}",
                held.len(),
                store.opened()
            );
            states += 1;
        }
    }
    states
}

#[test]
fn a_power_cut_at_any_moment_loses_nothing_acknowledged() {
    let run = &record();
    let lanes = 4;
    let states: usize = std::thread::scope(|scope| {
        let lanes: Vec<_> =
            (0..lanes).map(|lane| scope.spawn(move || check_states(run, lane, lanes))).collect();
        lanes.into_iter().map(|lane| lane.join().unwrap()).sum()
    });
    println!("{states} states after a power cut, built from {} recorded events", run.events.len());
    assert!(states >= STATES_MIN, "{states}");
}
