//! Presence: what is read has no more entries than its limit, and nobody says for themselves who they are.

#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use wire::Frame;
use wire::limits::AWARENESS_ENTRIES_MAX;

fuzz_target!(|input: &[u8]| {
    let message = Frame::Update(Bytes::copy_from_slice(input)).encode();
    // An update's block behind the byte that says awareness.
    let message = [&[1], &message[2..]].concat();
    if let Ok(Frame::Awareness(entries)) = Frame::decode(message.into()) {
        assert!(entries.len() <= AWARENESS_ENTRIES_MAX);
        for presence in entries.iter().filter_map(|entry| entry.state.as_ref()) {
            assert_eq!(presence.user, None);
        }
        assert_eq!(Frame::decode(Frame::Awareness(entries.clone()).encode()), Ok(Frame::Awareness(entries)));
    }
});
