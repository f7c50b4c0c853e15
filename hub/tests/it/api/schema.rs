//! What the hub answers is what its document says it answers.

use serde_json::{Value, json};

use super::resolver::misfits;
use super::stage::HubApp;

/// Asks, and holds the answer against the document's schema of `method` on `route`.
async fn check(app: &HubApp, (method, route): (&str, &str), path: &str, body: Value) {
    let document: Value = serde_json::to_value(holdfast_hub::api::document()).unwrap();
    let told = app.send(method, path, &[], if body.is_null() { String::new() } else { body.to_string() }).await;
    assert!((200..300).contains(&told.status), "{method} {path}: {}", told.json);
    let response = &document["paths"][route][method.to_lowercase()]["responses"][told.status.to_string()];
    let schema = &response["content"]["application/json"]["schema"];
    assert!(schema.is_object(), "{method} {route} {} has no schema", told.status);
    assert_eq!(misfits(&document, schema, &told.json), Vec::<String>::new(), "{method} {path}: {}", told.json);
    for (header, said) in [("etag", "ETag"), ("location", "Location")] {
        let (sent, told) = (!told.header(header).is_empty(), response["headers"][said].is_object());
        assert_eq!(sent, told, "{method} {path}: {said} sent, documented");
    }
}

#[tokio::test]
async fn warehouses_are_as_documented() {
    let app = HubApp::new();
    let whole = json!({ "id": "LEEDS", "name": "Leeds", "location": { "address": "1 Dock Road", "lat": 53.8, "lon": -1.5 },
        "capacity": 1000, "operatingHours": "Mo-Fr 08:00-18:00", "timezone": "Europe/London" });
    let (list, one) = ("/v1/warehouses", "/v1/warehouses/{warehouseId}");
    check(&app, ("POST", list), list, whole).await;
    check(&app, ("POST", list), list, json!({ "id": "LYON", "name": "Lyon" })).await;
    for id in ["LEEDS", "LYON"] {
        check(&app, ("GET", one), &format!("/v1/warehouses/{id}"), Value::Null).await;
    }
    check(&app, ("PATCH", one), "/v1/warehouses/LYON", json!({ "location": { "lat": 45.7 } })).await;
    check(&app, ("GET", list), list, Value::Null).await;
}

#[tokio::test]
async fn products_are_as_documented() {
    let app = HubApp::new();
    let whole = json!({ "sku": "CUP", "name": "Cup", "description": "Blue", "category": "Kitchen",
        "price": { "amount": "2.50", "currency": "GBP" }, "barcodes": ["5000000000012"], "attributes": { "colour": { "name": "blue" } } });
    let (list, one) = ("/v1/products", "/v1/products/{sku}");
    check(&app, ("POST", list), list, whole).await;
    check(&app, ("POST", list), list, json!({ "sku": "PAN", "name": "Pan" })).await;
    for sku in ["CUP", "PAN"] {
        check(&app, ("GET", one), &format!("/v1/products/{sku}"), Value::Null).await;
    }
    check(&app, ("PATCH", one), "/v1/products/CUP", json!({ "price": { "amount": "3.00" } })).await;
    check(&app, ("GET", list), list, Value::Null).await;
}

