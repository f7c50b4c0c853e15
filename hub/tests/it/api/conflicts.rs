//! The list of all documents that wait for somebody to choose.

use holdfast_crdt::{Author, DocId, Document, Heads};
use holdfast_sync::DocumentChanges;
use serde_json::{Value, json};

use super::stage::HubApp;
use crate::engine::stage::{at, sku};

/// What a floor wrote that had heard of nothing yet.
fn written(id: DocId, patch: Value) -> DocumentChanges {
    let mut document = Document::new(&id, Author(5));
    document.patch(patch.as_object().unwrap()).unwrap();
    DocumentChanges { version: 1, changes: document.changes_since(&Heads::default()).unwrap(), id }
}

fn cup() -> DocId {
    DocId::Product(sku("CUP"))
}

/// A product, a slot and a warehouse, each with a field that hub and floor wrote.
fn apart() -> Vec<DocumentChanges> {
    vec![
        written(cup(), json!({ "name": "Beaker", "category": "Kitchen" })),
        written(DocId::Slot(at("LEEDS"), sku("CUP")), json!({ "reorderPoint": 7, "notes": "top shelf" })),
        written(DocId::Warehouse(at("LEEDS")), json!({ "name": "Leeds South" })),
    ]
}

pub async fn disagreeing() -> HubApp {
    let app = HubApp::stocked().await;
    assert_eq!(app.patch("/v1/warehouses/LEEDS/slots/CUP", json!({ "reorderPoint": 5 })).await.status, 200);
    app.hear("LEEDS", apart()).await;
    app
}

/// Kind, SKU, warehouse and fields of each that is listed.
async fn listed(app: &HubApp, query: &str) -> Vec<Value> {
    let told = app.get(&format!("/v1/conflicts{query}")).await;
    assert_eq!(told.status, 200, "{}", told.json);
    let row = |row: &Value| json!([row["kind"], row["sku"], row["warehouseId"], row["fields"]]);
    told.json["items"].as_array().unwrap().iter().map(row).collect()
}

async fn counted(app: &HubApp) -> Value {
    app.get("/v1/overview").await.json["conflicts"].clone()
}

/// Subjects of the events that told of conflicts.
fn told_of(app: &HubApp) -> Vec<String> {
    let events = holdfast_shell::sqlite::events_since(&app.store(), 0, 1_000).unwrap();
    events.into_iter().filter(|event| event.kind == "ConflictFound").map(|event| event.subject).collect()
}

