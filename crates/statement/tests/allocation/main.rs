//! The gate holds nothing beyond its input: what it allocates is bounded by the length of the update.

use allocation_counter::measure;
use statement::limits::UPDATE_CLIENTS_MAX;
use statement::{Draft, ServerClient};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{ClientID, Doc, Options, ReadTxn, StateVector, Text, Transact};

/// Bytes that checking may hold at once for each byte of the update, for each client of whom it holds structs beside the
/// first, and for none.
const PER_BYTE: u64 = 32;
const PER_CLIENT: u64 = 512;
const AT_LEAST: u64 = 16 * 1024;

fn check(draft: &Draft, update: &[u8], what: &str) {
    check_of(0, draft, update, what);
}

fn check_of(clients: usize, draft: &Draft, update: &[u8], what: &str) {
    let held = measure(|| drop(draft.check(update)));
    let bound = AT_LEAST + PER_BYTE * update.len() as u64 + PER_CLIENT * clients as u64;
    let most = held.bytes_max;
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

/// Letters at places, each made alone, as one update.
fn at_places(doc: &Doc, places: impl Iterator<Item = u32>) -> Vec<u8> {
    let before = doc.transact().state_vector();
    let content = doc.get_or_insert_text("content");
    for at in places {
        content.insert(&mut doc.transact_mut(), at, "w");
    }
    doc.transact().encode_state_as_update_v1(&before)
}

#[test]
fn the_shapes_that_cost_most_are_checked_within_the_bound() {
    const RUN: u32 = 2_000;
    let (mut draft, doc) = ground();
    let run = at_places(&doc, 0..RUN);
    draft.apply_logged(&run).unwrap();
    let before = doc.transact().state_vector();
    for client in 0..UPDATE_CLIENTS_MAX as u64 {
        let id = ClientID::new(100 + client);
        let other = Doc::with_options(Options { client_id: id, ..Options::default() });
        other.get_or_insert_text("content");
        other.transact_mut().apply_update(Decode::decode_v1(&draft.state()).unwrap()).unwrap();
        let letter = at_places(&other, [client as u32].into_iter());
        doc.transact_mut().apply_update(Decode::decode_v1(&letter).unwrap()).unwrap();
    }
    let of_all = doc.transact().encode_state_as_update_v1(&before);
    check_of(UPDATE_CLIENTS_MAX, &draft, &of_all, "a letter each of many clients");
    let (mut draft, doc) = ground();
    draft.apply_logged(&at_places(&doc, 0..RUN)).unwrap();
    check(&draft, &at_places(&doc, (0..RUN).map(|at| 2 * at)), "letters at many places of a run");
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
