//! Suppliers, purchase orders, returns and cancelled transfers over the API.

use serde_json::{Value, json};

use super::stage::HubApp;

async fn with_supplier() -> HubApp {
    let app = HubApp::stocked().await;
    let body = json!({ "supplierId": "POTTERS", "name": "Potters", "currency": "GBP" });
    let told = app.post("/v1/suppliers", body).await;
    assert_eq!((told.status, told.header("location")), (201, "/v1/suppliers/POTTERS"), "{}", told.json);
    app
}

fn purchase(lines: Value) -> Value {
    json!({ "supplierId": "POTTERS", "warehouseId": "LEEDS", "expectedAt": "2026-12-01T08:00:00Z", "lines": lines })
}

fn cups(units: u64) -> Value {
    json!([{ "sku": "CUP", "quantity": units, "unitPrice": "2.50" }])
}

#[tokio::test]
async fn a_supplier_is_kept_changed_and_removed() {
    let app = with_supplier().await;
    let again = app.post("/v1/suppliers", json!({ "supplierId": "POTTERS", "name": "Others" })).await;
    assert_eq!((again.status, again.slug()), (409, "conflict"));
    let path = "/v1/suppliers/POTTERS";
    let patch = json!({ "leadTimeDays": 7, "currency": null }).to_string();
    let told = app.send("PATCH", path, &[("if-match", "\"1\"")], patch.clone()).await;
    assert_eq!((told.status, &told.json["leadTimeDays"], &told.json["currency"]), (200, &json!(7), &Value::Null));
    let stale = app.send("PATCH", path, &[("if-match", "\"1\"")], patch).await;
    assert_eq!((stale.status, stale.slug()), (412, "version-mismatch"));
    assert_eq!(app.get("/v1/suppliers?sort=-name").await.ids("supplierId"), ["POTTERS"]);
    assert_eq!(app.get(path).await.header("etag"), "\"2\"");
    assert_eq!(app.send("DELETE", path, &[], "").await.status, 204);
    assert_eq!(app.get(path).await.status, 404);
    for (body, pointer) in [
        (json!({ "supplierId": "a b", "name": "A" }), "/supplierId"),
        (json!({ "supplierId": "A", "name": "" }), "/name"),
        (json!({ "supplierId": "A", "name": "A", "leadTimeDays": 3651 }), "/leadTimeDays"),
        (json!({ "supplierId": "A", "name": "A", "currency": "POUND" }), "/currency"),
        (json!({ "supplierId": "A", "name": "A", "phone": "1" }), "/phone"),
    ] {
        let told = app.post("/v1/suppliers", body).await;
        assert_eq!((told.status, told.pointer()), (422, pointer), "{}", told.json);
    }
}

#[tokio::test]
async fn a_purchase_order_is_placed_once_counts_as_on_its_way_and_is_found() {
    let app = with_supplier().await;
    let body = purchase(cups(10)).to_string();
    let first = app.send("POST", "/v1/purchase-orders", &[("idempotency-key", "k1")], body.clone()).await;
    let again = app.send("POST", "/v1/purchase-orders", &[("idempotency-key", "k1")], body).await;
    assert_eq!((first.status, again.status, &again.json), (201, 201, &first.json), "{}", first.json);
    assert_eq!((&first.json["status"], &first.json["totalAmount"]), (&json!("open"), &json!("25.00")));
    let cell = app.get("/v1/warehouses/LEEDS/inventory/CUP").await;
    assert_eq!(cell.json["incomingQuantity"], 10);
    let id = first.json["purchaseOrderId"].as_str().unwrap();
    for query in ["", "?status=open", "?supplierId=POTTERS&warehouseId=LEEDS", "?sort=-expectedAt"] {
        assert_eq!(app.get(&format!("/v1/purchase-orders{query}")).await.ids("purchaseOrderId"), [id], "{query}");
    }
    for query in ["?status=closed", "?supplierId=OTHERS", "?warehouseId=LYON"] {
        let none: [&str; 0] = [];
        assert_eq!(app.get(&format!("/v1/purchase-orders{query}")).await.ids("purchaseOrderId"), none, "{query}");
    }
    let cancelled = app.post(&format!("/v1/purchase-orders/{id}/cancel"), json!({})).await;
    assert_eq!((cancelled.status, &cancelled.json["status"]), (200, &json!("canceled")));
    let closed = app.post(&format!("/v1/purchase-orders/{id}/close"), json!({})).await;
    assert_eq!((closed.status, closed.slug()), (409, "wrong-state"));
    assert_eq!(app.get("/v1/warehouses/LEEDS/inventory/CUP").await.json["incomingQuantity"], 0);
}

