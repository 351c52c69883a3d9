//! A disk that fails under a running server, as the kernel says it: remounted read-only, or unable to write or sync.

use whole_server_tests::peer::{STORAGE_FAILED, new_doc};
use whole_server_tests::{Peer, Server, strace};

/// What the kernel answers from then on, whatever is asked of the journal.
const ANSWERS: [(&str, &str); 3] = [
    ("a file system that was remounted read-only", "inject=write:error=EROFS"),
    ("a write that fails", "inject=write:error=EIO"),
    ("a sync that fails", "inject=fdatasync:error=EIO"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fails_stops_acknowledging_for_good_and_loses_nothing_that_was_acknowledged() {
    for (what, answer) in ANSWERS {
        let mut server = Server::demo();
        let text = server.demo.text("annex").to_owned();
        let editors: Vec<_> = server.demo.with_role("editor").into_iter().cloned().collect();
        let mut writer = Peer::open(&server, &editors[0], &text).await;
        let mut reader = Peer::open(&server, &editors[1], &text).await;
        writer.type_at(0, "<acknowledged>").await.unwrap();
        writer.all_saved().await.unwrap();
        reader.sees("<acknowledged>").await.unwrap();

        let journal = journal_of(&server);
        let mut strace = strace::attach(server.process(), &["-e", answer, "-P", &journal, "-o", "/dev/null"]);
        let refused = match writer.type_at(0, "<too late>").await {
            Ok(()) => writer.all_saved().await,
            closed => closed,
        };
        assert_eq!(refused, Err(STORAGE_FAILED), "{what}");
        assert_eq!(reader.sees("<too late>").await, Err(STORAGE_FAILED), "{what}");
        assert_eq!(server.health().await, 503, "{what}");

        // The disk is well again; what is on it is not known until it is read anew.
        strace.kill().unwrap();
        strace.wait().unwrap();
        assert!(Peer::open_with(&server, &editors[1], &text, new_doc()).await.is_err(), "{what}");
        assert_eq!(server.health().await, 503, "{what}");
        server.kill();
        server.restart();
        assert_eq!(server.health().await, 200, "{what}");
        let words = Peer::open(&server, &editors[0], &text).await.words();
        assert!(words.contains("<acknowledged>"), "{what}");
        // What the writer still has in hand comes in again: the server asks for it.
        let mut writer = Peer::open_with(&server, &editors[0], &text, writer.into_doc()).await.unwrap();
        writer.all_saved().await.unwrap();
        let words = Peer::open(&server, &editors[1], &text).await.words();
        assert!(words.contains("<too late>"), "{what}");
    }
}

/// The journal's segment that is written to.
fn journal_of(server: &Server) -> String {
    let files = std::fs::read_dir(server.data().join("journal")).unwrap();
    let last = files.map(|file| file.unwrap().path()).max().expect("the journal has a segment");
    last.canonicalize().unwrap().to_str().unwrap().to_owned()
}
