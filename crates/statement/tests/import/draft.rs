//! What was imported, as a draft: orphans are problems until they are placed, and then the numbers come out right.

use crate::root;
use model::statement::{BlockKind, Run};
use statement::import::{Imported, MarkFound, plain_text};
use statement::{Draft, Fields, NewBlock, NewRun, NoteId, Reading, ServerClient};

fn twin() -> Imported {
    let text = std::fs::read_to_string(root().join("tests/fixtures/annex-twin.txt")).unwrap();
    plain_text(&text, &[]).unwrap()
}

fn read(imported: &Imported, blocks: &[NewBlock]) -> Reading {
    let (draft, _) = Draft::create(ServerClient::from_random(7), blocks);
    draft.read(&Fields {
        kind: imported.fields.kind,
        language: "en".into(),
        direction: imported.fields.direction,
        symbol: imported.fields.symbol.clone(),
    })
}

fn units(run: &NewRun) -> usize {
    match run {
        NewRun::Text(text) => text.text.encode_utf16().count(),
        NewRun::Note(_) => 1,
    }
}

/// Puts a mark at an index of the draft, as a person does in the page.
fn place(blocks: &mut [NewBlock], note: NoteId, index: usize) {
    let mut start = 0;
    for block in blocks {
        let length: usize = block.runs.iter().map(units).sum();
        if index > start + length {
            start += length + 1;
            continue;
        }
        let mut at = start;
        for number in 0..block.runs.len() {
            let run_length = units(&block.runs[number]);
            if index <= at + run_length {
                let mut rest = block.runs.split_off(number);
                if let (NewRun::Text(text), true) = (&mut rest[0], index > at) {
                    let mut before = text.clone();
                    let wide: Vec<u16> = text.text.encode_utf16().collect();
                    before.text = String::from_utf16(&wide[..index - at]).unwrap();
                    text.text = String::from_utf16(&wide[index - at..]).unwrap();
                    block.runs.push(NewRun::Text(before));
                }
                block.runs.push(NewRun::Note(note));
                block.runs.extend(rest);
                return;
            }
            at += run_length;
        }
    }
    panic!("the place is beyond the draft");
}

#[test]
fn the_draft_of_an_import_says_each_orphan_and_nothing_else() {
    let imported = twin();
    let problems = read(&imported, &imported.new_blocks()).problems;
    let orphans = imported.notes.iter().filter(|note| note.mark == MarkFound::Orphan).count();
    assert_eq!(problems.len(), orphans, "{problems:?}");
    assert!(problems.iter().all(|problem| problem.code == "note-without-mark"), "{problems:?}");
}

#[test]
fn with_its_orphans_placed_as_proposed_the_notes_come_out_in_their_order() {
    let imported = twin();
    let mut blocks = imported.new_blocks();
    let mut places: Vec<_> = imported
        .notes
        .iter()
        .filter_map(|n| n.proposed_place.as_ref().map(|place| (place.index, n.id())))
        .collect();
    places.sort_by_key(|(index, _)| *index);
    for (index, note) in places.into_iter().rev() {
        place(&mut blocks, note, index);
    }
    let Reading { statement, problems } = read(&imported, &blocks);
    assert_eq!(problems, []);
    assert_eq!(statement.notes.len(), 7);
    for (printed, source) in statement.notes.iter().zip(&imported.notes) {
        let first = |runs: &[Run]| match runs.first() {
            Some(Run::Text(text)) => text.text.clone(),
            _ => String::new(),
        };
        assert_eq!(first(&printed[0].runs), first(&source.runs), "note {}", source.source_number);
    }
    let kinds = |kind: BlockKind| statement.blocks.iter().filter(|block| block.kind == kind).count();
    assert_eq!((kinds(BlockKind::Title), kinds(BlockKind::Heading), kinds(BlockKind::Item)), (1, 4, 3));
    for (block, source) in statement.blocks.iter().zip(&imported.body) {
        assert_eq!(block.kind, source.block.kind);
    }
}

#[test]
fn a_proposed_place_in_the_draft_stands_after_the_words_that_are_shown() {
    let imported = twin();
    let words: String = imported.new_blocks().iter().map(|block| words(block) + "\n").collect();
    let wide: Vec<u16> = words.encode_utf16().collect();
    for place in imported.notes.iter().filter_map(|note| note.proposed_place.as_ref()) {
        let before = String::from_utf16(&wide[..place.index]).unwrap();
        let last = place.after.split_whitespace().last().unwrap();
        assert!(before.ends_with(last), "{last:?} is not what stands before {}", place.index);
    }
}

fn words(block: &NewBlock) -> String {
    let of = |run: &NewRun| match run {
        NewRun::Text(text) => text.text.clone(),
        NewRun::Note(_) => "\u{fffc}".into(),
    };
    block.runs.iter().map(of).collect()
}
