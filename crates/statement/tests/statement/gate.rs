//! What passes the gate and what does not, by hand-made updates.

use crate::updates::{Between, Bytes, Section, after, before, deleted, format, item, update, words};
use statement::limits::{
    CLOCK_MAX, DELETING_STRUCTS_MAX, DRAFT_STRUCTS_MAX, EFFORT_MAX, UPDATE_BYTES_MAX, UPDATE_CLIENTS_MAX,
    UPDATE_STRUCTS_MAX,
};
use statement::{Checked, Draft, Effort, Refusal, ServerClient};

/// The client of the words in the draft below, and one that is not in it.
const OLD: u64 = 5;
const NEW: u64 = 6;

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Change(Vec<u64>),
    Nothing,
    Gap,
    Refused(Refusal),
}
use Outcome::{Change, Gap, Nothing, Refused};

/// "ab😀cd" by [`OLD`] before the server's newline; clocks 2 and 3 are the halves. "x" after, deleted.
fn draft() -> Draft {
    let (mut draft, _) = Draft::create(server(), &[]);
    let first = server().id().get();
    let text = update(
        &[(OLD, 0, &[words(before(first, 0), "ab😀cd"), words(after(first, 0), "x")])],
        &[(OLD, &[(6, 1)])],
    );
    draft.apply_logged(&text).unwrap();
    draft
}

fn server() -> ServerClient {
    ServerClient::from_random(1)
}

fn outcome(draft: &Draft, bytes: &[u8]) -> Outcome {
    match draft.check(bytes) {
        Ok(Checked::Change(change)) => Change(change.writers().iter().map(|id| id.get()).collect()),
        Ok(Checked::Nothing) => Nothing,
        Ok(Checked::Gap) => Gap,
        Err(refusal) => Refused(refusal),
    }
}

/// Checks, applies what passes, and lets somebody join.
fn check(bytes: &[u8], expected: Outcome) {
    let mut draft = draft();
    assert_eq!(outcome(&draft, bytes), expected, "{bytes:?}");
    if let Ok(Checked::Change(change)) = draft.check(bytes) {
        draft.apply(&change).unwrap();
        assert_eq!(outcome(&draft, bytes), Nothing, "a second time");
    }
    assert_eq!(Draft::load(&draft.state()).unwrap().delta(), draft.delta());
}

fn structs(client: u64, clock: u64, structs: &[Bytes], expected: Outcome) {
    check(&update(&[(client, clock, structs)], &[]), expected);
}

fn deletes(client: u64, ranges: &[(u64, u64)], expected: Outcome) {
    check(&update(&[], &[(client, ranges)]), expected);
}

#[test]
fn words_formats_and_deletions_pass() {
    structs(NEW, 0, &[words(after(OLD, 6), "new")], Change(vec![NEW]));
    structs(NEW, 0, &[words(Between::default(), "new")], Change(vec![NEW]));
    structs(OLD, 7, &[format(after(OLD, 6), "bold", "true")], Change(vec![OLD]));
    structs(NEW, 0, &[deleted(after(OLD, 6), 100), words(after(NEW, 99), "a")], Change(vec![NEW]));
    deletes(OLD, &[(0, 1), (4, 2)], Change(vec![]));
}

#[test]
fn what_is_there_already_changes_nothing() {
    check(&[0, 0], Nothing);
    Draft::load(&[0, 0]).expect("a state of nothing is one");
    deletes(OLD, &[(6, 1)], Nothing);
    structs(OLD, 1, &[words(after(OLD, 0), "b😀cd")], Nothing);
    structs(
        OLD,
        1,
        &[words(after(OLD, 0), "b😀cd"), words(after(server().id().get(), 0), "xyz")],
        Change(vec![OLD]),
    );
}

