//! What verifying says of honest files and of such as were tampered with.

use crate::fixture::{block, everything, paragraph, statement};
use crate::ledger::{CONFIDENCE, Ledger, OBJECTOR, attachments, honest, lines, secret};
use crate::tools;
use export::verify::{Falsehood, Report, Trust, Verdict, file};
use export::{Publication, RENDERER, pdf, unpack};
use model::fact::Listed;
use model::ids::{Edition, OrganisationId};
use model::key::ServerSecret;
use model::statement::{BlockKind, Statement};

fn small() -> Statement {
    statement(vec![block(BlockKind::Title, "A title"), paragraph("Words that sixteen signed.")], vec![])
}

fn other() -> Statement {
    statement(vec![block(BlockKind::Title, "A title"), paragraph("Words that nobody signed.")], vec![])
}

fn with_key(bytes: &[u8]) -> Report {
    file(bytes, Trust::key(secret().key()))
}

#[track_caller]
fn assert_false(bytes: &[u8], named: &str) {
    let report = with_key(bytes);
    let said = report.to_string();
    assert_eq!(report.verdict(), Verdict::False, "{said}");
    assert_eq!(report.verdict().code(), 1);
    assert!(said.contains("FALSE: ") && said.contains(named), "“{named}” is not said in:\n{said}");
}

#[test]
fn an_honest_file_holds_with_the_key_and_only_agrees_with_itself_without() {
    let publication = honest(&everything());
    let bytes = pdf(&publication).unwrap();
    let report = with_key(&bytes);
    assert_eq!((report.verdict().code(), &report.falsehoods), (0, &vec![]), "{report}");
    assert_eq!(file(&bytes, Trust::NoKey).verdict().code(), 3);
    for said in [report.to_string(), file(&bytes, Trust::NoKey).to_string()] {
        let record = publication.record;
        assert!(said.contains(&format!("as of record {record}, 2020-06-22 ")), "{said}");
        assert!(said.contains("a newer edition or a withdrawal would not show here"), "{said}");
        assert!(said.contains("Demonstration: not a statement of these organisations"), "{said}");
        for listed in &publication.fact.list {
            assert!(said.contains(&format!("  {}: signed", listed.name)), "{said}");
            assert!(said.contains(listed.method.words()), "{said}");
        }
    }
}

#[test]
fn a_published_file_holds_no_objection_and_nothing_private() {
    let bytes = pdf(&honest(&everything())).unwrap();
    let unpacked = unpack(&bytes).unwrap();
    let everything = [unpacked.statement_json, unpacked.extract, tools::text(&bytes)].concat();
    for secret in [CONFIDENCE, OBJECTOR, "person1", "nobody’s business", "org16"] {
        assert!(!everything.contains(secret), "{secret}");
    }
}

#[test]
fn a_word_changed_on_the_page_only_is_found() {
    let publication = Publication { statement: other(), ..honest(&small()) };
    assert_false(&pdf(&publication).unwrap(), "the pages are not those the records give");
}

#[test]
fn a_word_changed_in_the_text_only_is_found() {
    let changed = other().to_canonical().unwrap();
    let publication = Publication { statement_json: changed, ..honest(&small()) };
    assert_false(&pdf(&publication).unwrap(), "the attached text has the digest");
}

#[test]
fn a_word_changed_in_both_with_all_hashes_made_anew_is_found_by_the_receipts() {
    let forger = ServerSecret::from_seed([8; 32]);
    let ledger = Ledger::claiming(forger, secret().key()).round(&other()).publish(&other(), Edition(1));
    let forged = Publication {
        statement: other(),
        statement_json: other().to_canonical().unwrap(),
        extract: lines(&ledger.extract()),
        ..honest(&small())
    };
    assert_false(&pdf(&forged).unwrap(), "its receipt is not by the coalition's key");
}

#[test]
fn all_made_anew_under_another_key_is_found_by_who_has_the_key() {
    let forger = ServerSecret::from_seed([8; 32]);
    let ledger = Ledger::new(forger.clone()).round(&other()).publish(&other(), Edition(1));
    let (forged, _) = Publication::read(attachments(&other(), &ledger.extract())).unwrap();
    let bytes = pdf(&forged).unwrap();
    assert_false(&bytes, "vouched for by another key than the one given");
    assert_eq!(file(&bytes, Trust::NoKey).verdict().code(), 3);
    assert_eq!(file(&bytes, Trust::key(forger.key())).verdict().code(), 0);
}

