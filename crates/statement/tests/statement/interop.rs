//! Every honest update passes, and yjs, the server and whoever joins end with the same words.

use crate::session::{Session, replayed, steps};
use crate::yjs::Yjs;
use model::statement::{Direction, Kind};
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};
use statement::{Draft, Fields};
use std::cell::RefCell;

fn fields() -> Fields {
    Fields { kind: Kind::Annex, language: "en".to_owned(), direction: Direction::Ltr, symbol: None }
}

#[test]
fn five_hundred_honest_sessions_are_admitted_and_everybody_has_the_same_words() {
    let yjs = RefCell::new(Yjs::start());
    let config = Config {
        cases: 500,
        max_shrink_iters: 2_000,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        source_file: Some(file!()),
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&steps(), |steps| {
        let mut yjs = yjs.borrow_mut();
        let mut session = Session::start(&mut yjs);
        for step in &steps {
            session.step(step);
        }
        session.settle();
        let (server, peers) = session.deltas();
        for (peer, delta) in peers.iter().enumerate() {
            assert_eq!(delta, &server, "peer {peer}");
        }
        let loaded = Draft::load(&session.draft.state()).unwrap();
        let reading = session.draft.read(&fields());
        for draft in [&loaded, &replayed(&session.log)] {
            assert_eq!(draft.delta(), server);
            assert_eq!(draft.read(&fields()), reading);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}