#[test]
fn what_builds_on_something_missing_is_a_gap() {
    structs(NEW, 1, &[words(after(OLD, 6), "a")], Gap);
    structs(NEW, 0, &[words(after(9, 0), "a")], Gap);
    structs(NEW, 0, &[words(before(OLD, 7), "a")], Gap);
    deletes(NEW, &[(0, 1)], Gap);
    deletes(OLD, &[(5, 3)], Gap);
    let waits: [Section; 2] = [(NEW, 0, &[words(after(8, 1), "a")]), (8, 0, &[words(after(NEW, 0), "bc")])];
    check(&update(&waits, &[]), Gap);
}

#[test]
fn two_ids_may_build_on_each_other() {
    let sections: [Section; 3] = [
        (NEW, 0, &[words(after(8, 0), "a"), words(after(7, 1), "b")]),
        (7, 0, &[words(after(NEW, 0), "cd")]),
        (8, 0, &[words(after(OLD, 6), "e"), words(after(NEW, 1), "f")]),
    ];
    check(&update(&sections, &[(7, &[(1, 1)])]), Change(vec![NEW, 7, 8]));
}

#[test]
fn a_struct_stands_between_two_places_and_not_on_both_sides_of_one() {
    let between = |origin, right| Between { origin: Some((OLD, origin)), right: Some((OLD, right)) };
    structs(NEW, 0, &[words(between(0, 1), "a")], Change(vec![NEW]));
    structs(NEW, 0, &[words(between(1, 1), "a")], Refused(Refusal::Malformed));
}

/// Where it stands otherwise, those who were there and those who come later see different texts.
#[test]
fn a_struct_stands_between_two_places_that_somebody_can_have_seen_side_by_side() {
    let first = server().id().get();
    let between = |origin, right| Between { origin, right };
    let [a, b, d, x] = [0, 1, 5, 6].map(|clock| Some((OLD, clock)));
    let newline = Some((first, 0));
    // The last two are of people who had not seen all.
    for (origin, right) in [
        (None, a),
        (a, b),
        (d, newline),
        (newline, x),
        (x, None),
        (None, None),
        (a, newline),
        (newline, None),
    ] {
        structs(NEW, 0, &[words(between(origin, right), "new")], Change(vec![NEW]));
    }
    for (origin, right) in
        [(b, a), (a, d), (None, b), (None, x), (a, None), (a, x), (newline, a), (x, newline)]
    {
        structs(NEW, 0, &[words(between(origin, right), "new")], Refused(Refusal::Place));
    }
    // What one had seen follows from what another had: b from the struct that stands after it.
    let seen: [Section; 2] =
        [(NEW, 0, &[words(between(b, newline), "c")]), (8, 0, &[words(between(a, Some((NEW, 0))), "d")])];
    check(&update(&seen, &[]), Refused(Refusal::Place));
    // Neither had seen the other's; a third puts something between the two, or across them.
    let both: [Section; 2] =
        [(NEW, 0, &[words(between(a, b), "first")]), (8, 0, &[words(between(a, b), "second")])];
    let between_both = [words(between(Some((NEW, 4)), Some((8, 0))), "third")];
    check(&update(&[both[0], both[1], (9, 0, &between_both)], &[]), Change(vec![NEW, 8, 9]));
    let across = [words(between(Some((NEW, 1)), Some((8, 3))), "third")];
    check(&update(&[both[0], both[1], (9, 0, &across)], &[]), Refused(Refusal::Place));
}

