//! Money: taxes are carried through, minor units are heeded, and nothing adds up two currencies.

use serde_json::{Value, json};

use super::stage::{HubApp, wish};

fn order(currency: &str, price: &str, taxes: Value) -> Value {
    json!({ "customer": { "name": "A. Buyer" }, "currency": currency,
        "items": [{ "sku": "CUP", "quantity": 2, "unitPrice": price, "taxes": taxes }] })
}

#[tokio::test]
async fn an_order_without_taxes_comes_to_its_goods() {
    let app = HubApp::stocked().await;
    let told = app.post("/v1/orders", order("GBP", "12.50", json!([]))).await;
    assert_eq!((told.status, &told.json["totalAmount"]), (201, &json!("25.00")));
    for absent in ["goodsAmount", "taxAmount", "taxes"] {
        assert!(told.json.get(absent).is_none() && told.json["items"][0].get(absent).is_none(), "{}", told.json);
    }
}

#[tokio::test]
async fn taxes_are_carried_through_and_added_to_the_goods() {
    let app = HubApp::stocked().await;
    let vat = json!({ "name": "VAT", "rate": "20", "amount": "5.00" });
    let mut body = order("GBP", "12.50", json!([vat]));
    body["taxes"] = json!([{ "name": "Packaging levy", "amount": "0.1" }]);
    let key = [("idempotency-key", "t1")];
    let told = app.send("POST", "/v1/orders", &key, body.to_string()).await;
    assert_eq!(told.status, 201, "{}", told.json);
    let again = app.send("POST", "/v1/orders", &key, body.to_string()).await;
    assert_eq!((again.header("idempotency-replayed"), &again.json), ("true", &told.json));
    let path = format!("/v1/orders/{}", told.json["orderId"].as_str().unwrap());
    let app = app.restarted().await;
    let shown = app.get(&path).await.json;
    assert_eq!(
        (&shown["goodsAmount"], &shown["taxAmount"], &shown["totalAmount"]),
        (&json!("25.00"), &json!("5.10"), &json!("30.10"))
    );
    assert_eq!(shown["items"][0]["taxes"], json!([vat]));
    assert_eq!(shown["taxes"], json!([{ "name": "Packaging levy", "amount": "0.10" }]));
}

#[tokio::test]
async fn what_no_currency_can_pay_is_refused_where_it_stands() {
    let app = HubApp::stocked().await;
    let tax = |amount: &str| json!([{ "name": "VAT", "amount": amount }]);
    for (body, pointer) in [
        (order("JPY", "100", tax("1.5")), "/items/0/taxes/0/amount"),
        (order("GBP", "1.00", tax("0.001")), "/items/0/taxes/0/amount"),
        (order("GBP", "1.00", tax("-1.00")), "/items/0/taxes/0/amount"),
        (order("GBP", "1.00", json!([{ "name": "VAT", "rate": "2000", "amount": "1" }])), "/items/0/taxes/0/rate"),
        (order("XAU", "1.00", json!([])), "/currency"),
        (order("XTS", "1.00", json!([])), "/currency"),
        (order("POUND", "1.00", json!([])), "/currency"),
    ] {
        let told = app.post("/v1/orders", body.clone()).await;
        assert_eq!((told.status, told.pointer()), (422, pointer), "{body}: {}", told.json);
    }
    assert_eq!(app.post("/v1/orders", order("KWD", "1.000", tax("0.005"))).await.json["totalAmount"], "2.005");
    let gold = json!({ "sku": "BAR", "name": "A bar", "price": { "amount": "1", "currency": "XAU" } });
    assert_eq!(app.post("/v1/products", gold).await.pointer(), "/price/currency");
    let patch = json!({ "price": { "amount": "1", "currency": "XAU" } });
    let told = app.send("PATCH", "/v1/products/CUP", &[], patch.to_string()).await;
    assert_eq!((told.status, told.pointer()), (422, "/price/currency"));
}

#[tokio::test]
async fn totals_are_per_currency() {
    let app = HubApp::stocked().await;
    app.post("/v1/orders", order("GBP", "1.25", json!([{ "name": "VAT", "amount": "0.50" }]))).await;
    app.post("/v1/orders", order("GBP", "1.00", json!([]))).await;
    app.post("/v1/orders", order("JPY", "100", json!([{ "name": "VAT", "amount": "20" }]))).await;
    let told = app.get("/v1/orders/totals").await;
    let pounds =
        json!({ "currency": "GBP", "orders": 2, "goodsAmount": "4.50", "taxAmount": "0.50", "totalAmount": "5.00" });
    let yen = json!({ "currency": "JPY", "orders": 1, "goodsAmount": "200", "taxAmount": "20", "totalAmount": "220" });
    assert_eq!((told.status, &told.json["items"]), (200, &json!([pounds, yen])));
    let none = app.get("/v1/orders/totals?from=2999-01-01T00:00:00Z").await;
    assert_eq!(none.json["items"], json!([]));
    let pending = app.post("/v1/orders", wish("MUG", 1)).await;
    assert_eq!(pending.json["status"], "pending");
    let told = app.get("/v1/orders/totals?status=pending").await.json;
    assert_eq!((&told["items"][0]["orders"], &told["items"][0]["totalAmount"]), (&json!(1), &json!("1.00")));
    assert_eq!(app.get("/v1/orders/totals?from=yesterday").await.pointer(), "from");
}
