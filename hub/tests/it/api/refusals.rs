//! Requests that no endpoint may carry out: how each is refused, and that it leaves no trace.

use serde_json::{Value, json};

use super::stage::{HubApp, wish};
use crate::openapi::document::operations;

type Refusal = (&'static str, &'static str, &'static str, (u16, &'static str));

const INVALID: (u16, &str) = (422, "invalid-request");
const UNREADABLE: (u16, &str) = (400, "invalid-request");
const MISSING: (u16, &str) = (404, "not-found");
const STATE: (u16, &str) = (409, "wrong-state");
const LACK: (u16, &str) = (409, "insufficient-stock");

const LEEDS: &str = "/v1/warehouses/LEEDS";
const STOCK: &str = "/v1/warehouses/LEEDS/inventory";
const CELL: &str = "/v1/warehouses/LEEDS/inventory/CUP";
const HOLD: &str = "/v1/warehouses/LEEDS/inventory/CUP/reserve";
const BATCH: &str = "/v1/warehouses/LEEDS/inventory/batch";
/// Well formed, and of nothing.
const GHOST: &str = "01JD0000000000000000000000";

const ORDERS: &[Refusal] = &[
    ("POST", "/v1/orders", "", UNREADABLE),
    ("POST", "/v1/orders", "{", UNREADABLE),
    ("POST", "/v1/orders", "{}", INVALID),
    ("POST", "/v1/orders", "[]", INVALID),
    ("POST", "/v1/orders", "null", INVALID),
    ("GET", "/v1/orders?status=gone", "", INVALID),
    ("GET", "/v1/orders?from=yesterday", "", INVALID),
    ("GET", "/v1/orders?sort=customer", "", INVALID),
    ("GET", "/v1/orders/totals?from=yesterday", "", INVALID),
    ("GET", "/v1/orders/totals?status=gone", "", INVALID),
    ("GET", "/v1/orders/{ghost}", "", MISSING),
    ("GET", "/v1/orders/seven", "", MISSING),
    ("PATCH", "/v1/orders/{order}/status", "", UNREADABLE),
    ("PATCH", "/v1/orders/{order}/status", r#"{"status":"gone"}"#, INVALID),
    ("PATCH", "/v1/orders/{order}/status", r#"{"status":7}"#, INVALID),
    ("PATCH", "/v1/orders/{order}/status", r#"{"status":"delivered"}"#, STATE),
    ("PATCH", "/v1/orders/{order}/status", r#"{"status":"shipped"}"#, STATE),
    ("PATCH", "/v1/orders/{ghost}/status", r#"{"status":"canceled"}"#, MISSING),
    ("POST", "/v1/orders/{order}/cancel", r#"{"why":"so"}"#, INVALID),
    ("POST", "/v1/orders/{ghost}/cancel", "", MISSING),
    ("POST", "/v1/orders/seven/cancel", "", MISSING),
    ("POST", "/v1/orders/{order}/retry", "", STATE),
    ("POST", "/v1/orders/{order}/retry", r#"{"why":"so"}"#, INVALID),
    ("POST", "/v1/orders/{ghost}/retry", "", MISSING),
    ("POST", "/v1/orders/seven/retry", "", MISSING),
    ("GET", "/v1/shipments/{ghost}", "", MISSING),
    ("GET", "/v1/shipments/seven", "", MISSING),
];

const DOCUMENTS: &[Refusal] = &[
    ("GET", "/v1/conflicts?kind=order", "", INVALID),
    ("GET", "/v1/conflicts?kind=", "", INVALID),
    ("GET", "/v1/conflicts?limit=0", "", INVALID),
    ("GET", "/v1/conflicts?cursor=x", "", INVALID),
    ("GET", "/v1/conflicts?sku=CUP", "", INVALID),
    ("GET", "/v1/products/JUG/conflicts", "", MISSING),
    ("GET", "/v1/warehouses/YORK/conflicts", "", MISSING),
    ("GET", "/v1/warehouses/YORK/slots", "", MISSING),
    ("GET", "/v1/warehouses/LEEDS/slots?limit=0", "", INVALID),
    ("GET", "/v1/warehouses/LEEDS/slots?cursor=x", "", INVALID),
    ("GET", "/v1/warehouses/LEEDS/slots/JUG", "", MISSING),
    ("GET", "/v1/warehouses/LEEDS/slots/JUG/conflicts", "", MISSING),
    ("PATCH", "/v1/warehouses/LEEDS/slots/CUP", "", UNREADABLE),
    ("PATCH", "/v1/warehouses/LEEDS/slots/CUP", "[]", INVALID),
    ("PATCH", "/v1/warehouses/LEEDS/slots/CUP", r#"{"bins":["A","A"]}"#, INVALID),
    ("PATCH", "/v1/warehouses/LEEDS/slots/CUP", r#"{"reorderPoint":-1}"#, INVALID),
    ("PATCH", "/v1/warehouses/LEEDS/slots/CUP", r#"{"reorderQuantity":0}"#, INVALID),
    ("PATCH", "/v1/warehouses/LEEDS/slots/JUG", "{}", MISSING),
    ("PATCH", "/v1/warehouses/LEEDS", r#"{"bins":{"A-1":{"zone":"A","sequence":1}}}"#, INVALID),
    ("PATCH", "/v1/warehouses/LEEDS", r#"{"zones":{"A":{"name":"Aisle"}}}"#, INVALID),
    ("PATCH", "/v1/warehouses/LEEDS", r#"{"zones":7}"#, INVALID),
];

const PLACES: &[Refusal] = &[
    ("POST", "/v1/warehouses", "{}", INVALID),
    ("POST", "/v1/warehouses", r#"{"id":"LEEDS","name":"Leeds"}"#, (409, "conflict")),
    ("POST", "/v1/warehouses", r#"{"id":"","name":"Nowhere"}"#, INVALID),
    ("POST", "/v1/warehouses", r#"{"id":"YORK","name":"York","colour":"red"}"#, INVALID),
    ("POST", "/v1/warehouses", r#"{"id":"YORK","name":"York","name":"Yorc"}"#, INVALID),
    ("POST", "/v1/warehouses", r#"{"id":"YORK","name":"York","capacity":-1}"#, INVALID),
    ("POST", "/v1/warehouses", r#"{"id":"YORK","name":"York","capacity":1.5}"#, INVALID),
    ("POST", "/v1/warehouses", r#"{"id":"YORK","name":"York","capacity":1000000000000000000}"#, INVALID),
    ("POST", "/v1/warehouses", r#"{"id":"YORK","name":"York","location":{"lat":91}}"#, INVALID),
    ("POST", "/v1/warehouses", r#"{"id":"YORK","name":"York","timezone":"Mars/Olympus"}"#, INVALID),
    ("GET", "/v1/warehouses?limit=0", "", INVALID),
    ("GET", "/v1/warehouses/YORK", "", MISSING),
    ("PATCH", LEEDS, "", UNREADABLE),
    ("PATCH", LEEDS, r#"{"name":null}"#, INVALID),
    ("PATCH", LEEDS, r#"{"id":"YORK"}"#, INVALID),
    ("PATCH", "/v1/warehouses/YORK", "{}", MISSING),
    ("DELETE", LEEDS, "", STATE),
    ("DELETE", LEEDS, r#"{"now":true}"#, INVALID),
    ("DELETE", "/v1/warehouses/YORK", "", MISSING),
    ("GET", "/v1/nodes?sort=lag", "", INVALID),
    ("GET", "/v1/nodes?limit=501", "", INVALID),
    ("GET", "/v1/nodes/LEEDS", "", MISSING),
    ("GET", "/v1/nodes/%21", "", MISSING),
    ("POST", "/v1/nodes/YORK/enrolments", "{}", MISSING),
    ("POST", "/v1/nodes/LEEDS/enrolments", r#"{"for":"ever"}"#, INVALID),
    ("POST", "/v1/nodes/LEEDS/revoke", "", MISSING),
    ("POST", "/v1/nodes/LEEDS/revoke", r#"{"now":true}"#, INVALID),
    ("POST", "/v1/nodes/LEEDS/fence", "", MISSING),
    ("POST", "/v1/nodes/LEEDS/fence", r#"{"reason":""}"#, INVALID),
    ("POST", "/v1/nodes/LEEDS/fence", r#"{"reason":"a\u0000b"}"#, INVALID),
    ("POST", "/v1/nodes/LEEDS/fence", r#"{"why":"so"}"#, INVALID),
    ("POST", "/v1/nodes/YORK/unfence", "{}", MISSING),
    ("PATCH", LEEDS, r#"{"hubShare":101}"#, INVALID),
    ("PATCH", LEEDS, r#"{"hubShare":12.5}"#, INVALID),
    ("PATCH", LEEDS, r#"{"floorReserve":-1}"#, INVALID),
    ("GET", "/v1/overview?colour=red", "", INVALID),
    ("GET", "/v1/events?lastEventId=x", "", UNREADABLE),
    ("GET", "/v1/events?lastEventId=9223372036854775808", "", UNREADABLE),
    ("GET", "/v1/audit?from=x", "", INVALID),
    ("GET", "/v1/audit?colour=red", "", INVALID),
    ("GET", "/v1/audit/verification?colour=red", "", INVALID),
];

const ACCESS: &[Refusal] = &[
    ("GET", "/v1/session?who=me", "", INVALID),
    ("DELETE", "/v1/session", "", MISSING),
    ("DELETE", "/v1/session", r#"{"all":true}"#, INVALID),
    ("GET", "/v1/roles?limit=0", "", INVALID),
    ("GET", "/v1/keys?cursor=x", "", INVALID),
    ("GET", "/v1/keys/0", "", MISSING),
    ("GET", "/v1/keys/999", "", MISSING),
    ("POST", "/v1/keys", "", UNREADABLE),
    ("POST", "/v1/keys", "{}", INVALID),
    ("POST", "/v1/keys", r#"{"name":"","role":"viewer"}"#, INVALID),
    ("POST", "/v1/keys", r#"{"name":"wall","role":"owner"}"#, INVALID),
    ("POST", "/v1/keys", r#"{"name":"wall","role":"viewer","key":"hf_mine"}"#, INVALID),
    ("DELETE", "/v1/keys/1", "", STATE),
    ("DELETE", "/v1/keys/999", "", MISSING),
    ("DELETE", "/v1/keys/wall", "", MISSING),
];

const GOODS: &[Refusal] = &[
    ("POST", "/v1/products", "{}", INVALID),
    ("POST", "/v1/products", r#"{"sku":"CUP","name":"Cup"}"#, (409, "conflict")),
    ("POST", "/v1/products", r#"{"sku":"","name":"Nothing"}"#, INVALID),
    ("POST", "/v1/products", r#"{"sku":"JUG","name":""}"#, INVALID),
    ("POST", "/v1/products", r#"{"sku":"JUG","name":"Jug","price":{"amount":2.5,"currency":"GBP"}}"#, INVALID),
    ("POST", "/v1/products", r#"{"sku":"JUG","name":"Jug","price":{"amount":"-1.00","currency":"GBP"}}"#, INVALID),
    ("POST", "/v1/products", r#"{"sku":"JUG","name":"Jug","price":{"amount":"1.00","currency":"QQQ"}}"#, INVALID),
    ("POST", "/v1/products", r#"{"sku":"JUG","name":"Jug","barcodes":"500"}"#, INVALID),
    ("POST", "/v1/products", r#"{"sku":"JUG","name":"Jug","attributes":[]}"#, INVALID),
    ("GET", "/v1/products?sort=price", "", INVALID),
    ("GET", "/v1/products/JUG", "", MISSING),
    ("PATCH", "/v1/products/CUP", r#"{"name":null}"#, INVALID),
    ("PATCH", "/v1/products/CUP", r#"{"price":{"amount":"1.00"}}"#, INVALID),
    ("PATCH", "/v1/products/JUG", "{}", MISSING),
    ("DELETE", "/v1/products/CUP", "", STATE),
    ("DELETE", "/v1/products/JUG", "", MISSING),
    ("POST", "/v1/transfers", "{}", INVALID),
    ("POST", "/v1/transfers", r#"{"from":"LEEDS","to":"LEEDS","items":[{"sku":"CUP","quantity":1}]}"#, INVALID),
    ("POST", "/v1/transfers", r#"{"from":"LEEDS","to":"LYON","items":[]}"#, INVALID),
    ("POST", "/v1/transfers", r#"{"from":"LEEDS","to":"LYON","items":[{"sku":"CUP","quantity":0}]}"#, INVALID),
    ("POST", "/v1/transfers", r#"{"from":"LEEDS","to":"LYON","items":[{"sku":"CUP","quantity":-1}]}"#, INVALID),
    ("POST", "/v1/transfers", r#"{"from":"LEEDS","to":"LYON","items":[{"sku":"JUG","quantity":1}]}"#, MISSING),
    ("POST", "/v1/transfers", r#"{"from":"LEEDS","to":"YORK","items":[{"sku":"CUP","quantity":1}]}"#, MISSING),
    ("POST", "/v1/transfers", r#"{"from":"LEEDS","to":"LYON","items":[{"sku":"CUP","quantity":999}]}"#, LACK),
    ("GET", "/v1/transfers?sort=from", "", INVALID),
    ("GET", "/v1/transfers/{ghost}", "", MISSING),
];

const TRADE: &[Refusal] = &[
    ("POST", "/v1/suppliers", "{}", INVALID),
    ("POST", "/v1/suppliers", r#"{"supplierId":"","name":"Nobody"}"#, INVALID),
    ("POST", "/v1/suppliers", r#"{"supplierId":"A","name":"A","leadTimeDays":-1}"#, INVALID),
    ("GET", "/v1/suppliers?sort=email", "", INVALID),
    ("GET", "/v1/suppliers/NOBODY", "", MISSING),
    ("PATCH", "/v1/suppliers/NOBODY", "{}", MISSING),
    ("DELETE", "/v1/suppliers/NOBODY", "", MISSING),
    ("POST", "/v1/purchase-orders", "{}", INVALID),
    ("POST", "/v1/purchase-orders", r#"{"supplierId":"A","warehouseId":"LEEDS","lines":[]}"#, INVALID),
    ("POST", "/v1/purchase-orders", r#"{"supplierId":"A","warehouseId":"LEEDS","lines":[["CUP",1]]}"#, INVALID),
    (
        "POST",
        "/v1/purchase-orders",
        r#"{"supplierId":"A","warehouseId":"LEEDS","lines":[{"sku":"CUP","quantity":0}]}"#,
        INVALID,
    ),
    (
        "POST",
        "/v1/purchase-orders",
        r#"{"supplierId":"A","warehouseId":"LEEDS","lines":[{"sku":"CUP","quantity":1}]}"#,
        MISSING,
    ),
    ("GET", "/v1/purchase-orders?status=lost", "", INVALID),
    ("GET", "/v1/purchase-orders/{ghost}", "", MISSING),
    ("POST", "/v1/purchase-orders/{ghost}/cancel", "", MISSING),
    ("POST", "/v1/purchase-orders/{ghost}/cancel", r#"{"why":"so"}"#, INVALID),
    ("POST", "/v1/purchase-orders/{ghost}/close", "", MISSING),
    ("POST", "/v1/returns", "{}", INVALID),
    ("POST", "/v1/returns", r#"{"orderId":"{order}","lines":[]}"#, INVALID),
    ("POST", "/v1/returns", r#"{"orderId":"seven","lines":[{"sku":"CUP","quantity":1}]}"#, INVALID),
    ("GET", "/v1/returns?sort=refund", "", INVALID),
    ("GET", "/v1/returns/{ghost}", "", MISSING),
    ("POST", "/v1/returns/{ghost}/cancel", "", MISSING),
    ("POST", "/v1/returns/{ghost}/close", "", MISSING),
    ("POST", "/v1/transfers/{ghost}/cancel", "", MISSING),
    ("POST", "/v1/transfers/seven/cancel", "", MISSING),
];

const STOCKS: &[Refusal] = &[
    ("GET", "/v1/inventory?sort=colour", "", INVALID),
    ("GET", "/v1/inventory?limit=0", "", INVALID),
    ("GET", "/v1/inventory?cursor=00", "", INVALID),
    ("GET", "/v1/inventory/JUG", "", MISSING),
    ("GET", "/v1/inventory/%00", "", MISSING),
    ("GET", "/v1/replenishments?limit=0", "", INVALID),
    ("GET", "/v1/replenishments?cursor=00", "", INVALID),
    ("GET", "/v1/warehouses/LEEDS/inventory?belowReorderPoint=maybe", "", INVALID),
    ("GET", "/v1/warehouses/YORK/inventory", "", MISSING),
    ("GET", "/v1/warehouses/LEEDS/inventory/JUG", "", MISSING),
    ("POST", STOCK, "", UNREADABLE),
    ("POST", STOCK, r#"{"sku":"CUP"}"#, INVALID),
    ("POST", STOCK, r#"{"sku":"CUP","quantity":1,"adjust":1}"#, INVALID),
    ("POST", STOCK, r#"{"sku":"CUP","quantity":-1}"#, INVALID),
    ("POST", STOCK, r#"{"sku":"CUP","quantity":1.5}"#, INVALID),
    ("POST", STOCK, r#"{"sku":"CUP","quantity":"1"}"#, INVALID),
    ("POST", STOCK, r#"{"sku":"CUP","quantity":1000000000000000000}"#, INVALID),
    ("POST", STOCK, r#"{"sku":"CUP","adjust":0}"#, INVALID),
    ("POST", STOCK, r#"{"sku":"CUP","adjust":-9223372036854775808}"#, INVALID),
    ("POST", STOCK, r#"{"sku":"CUP","adjust":-99}"#, LACK),
    ("POST", STOCK, r#"{"sku":"JUG","quantity":1}"#, MISSING),
    ("POST", "/v1/warehouses/YORK/inventory", r#"{"sku":"CUP","quantity":1}"#, MISSING),
    ("PATCH", CELL, "{}", INVALID),
    ("PATCH", CELL, r#"{"adjust":1,"damaged":1}"#, INVALID),
    ("PATCH", CELL, r#"{"reserve":1}"#, INVALID),
    ("PATCH", CELL, r#"{"damaged":9223372036854775807}"#, INVALID),
    ("PATCH", CELL, r#"{"damaged":-9223372036854775808}"#, INVALID),
    ("PATCH", CELL, r#"{"damaged":-1}"#, LACK),
    ("PATCH", CELL, r#"{"adjust":1,"reason":""}"#, INVALID),
    ("PATCH", "/v1/warehouses/LEEDS/inventory/JUG", r#"{"adjust":1}"#, MISSING),
    ("DELETE", CELL, "", STATE),
    ("DELETE", "/v1/warehouses/LEEDS/inventory/JUG", "", MISSING),
    ("POST", HOLD, "", UNREADABLE),
    ("POST", HOLD, r#"{"quantity":0}"#, INVALID),
    ("POST", HOLD, r#"{"quantity":1.5}"#, INVALID),
    ("POST", HOLD, r#"{"quantity":1000000000000000000}"#, INVALID),
    ("POST", HOLD, r#"{"quantity":1,"expiresInSeconds":0}"#, INVALID),
    ("POST", HOLD, r#"{"quantity":1,"expiresInSeconds":18446744073709551615}"#, INVALID),
    ("POST", HOLD, r#"{"quantity":999}"#, LACK),
    ("POST", "/v1/warehouses/LEEDS/inventory/JUG/reserve", r#"{"quantity":1}"#, MISSING),
    ("POST", BATCH, "{}", INVALID),
    ("POST", BATCH, r#"{"items":[]}"#, INVALID),
    ("POST", BATCH, r#"{"items":{}}"#, INVALID),
    ("POST", "/v1/warehouses/YORK/inventory/batch", r#"{"items":[{"sku":"CUP","quantity":1}]}"#, MISSING),
    ("GET", "/v1/reservations/{ghost}", "", MISSING),
    ("GET", "/v1/reservations/seven", "", MISSING),
    ("PATCH", "/v1/reservations/{hold}", "{}", INVALID),
    ("PATCH", "/v1/reservations/{hold}", r#"{"quantity":-1}"#, INVALID),
    ("PATCH", "/v1/reservations/{hold}", r#"{"quantity":999}"#, LACK),
    ("PATCH", "/v1/reservations/{ghost}", r#"{"quantity":1}"#, MISSING),
    ("DELETE", "/v1/reservations/{ghost}", "", MISSING),
    ("DELETE", "/v1/reservations/{hold}", r#"{"now":true}"#, INVALID),
];

/// A stocked hub with an order and a hold, and their ids by the names the tables use.
async fn scene() -> (HubApp, [(&'static str, String); 3]) {
    let app = HubApp::stocked().await;
    let order = app.order("CUP", 2).await;
    let held = app.post(HOLD, json!({ "quantity": 1 })).await;
    let hold = held.json["reservationId"].as_str().unwrap().to_owned();
    (app, [("{order}", order), ("{hold}", hold), ("{ghost}", GHOST.to_owned())])
}

/// All that a client can see of the store.
async fn everything(app: &HubApp) -> Vec<Value> {
    let mut seen = Vec::new();
    for path in [
        "/v1/warehouses/LEEDS/inventory",
        "/v1/warehouses/LYON/inventory",
        "/v1/orders",
        "/v1/audit",
        "/v1/warehouses",
        "/v1/products",
        "/v1/transfers",
        "/v1/suppliers",
        "/v1/purchase-orders",
        "/v1/returns",
        "/v1/keys",
    ] {
        let mut items = app.get(&format!("{path}?limit=500")).await.json["items"].take();
        for item in items.as_array_mut().unwrap() {
            item.as_object_mut().unwrap().remove("asOf");
        }
        seen.push(items);
    }
    seen
}

#[tokio::test]
async fn what_is_refused_is_refused_as_documented_and_changes_nothing() {
    let (app, names) = scene().await;
    let before = everything(&app).await;
    for (method, path, body, expected) in
        [ORDERS, DOCUMENTS, PLACES, ACCESS, GOODS, TRADE, STOCKS].into_iter().flatten()
    {
        let path = names.iter().fold(path.to_string(), |path, (name, id)| path.replace(name, id));
        let told = app.send(method, &path, &[], *body).await;
        assert_eq!((told.status, told.slug()), *expected, "{method} {path} {body}: {}", told.json);
        assert_eq!(told.header("content-type"), "application/problem+json");
        assert!(told.slug() != "invalid-request" || told.json["errors"].is_array(), "{method} {path} {body}");
    }
    assert_eq!(everything(&app).await, before);
}

#[tokio::test]
async fn an_order_is_read_strictly() {
    let (app, _) = scene().await;
    let before = everything(&app).await;
    let line = |field: &str, value: Value| (format!("/items/0/{field}"), value);
    let (whole, name) = (1_000_000_000_000_000_000_u64, "x".repeat(10_000));
    let table = [
        ("/items".to_owned(), json!([])),
        line("quantity", json!(0)),
        line("quantity", json!(-1)),
        line("quantity", json!(1.5)),
        line("quantity", json!(whole)),
        line("quantity", json!("2")),
        line("quantity", Value::Null),
        line("sku", json!("")),
        line("sku", json!(7)),
        line("unitPrice", json!(12.5)),
        line("unitPrice", json!("-1.00")),
        line("unitPrice", json!("1e3")),
        line("colour", json!("red")),
        ("/currency".into(), json!("QQQ")),
        ("/customer/name".into(), json!(name)),
        ("/customer/address".into(), json!("Leeds")),
        ("/priority".into(), json!(whole)),
        ("/reservationIds".into(), json!("x")),
        ("/reservationIds".into(), json!(["x"])),
        ("/allowSplit".into(), json!("yes")),
        ("/colour".into(), json!("red")),
    ];
    for (place, value) in table {
        let mut body = wish("CUP", 1);
        let (parent, field) = place.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[field] = value;
        let told = app.post("/v1/orders", body).await;
        assert_eq!((told.status, told.slug()), INVALID, "{place}: {}", told.json);
        assert!(told.pointer().starts_with(&place), "{place}: {}", told.json);
    }
    let mut ghost = wish("JUG", 1);
    assert_eq!(app.post("/v1/orders", ghost.clone()).await.slug(), "not-found");
    ghost = wish("CUP", 999);
    ghost["allowBackorder"] = json!(false);
    assert_eq!(app.post("/v1/orders", ghost).await.slug(), "insufficient-stock");
    assert_eq!(everything(&app).await, before);
}

#[tokio::test]
async fn too_much_and_too_many_are_refused() {
    let (app, _) = scene().await;
    let before = everything(&app).await;
    let long = format!(r#"{{"name":"{}"}}"#, "x".repeat(2 << 20));
    let document = serde_json::to_value(holdfast_hub::api::document()).unwrap();
    let changes = operations(&document, "CUP").into_iter().filter(|(method, _)| method != "GET");
    for (method, path) in changes {
        let told = app.send(&method, &path, &[], long.clone()).await;
        // a path that names nothing is not found, however long its body
        assert!([(413, "payload-too-large"), MISSING].contains(&(told.status, told.slug())), "{method} {path}");
    }
    let rows = vec![json!({ "sku": "CUP", "quantity": 1 }); 1_001];
    assert_eq!(app.post(BATCH, json!({ "items": rows })).await.status, 422);
    let mut body = wish("CUP", 1);
    body["items"] = vec![body["items"][0].clone(); 1_001].into();
    assert_eq!(app.post("/v1/orders", body).await.status, 422);
    assert_eq!(everything(&app).await, before);
}

#[tokio::test]
async fn every_operation_needs_a_key_and_has_its_refusals() {
    let app = HubApp::new();
    let document = serde_json::to_value(holdfast_hub::api::document()).unwrap();
    for (method, path) in operations(&document, "CUP") {
        for key in ["", "Bearer nobody"] {
            let told = app.send(&method, &path, &[("authorization", key)], "{}").await;
            assert_eq!((told.status, told.slug()), (401, "unauthorized"), "{method} {path}");
        }
    }
    let listed: Vec<_> = [ORDERS, DOCUMENTS, PLACES, ACCESS, GOODS, TRADE, STOCKS].into_iter().flatten().collect();
    for (method, route) in operations(&document, "{}") {
        let is = |path: &str| {
            let (path, _) = path.split_once('?').unwrap_or((path, ""));
            path.split('/').count() == route.split('/').count()
                && path.split('/').zip(route.split('/')).all(|(part, of)| part == of || of == "{}")
        };
        assert!(listed.iter().any(|(asked, path, ..)| *asked == method && is(path)), "{method} {route} is in no table");
    }
}