#[tokio::test]
async fn what_two_sides_wrote_is_listed_until_somebody_chooses() {
    let app = disagreeing().await;
    let (product, slot, warehouse) = (
        json!(["product", "CUP", null, ["/name"]]),
        json!(["slot", "CUP", "LEEDS", ["/reorderPoint"]]),
        json!(["warehouse", null, "LEEDS", ["/name"]]),
    );
    assert_eq!(listed(&app, "").await, [product.clone(), slot.clone(), warehouse.clone()]);
    assert_eq!(counted(&app).await, 3);
    assert!(app.get("/v1/conflicts").await.json["items"][0]["updatedAt"].is_string());
    for (kind, row) in [("product", product), ("slot", slot.clone()), ("warehouse", warehouse.clone())] {
        assert_eq!(listed(&app, &format!("?kind={kind}")).await, [row], "{kind}");
    }
    assert_eq!(told_of(&app), ["CUP", "LEEDS/CUP", "LEEDS"]);
    app.hear("LEEDS", apart()).await;
    assert_eq!(told_of(&app).len(), 3, "heard twice, told once");

    let app = app.restarted().await;
    assert_eq!(listed(&app, "").await.len(), 3);
    // a field beside it settles nothing
    assert_eq!(app.patch("/v1/products/CUP", json!({ "category": "Glass" })).await.status, 200);
    assert_eq!(counted(&app).await, 3);
    for _ in 0..2 {
        let told = app.send("PATCH", "/v1/products/CUP", &[("idempotency-key", "chosen")], r#"{"name":"Cup"}"#).await;
        assert_eq!(told.status, 200);
        assert_eq!(listed(&app, "").await, [slot.clone(), warehouse.clone()]);
    }
    for (path, patch) in [("/slots/CUP", json!({ "reorderPoint": 7 })), ("", json!({ "name": "Leeds" }))] {
        let path = format!("/v1/warehouses/LEEDS{path}");
        assert_eq!(app.patch(&path, patch).await.status, 200);
        assert_eq!(app.get(&format!("{path}/conflicts")).await.json["items"], json!([]));
    }
    assert_eq!((listed(&app, "").await, counted(&app).await), (vec![], json!(0)));
    assert_eq!(listed(&app.restarted().await, "").await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_refused_choice_settles_nothing() {
    let app = disagreeing().await;
    for (path, patch, status) in [
        ("/v1/products/CUP", json!({ "name": "" }), 422),
        ("/v1/products/CUP", json!({ "naem": "Cup" }), 422),
        ("/v1/warehouses/LEEDS/slots/CUP", json!({ "reorderPoint": -7 }), 422),
    ] {
        assert_eq!(app.patch(path, patch).await.status, status, "{path}");
    }
    let stale = app.send("PATCH", "/v1/products/CUP", &[("if-match", "\"1\"")], r#"{"name":"Cup"}"#).await;
    assert_eq!((stale.status, counted(&app).await), (412, json!(3)));
}

#[tokio::test]
async fn the_list_comes_in_pages() {
    let app = disagreeing().await;
    let (mut query, mut kinds) = ("?limit=1".to_owned(), Vec::new());
    loop {
        let page = app.get(&format!("/v1/conflicts{query}")).await;
        kinds.extend(page.ids("kind").into_iter().map(str::to_owned));
        let Some(next) = page.json["nextCursor"].as_str() else { break };
        query = format!("?limit=1&cursor={next}");
    }
    assert_eq!(kinds, ["product", "slot", "warehouse"]);
    let first = app.get("/v1/conflicts?limit=1").await.json["nextCursor"].as_str().unwrap().to_owned();
    let behind = listed(&app, &format!("?kind=warehouse&cursor={first}")).await;
    assert_eq!(behind.len(), 1, "a kind that stands behind the cursor is whole");
    let misplaced = app.get(&format!("/v1/products?cursor={first}")).await;
    assert_eq!((misplaced.status, misplaced.pointer()), (422, "cursor"));
}

#[tokio::test]
async fn nobody_is_asked_to_choose_for_what_is_gone() {
    let app = HubApp::stocked().await;
    assert_eq!(app.post("/v1/warehouses", json!({ "id": "YORK", "name": "York" })).await.status, 201);
    assert_eq!(
        app.patch("/v1/warehouses/YORK/slots/CUP", json!({ "notes": "low", "reorderPoint": 5 })).await.status,
        200
    );
    let edits = vec![
        written(DocId::Product(sku("MUG")), json!({ "name": "Tankard" })),
        written(DocId::Slot(at("YORK"), sku("CUP")), json!({ "reorderPoint": 7 })),
        written(DocId::Warehouse(at("YORK")), json!({ "name": "York North" })),
    ];
    app.hear("YORK", edits).await;
    assert_eq!(counted(&app).await, 3);
    assert_eq!(app.send("DELETE", "/v1/warehouses/YORK", &[], "").await.status, 204);
    assert_eq!((listed(&app, "").await.len(), counted(&app).await), (1, json!(1)));
    assert_eq!(app.send("DELETE", "/v1/products/MUG", &[], "").await.status, 204);
    assert_eq!((listed(&app, "").await, counted(&app).await), (vec![], json!(0)));
    let anew = json!({ "sku": "MUG", "name": "A new mug" });
    assert_eq!(app.post("/v1/products", anew).await.status, 201);
    assert_eq!(listed(&app, "").await, Vec::<Value>::new(), "its name was written by whoever made it anew");
}

#[tokio::test]
async fn the_list_is_for_keys_that_may_read_the_catalogue() {
    let app = disagreeing().await;
    for (role, status) in [("viewer", 200), ("planner", 200), ("nobody", 403)] {
        let bearer = format!("Bearer {}", app.key(role));
        let told = app.send("GET", "/v1/conflicts", &[("authorization", &bearer)], "").await;
        assert_eq!(told.status, status, "{role}");
    }
}