/// What only pretends to have been put between neighbours would keep everybody from writing beside it.
#[test]
fn a_struct_stands_between_two_places_with_nothing_between_them_that_its_writer_knows() {
    let (a, b) = (Some((OLD, 0)), Some((OLD, 1)));
    let put = |origin, right| [words(Between { origin, right }, "x")];
    let unit = |client| Some((client, 0));
    // Its own letter.
    structs(NEW, 0, &[put(a, b), put(a, b)].concat(), Refused(Refusal::Place));
    // The right one stands before the left one: the order of ids decided so.
    let (seven, eight) = (put(a, b), put(a, b));
    let both: [Section; 2] = [(7, 0, &seven), (8, 0, &eight)];
    let forth = put(unit(7), unit(8));
    check(&update(&[both[0], both[1], (9, 0, &forth)], &[]), Change(vec![7, 8, 9]));
    let back = put(unit(8), unit(7));
    check(&update(&[both[0], both[1], (9, 0, &back)], &[]), Refused(Refusal::Place));
    // Between the two stands what the left one was put beside.
    let before_seven = put(a, unit(7));
    let over = put(unit(6), unit(8));
    let three: [Section; 3] = [both[0], both[1], (6, 0, &before_seven)];
    check(&update(&three, &[]), Change(vec![7, 8, 6]));
    check(&update(&[three[0], three[1], three[2], (9, 0, &over)], &[]), Refused(Refusal::Place));
}

#[test]
fn a_struct_does_not_build_on_its_own_future() {
    structs(NEW, 0, &[words(after(NEW, 0), "a")], Refused(Refusal::Malformed));
    structs(NEW, 0, &[words(before(NEW, 1), "a"), words(after(OLD, 6), "b")], Refused(Refusal::Malformed));
}

#[test]
fn other_content_is_refused() {
    for (content, body) in [
        (0, Bytes::default().number(1)),
        (2, Bytes::default().number(1).text("1")),
        (3, Bytes::default().text("abc")),
        (5, Bytes::default().text("{}")),
        (7, Bytes::default().number(0)),
        (8, Bytes::default().numbers(&[1, 126])),
        (9, Bytes::default().text("a").number(126)),
        (10, Bytes::default().number(1)),
        (20, Bytes::default().text("abc")),
    ] {
        structs(NEW, 0, &[item(after(OLD, 6), content, body)], Refused(Refusal::Content));
    }
}

#[test]
fn other_parents_are_refused() {
    let named = |name| Bytes(vec![4]).number(1).text(name).text("a");
    structs(NEW, 0, &[named("other")], Refused(Refusal::Parent));
    structs(NEW, 0, &[Bytes(vec![4]).number(0).numbers(&[OLD, 0]).text("a")], Refused(Refusal::Parent));
    structs(NEW, 0, &[Bytes(vec![4]).number(2).text("content").text("a")], Refused(Refusal::Parent));
    let sub = Bytes(vec![0x24]).number(1).text("content").text("key").text("a");
    structs(NEW, 0, &[sub], Refused(Refusal::Parent));
    structs(NEW, 0, &[item(after(OLD, 6), 0x24, Bytes::default().text("a"))], Refused(Refusal::Parent));
}

#[test]
fn other_formats_are_refused() {
    structs(NEW, 0, &[format(after(OLD, 6), "image", "\"https://example.org\"")], Refused(Refusal::Format));
    structs(NEW, 0, &[format(after(OLD, 6), "header", "{\"a\":1}")], Refused(Refusal::Format));
    structs(NEW, 0, &[format(after(OLD, 6), "ins:a", "true")], Refused(Refusal::Reserved));
}

#[test]
fn no_character_is_cut_in_two() {
    for cut in [
        words(after(OLD, 2), "a"),
        words(before(OLD, 3), "a"),
        format(Between { origin: Some((OLD, 2)), right: Some((OLD, 3)) }, "bold", "true"),
    ] {
        structs(NEW, 0, &[cut], Refused(Refusal::HalfCharacter));
    }
    deletes(OLD, &[(0, 3)], Refused(Refusal::HalfCharacter));
    deletes(OLD, &[(3, 2)], Refused(Refusal::HalfCharacter));
    deletes(OLD, &[(2, 2)], Change(vec![]));
    structs(OLD, 3, &[words(after(OLD, 2), "cde")], Refused(Refusal::HalfCharacter));
    // What is new begins in the middle of a character.
    structs(OLD, 1, &[words(after(OLD, 0), "bcdef😀")], Refused(Refusal::HalfCharacter));
    let within: [Section; 2] =
        [(NEW, 0, &[words(after(OLD, 6), "😀")]), (8, 0, &[words(after(NEW, 0), "a")])];
    check(&update(&within, &[]), Refused(Refusal::HalfCharacter));
    check(&update(&[within[0]], &[(NEW, &[(1, 1)])]), Refused(Refusal::HalfCharacter));
}

