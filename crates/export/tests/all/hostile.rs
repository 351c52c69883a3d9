//! Files made to upset the verifier: bounded in memory and time, never a panic, never taken for honest.

use crate::fixture::{block, paragraph, statement};
use crate::ledger::{honest, secret};
use export::limits::{ATTACHMENT_BYTES_MAX, EMBEDDED_FILES_MAX, FILE_BYTES_MAX, STATEMENT_BYTES_MAX};
use export::verify::{Trust, Verdict, file};
use export::{UnpackError, Unpacked, pdf, problems, unpack};
use flate2::{Compression, write::ZlibEncoder};
use model::statement::BlockKind;
use std::io::Write;

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn embedded(content: &[u8]) -> Vec<u8> {
    let head = b"1 0 obj\n<</Type/EmbeddedFile/Filter/FlateDecode/Length 1>>\nstream\n";
    [head, deflated(content).as_slice(), b"\nendstream\nendobj\n"].concat()
}

fn padded(start: &str, length: usize) -> Vec<u8> {
    let mut content = start.as_bytes().to_vec();
    content.resize(length, b' ');
    content
}

const TEXT: &str = "{\"blocks\":";
const RECORDS: &str = "{\"parts\":";

fn pdf_of(parts: &[Vec<u8>]) -> Vec<u8> {
    [b"%PDF-1.7\n".as_slice(), &parts.concat()].concat()
}

#[test]
fn attachments_are_inflated_up_to_their_limit() {
    let records = embedded(RECORDS.as_bytes());
    let of = |length| unpack(&pdf_of(&[embedded(&padded(TEXT, length)), records.clone()]));
    let length = of(ATTACHMENT_BYTES_MAX).map(|Unpacked { statement_json, .. }| statement_json.len());
    assert_eq!(length, Ok(ATTACHMENT_BYTES_MAX));
    assert_eq!(of(ATTACHMENT_BYTES_MAX + 1), Err(UnpackError::Damaged("statement.json")));
}

#[test]
fn files_are_read_up_to_their_limit() {
    let of = |length| {
        let mut file = pdf_of(&[embedded(TEXT.as_bytes()), embedded(RECORDS.as_bytes())]);
        file.resize(length, b' ');
        unpack(&file).map(|unpacked| unpacked.statement_json)
    };
    assert_eq!(of(FILE_BYTES_MAX), Ok(TEXT.into()));
    assert_eq!(of(FILE_BYTES_MAX + 1), Err(UnpackError::TooLarge));
}

#[test]
fn only_so_many_embedded_files_are_looked_at() {
    let of = |others: usize| {
        let mut parts = vec![embedded(b"something else"); others];
        parts.extend([embedded(TEXT.as_bytes()), embedded(RECORDS.as_bytes())]);
        unpack(&pdf_of(&parts)).map(|unpacked| unpacked.extract)
    };
    assert_eq!(of(EMBEDDED_FILES_MAX - 2), Ok(RECORDS.into()));
    assert_eq!(of(EMBEDDED_FILES_MAX - 1), Err(UnpackError::Damaged("extract.jsonl")));
}

#[test]
fn a_text_past_its_limit_is_said_to_be_too_long() {
    let of = |words: usize| {
        let blocks = vec![paragraph(&"word ".repeat(1_000)); words / 1_000];
        let mut blocks = [vec![block(BlockKind::Title, "A title")], blocks].concat();
        blocks.push(paragraph(""));
        statement(blocks, vec![])
    };
    let long = of(220_000);
    assert!(long.to_canonical().unwrap().len() > STATEMENT_BYTES_MAX);
    let found: Vec<_> = problems(&long, &[]).into_iter().map(|problem| problem.code).collect();
    assert_eq!(found, ["text-too-long"]);
}

#[test]
fn text_and_records_that_are_no_such_thing_are_false() {
    for (text, records) in
        [(TEXT, RECORDS), ("{\"blocks\":[]}", "{\"parts\":{}}\n"), (TEXT, "{\"parts\":\n\n\n")]
    {
        let report = file(&pdf_of(&[embedded(text.as_bytes()), embedded(records.as_bytes())]), Trust::NoKey);
        assert_eq!(report.verdict(), Verdict::False, "{report}");
        assert_eq!(report.falsehoods.len(), 2, "{report}");
    }
}

/// Numbers that look random, the same ones for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

#[test]
fn a_file_changed_anywhere_is_never_taken_for_honest() {
    let words = paragraph("Words that sixteen signed.");
    let honest = pdf(&honest(&statement(vec![block(BlockKind::Title, "A title"), words], vec![]))).unwrap();
    for seed in 0..60 {
        let mut random = Random(seed);
        let mut changed = honest.clone();
        match random.below(4) {
            0 => changed.truncate(random.below(honest.len())),
            1 => changed.insert(random.below(honest.len()), u8::try_from(random.below(256)).unwrap()),
            2 => drop(changed.remove(random.below(honest.len()))),
            _ => {
                let place = random.below(honest.len());
                changed[place] ^= 1 << random.below(8);
            }
        }
        let verdict = file(&changed, Trust::key(secret().key())).verdict();
        assert!(matches!(verdict, Verdict::False | Verdict::Unreadable), "{verdict:?}, seed {seed}");
    }
}
