//! Messages: what is a frame reads again as itself once it is written.

#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use wire::Frame;

fuzz_target!(|input: &[u8]| {
    if let Ok(frame) = Frame::decode(Bytes::copy_from_slice(input)) {
        assert_eq!(Frame::decode(frame.encode()), Ok(frame));
    }
});