#[test]
fn the_servers_newline_is_not_deleted() {
    let first = server().id().get();
    deletes(first, &[(0, 1)], Refused(Refusal::FirstLine));
    let mut loaded = Draft::load(&draft().state()).unwrap();
    assert_eq!(outcome(&loaded, &update(&[], &[(first, &[(0, 1)])])), Refused(Refusal::FirstLine));
    // A newline of anybody else's can go.
    loaded.apply_logged(&update(&[(NEW, 0, &[words(Between::default(), "\n")])], &[])).unwrap();
    assert_eq!(outcome(&loaded, &update(&[], &[(NEW, &[(0, 1)])])), Change(vec![]));
}

#[test]
fn what_is_not_spelled_as_yjs_does_is_refused() {
    let good = update(&[(NEW, 0, &[words(after(OLD, 6), "new")])], &[(OLD, &[(0, 1)])]);
    let malformed = Refused(Refusal::Malformed);
    for end in 0..good.len() {
        assert!(matches!(outcome(&draft(), &good[..end]), Refused(_)), "cut at {end}");
    }
    check(&[good.as_slice(), &[0]].concat(), Refused(Refusal::Malformed));
    structs(NEW, 0, &[], Refused(Refusal::Malformed));
    structs(NEW, 0, &[words(after(OLD, 6), "")], Refused(Refusal::Malformed));
    structs(NEW, 0, &[deleted(after(OLD, 6), 0)], Refused(Refusal::Malformed));
    structs(1 << 53, 0, &[words(after(OLD, 6), "a")], Refused(Refusal::Malformed));
    structs(NEW, 0, &[words(after(1 << 53, 0), "a")], Refused(Refusal::Malformed));
    deletes(OLD, &[(0, 0)], Refused(Refusal::Malformed));
    deletes(OLD, &[(1, 1), (0, 1)], Refused(Refusal::Malformed));
    deletes(OLD, &[(0, 2), (1, 1)], Refused(Refusal::Malformed));
    let one = || words(after(OLD, 6), "a");
    check(&update(&[(NEW, 0, &[one()]), (NEW, 1, &[one()])], &[]), Refused(Refusal::Malformed));
    check(&update(&[], &[(OLD, &[(0, 1)]), (OLD, &[(4, 1)])]), malformed);
    let long_zero = [&[0x80, 0x00][..], &good[1..]].concat();
    check(&long_zero, Refused(Refusal::Malformed));
}

#[test]
fn an_update_keeps_its_bounds() {
    let most = u64::from(CLOCK_MAX);
    structs(NEW, 0, &[deleted(after(OLD, 6), most)], Change(vec![NEW]));
    structs(NEW, 0, &[deleted(after(OLD, 6), most), words(after(OLD, 6), "a")], Refused(Refusal::Malformed));
    structs(NEW, 0, &[deleted(after(OLD, 6), most + 1)], Refused(Refusal::Malformed));

    let many = |count: usize| {
        let chain = |at: u64| if at == 0 { after(OLD, 6) } else { after(NEW, at - 1) };
        (0..count as u64).map(|at| format(chain(at), "bold", "true")).collect::<Vec<_>>()
    };
    structs(NEW, 0, &many(UPDATE_STRUCTS_MAX), Change(vec![NEW]));
    structs(NEW, 0, &many(UPDATE_STRUCTS_MAX + 1), Refused(Refusal::TooLarge));

    let one = [words(after(OLD, 6), "a")];
    let clients = |count: usize| {
        let sections: Vec<Section> = (0..count as u64).map(|at| (100 + at, 0, one.as_slice())).collect();
        outcome(&draft(), &update(&sections, &[]))
    };
    assert!(matches!(clients(UPDATE_CLIENTS_MAX), Change(_)));
    assert_eq!(clients(UPDATE_CLIENTS_MAX + 1), Refused(Refusal::TooLarge));

    let sized = |bytes: usize| {
        let bare = |words: &str| update(&[(NEW, 0, &[self::words(after(OLD, 6), words)])], &[]);
        let length = bytes - (bare(&"a".repeat(bytes - 20)).len() - (bytes - 20));
        let update = bare(&"a".repeat(length));
        assert_eq!(update.len(), bytes);
        outcome(&draft(), &update)
    };
    assert_eq!(sized(UPDATE_BYTES_MAX), Change(vec![NEW]));
    assert_eq!(sized(UPDATE_BYTES_MAX + 1), Refused(Refusal::TooLarge));
}

