//! The gate holds nothing beyond its input: what it allocates is bounded by the length of the update.

use allocation_counter::measure;
use statement::{Draft, ServerClient};
use yrs::updates::encoder::Encode;
use yrs::{ClientID, Doc, Options, ReadTxn, StateVector, Text, Transact};

/// Bytes that checking may hold at once for each byte of the update, and for none.
const PER_BYTE: u64 = 24;
const AT_LEAST: u64 = 16 * 1024;

fn bound(update: &[u8]) -> u64 {
    AT_LEAST + PER_BYTE * u64::try_from(update.len()).unwrap()
}

fn check(draft: &Draft, update: &[u8], what: &str) {
    let held = measure(|| drop(draft.check(update)));
    let (most, bound) = (held.bytes_max, bound(update));
    assert!(
        most <= bound,
        "{what}: {most} bytes were held for an update of {}, at most {bound} may be",
        update.len()
    );
}

/// A draft, and a peer's document that is in step with it.
fn ground() -> (Draft, Doc) {
    let (draft, first) = Draft::create(ServerClient::from_random(1), &[]);
    let doc = Doc::with_options(Options { client_id: ClientID::new(7), skip_gc: true, ..Options::default() });
    let update = yrs::updates::decoder::Decode::decode_v1(&first).unwrap();
    doc.transact_mut().apply_update(update).unwrap();
    (draft, doc)
}

#[test]
fn an_honest_update_of_any_length_is_checked_within_its_bound() {
    let (draft, doc) = ground();
    let content = doc.get_or_insert_text("content");
    for length in [1, 100, 10_000] {
        let before = doc.transact().state_vector();
        for at in 0..length {
            content.insert(&mut doc.transact_mut(), at % 7, "w");
        }
        let update = doc.transact().encode_state_as_update_v1(&before);
        check(&draft, &update, "typing");
    }
    let all = doc.transact().encode_state_as_update_v1(&StateVector::default());
    check(&draft, &all, "everything at once");
    check(&draft, &doc.transact().state_vector().encode_v1(), "a state vector in place of an update");
}

#[test]
fn an_update_that_claims_more_than_it_has_is_checked_within_its_bound() {
    let (draft, _) = ground();
    let largest = [0xff, 0xff, 0xff, 0xff, 0x0f];
    for prefix in [&[][..], &[1], &[1, 1], &[1, 1, 7, 0], &[1, 1, 7, 0, 4, 1, 7], &[0]] {
        let mut update = prefix.to_vec();
        for _ in 0..200 {
            update.extend_from_slice(&largest);
        }
        check(&draft, &update, "counts beyond the end");
    }
}
