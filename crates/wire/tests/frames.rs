//! Frames read back as they were written, and hostile ones are refused with little work.

use bytes::Bytes;
use proptest::prelude::*;
use wire::limits::{
    AWARENESS_ENTRIES_MAX, AWARENESS_STATE_BYTES_MAX, FRAME_BYTES_MAX, STATE_VECTOR_BYTES_MAX,
};
use wire::{AwarenessEntry, Cursor, Frame, ItemId, Place, Presence, Stamp, WireError};

fn decode(bytes: &[u8]) -> Result<Frame, WireError> {
    Frame::decode(Bytes::copy_from_slice(bytes))
}

fn uint(out: &mut Vec<u8>, mut number: usize) {
    while number > 127 {
        out.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn framed(head: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut out = head.to_vec();
    uint(&mut out, payload.len());
    out.extend_from_slice(payload);
    out
}

/// An awareness frame of entries `(client, clock 1, state)`.
fn awareness(states: &[(u64, &str)]) -> Vec<u8> {
    let mut payload = Vec::new();
    uint(&mut payload, states.len());
    for (client, state) in states {
        uint(&mut payload, *client as usize);
        payload.push(1);
        uint(&mut payload, state.len());
        payload.extend_from_slice(state.as_bytes());
    }
    framed(&[1], &payload)
}

prop_compose! {
    fn item()(client in 0..1u64 << 53, clock in any::<u32>()) -> ItemId {
        ItemId { client, clock }
    }
}

prop_compose! {
    fn place()(
        within in proptest::option::of(item()),
        tname in proptest::option::of("[a-z]{1,64}"),
        item in proptest::option::of(item()),
        assoc in -1..2,
    ) -> Place {
        Place { within, tname, item, assoc }
    }
}

prop_compose! {
    fn entry()(
        client in 0..1u64 << 53,
        clock in 0..1u64 << 53,
        state in proptest::option::of(proptest::option::of((place(), place()))),
    ) -> AwarenessEntry {
        let presence = |cursor: Option<(Place, Place)>| Presence {
            user: None,
            cursor: cursor.map(|(anchor, head)| Cursor { anchor, head }),
        };
        AwarenessEntry { client, clock, state: state.map(presence) }
    }
}

fn frame() -> impl Strategy<Value = Frame> {
    let payload = proptest::collection::vec(any::<u8>(), 0..300).prop_map(Bytes::from);
    prop_oneof![
        Just(Frame::SyncStep1(Bytes::from_static(&[2, 1, 5, 200, 1, 7]))),
        payload.clone().prop_map(Frame::SyncStep2),
        payload.prop_map(Frame::Update),
        proptest::collection::vec(entry(), 0..5).prop_map(Frame::Awareness),
        "[a-z:]{0,40}".prop_map(Frame::Denied),
        Just(Frame::QueryAwareness),
        (0..1u64 << 53).prop_map(Frame::Saved),
        (0..1u64 << 53, any::<[u8; 32]>()).prop_map(|(count, hash)| Frame::StateHash { count, hash }),
        Just(Frame::OutOfStep),
        (0..1u64 << 53).prop_map(Frame::Epoch),
    ]
}

proptest! {
    #[test]
    fn a_frame_reads_back_as_it_was_written(frame in frame()) {
        prop_assert_eq!(Frame::decode(frame.encode()), Ok(frame));
    }

    #[test]
    fn a_frame_cut_anywhere_or_with_more_is_refused(frame in frame(), cut in any::<prop::sample::Index>()) {
        let whole = frame.encode();
        prop_assert!(decode(&whole[..cut.index(whole.len())]).is_err());
        prop_assert!(decode(&[&whole[..], &[0]].concat()).is_err());
    }

    #[test]
    fn what_is_read_from_any_bytes_is_written_as_the_same_bytes_again(
        bytes in proptest::collection::vec(any::<u8>(), 0..60)
    ) {
        match decode(&bytes) {
            Ok(Frame::Awareness(_)) | Err(_) => {}
            Ok(frame) => prop_assert_eq!(&frame.encode()[..], &bytes[..]),
        }
    }
}

#[test]
fn hostile_awareness_and_state_vectors_are_refused_by_their_counts() {
    let read = |name: &str| std::fs::read(format!("{}/tests/hostile/{name}", env!("CARGO_MANIFEST_DIR")));
    let awareness = read("hand__aw_len_2e26.aw").unwrap();
    assert_eq!(decode(&framed(&[1], &awareness)), Err(WireError::CutOff));
    let vector = read("hand__sv_len_2e27.sv").unwrap();
    assert_eq!(decode(&framed(&[0, 0], &vector)), Err(WireError::CutOff));
}

#[test]
fn kinds_that_are_not_known_are_refused() {
    for bytes in [&[4][..], &[9], &[0, 3, 0], &[2, 1, 0], &[127]] {
        assert_eq!(decode(bytes), Err(WireError::UnknownType), "{bytes:?}");
    }
    assert_eq!(decode(&[]), Err(WireError::CutOff));
}

#[test]
fn a_message_at_its_limit_is_read_and_one_byte_more_is_not() {
    let head = 5;
    let update = vec![0; FRAME_BYTES_MAX - head];
    let whole = framed(&[0, 2], &update);
    assert_eq!(whole.len(), FRAME_BYTES_MAX);
    assert!(decode(&whole).is_ok());
    assert_eq!(decode(&framed(&[0, 2], &vec![0; update.len() + 1])), Err(WireError::TooLarge));
}

#[test]
fn a_state_vector_at_its_limit_is_read_and_one_byte_more_is_not() {
    let pairs = |count: usize, last: &[u8]| {
        let mut vector = Vec::new();
        uint(&mut vector, count);
        vector.extend(std::iter::repeat_n([1, 1], count - 1).flatten());
        vector.extend_from_slice(last);
        vector
    };
    let count = (STATE_VECTOR_BYTES_MAX - 3) / 2;
    let largest = pairs(count, &[0x81, 1, 1]);
    assert_eq!(largest.len(), STATE_VECTOR_BYTES_MAX);
    assert!(decode(&framed(&[0, 0], &largest)).is_ok());
    let over = pairs(count, &[0x81, 1, 0x81, 1]);
    assert_eq!(decode(&framed(&[0, 0], &over)), Err(WireError::TooLarge));
}

#[test]
fn awareness_at_its_limits_is_read_and_one_past_is_not() {
    let state = |bytes: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(bytes - 8));
    assert!(decode(&awareness(&[(1, &state(AWARENESS_STATE_BYTES_MAX))])).is_ok());
    let over = awareness(&[(1, &state(AWARENESS_STATE_BYTES_MAX + 1))]);
    assert_eq!(decode(&over), Err(WireError::TooLarge));
    assert!(decode(&awareness(&[(1, "{}"); AWARENESS_ENTRIES_MAX])).is_ok());
    assert_eq!(decode(&awareness(&[(1, "{}"); AWARENESS_ENTRIES_MAX + 1])), Err(WireError::TooLarge));
}

#[test]
fn a_client_cannot_say_who_it_is_and_keys_that_are_not_known_are_dropped() {
    let state = r##"{"user":{"name":"Somebody","color":"#000000"},"more":[1],
        "cursor":{"anchor":{"tname":"content","assoc":0,"item":null},"head":{"item":{"client":5,"clock":9}}}}"##;
    let Ok(Frame::Awareness(entries)) = decode(&awareness(&[(7, state)])) else { panic!("it reads") };
    let anchor = Place { tname: Some("content".into()), ..Place::default() };
    let head = Place { item: Some(ItemId { client: 5, clock: 9 }), ..Place::default() };
    let presence = Presence { user: None, cursor: Some(Cursor { anchor, head }) };
    assert_eq!(entries, [AwarenessEntry { client: 7, clock: 1, state: Some(presence) }]);
}