/// Each is of somebody who had nothing, and has to step over all that is there: without a bound, 10 KB keep everybody
/// busy for minutes.
#[test]
fn structs_that_are_costly_to_place_are_bounded() {
    let mut draft = draft();
    let count = 20_000;
    let places = (0..count).map(|at| if at == 0 { after(OLD, 6) } else { after(NEW, at - 1) });
    let words: Vec<_> = places.map(|place| words(place, "a")).collect();
    let every_other: Vec<_> = (0..count / 2).map(|at| (2 * at, 1)).collect();
    draft.apply_logged(&update(&[(NEW, 0, &words)], &[(NEW, &every_other)])).unwrap();
    let wide = |clients: u64| {
        let wide = [self::words(Between::default(), "x")];
        // Above the server's id, for the order of ids decides who steps over whom.
        let client = |at| server().id().get() + 1 + at;
        let sections: Vec<Section> = (0..clients).map(|at| (client(at), 0, wide.as_slice())).collect();
        update(&sections, &[])
    };
    // Twenty pages pasted at once, every third struct between the two before it.
    let place = |at: u64| match at % 3 {
        2 => Between { origin: Some((8, at - 2)), right: Some((8, at - 1)) },
        1 => after(8, at - 1),
        _ if at == 0 => after(NEW, count - 1),
        _ => after(8, at - 2),
    };
    let pasted: Vec<_> = (0..count).map(|at| format(place(at), "bold", "true")).collect();
    assert_eq!(outcome(&draft, &update(&[(8, 0, &pasted)], &[])), Change(vec![8]));
    let (some, mut left) = (wide(200), Effort::MOST);
    assert!(matches!(draft.check_within(&some, &mut left), Ok(Checked::Change(_))));
    let cost = EFFORT_MAX - left.0;
    assert!(cost > 200 * count, "{cost}");
    let mut left = Effort(cost);
    assert!(matches!(draft.check_within(&some, &mut left), Ok(Checked::Change(_))) && left == Effort(0));
    let mut left = Effort(cost - 1);
    assert_eq!(draft.check_within(&some, &mut left).unwrap_err(), Refusal::TooCostly);
    assert_eq!(left, Effort(0), "it was spent");
    assert_eq!(outcome(&draft, &wide(1_000)), Refused(Refusal::TooCostly));
}

/// Deleting makes pieces too: browsers step over each.
#[test]
fn words_that_are_cut_up_by_deleting_are_counted_in_pieces() {
    let mut draft = draft();
    let long = 200_000;
    let text = [words(after(OLD, 6), &"a".repeat(long as usize))];
    draft.apply_logged(&update(&[(NEW, 0, &text)], &[])).unwrap();
    let over = |draft: &Draft| {
        // Each before the last: the first steps over all, the next too.
        let place = |at: u64| Between { origin: Some((OLD, 6)), right: at.checked_sub(1).map(|at| (9, at)) };
        let structs: Vec<_> = (0..100).map(|at| words(place(at), "x")).collect();
        outcome(draft, &update(&[(9, 0, &structs)], &[]))
    };
    assert_eq!(over(&draft), Change(vec![9]), "one long piece");
    let every_other: Vec<_> = (0..long / 2).map(|at| (2 * at, 1)).collect();
    draft.apply_logged(&update(&[], &[(NEW, &every_other)])).unwrap();
    assert_eq!(over(&draft), Refused(Refusal::TooCostly), "200,000 pieces");
}

