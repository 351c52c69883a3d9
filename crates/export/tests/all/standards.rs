//! What makes a file a PDF/A-3a and a PDF/UA-1, as far as qpdf and poppler can show it. No validator is at hand: these
//! are the structures that such a validator asks for first.

use crate::fixture::everything;
use crate::ledger::honest;
use crate::tools;
use serde_json::Value;

fn objects(pdf: &[u8]) -> Value {
    let json = tools::run("qpdf", &["--json=2", "--json-stream-data=none", "FILE"], pdf);
    serde_json::from_slice(&json).expect("qpdf writes JSON")
}

/// An object that is a dictionary, or a stream's dictionary, with this entry.
fn with<'a>(objects: &'a Value, key: &str, value: &str) -> Vec<&'a Value> {
    let all = objects["qpdf"][1].as_object().expect("objects").values();
    let dictionary =
        |it: &'a Value| if it["stream"].is_null() { &it["value"] } else { &it["stream"]["dict"] };
    all.map(dictionary).filter(|it| it[key] == value).collect()
}

#[test]
fn the_file_is_whole() {
    tools::run("qpdf", &["--check", "FILE"], &export::pdf(&honest(&everything())).unwrap());
}

#[test]
fn the_catalog_names_structure_language_and_output_intent() {
    let objects = objects(&export::pdf(&honest(&everything())).unwrap());
    let catalog = with(&objects, "/Type", "/Catalog")[0];
    assert_eq!(catalog["/MarkInfo"]["/Marked"], true);
    assert_eq!(catalog["/Lang"], "u:en");
    assert_eq!(catalog["/ViewerPreferences"]["/DisplayDocTitle"], true);
    assert!(catalog["/StructTreeRoot"].is_string() && catalog["/OutputIntents"].is_string(), "{catalog}");
    assert_eq!(catalog["/AF"].as_array().map(Vec::len), Some(2));
}

#[test]
fn the_structure_has_headings_lists_notes_links_and_a_table() {
    let objects = objects(&export::pdf(&honest(&everything())).unwrap());
    for kind in
        ["/H1", "/H2", "/H3", "/H4", "/L", "/LI", "/P", "/Note", "/Link", "/BlockQuote", "/Table", "/TH"]
    {
        assert!(!with(&objects, "/S", kind).is_empty(), "{kind}");
    }
    assert_eq!(with(&objects, "/S", "/Note").len(), 3);
}

#[test]
fn the_metadata_claim_both_standards_and_carry_the_date_of_the_record() {
    let pdf = export::pdf(&honest(&everything())).unwrap();
    let metadata = String::from_utf8_lossy(&pdf);
    let start = metadata.find("<x:xmpmeta").expect("metadata in the clear");
    let metadata = &metadata[start..start + metadata[start..].find("</x:xmpmeta>").unwrap()];
    for claim in [
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "<xmp:CreateDate>2020-06-22T",
        export::RENDERER,
        "Cooperation that protects people",
    ] {
        assert!(metadata.contains(claim), "{claim} in {metadata}");
    }
}

#[test]
fn every_font_is_embedded_and_maps_back_to_characters() {
    let fonts = tools::run("pdffonts", &["FILE"], &export::pdf(&honest(&everything())).unwrap());
    let fonts = String::from_utf8(fonts).unwrap();
    let rows: Vec<_> = fonts.lines().skip(2).collect();
    assert!(rows.len() >= 4, "{fonts}");
    for row in rows {
        let flags: Vec<_> = row.split_whitespace().rev().skip(2).take(3).collect();
        assert_eq!(flags, ["yes", "yes", "yes"], "embedded, subset, mapped: {row}");
    }
}

#[test]
fn the_attachments_are_the_statement_and_the_extract_each_with_its_relation() {
    let publication = honest(&everything());
    let pdf = export::pdf(&publication).unwrap();
    let listed = String::from_utf8(tools::run("pdfdetach", &["-list", "FILE"], &pdf)).unwrap();
    assert!(listed.contains("2 embedded files"), "{listed}");
    let show = |key| String::from_utf8(tools::run("qpdf", &["FILE", key], &pdf)).unwrap();
    assert_eq!(show("--show-attachment=statement.json"), publication.statement_json);
    assert_eq!(show("--show-attachment=extract.jsonl"), publication.extract);
    let objects = objects(&pdf);
    let relation = |kind| with(&objects, "/AFRelationship", kind).len();
    assert_eq!((relation("/Source"), relation("/Data")), (1, 1));
}
