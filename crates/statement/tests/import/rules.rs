//! Each rule by itself.

use model::statement::{BlockKind, ListKind, Run};
use statement::import::{Finding, Imported, MarkFound, plain_text};

fn read(text: &str) -> Imported {
    plain_text(text, &[]).unwrap()
}

/// Each block as its kind's first letter (`#` an ordered item, `-` another) and its words.
fn body(text: &str) -> Vec<String> {
    let sign = |kind: BlockKind, list: Option<ListKind>| match (kind, list) {
        (BlockKind::Title, _) => 'T',
        (BlockKind::Heading, _) => 'H',
        (_, Some(ListKind::Ordered)) => '#',
        (_, Some(ListKind::Bullet)) => '-',
        _ => 'p',
    };
    let words = |runs: &[Run]| -> String {
        let word = |run: &Run| match run {
            Run::Text(text) => text.text.clone(),
            Run::Note(mark) => format!("[{}]", mark.note),
        };
        runs.iter().map(word).collect()
    };
    let imported = read(text).body;
    imported
        .iter()
        .map(|b| format!("{} {}", sign(b.block.kind, b.block.list), words(&b.block.runs)))
        .collect()
}

#[test]
fn the_first_block_is_the_title_and_capitals_are_headings() {
    assert_eq!(body("On water\n\nWHY NOW\n\nBecause."), ["T On water", "H WHY NOW", "p Because."]);
    assert_eq!(body("Title\n\n1. INTRODUCTION\n\nText"), ["T Title", "H 1. INTRODUCTION", "p Text"]);
}

#[test]
fn items_that_count_from_one_are_a_list() {
    let list = ["T Title", "# one", "# two", "p after"];
    assert_eq!(body("Title\n\n1. one\n2. two\n\nafter"), list);
    assert_eq!(body("Title\n\n(a) one\n\n(b) two\n\nafter"), list);
    assert_eq!(body("Title\n\n- one\n- two goes\non"), ["T Title", "- one", "- two goes on"]);
}

#[test]
fn a_number_that_no_list_would_compute_stays_in_the_words() {
    assert_eq!(body("Title\n\n12. Calls upon States"), ["T Title", "p 12. Calls upon States"]);
    assert_eq!(
        body("Title\n\n1. one\n\nbetween\n\n2. two"),
        ["T Title", "p 1. one", "p between", "p 2. two"]
    );
    assert_eq!(body("Title\n\n1. one\n2. two\n4. four"), ["T Title", "# one", "# two", "p 4. four"]);
    assert_eq!(body("Title\n\n1. one\n2) two"), ["T Title", "p 1. one", "p 2) two"]);
    assert_eq!(body("Title\n\n(i) first"), ["T Title", "p (i) first"]);
}

#[test]
fn page_numbers_and_rules_are_dropped_and_named() {
    for (line, why) in [
        ("2", "page number"),
        ("- 2 -", "page number"),
        ("Page 2 of 5", "page number"),
        ("2/5", "page number"),
        ("____", "stray rule"),
        ("— —", "stray rule"),
    ] {
        let imported = read(&format!("Title\n\n{line}\n\nText"));
        assert_eq!(imported.body.len(), 2, "{line}");
        let dropped = Finding::LineDropped { source_block: 1, text: line.into(), why };
        assert!(imported.findings.contains(&dropped), "{line}: {:?}", imported.findings);
    }
    for line in ["2 of us", "Page", "12 June 2020", "of 5 - 6 / 7"] {
        assert_eq!(read(&format!("Title\n\n{line}\n\nText")).body.len(), 3, "{line}");
    }
}

#[test]
fn lines_are_joined_by_a_space_and_at_a_hyphen_by_nothing() {
    let text = "Title\n\nA long-\nwinded way\nof saying -\nnothing";
    assert_eq!(body(text), ["T Title", "p A long-winded way of saying - nothing"]);
    assert!(read(text).findings.contains(&Finding::JoinedAtHyphen { source_block: 1 }));
}

#[test]
fn a_note_with_an_ordinary_number_is_taken_where_its_mark_stands_before_it() {
    let text = "Title\n\nOne claim¹ and more.\n\n1 Where it was made.\n\n2 Not a note.";
    let imported = read(text);
    assert_eq!(body(text), ["T Title", "p One claim[1] and more.", "p 2 Not a note."]);
    assert_eq!(imported.notes[0].mark, MarkFound::Found);
    let finding = Finding::LabelReadFromPlainDigit { note: 1, source_block: 2 };
    assert!(imported.findings.contains(&finding), "{:?}", imported.findings);
    for no_number in ["01", "+1"] {
        let text = format!("Title\n\nOne claim¹.\n\n{no_number} Not a note.");
        assert_eq!(body(&text), ["T Title", "p One claim¹.", &format!("p {no_number} Not a note.")]);
    }
    let labelled = "Title\n\nOne claim¹.\n\n1 Body text.\n\n¹ The note.";
    assert_eq!(body(labelled), ["T Title", "p One claim[1].", "p 1 Body text."]);
}

#[test]
fn a_raised_number_without_a_note_stays_and_is_named() {
    assert_eq!(body("Title\n\nTen m² of land."), ["T Title", "p Ten m² of land."]);
    let finding = Finding::MarkWithoutNote { note: 2, source_block: 1 };
    assert!(read("Title\n\nTen m² of land.").findings.contains(&finding));
}

#[test]
fn every_finding_is_a_sentence() {
    let text = std::fs::read_to_string(crate::root().join("tests/fixtures/annex-twin.txt")).unwrap();
    for finding in read(&text).findings {
        let sentence = finding.sentence();
        assert!(sentence.ends_with('.') && sentence.len() > 20, "{sentence}");
    }
}

#[test]
fn where_numbers_begin_anew_each_page_a_mark_means_the_note_at_its_pages_foot() {
    let text = "Title\n\nOne¹ page.\n\n¹ First.\n\n2\n\nAnother¹ page.\n\n¹ Second.";
    assert_eq!(body(text), ["T Title", "p One[1] page.", "p Another[2] page."]);
    let finding = Finding::NoteRenumbered { note: 2, printed: 1, source_block: 5 };
    assert!(read(text).findings.contains(&finding), "{:?}", read(text).findings);
}

#[test]
fn an_address_alone_is_a_paragraph_unless_a_note_breaks_off_before_one() {
    let text = "Title\n\nWrite to us:\n\nhttps://a.example";
    assert_eq!(body(text), ["T Title", "p Write to us:", "p https://a.example"]);
    let text = "Title\n\nSee¹.\n\nhttps://a.example/b c.pdf\n\n¹ It is at:";
    assert_eq!(body(text), ["T Title", "p See[1]."]);
    assert!(read(text).findings.contains(&Finding::NoteJoined { note: 1, source_blocks: vec![3, 2] }));
}
