//! Slots and conflicts through the API, and the fields that documents brought.

use serde_json::json;

use super::stage::HubApp;

const SLOT: &str = "/v1/warehouses/LEEDS/slots/CUP";

#[tokio::test]
async fn a_slot_is_described_found_and_guarded() {
    let app = HubApp::stocked().await;
    let empty = app.get(SLOT).await;
    assert_eq!((empty.status, &empty.json["bins"], &empty.json["version"]), (200, &json!([]), &json!(0)));
    let patch = json!({ "bins": ["A-1", "A-2"], "reorderPoint": 5, "reorderQuantity": 20, "notes": "top shelf" });
    let told = app.patch(SLOT, patch.clone()).await;
    assert_eq!((told.status, told.header("etag")), (200, "\"1\""));
    assert_eq!(app.get(SLOT).await.json, told.json);
    let stale = app.send("PATCH", SLOT, &[("if-match", "\"0\"")], patch.to_string()).await;
    assert_eq!((stale.status, stale.slug()), (412, "version-mismatch"));
    assert_eq!(app.patch(SLOT, json!({ "notes": null, "reorderPoint": 7 })).await.json["reorderPoint"], 7);
    assert_eq!(app.get("/v1/warehouses/LEEDS/slots").await.ids("sku"), ["CUP"]);
    assert_eq!(app.get("/v1/warehouses/LYON/slots").await.ids("sku"), Vec::<&str>::new());
}

#[tokio::test]
async fn a_slot_that_cannot_be_is_refused_and_nothing_changes() {
    let app = HubApp::stocked().await;
    let table = [
        (SLOT, json!({ "bins": ["A", "A"] }), 422),
        (SLOT, json!({ "bins": [" A"] }), 422),
        (SLOT, json!({ "reorderPoint": -1 }), 422),
        (SLOT, json!({ "reorderQuantity": 0 }), 422),
        (SLOT, json!({ "reorderPoint": 10_000_000_000_u64 }), 422),
        (SLOT, json!({ "colour": 1 }), 422),
        ("/v1/warehouses/LEEDS/slots/NONE", json!({ "notes": "x" }), 404),
        ("/v1/warehouses/YORK/slots/CUP", json!({ "notes": "x" }), 404),
    ];
    for (path, patch, status) in table {
        assert_eq!(app.patch(path, patch.clone()).await.status, status, "{path} {patch}");
    }
    assert_eq!(app.get(SLOT).await.json["version"], 0);
    assert_eq!(app.get("/v1/warehouses/LEEDS/slots/NONE").await.status, 404);
}

#[tokio::test]
async fn a_patch_sent_twice_under_one_key_is_one_change() {
    let app = HubApp::stocked().await;
    for replayed in [false, true] {
        let told = app.send("PATCH", SLOT, &[("idempotency-key", "slot-1")], r#"{"notes":"x"}"#).await;
        let was = told.header("idempotency-replayed") == "true";
        assert_eq!((told.status, was, &told.json["version"]), (200, replayed, &json!(1)));
    }
}

#[tokio::test]
async fn stock_below_its_reorder_point_is_listed_and_told_of_once() {
    let app = HubApp::stocked().await;
    let below = "/v1/warehouses/LEEDS/inventory?belowReorderPoint=true";
    assert!(app.get(below).await.ids("sku").is_empty());
    app.patch(SLOT, json!({ "reorderPoint": 8 })).await;
    assert!(app.get(below).await.ids("sku").is_empty(), "ten are there");
    app.order("CUP", 3).await;
    assert_eq!(app.get(below).await.ids("sku"), ["CUP"]);
    app.order("CUP", 1).await;
    let told = holdfast_shell::sqlite::events_since(&app.store(), 0, 1_000).unwrap();
    assert_eq!(told.iter().filter(|event| event.kind == "StockLow").count(), 1);
}

#[tokio::test]
async fn zones_and_bins_merge_by_name_and_a_bin_stands_in_a_zone() {
    let app = HubApp::stocked().await;
    let place = "/v1/warehouses/LEEDS";
    let wrong = app.patch(place, json!({ "bins": { "A-1": { "zone": "A", "sequence": 1 } } })).await;
    assert_eq!((wrong.status, wrong.pointer()), (422, "/bins/A-1/zone"));
    let zones = json!({ "A": { "name": "Aisle A", "kind": "picking" } });
    let bins = json!({ "A-1": { "zone": "A", "sequence": 1 }, "A-2": { "zone": "A", "sequence": 2, "capacity": 40 } });
    assert_eq!(app.patch(place, json!({ "zones": zones, "bins": bins })).await.status, 200);
    let told = app.patch(place, json!({ "bins": { "A-1": { "blocked": true }, "A-2": null } })).await;
    assert_eq!(told.json["bins"], json!({ "A-1": { "zone": "A", "sequence": 1, "blocked": true } }));
    let half = app.patch(place, json!({ "zones": { "B": { "name": "Half a zone" } } })).await;
    assert_eq!((half.status, half.pointer()), (422, "/zones/B/kind"));
    let gone = app.patch(place, json!({ "zones": null })).await;
    assert_eq!((gone.status, gone.pointer()), (422, "/bins/A-1/zone"));
    assert_eq!(app.get(place).await.json["zones"], zones);
}

#[tokio::test]
async fn what_nobody_wrote_twice_has_no_conflicts() {
    let app = HubApp::stocked().await;
    app.patch("/v1/products/CUP", json!({ "handlingNotes": "Fragile", "attributes": { "a": 1 } })).await;
    assert_eq!(app.get("/v1/products/CUP").await.json["handlingNotes"], "Fragile");
    for path in ["/v1/products/CUP", "/v1/warehouses/LEEDS", SLOT] {
        let told = app.get(&format!("{path}/conflicts")).await;
        assert_eq!((told.status, &told.json), (200, &json!({ "items": [] })), "{path}");
    }
    for path in ["/v1/products/NONE", "/v1/warehouses/YORK", "/v1/warehouses/LEEDS/slots/NONE"] {
        assert_eq!(app.get(&format!("{path}/conflicts")).await.status, 404, "{path}");
    }
    let long = app.patch("/v1/products/CUP", json!({ "handlingNotes": "x".repeat(4_001) })).await;
    assert_eq!((long.status, long.pointer()), (422, "/handlingNotes"));
}

#[tokio::test]
async fn a_product_that_was_removed_comes_back_as_it_is_made_anew() {
    let app = HubApp::stocked().await;
    app.patch("/v1/products/MUG", json!({ "description": "old", "attributes": { "a": 1 }, "barcodes": ["1"] })).await;
    assert_eq!(app.send("DELETE", "/v1/products/MUG", &[], "").await.status, 204);
    assert_eq!(app.get("/v1/products/MUG/conflicts").await.status, 404);
    assert_eq!(
        app.post("/v1/products", json!({ "sku": "MUG", "name": "New mug", "barcodes": ["2"] })).await.status,
        201
    );
    let mug = app.get("/v1/products/MUG").await.json;
    assert_eq!((&mug["name"], &mug["barcodes"], mug.get("description")), (&json!("New mug"), &json!(["2"]), None));
}
