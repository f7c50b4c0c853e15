//! Requests that no endpoint may carry out: how each is refused, and that it leaves no trace.

use serde_json::{Value, json};

use crate::openapi::document::operations;
use crate::stage::{Stage, With, task_id};

type Refusal = (&'static str, &'static str, &'static str, (u16, &'static str));

const INVALID: (u16, &str) = (422, "invalid-request");
const UNREADABLE: (u16, &str) = (400, "invalid-request");
const MISSING: (u16, &str) = (404, "not-found");
const STATE: (u16, &str) = (409, "wrong-state");
const LACK: (u16, &str) = (409, "insufficient-stock");

const STOCK: &str = "/v1/warehouses/LEEDS/inventory";
const CELL: &str = "/v1/warehouses/LEEDS/inventory/CUP";
const HOLD: &str = "/v1/warehouses/LEEDS/inventory/CUP/reserve";
const RETURN: &str = "/v1/returns/01JD0000000000000000000000/receipts";
const BATCH: &str = "/v1/warehouses/LEEDS/inventory/batch";

const STOCKS: &[Refusal] = &[
    ("GET", "/v1/warehouses/LEEDS/inventory?sort=colour", "", INVALID),
    ("GET", "/v1/warehouses/LEEDS/inventory/JUG", "", MISSING),
    ("POST", STOCK, "{", UNREADABLE),
    ("POST", STOCK, r#"{"sku":"CUP"}"#, INVALID),
    ("POST", STOCK, r#"{"sku":"CUP","quantity":-1}"#, INVALID),
    ("POST", STOCK, r#"{"sku":"CUP","quantity":1000000000000000000}"#, INVALID),
    ("POST", STOCK, r#"{"sku":"JUG","quantity":1}"#, MISSING),
    ("PATCH", CELL, "{}", INVALID),
    ("PATCH", CELL, r#"{"adjust":0}"#, INVALID),
    ("PATCH", CELL, r#"{"adjust":1.5}"#, INVALID),
    ("PATCH", CELL, r#"{"adjust":-99}"#, LACK),
    ("PATCH", CELL, r#"{"damaged":1,"adjust":1}"#, INVALID),
    ("DELETE", CELL, "", STATE),
    ("POST", HOLD, r#"{"quantity":0}"#, INVALID),
    ("POST", HOLD, r#"{"quantity":5}"#, (409, "held-by-hub")),
    ("POST", HOLD, r#"{"quantity":999}"#, LACK),
    ("POST", BATCH, r#"{"items":[]}"#, INVALID),
    ("GET", "/v1/reservations/seven", "", MISSING),
    ("PATCH", "/v1/reservations/01JD0000000000000000000000", r#"{"quantity":1}"#, MISSING),
    ("DELETE", "/v1/reservations/01JD0000000000000000000000", "", MISSING),
];

const FLOOR: &[Refusal] = &[
    ("POST", "/v1/receipts", "", UNREADABLE),
    ("POST", "/v1/receipts", "{}", INVALID),
    ("POST", "/v1/receipts", "[]", INVALID),
    ("POST", "/v1/receipts", r#"{"reference":"R","lines":[]}"#, INVALID),
    ("POST", "/v1/receipts", r#"{"reference":"","lines":[{"sku":"CUP","quantity":1}]}"#, INVALID),
    ("POST", "/v1/receipts", r#"{"lines":[{"sku":"CUP","quantity":1}]}"#, INVALID),
    ("POST", "/v1/receipts", r#"{"reference":"R","lines":[{"sku":"CUP","quantity":0}]}"#, INVALID),
    ("POST", "/v1/receipts", r#"{"reference":"R","lines":[{"sku":"CUP","quantity":-1}]}"#, INVALID),
    ("POST", "/v1/receipts", r#"{"reference":"R","lines":[{"sku":"CUP","quantity":1.5}]}"#, INVALID),
    ("POST", "/v1/receipts", r#"{"reference":"R","lines":[{"sku":"CUP","quantity":"1"}]}"#, INVALID),
    ("POST", "/v1/receipts", r#"{"reference":"R","lines":[{"sku":"CUP","quantity":1000000000000000000}]}"#, INVALID),
    ("POST", "/v1/receipts", r#"{"reference":"R","lines":[{"sku":"CUP","quantity":1,"condition":"wet"}]}"#, INVALID),
    ("POST", "/v1/receipts", r#"{"reference":"R","lines":[{"sku":"CUP","quantity":1,"colour":1}]}"#, INVALID),
    ("POST", "/v1/receipts", r#"{"reference":"R","lines":[{"sku":"JUG","quantity":1}]}"#, MISSING),
    ("POST", "/v1/counts", "", UNREADABLE),
    ("POST", "/v1/counts", "{}", INVALID),
    ("POST", "/v1/counts", r#"{"lines":[]}"#, INVALID),
    ("POST", "/v1/counts", r#"{"lines":[{"sku":"CUP"}]}"#, INVALID),
    ("POST", "/v1/counts", r#"{"lines":[{"sku":"CUP","counted":-1}]}"#, INVALID),
    ("POST", "/v1/counts", r#"{"lines":[{"sku":"CUP","counted":0.5}]}"#, INVALID),
    ("POST", "/v1/counts", r#"{"lines":[{"sku":"CUP","counted":1000000000000000000}]}"#, INVALID),
    ("POST", "/v1/counts", r#"{"lines":[{"sku":"CUP","counted":1},{"sku":"CUP","counted":1}]}"#, INVALID),
    ("POST", "/v1/counts", r#"{"lines":[{"sku":"JUG","counted":1}]}"#, MISSING),
    ("GET", "/v1/tasks?state=lost", "", INVALID),
    ("GET", "/v1/tasks?limit=0", "", INVALID),
    ("GET", "/v1/tasks?cursor=x", "", INVALID),
    ("GET", "/v1/tasks/seven", "", MISSING),
    ("POST", "/v1/tasks/{task}/pick", "", UNREADABLE),
    ("POST", "/v1/tasks/{task}/pick", r#"{"lines":[]}"#, INVALID),
    ("POST", "/v1/tasks/{task}/pick", r#"{"lines":[{"sku":"CUP","quantity":0}]}"#, INVALID),
    ("POST", "/v1/tasks/{task}/pick", r#"{"lines":[{"sku":"CUP","quantity":-1}]}"#, INVALID),
    ("POST", "/v1/tasks/{task}/pick", r#"{"lines":[{"sku":"CUP","quantity":1,"short":-1}]}"#, INVALID),
    ("POST", "/v1/tasks/{task}/pick", r#"{"lines":[{"sku":"CUP","quantity":1,"reason":""}]}"#, INVALID),
    ("POST", "/v1/tasks/{task}/pick", r#"{"lines":[{"sku":"CUP","quantity":99}]}"#, STATE),
    ("POST", "/v1/tasks/{task}/pick", r#"{"lines":[{"sku":"JUG","quantity":1}]}"#, INVALID),
    ("POST", "/v1/tasks/seven/pick", r#"{"lines":[{"sku":"CUP","quantity":1}]}"#, MISSING),
    ("POST", "/v1/tasks/{task}/ship", "", UNREADABLE),
    ("POST", "/v1/tasks/{task}/ship", r#"{"carrier":7}"#, INVALID),
    ("POST", "/v1/tasks/{task}/ship", "{}", STATE),
    ("POST", "/v1/tasks/seven/ship", "{}", MISSING),
    ("POST", "/v1/tasks/{task}/ship", r#"{"lines":[]}"#, INVALID),
    ("POST", "/v1/tasks/{task}/ship", r#"{"lines":[{"sku":"CUP","quantity":0}]}"#, INVALID),
    ("POST", "/v1/tasks/{task}/ship", r#"{"lines":[{"sku":"CUP","quantity":1}]}"#, STATE),
    ("POST", "/v1/receipts", r#"{"reference":"R","complete":true,"lines":[{"sku":"CUP","quantity":1}]}"#, INVALID),
    (
        "POST",
        "/v1/receipts",
        r#"{"reference":"R","expectedReceiptId":"7","lines":[{"sku":"CUP","quantity":1}]}"#,
        INVALID,
    ),
    (
        "POST",
        "/v1/receipts",
        r#"{"reference":"R","expectedReceiptId":"01JD0000000000000000000000","lines":[{"sku":"CUP","quantity":1}]}"#,
        MISSING,
    ),
    ("GET", "/v1/expected-receipts?state=lost", "", INVALID),
    ("GET", "/v1/expected-receipts?limit=0", "", INVALID),
    ("GET", "/v1/expected-receipts/seven", "", MISSING),
    ("GET", "/v1/expected-receipts/01JD0000000000000000000000", "", MISSING),
    ("POST", RETURN, "", UNREADABLE),
    ("POST", RETURN, r#"{"lines":[]}"#, INVALID),
    ("POST", RETURN, r#"{"lines":[["CUP",1]]}"#, INVALID),
    ("POST", RETURN, r#"{"lines":[{"sku":"CUP","quantity":0}]}"#, INVALID),
    ("POST", RETURN, r#"{"lines":[{"sku":"JUG","quantity":1}],"confirm":true}"#, MISSING),
    ("POST", RETURN, r#"{"lines":[{"sku":"CUP","quantity":1}]}"#, (409, "confirmation-required")),
    ("POST", "/v1/returns/seven/receipts", r#"{"lines":[{"sku":"CUP","quantity":1}]}"#, MISSING),
    ("POST", "/v1/inspections", "{}", INVALID),
    ("POST", "/v1/inspections", r#"{"lines":[]}"#, INVALID),
    ("POST", "/v1/inspections", r#"{"lines":[{"sku":"CUP","quantity":1}]}"#, INVALID),
    ("POST", "/v1/inspections", r#"{"lines":[{"sku":"CUP","from":"damaged","to":"damaged","quantity":1}]}"#, INVALID),
    ("POST", "/v1/inspections", r#"{"lines":[{"sku":"CUP","from":"lost","to":"loss","quantity":1}]}"#, INVALID),
    ("POST", "/v1/inspections", r#"{"lines":[{"sku":"JUG","to":"loss","quantity":1}]}"#, MISSING),
    ("POST", "/v1/inspections", r#"{"lines":[{"sku":"CUP","to":"available","quantity":1}]}"#, LACK),
    (
        "POST",
        "/v1/inspections",
        r#"{"returnId":"01JD0000000000000000000000","lines":[{"sku":"CUP","to":"loss","quantity":1}]}"#,
        MISSING,
    ),
    ("POST", "/v1/scans", "{}", INVALID),
    ("POST", "/v1/scans", r#"{"code":""}"#, INVALID),
    ("POST", "/v1/scans", r#"{"code":7}"#, INVALID),
];

const PEOPLE: &[Refusal] = &[
    ("GET", "/v1/sessions/operators?limit=0", "", INVALID),
    ("GET", "/v1/sessions/operators?cursor=x", "", INVALID),
    ("GET", "/v1/sessions/operators?revoked=true", "", INVALID),
    ("POST", "/v1/sessions", "{}", INVALID),
    ("POST", "/v1/pairings", r#"{"name":"Gun 1","role":"boss"}"#, INVALID),
    ("GET", "/v1/pairings/seven", "", MISSING),
];

const DOCUMENTS: &[Refusal] = &[
    ("GET", "/v1/products?limit=0", "", INVALID),
    ("GET", "/v1/products?cursor=x", "", INVALID),
    ("GET", "/v1/products/JUG", "", MISSING),
    ("PATCH", "/v1/products/CUP", "", UNREADABLE),
    ("PATCH", "/v1/products/CUP", r#"{"name":null}"#, INVALID),
    ("PATCH", "/v1/products/CUP", r#"{"price":{"amount":"1.00"}}"#, INVALID),
    ("PATCH", "/v1/products/JUG", "{}", MISSING),
    ("GET", "/v1/products/JUG/conflicts", "", MISSING),
    ("POST", "/v1/products/CUP/barcodes", "{}", INVALID),
    ("POST", "/v1/products/CUP/barcodes", r#"{"code":"4006381333932"}"#, INVALID),
    ("POST", "/v1/products/JUG/barcodes", r#"{"code":"4006381333931"}"#, MISSING),
    ("PATCH", "/v1/warehouses/LEEDS", r#"{"bins":{"A-1":{"zone":"A","sequence":1}}}"#, INVALID),
    ("PATCH", "/v1/warehouses/LEEDS", r#"{"zones":{"A":{"kind":"cellar","name":"x"}}}"#, INVALID),
    ("GET", "/v1/warehouses/LEEDS/slots?limit=0", "", INVALID),
    ("PATCH", "/v1/warehouses/LEEDS/slots/CUP", r#"{"reorderPoint":1.5}"#, INVALID),
    ("PATCH", "/v1/warehouses/LEEDS/slots/JUG", "{}", MISSING),
];

/// Ten cups, four of them for a task.
async fn scene() -> (Stage, String) {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.hub_stock("CUP", 10, 4).await;
    stage.task(1, &[("CUP", 4)]).await;
    (stage, task_id(1).to_string())
}

/// All that a client can see of the store.
async fn everything(stage: &Stage) -> Vec<Value> {
    let mut cells = stage.get(STOCK).await.json["items"].take();
    for cell in cells.as_array_mut().unwrap() {
        cell.as_object_mut().unwrap().remove("asOf");
    }
    let link = stage.get("/v1/link").await.json;
    vec![cells, stage.get("/v1/tasks").await.json, link["pendingEntries"].clone(), link["pendingCells"].clone()]
}

#[tokio::test]
async fn what_is_refused_is_refused_as_documented_and_changes_nothing() {
    let (stage, task) = scene().await;
    let before = everything(&stage).await;
    for (method, path, body, expected) in [STOCKS, FLOOR, PEOPLE, DOCUMENTS].into_iter().flatten() {
        let path = path.replace("{task}", &task);
        let told = stage.send_text(method, &path, body).await;
        assert_eq!((told.status, told.slug()), *expected, "{method} {path} {body}: {}", told.json);
        assert!(told.slug() != "invalid-request" || told.json["errors"].is_array(), "{method} {path} {body}");
    }
    assert_eq!(everything(&stage).await, before);
    stage.assert_sound();
}

#[tokio::test]
async fn too_many_lines_are_refused() {
    let (stage, task) = scene().await;
    let before = everything(&stage).await;
    let lines = |line: Value| vec![line; 1_001];
    let pick = format!("/v1/tasks/{task}/pick");
    for (path, body) in [
        ("/v1/receipts", json!({ "reference": "R", "lines": lines(json!({ "sku": "CUP", "quantity": 1 })) })),
        ("/v1/counts", json!({ "lines": lines(json!({ "sku": "CUP", "counted": 1 })) })),
        (pick.as_str(), json!({ "lines": lines(json!({ "sku": "CUP", "quantity": 1 })) })),
        (BATCH, json!({ "items": lines(json!({ "sku": "CUP", "quantity": 1 })) })),
    ] {
        let told = stage.post(path, body).await;
        assert_eq!((told.status, told.slug()), INVALID, "{path}");
        let long = format!(r#"{{"reference":"{}"}}"#, "x".repeat(2 << 20));
        assert_eq!(stage.send_text("POST", path, &long).await.slug(), "payload-too-large", "{path}");
    }
    assert_eq!(everything(&stage).await, before);
}

#[tokio::test]
async fn every_operation_needs_a_key() {
    let stage = Stage::new();
    let document = stage.get("/openapi.json").await.json;
    for (method, path) in operations(&document, "CUP") {
        let told =
            stage.send(&method, &path, Some(json!({})), With { bearer: Some("nobody"), ..With::default() }).await;
        assert_eq!((told.status, told.slug()), (401, "unauthorized"), "{method} {path}");
    }
}