#[tokio::test]
async fn a_purchase_order_that_cannot_be_is_refused_with_its_place() {
    let app = with_supplier().await;
    app.post("/v1/suppliers", json!({ "supplierId": "PLAIN", "name": "Plain" })).await;
    let line = |sku: &str, quantity: i64| json!({ "sku": sku, "quantity": quantity });
    let with = |name: &str, value: Value| {
        let mut body = purchase(cups(1));
        body[name] = value;
        body
    };
    for (body, status, pointer) in [
        (purchase(json!([])), 422, "/lines"),
        (purchase(json!([line("CUP", 0)])), 422, "/lines/0/quantity"),
        (purchase(json!([line("CUP", 1), line("CUP", 2)])), 422, "/lines/1/sku"),
        (purchase(json!([line("CUP", 1), line("JUG", 2)])), 404, "/lines/1/sku"),
        (with("supplierId", json!("NOBODY")), 404, "/supplierId"),
        (with("warehouseId", json!("PORTO")), 404, "/warehouseId"),
        (with("expectedAt", json!("tomorrow")), 422, "/expectedAt"),
        (with("supplierId", json!("PLAIN")), 422, "/currency"),
    ] {
        let told = app.post("/v1/purchase-orders", body).await;
        assert_eq!((told.status, told.pointer()), (status, pointer), "{}", told.json);
    }
    assert!(app.get("/v1/purchase-orders").await.json["items"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn what_has_not_shipped_does_not_come_back() {
    let app = HubApp::stocked().await;
    let order = app.order("CUP", 2).await;
    let wish = |order: &str, sku: &str, quantity: u64| json!({ "orderId": order, "lines": [{ "sku": sku, "quantity": quantity, "reason": "too blue" }] });
    let unknown = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    for (body, status, pointer) in [
        (wish(&order, "CUP", 1), 409, "/lines/0/quantity"),
        (wish(&order, "PAN", 1), 422, "/lines/0/sku"),
        (wish(unknown, "CUP", 1), 404, "/orderId"),
        (json!({ "orderId": order, "lines": [] }), 422, "/lines"),
        (
            json!({ "orderId": order, "warehouseId": "PORTO", "lines": [{ "sku": "CUP", "quantity": 1 }] }),
            404,
            "/warehouseId",
        ),
    ] {
        let told = app.post("/v1/returns", body).await;
        assert_eq!((told.status, told.pointer()), (status, pointer), "{}", told.json);
    }
    for path in ["", "/cancel", "/close"] {
        let method = if path.is_empty() { "GET" } else { "POST" };
        assert_eq!(app.send(method, &format!("/v1/returns/{unknown}{path}"), &[], "").await.status, 404, "{path}");
    }
    assert!(app.get("/v1/returns?status=authorised").await.json["items"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_transfer_is_cancelled_before_it_leaves() {
    let app = HubApp::stocked().await;
    let body = json!({ "from": "LEEDS", "to": "LYON", "items": [{ "sku": "PAN", "quantity": 3 }] });
    let planned = app.post("/v1/transfers", body).await;
    let id = planned.json["transferId"].as_str().unwrap();
    let told = app.post(&format!("/v1/transfers/{id}/cancel"), json!({})).await;
    assert_eq!((told.status, &told.json["status"]), (200, &json!("canceled")), "{}", told.json);
    assert_eq!(told.json["history"][1]["event"], "TransferCanceled");
    let cell = app.get("/v1/warehouses/LEEDS/inventory/PAN").await;
    assert_eq!((&cell.json["availableQuantity"], &cell.json["reservedQuantity"]), (&json!(4), &json!(0)));
    let unknown = app.post("/v1/transfers/01ARZ3NDEKTSV4RRFFQ69G5FAV/cancel", json!({})).await;
    assert_eq!(unknown.status, 404);
}