#[test]
fn a_record_dropped_in_the_middle_or_at_the_end_is_found() {
    let publication = honest(&small());
    let records: Vec<_> = publication.extract.lines().map(|line| format!("{line}\n")).collect();
    for dropped in [0, 1, records.len() / 2, records.len() - 1] {
        let mut left = records.clone();
        left.remove(dropped);
        let forged = Publication { extract: left.concat(), ..publication.clone() };
        assert_false(&pdf(&forged).unwrap(), "the attached records do not hold");
    }
}

#[test]
fn a_name_added_on_the_page_is_found() {
    let mut publication = honest(&small());
    let added = Listed {
        organisation: OrganisationId::new("stranger").unwrap(),
        name: "Strangers for Lights".into(),
        ..publication.fact.list[0].clone()
    };
    publication.fact.list.push(added);
    assert_false(&pdf(&publication).unwrap(), "the pages are not those the records give");
}

#[test]
fn a_name_on_the_list_that_no_position_carries_is_found() {
    let statement = small();
    let mut list = honest(&statement).fact.list;
    list.push(Listed { organisation: OrganisationId::new("stranger").unwrap(), ..list[0].clone() });
    let ledger = Ledger::new(secret()).round(&statement).publish_as(&statement, Edition(1), list, RENDERER);
    let forged = Publication { extract: lines(&ledger.extract()), ..honest(&statement) };
    assert_false(&pdf(&forged).unwrap(), "the list is not that of the positions recorded");
}

#[test]
fn a_second_attachment_of_the_same_name_is_found() {
    let bytes = pdf(&honest(&small())).unwrap();
    let two = tools::attach_again(&bytes, "statement.json", &other().to_canonical().unwrap());
    assert_ne!(two, bytes);
    let report = with_key(&two);
    assert_eq!(report.verdict().code(), 1, "{report}");
    assert!(!report.falsehoods.is_empty());
}

#[test]
fn bytes_appended_are_found() {
    let bytes = pdf(&honest(&small())).unwrap();
    for appended in ["\n".as_bytes(), b"%", b"\n9 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"] {
        assert_false(&[&bytes, appended].concat(), "the pages are not those the records give");
    }
}

#[test]
fn a_flipped_bit_in_an_attachment_is_found_wherever_it_is() {
    let bytes = pdf(&honest(&small())).unwrap();
    let mut starts = tools::places(&bytes, b"/EmbeddedFile");
    starts.retain(|start| bytes[start + 13] != b's');
    assert_eq!(starts.len(), 2);
    for start in starts {
        let end = start + tools::places(&bytes[start..], b"endstream")[0];
        for (sample, place) in (start..end).step_by((end - start) / 24).enumerate() {
            let mut flipped = bytes.clone();
            flipped[place] ^= 1 << (sample % 8);
            let report = with_key(&flipped);
            assert_eq!(report.verdict().code(), 1, "byte {place}, bit {}: {report}", sample % 8);
            assert!(!report.falsehoods.is_empty());
        }
    }
}

#[test]
fn pages_by_another_version_are_said_to_be_unchecked() {
    let statement = small();
    let list = honest(&statement).fact.list;
    let ledger = Ledger::new(secret()).round(&statement);
    let ledger = ledger.publish_as(&statement, Edition(1), list, "Undersigned 0.0.7");
    let (publication, _) = Publication::read(attachments(&statement, &ledger.extract())).unwrap();
    let report = with_key(&pdf(&publication).unwrap());
    assert_eq!(report.verdict().code(), 3, "{report}");
    assert!(report.to_string().contains("pages not checked, made by Undersigned 0.0.7"), "{report}");
}

#[test]
fn garbage_is_unreadable() {
    for garbage in
        ["".as_bytes(), b"garbage", b"%PDF-1.7", b"%PDF-1.7\n/EmbeddedFile stream\n", &[0xff; 4096]]
    {
        let report = with_key(garbage);
        assert_eq!(report.verdict().code(), 2, "{report}");
        assert_eq!(report.falsehoods, Vec::<Falsehood>::new());
    }
}
