//! The description of the API that the web client is made from.

#[test]
fn the_committed_description_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/src/api/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let current = server::router::openapi_json() + "\n";
    assert!(
        committed == current,
        "run `undersigned openapi > web/src/api/openapi.json`, and make the client anew"
    );
}
