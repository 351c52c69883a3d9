//! A disk that is full: nothing more is called saved, everybody is told, and what was called saved is there.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use whole_server_tests::peer::STORAGE_FAILED;
use whole_server_tests::{Peer, Server};

const DISK_MIB: usize = 64;

/// What is left of it once the server stands.
const LEFT_BYTES: u64 = 1024 * 1024;

/// A small disk of its own, in memory, seen by whoever goes through `/proc` to its holder.
struct SmallDisk {
    holder: Child,
    folder: TempDir,
}

impl SmallDisk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().display();
        let mount =
            format!("mount -t tmpfs -o size={DISK_MIB}m small {at} && echo mounted && exec sleep infinity");
        let mut holder = Command::new("unshare");
        holder.args(["--map-root-user", "--mount", "sh", "-c", &mount]).stdout(Stdio::piped());
        let mut holder = holder.spawn().expect("unshare, of util-linux");
        let mut line = String::new();
        BufReader::new(holder.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "mounted\n", "a mount namespace with a tmpfs of its own");
        Self { holder, folder }
    }

    fn path(&self) -> PathBuf {
        let inside = self.folder.path().strip_prefix("/").unwrap();
        PathBuf::from(format!("/proc/{}/root", self.holder.id())).join(inside)
    }

    /// Leaves so many bytes.
    fn fill(&self, left: u64) {
        let mut ballast = File::create(self.path().join("ballast")).unwrap();
        while ballast.write_all(&[1; 64 * 1024]).is_ok() {}
        let size = ballast.metadata().unwrap().len();
        ballast.set_len(size.saturating_sub(left)).unwrap();
    }

    fn make_room(&self) {
        OpenOptions::new().write(true).open(self.path().join("ballast")).unwrap().set_len(0).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

#[tokio::test]
async fn a_full_disk_stops_acknowledging_for_good_and_loses_nothing_that_was_acknowledged() {
    let disk = SmallDisk::new();
    let mut server = Server::at(disk.path());
    let text = server.demo.text("annex").to_owned();
    let editors: Vec<_> = server.demo.with_role("editor").into_iter().cloned().collect();
    let mut peer = Peer::open(&server, &editors[0], &text).await;
    assert_eq!(server.health().await, 200);
    disk.fill(LEFT_BYTES);
    let mut saved = Vec::new();
    let end = loop {
        let word = format!("<{}{}>", saved.len(), "x".repeat(8_000));
        if let Err(closed) = peer.type_at(0, &word).await {
            break closed;
        }
        match peer.all_saved().await {
            Ok(()) => saved.push(word),
            Err(closed) => break closed,
        }
        assert!(saved.len() < 10_000, "the disk is never full");
    };
    assert_eq!(end, STORAGE_FAILED);
    assert_eq!(server.health().await, 503);
    disk.make_room();
    let again = Peer::open_with(&server, &editors[1], &text, whole_server_tests::peer::new_doc()).await;
    assert!(again.is_err(), "what is on disk is unknown until it is read anew");
    assert_eq!(server.health().await, 503);
    server.kill();
    server.restart();
    assert_eq!(server.health().await, 200);
    let words = Peer::open(&server, &editors[0], &text).await.words();
    assert!(saved.len() > 10, "only {} words before the end", saved.len());
    assert!(saved.iter().all(|word| words.contains(word)));
    drop(server);
}
