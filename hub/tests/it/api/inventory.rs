//! Stock over the router: what only shows there.

use serde_json::{Value, json};

use super::stage::HubApp;

#[tokio::test]
async fn a_sku_may_be_called_batch() {
    let app = HubApp::stocked().await;
    assert_eq!(app.post("/v1/products", json!({ "sku": "batch", "name": "A batch" })).await.status, 201);
    let path = "/v1/warehouses/LEEDS/inventory/batch";
    assert_eq!(app.get(path).await.json["quantity"], 0);
    app.stock("LEEDS", "batch", 3).await;
    let told = app.send("PATCH", path, &[], r#"{"adjust":-1,"reason":"broken"}"#).await;
    assert_eq!((told.status, &told.json["sku"], &told.json["quantity"]), (200, &json!("batch"), &json!(2)));
    let held = app.post(&format!("{path}/reserve"), json!({ "quantity": 1 })).await;
    assert_eq!((held.status, &held.json["sku"]), (201, &json!("batch")));
    let told = app.send("DELETE", path, &[], "").await;
    assert_eq!((told.status, told.slug()), (409, "wrong-state"));
    let rows = json!({ "items": [{ "sku": "batch", "adjust": 1 }] });
    assert_eq!(app.post(path, rows).await.json["items"][0]["inventory"]["quantity"], 3);
}

#[tokio::test]
async fn problems_of_rows_name_the_request() {
    let app = HubApp::stocked().await;
    let path = "/v1/warehouses/LEEDS/inventory/batch";
    let name = r#""instance":"""#;
    let rows = json!({ "items": [
        { "sku": "CUP", "adjust": 0 }, { "sku": "NONE", "adjust": 1 }, { "sku": "CUP", "adjust": -99 }, { "sku": name, "adjust": 1 },
    ] });
    let key = [("idempotency-key", "rows-1")];
    for replayed in ["", "true"] {
        let told = app.send("POST", path, &key, rows.to_string()).await;
        assert_eq!(told.header("idempotency-replayed"), replayed);
        let rows: Vec<Value> = told.json["items"].as_array().unwrap().clone();
        assert_eq!(rows.len(), 4);
        for row in rows {
            assert_eq!(row["problem"]["instance"], path, "{row}");
        }
    }
}

#[tokio::test]
async fn a_list_shows_what_is_on_its_way_there() {
    let app = HubApp::stocked().await;
    for (name, units) in [("CUP", 2), ("CUP", 3), ("PAN", 1)] {
        let body = json!({ "from": "LEEDS", "to": "LYON", "items": [{ "sku": name, "quantity": units }] });
        assert_eq!(app.post("/v1/transfers", body).await.status, 201);
    }
    app.stock("LYON", "PAN", 0).await;
    app.stock("LYON", "MUG", 1).await;
    let incoming = |record: &Value| (record["sku"].clone(), record["incomingQuantity"].clone());
    let lyon = app.get("/v1/warehouses/LYON/inventory?sort=-incomingQuantity").await;
    let listed: Vec<_> = lyon.json["items"].as_array().unwrap().iter().map(incoming).collect();
    assert_eq!(listed, [(json!("CUP"), json!(5)), (json!("MUG"), json!(0))]);
    assert_eq!(app.get("/v1/warehouses/LYON/inventory/PAN").await.json["incomingQuantity"], 1);
    let leeds = app.get("/v1/warehouses/LEEDS/inventory").await;
    assert!(leeds.json["items"].as_array().unwrap().iter().all(|record| record["incomingQuantity"] == 0));
}

#[tokio::test]
async fn a_cell_that_was_read_is_read_again_as_it_is_now() {
    let app = HubApp::stocked().await;
    let path = "/v1/warehouses/LYON/inventory/CUP";
    let seen = async || {
        let told = app.get(path).await;
        let of = |name: &str| told.json[name].as_u64().unwrap();
        (of("quantity"), of("reservedQuantity"), of("incomingQuantity"))
    };
    assert_eq!(seen().await, (5, 0, 0));
    let order = json!({ "customer": { "name": "A. Buyer" }, "currency": "GBP", "allowBackorder": false,
        "items": [{ "sku": "CUP", "quantity": 15, "unitPrice": "1.00" }] });
    let order = app.post("/v1/orders", order).await;
    assert_eq!(order.status, 201);
    assert_eq!(seen().await, (5, 5, 0));
    let cancelled =
        app.post(&format!("/v1/orders/{}/cancel", order.json["orderId"].as_str().unwrap()), json!({})).await;
    assert_eq!(cancelled.status, 200);
    assert_eq!(seen().await, (5, 0, 0));
    let body = json!({ "from": "LEEDS", "to": "LYON", "items": [{ "sku": "CUP", "quantity": 2 }] });
    assert_eq!(app.post("/v1/transfers", body).await.status, 201);
    assert_eq!(seen().await, (5, 0, 2));
}

#[tokio::test]
async fn a_cell_that_was_read_is_gone_with_its_warehouse() {
    let app = HubApp::stocked().await;
    let path = "/v1/warehouses/LYON/inventory/CUP";
    app.stock("LYON", "CUP", 0).await;
    assert_eq!(app.get(path).await.status, 200);
    assert_eq!(app.send("DELETE", "/v1/warehouses/LYON", &[], "").await.status, 204);
    for path in [path, "/v1/warehouses/LYON/inventory"] {
        assert_eq!(app.get(path).await.status, 404);
    }
}

#[tokio::test]
async fn what_runs_low_is_proposed_once_by_transfer_or_purchase() {
    let app = HubApp::stocked().await;
    let slots = |name: &str| format!("/v1/warehouses/LEEDS/slots/{name}");
    for (name, at_lyon, point) in [("CUP", 100, 30), ("PAN", 0, 30)] {
        app.stock("LEEDS", name, 10).await;
        app.stock("LYON", name, at_lyon).await;
        let body = json!({ "reorderPoint": point, "reorderQuantity": 50 }).to_string();
        assert_eq!(app.send("PATCH", &slots(name), &[], body).await.status, 200);
    }
    let supplier = json!({ "supplierId": "PANS", "name": "Pans and Daughters" });
    assert_eq!(app.post("/v1/suppliers", supplier).await.status, 201);
    let bought = json!({ "supplierId": "PANS", "warehouseId": "LYON", "lines": [{ "sku": "PAN", "quantity": 1 }] });
    assert_eq!(app.post("/v1/purchase-orders", bought).await.status, 201);
    let proposed = app.get("/v1/replenishments?limit=1").await.json;
    let first = &proposed["items"][0];
    assert_eq!((&first["sku"], &first["action"], &first["from"]), (&json!("CUP"), &json!("transfer"), &json!("LYON")));
    assert_eq!((&first["quantity"], &first["reorderPoint"]), (&json!(50), &json!(30)));
    let cursor = proposed["nextCursor"].as_str().unwrap();
    let second = &app.get(&format!("/v1/replenishments?cursor={cursor}")).await.json["items"][0];
    assert_eq!((&second["sku"], &second["action"]), (&json!("PAN"), &json!("buy")));
    assert_eq!((&second["supplierId"], second.get("from")), (&json!("PANS"), None));
    // what was proposed is on its way: nothing more is
    let moved = json!({ "from": "LYON", "to": "LEEDS", "items": [{ "sku": "CUP", "quantity": 50 }] });
    assert_eq!(app.post("/v1/transfers", moved).await.status, 201);
    let left = app.get("/v1/replenishments?warehouseId=LEEDS").await.json;
    assert_eq!((left["items"].as_array().unwrap().len(), &left["items"][0]["sku"]), (1, &json!("PAN")));
    assert_eq!(app.get("/v1/replenishments?warehouseId=LYON").await.json["items"], json!([]));
}
