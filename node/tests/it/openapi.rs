//! The OpenAPI document is part of the outside contract: it changes only when someone means it to.

#[path = "../../../shell/tests/support/openapi.rs"]
pub mod document;

use std::path::Path;

use serde_json::Value;

use crate::stage::Stage;

/// As the node serves it.
async fn served() -> Value {
    Stage::new().get("/openapi.json").await.json
}

#[tokio::test]
async fn openapi_is_what_was_agreed() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi-node.json");
    document::assert_locked(&served().await, &kept, "holdfast-node");
}

#[tokio::test]
async fn openapi_describes_every_operation_whole() {
    assert_eq!(document::faults(&served().await), Vec::<String>::new());
}

#[tokio::test]
async fn every_body_can_be_tried_out_by_its_operation() {
    let tables = [holdfast_node::api::BODIES, holdfast_shell::stock::BODIES, holdfast_shell::document::BODIES];
    let known = tables.into_iter().flatten().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(document::with_body(&served().await), known);
}
