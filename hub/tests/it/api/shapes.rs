//! A list is no object: its members have no names, so what they mean would depend on the order of fields in the program.

use serde_json::json;

use super::stage::HubApp;

#[tokio::test]
async fn a_list_does_not_stand_for_an_object() {
    let app = HubApp::stocked().await;
    let order = |customer: &str, items: &str| {
        format!(r#"{{"customer":{customer},"currency":"GBP","items":{items},"allowBackorder":true}}"#)
    };
    let (buyer, item) = (r#"{"name":"Bob"}"#, r#"[{"sku":"CUP","quantity":2,"unitPrice":"1.00"}]"#);
    let table = [
        ("POST", "/v1/orders", order(buyer, r#"[["CUP",2,"1.00"]]"#), "/items/0"),
        ("POST", "/v1/orders", order(r#"["Bob"]"#, item), "/customer"),
        ("POST", "/v1/orders", order(r#"{"name":"Bob","address":[]}"#, item), "/customer/address"),
        ("POST", "/v1/warehouses", r#"{"id":"YORK","name":"York","location":[]}"#.into(), "/location"),
        ("PATCH", "/v1/warehouses/LEEDS", r#"{"location":[]}"#.into(), "/location"),
        ("POST", "/v1/products", r#"{"sku":"JUG","name":"Jug","price":["1.00","GBP"]}"#.into(), "/price"),
        ("PATCH", "/v1/products/CUP", r#"{"price":["1.00","GBP"]}"#.into(), "/price"),
        ("POST", "/v1/transfers", r#"{"from":"LEEDS","to":"LYON","items":[["CUP",1]]}"#.into(), "/items/0"),
    ];
    for (method, path, body, pointer) in table {
        let told = app.send(method, path, &[], body.clone()).await;
        assert_eq!((told.status, told.pointer()), (422, pointer), "{body}: {}", told.json);
        assert_eq!(told.json["errors"][0]["detail"], "invalid type: sequence, expected an object", "{body}");
    }
    assert_eq!(app.send("POST", "/v1/orders", &[], order(buyer, item)).await.status, 201);
}

#[tokio::test]
async fn a_row_of_a_batch_is_an_object_too() {
    let app = HubApp::stocked().await;
    let rows = json!({ "items": [["CUP", 1], { "sku": "CUP", "quantity": 7 }, { "sku": "CUP", "quantity": 1.5 }] });
    let told = app.post("/v1/warehouses/LEEDS/inventory/batch", rows).await;
    let statuses: Vec<_> = told.json["items"].as_array().unwrap().iter().map(|row| row["status"].clone()).collect();
    assert_eq!(statuses, [422, 200, 422]);
    let pointer = |at: usize| told.json["items"][at]["problem"]["errors"][0]["pointer"].clone();
    assert_eq!((pointer(0), pointer(2)), (json!(""), json!("/quantity")), "pointers into the row");
}
