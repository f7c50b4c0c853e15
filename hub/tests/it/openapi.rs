//! The OpenAPI document is part of the outside contract: it changes only when someone means it to.

#[path = "../../../shell/tests/support/openapi.rs"]
pub mod document;

use std::path::Path;

use serde_json::Value;

fn rendered() -> Value {
    serde_json::to_value(holdfast_hub::api::document()).unwrap()
}

#[test]
fn openapi_is_what_was_agreed() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi-hub.json");
    document::assert_locked(&rendered(), &kept, "holdfast-hub");
}

#[test]
fn openapi_describes_every_operation_whole() {
    assert_eq!(document::faults(&rendered()), Vec::<String>::new());
}

#[test]
fn every_body_can_be_tried_out_by_its_operation() {
    let tables = [holdfast_hub::api::BODIES, holdfast_shell::stock::BODIES, holdfast_shell::document::BODIES];
    let known = tables.into_iter().flatten().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(document::with_body(&rendered()), known);
}
