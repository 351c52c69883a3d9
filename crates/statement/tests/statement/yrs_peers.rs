//! Peers with yrs itself, as programs for measuring and testing use it: admitted as those with Yjs are.

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use statement::{Checked, Draft, ServerClient};
use yrs::types::Attrs;
use yrs::updates::decoder::Decode;
use yrs::{Any, ClientID, Doc, OffsetKind, Options, ReadTxn, StateVector, Text, TextRef, Transact, Update};

#[derive(Debug, Clone)]
enum Edit {
    Type(u32, &'static str),
    Paste(u32, &'static str),
    Delete(u32, u32),
    Format(u32, u32),
}

fn edit() -> impl Strategy<Value = Edit> {
    let words = prop::sample::select(&["a", "words ", "\n", "é"][..]);
    prop_oneof![
        4 => (any::<u32>(), words.clone()).prop_map(|(at, words)| Edit::Type(at, words)),
        2 => (any::<u32>(), words).prop_map(|(at, words)| Edit::Paste(at, words)),
        2 => (any::<u32>(), any::<u32>()).prop_map(|(from, to)| Edit::Delete(from, to)),
        2 => (any::<u32>(), any::<u32>()).prop_map(|(from, to)| Edit::Format(from, to)),
    ]
}

fn peer(client: u64, state: &[u8]) -> (Doc, TextRef) {
    let options = Options::with_guid_and_client_id("peer".into(), ClientID::new(client));
    let doc = Doc::with_options(Options { offset_kind: OffsetKind::Utf16, ..options });
    doc.transact_mut().apply_update(Update::decode_v1(state).unwrap()).unwrap();
    let content = doc.get_or_insert_text("content");
    (doc, content)
}

/// Makes an edit before the server's newline, which stands last; gives the update.
fn edited(doc: &Doc, content: &TextRef, edit: &Edit) -> Vec<u8> {
    let mut transaction = doc.transact_mut();
    let length = content.len(&transaction) - 1;
    let range = |from: u32, to: u32| {
        let (from, to) = (from % (length + 1), to % (length + 1));
        (from.min(to), from.abs_diff(to))
    };
    let bold = || Attrs::from([("bold".into(), Any::from(true))]);
    match *edit {
        Edit::Type(at, words) => content.insert(&mut transaction, at % (length + 1), words),
        Edit::Paste(at, words) => {
            content.insert_with_attributes(&mut transaction, at % (length + 1), words, bold());
        }
        Edit::Delete(from, to) => {
            let (index, length) = range(from, to);
            content.remove_range(&mut transaction, index, length);
        }
        Edit::Format(from, to) => {
            let (index, length) = range(from, to);
            content.format(&mut transaction, index, length, bold());
        }
    }
    transaction.encode_update_v1()
}

fn admit(draft: &mut Draft, update: &[u8]) {
    match draft.check(update) {
        Ok(Checked::Change(change)) => draft.apply(&change).unwrap(),
        Ok(Checked::Nothing) => {}
        other => panic!("{other:?}: {update:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]
    #[test]
    fn peers_with_yrs_are_admitted(rounds in prop::collection::vec((edit(), edit(), any::<bool>()), 1..30)) {
        let (mut draft, first) = Draft::create(ServerClient::from_random(1), &[]);
        let peers = [peer(1, &first), peer(u64::from(u32::MAX) * 7, &first)];
        for (one, other, meets) in &rounds {
            for ((doc, content), edit) in peers.iter().zip([one, other]) {
                admit(&mut draft, &edited(doc, content, edit));
            }
            if *meets {
                for (doc, _) in &peers {
                    let state = Update::decode_v1(&draft.state()).unwrap();
                    doc.transact_mut().apply_update(state).unwrap();
                    let all = doc.transact().encode_state_as_update_v1(&StateVector::default());
                    admit(&mut draft, &all);
                }
            }
        }
        prop_assert_eq!(Draft::load(&draft.state()).unwrap().delta(), draft.delta());
    }
}
