//! A cursor belongs to one list in one order: elsewhere it would skip rows without a word.

use super::stage::HubApp;

#[tokio::test]
async fn a_cursor_of_another_list_or_order_is_refused() {
    let app = HubApp::stocked().await;
    for name in ["CUP", "PAN"] {
        app.order(name, 1).await;
    }
    app.stock("LYON", "PAN", 3).await;
    let lists = [
        "/v1/orders?",
        "/v1/orders?sort=-orderDate&",
        "/v1/orders?sort=status&",
        "/v1/products?",
        "/v1/products?sort=-sku&",
        "/v1/products?sort=name&",
        "/v1/products?sort=-name&",
        "/v1/warehouses?",
        "/v1/warehouses?sort=-name&",
        "/v1/warehouses/LEEDS/inventory?",
        "/v1/warehouses/LEEDS/inventory?sort=-sku&",
        "/v1/warehouses/LEEDS/inventory?sort=quantity&",
        "/v1/warehouses/LEEDS/inventory?sort=-quantity&",
        "/v1/warehouses/LYON/inventory?",
        "/v1/audit?",
    ];
    for from in lists {
        let told = app.get(&format!("{from}limit=1")).await;
        let cursor = told.json["nextCursor"].as_str().unwrap_or_else(|| panic!("{from}: {}", told.json)).to_owned();
        for to in lists.iter().chain(["/v1/nodes?", "/v1/transfers?", "/v1/conflicts?"].iter()) {
            let told = app.get(&format!("{to}cursor={cursor}")).await;
            if *to == from {
                assert_eq!(told.status, 200, "{from}");
            } else {
                assert_eq!((told.status, told.pointer()), (422, "cursor"), "{from} in {to}: {}", told.json);
            }
        }
    }
}

#[tokio::test]
async fn two_names_of_one_order_share_their_cursors() {
    let app = HubApp::stocked().await;
    for (plain, said) in [("/v1/products", "sku"), ("/v1/warehouses", "id"), ("/v1/warehouses/LEEDS/inventory", "sku")]
    {
        let cursor = app.get(&format!("{plain}?limit=1")).await.json["nextCursor"].as_str().unwrap().to_owned();
        assert_eq!(app.get(&format!("{plain}?sort={said}&cursor={cursor}")).await.status, 200, "{plain}");
    }
}