#[tokio::test]
async fn orders_and_stock_are_as_documented() {
    let app = HubApp::stocked().await;
    let (cell, order) = ("/v1/warehouses/{warehouseId}/inventory/{sku}", "/v1/orders/{orderId}");
    check(&app, ("POST", "/v1/orders"), "/v1/orders", super::stage::wish("CUP", 12)).await;
    let id = app.order("MUG", 1).await;
    check(&app, ("GET", order), &format!("/v1/orders/{id}"), Value::Null).await;
    check(&app, ("POST", "/v1/orders/{orderId}/cancel"), &format!("/v1/orders/{id}/cancel"), Value::Null).await;
    check(&app, ("GET", "/v1/orders"), "/v1/orders", Value::Null).await;
    check(&app, ("GET", cell), "/v1/warehouses/LEEDS/inventory/PAN", Value::Null).await;
    check(&app, ("PATCH", cell), "/v1/warehouses/LEEDS/inventory/PAN", json!({ "damaged": 1 })).await;
    let reserve = ("POST", "/v1/warehouses/{warehouseId}/inventory/{sku}/reserve");
    check(&app, reserve, "/v1/warehouses/LEEDS/inventory/PAN/reserve", json!({ "quantity": 1 })).await;
    check(&app, ("GET", "/v1/inventory"), "/v1/inventory", Value::Null).await;
    check(&app, ("GET", "/v1/inventory/{sku}"), "/v1/inventory/CUP", Value::Null).await;
    let transfer = json!({ "from": "LEEDS", "to": "LYON", "items": [{ "sku": "PAN", "quantity": 1 }] });
    check(&app, ("POST", "/v1/transfers"), "/v1/transfers", transfer).await;
    check(&app, ("GET", "/v1/audit"), "/v1/audit", Value::Null).await;
    check(&app, ("GET", "/v1/audit/verification"), "/v1/audit/verification", Value::Null).await;
    check(&app, ("GET", "/v1/nodes"), "/v1/nodes", Value::Null).await;
    check(&app, ("GET", "/v1/overview"), "/v1/overview", Value::Null).await;
}

#[tokio::test]
async fn conflicts_are_as_documented() {
    let app = super::conflicts::disagreeing().await;
    check(&app, ("GET", "/v1/conflicts"), "/v1/conflicts", Value::Null).await;
    check(&app, ("GET", "/v1/overview"), "/v1/overview", Value::Null).await;
}

#[tokio::test]
async fn purchases_are_as_documented() {
    let app = HubApp::stocked().await;
    let whole = json!({ "supplierId": "POTTERS", "name": "Potters", "email": "p@example.com", "leadTimeDays": 7, "currency": "GBP" });
    let (list, one) = ("/v1/suppliers", "/v1/suppliers/{supplierId}");
    check(&app, ("POST", list), list, whole).await;
    check(&app, ("POST", list), list, json!({ "supplierId": "PLAIN", "name": "Plain" })).await;
    check(&app, ("GET", list), list, Value::Null).await;
    check(&app, ("GET", one), "/v1/suppliers/PLAIN", Value::Null).await;
    check(&app, ("PATCH", one), "/v1/suppliers/PLAIN", json!({ "email": "a@example.com" })).await;
    let list = "/v1/purchase-orders";
    let priced = json!({ "supplierId": "POTTERS", "warehouseId": "LEEDS", "expectedAt": "2026-12-01T08:00:00Z",
        "lines": [{ "sku": "CUP", "quantity": 2, "unitPrice": "2.50" }, { "sku": "PAN", "quantity": 1 }] });
    check(&app, ("POST", list), list, priced).await;
    let plain = json!({ "supplierId": "PLAIN", "warehouseId": "LEEDS", "lines": [{ "sku": "CUP", "quantity": 2 }] });
    check(&app, ("POST", list), list, plain).await;
    check(&app, ("GET", list), list, Value::Null).await;
    let id = app.get(list).await.ids("purchaseOrderId")[0].to_owned();
    check(&app, ("GET", "/v1/purchase-orders/{purchaseOrderId}"), &format!("{list}/{id}"), Value::Null).await;
    let cancel = ("POST", "/v1/purchase-orders/{purchaseOrderId}/cancel");
    check(&app, cancel, &format!("{list}/{id}/cancel"), Value::Null).await;
    check(&app, ("GET", "/v1/returns"), "/v1/returns", Value::Null).await;
    check(&app, ("GET", "/v1/transfers"), "/v1/transfers", Value::Null).await;
}

#[test]
fn a_cancel_may_come_without_a_body() {
    let document: Value = serde_json::to_value(holdfast_hub::api::document()).unwrap();
    let body = &document["paths"]["/v1/orders/{orderId}/cancel"]["post"]["requestBody"];
    assert_eq!(body["required"], false);
    let schema = &body["content"]["application/json"]["schema"];
    assert_eq!(misfits(&document, schema, &json!({})), Vec::<String>::new());
    assert_eq!(misfits(&document, schema, &json!({ "why": 1 })), ["/why is not allowed"]);
}
