//! Stock over the router: what only shows there.

use serde_json::{Value, json};

use super::stage::HubApp;

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