#[test]
fn a_cursor_that_is_none_is_dropped_and_a_state_that_is_none_is_refused() {
    let long = format!(r#"{{"cursor":{{"anchor":{{"tname":"{}"}},"head":{{}}}}}}"#, "x".repeat(65));
    let past = r#"{"cursor":{"anchor":{"item":{"client":9007199254740992,"clock":0}},"head":{}}}"#;
    for dropped in [r#"{"cursor":5}"#, r#"{"cursor":{"anchor":{}}}"#, "{}", &long, past] {
        let Ok(Frame::Awareness(entries)) = decode(&awareness(&[(7, dropped)])) else { panic!("{dropped}") };
        assert_eq!(entries[0].state, Some(Presence::default()), "{dropped}");
    }
    for refused in ["", "{", "5", "\"a\"", &"[".repeat(4000)] {
        let read = decode(&awareness(&[(7, refused)]));
        assert!(matches!(read, Err(WireError::BadPresence | WireError::CutOff)), "{refused}: {read:?}");
    }
}

#[test]
fn the_stamp_is_written_where_editors_look_for_it() {
    let user = Stamp {
        person: "p1".into(),
        name: "Ana".into(),
        organisation: Some("FIDH".into()),
        color: "#aa0000".into(),
    };
    let state = Presence { user: Some(user), cursor: None };
    let frame = Frame::Awareness(vec![AwarenessEntry { client: 7, clock: 1, state: Some(state) }]);
    let json = r##"{"user":{"person":"p1","name":"Ana","organisation":"FIDH","color":"#aa0000"}}"##;
    assert_eq!(frame.encode(), awareness(&[(7, json)]));
}

#[test]
fn a_frame_holds_nothing_else_that_was_read_with_it_once_it_is_encoded() {
    let read = Bytes::from([framed(&[0, 2], &[1, 2, 3]), vec![0; 1000]].concat());
    let message = read.slice(..read.len() - 1000);
    let shown = Frame::decode(message.clone()).unwrap().encode();
    assert_eq!(shown, message);
    assert!(shown.is_unique());
}