/// Somebody without a connection and somebody with one both write at the same place all day, each a line above the last.
#[test]
fn a_days_work_at_one_place_is_admitted_whichever_of_the_ids_is_greater() {
    let above = |client: u64| {
        let place = |at: u64| Between {
            origin: Some((OLD, 0)),
            right: Some(at.checked_sub(1).map_or((OLD, 1), |at| (client, at))),
        };
        (0..1_500).map(|at| words(place(at), "x")).collect::<Vec<_>>()
    };
    for client in [NEW + 1, NEW - 2] {
        let mut draft = draft();
        draft.apply_logged(&update(&[(NEW, 0, &above(NEW))], &[])).unwrap();
        assert_eq!(outcome(&draft, &update(&[(client, 0, &above(client))], &[])), Change(vec![client]));
    }
}

#[test]
fn a_full_draft_takes_no_more_and_words_that_went_make_room() {
    let mut draft = draft();
    let chunk = "a".repeat(1 << 20);
    let mut added = 0;
    let refused = loop {
        let client = 1_000 + added;
        let update = update(&[(client, 0, &[words(after(OLD, 6), &chunk)])], &[]);
        match draft.check(&update) {
            Ok(Checked::Change(change)) => draft.apply(&change).unwrap(),
            other => break other.unwrap_err(),
        }
        added += 1;
    };
    assert_eq!((refused, added), (Refusal::Full, 7));
    // Deleting goes on, and makes room.
    let most_of_one = update(&[], &[(1_000, &[(0, 1 << 19)])]);
    let Ok(Checked::Change(change)) = draft.check(&most_of_one) else {
        panic!("a full draft can be deleted in")
    };
    draft.apply(&change).unwrap();
    let half = update(&[(NEW, 0, &[words(after(OLD, 6), &chunk[..1 << 18])])], &[]);
    assert_eq!(outcome(&draft, &half), Change(vec![NEW]));
    let gone: Vec<(u64, [(u64, u64); 1])> = (0..added).map(|at| (1_000 + at, [(0, 1 << 20)])).collect();
    let gone: Vec<_> = gone.iter().map(|(client, ranges)| (*client, ranges.as_slice())).collect();
    draft.apply_logged(&update(&[], &gone)).unwrap();
    draft = Draft::load(&draft.state()).unwrap();
    assert_eq!(
        outcome(&draft, &update(&[(NEW, 0, &[words(after(OLD, 6), &chunk)])], &[])),
        Change(vec![NEW])
    );
}

#[test]
fn a_draft_of_as_many_structs_as_can_be_takes_no_more() {
    let (mut draft, _) = Draft::create(server(), &[]);
    let first = server().id().get();
    let place = |at: u64| if at == 0 { after(first, 0) } else { after(OLD, at - 1) };
    // Formats are never merged; one struct is the newline, and one more fits.
    let many: Vec<_> =
        (0..DRAFT_STRUCTS_MAX as u64 - 2).map(|at| format(place(at), "bold", "true")).collect();
    draft.apply_logged(&update(&[(OLD, 0, &many)], &[])).unwrap();
    let more = |count: u64| {
        let place =
            |at: u64| Between { origin: at.checked_sub(1).map(|at| (NEW, at)), right: Some((first, 0)) };
        let more: Vec<_> = (0..count).map(|at| format(place(at), "bold", "true")).collect();
        outcome(&draft, &update(&[(NEW, 0, &more)], &[]))
    };
    assert_eq!(more(1), Change(vec![NEW]));
    assert_eq!(more(2), Refused(Refusal::Full));
    // Each stretch may cut two off, and there is one left to the limit.
    let stretches = |count: u64| {
        let every_other: Vec<_> = (0..count).map(|at| (2 * at, 1)).collect();
        outcome(&draft, &update(&[], &[(OLD, &every_other)]))
    };
    let most = (DELETING_STRUCTS_MAX as u64).div_ceil(2);
    assert_eq!(stretches(most), Change(vec![]));
    assert_eq!(stretches(most + 1), Refused(Refusal::Full));
}

#[test]
fn a_check_of_an_older_state_is_not_applied() {
    let mut draft = draft();
    let (one, two) = (
        update(&[(NEW, 0, &[words(after(OLD, 6), "a")])], &[]),
        update(&[(8, 0, &[words(after(OLD, 6), "b")])], &[]),
    );
    let (Ok(Checked::Change(first)), Ok(Checked::Change(second))) = (draft.check(&one), draft.check(&two))
    else {
        panic!("both pass")
    };
    draft.apply(&first).unwrap();
    assert_eq!(draft.apply(&second), Err(statement::DraftError::Stale));
}

#[test]
fn a_state_vector_is_read_as_strictly() {
    let draft = draft();
    let all = draft.diff(&[0]).unwrap();
    assert_eq!(all, draft.state());
    let vector = |pairs: &[u64]| Bytes::default().number(pairs.len() as u64 / 2).numbers(pairs).0;
    assert!(draft.diff(&vector(&[OLD, 7])).unwrap().len() < all.len());
    // More than is here, and clients that are not, are nothing to this side.
    assert_eq!(draft.diff(&vector(&[9, 7])).unwrap(), all);
    let rest = draft.diff(&vector(&[OLD, 7])).unwrap();
    assert_eq!(draft.diff(&vector(&[OLD, u64::from(CLOCK_MAX)])).unwrap(), rest);
    for bad in [&vector(&[OLD, 1, OLD, 2])[..], &[1], &[0, 0], &[0x80, 0], &[2, 5, 1], &[]] {
        assert_eq!(draft.diff(bad), Err(Refusal::Malformed), "{bad:?}");
    }
    assert_eq!(draft.diff(&vector(&[OLD, u64::from(CLOCK_MAX) + 1])), Err(Refusal::Malformed));
    assert_eq!(draft.diff(&vector(&[1 << 53, 1])), Err(Refusal::Malformed));
    assert_eq!(draft.diff(&vector(&[OLD, 3])), Err(Refusal::HalfCharacter));
}

/// A day's work without a connection, or one replacing of a word everywhere: what is stepped over is counted, and not
/// what there is.
#[test]
fn letters_at_many_places_cost_nothing_however_many_there_are() {
    let mut draft = draft();
    let count = 20_000;
    let long = [words(after(OLD, 6), &"a".repeat(2 * count as usize))];
    draft.apply_logged(&update(&[(8, 0, &long)], &[])).unwrap();
    let places = (0..count).map(|at| if at == 0 { after(OLD, 6) } else { after(NEW, at - 1) });
    let others: Vec<_> = places.map(|place| format(place, "bold", "true")).collect();
    draft.apply_logged(&update(&[(NEW, 0, &others)], &[])).unwrap();
    let between = |at: u64| Between { origin: Some((8, at)), right: Some((8, at + 1)) };
    let scattered: Vec<_> = (0..count).map(|at| words(between(2 * at), "x")).collect();
    let scattered = update(&[(9, 0, &scattered)], &[]);
    assert_eq!(outcome(&draft, &scattered), Change(vec![9]));
    draft.apply_logged(&scattered).unwrap();
    // And of somebody who did not see those.
    let again: Vec<_> = (0..count).map(|at| words(between(2 * at), "y")).collect();
    assert_eq!(outcome(&draft, &update(&[(10, 0, &again)], &[])), Change(vec![10]));
    // A thousand people at one place.
    let one = [words(between(0), "z")];
    let crowd: Vec<Section> = (0..1_000).map(|at| (100 + at, 0, one.as_slice())).collect();
    assert!(matches!(outcome(&draft, &update(&crowd, &[])), Change(_)));
}
