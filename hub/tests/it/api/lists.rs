//! Lists: what their filters keep, and how their pages follow one another.

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};

use super::stage::{HubApp, Told};

/// Placed one millisecond apart, so that their times tell them apart.
async fn three_orders(app: &HubApp) -> [String; 3] {
    let mut ids = Vec::new();
    for (name, units) in [("CUP", 12), ("MUG", 1), ("PAN", 1)] {
        ids.push(app.order(name, units).await);
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    ids.try_into().unwrap()
}

#[tokio::test]
async fn orders_are_found_by_status_place_sku_and_time() {
    let app = HubApp::stocked().await;
    let [cups, mug, pan] = three_orders(&app).await;
    let placed = app.get(&format!("/v1/orders/{mug}")).await.json["orderDate"].as_str().unwrap().to_owned();
    let all = [&cups, &mug, &pan].map(String::as_str);
    let table: [(String, &[&str]); 12] = [
        (String::new(), &all),
        ("status=pending".into(), &[&mug]),
        ("status=processing".into(), &[&cups, &pan]),
        ("status=shipped".into(), &[]),
        ("warehouseId=LYON".into(), &[&cups]),
        ("warehouseId=LEEDS".into(), &[&cups, &pan]),
        ("warehouseId=YORK".into(), &[]),
        ("sku=MUG".into(), &[&mug]),
        (format!("from={placed}"), &[&mug, &pan]),
        (format!("to={placed}"), &[&cups]),
        (format!("from={placed}&to={placed}"), &[]),
        (format!("status=processing&warehouseId=LEEDS&sku=PAN&from={placed}"), &[&pan]),
    ];
    for (query, expected) in &table {
        let told = app.get(&format!("/v1/orders?{query}")).await;
        assert_eq!(told.ids("orderId"), *expected, "{query}");
    }
    // what is found in memory and what is found in the store are the same
    let app = app.restarted().await;
    for (query, expected) in &table {
        assert_eq!(app.get(&format!("/v1/orders?{query}")).await.ids("orderId"), *expected, "{query}");
    }
}

#[tokio::test]
async fn a_shipment_that_is_not_there_is_not_found() {
    let app = HubApp::new();
    for id in ["01JDZZZZZZZZZZZZZZZZZZZZZZ", "7", "%00"] {
        let told = app.get(&format!("/v1/shipments/{id}")).await;
        assert_eq!((told.status, told.slug()), (404, "not-found"), "{id}");
    }
}

fn movements(told: &Told) -> Vec<Value> {
    told.json["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_audit_is_read_by_place_sku_reference_and_time() {
    let app = HubApp::stocked().await;
    let order = app.order("CUP", 2).await;
    let all = movements(&app.get("/v1/audit").await);
    let times: Vec<&str> = all.iter().map(|entry| entry["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "the newest first: {times:?}");
    let middle = times[all.len() / 2].to_owned();
    let kept = |keep: &dyn Fn(&Value) -> bool| all.iter().filter(|entry| keep(entry)).cloned().collect::<Vec<_>>();
    let table = [
        ("warehouseId=LYON".to_owned(), kept(&|entry| entry["warehouseId"] == "LYON")),
        ("sku=PAN".into(), kept(&|entry| entry["sku"] == "PAN")),
        (format!("reference={order}"), kept(&|entry| entry["reference"] == json!(order))),
        (format!("from={middle}"), kept(&|entry| entry["at"].as_str().unwrap() >= middle.as_str())),
        (format!("to={middle}"), kept(&|entry| entry["at"].as_str().unwrap() < middle.as_str())),
        ("reason=allocate".into(), kept(&|entry| entry["reason"] == "allocate")),
        ("reason=allocate&sku=PAN".into(), vec![]),
        ("actor=nobody".into(), vec![]),
        (format!("actor={}", all[0]["actor"].as_str().unwrap()), all.clone()),
        ("sku=CUP&warehouseId=YORK".into(), vec![]),
        ("from=1914-08-03T00:00:00Z&to=9999-12-30T00:00:00Z".into(), all.clone()),
        ("from=9999-12-30T00:00:00Z".into(), vec![]),
    ];
    for (query, expected) in table {
        assert_eq!(movements(&app.get(&format!("/v1/audit?{query}")).await), expected, "{query}");
    }
    assert!(kept(&|entry| entry["reference"] == json!(order)).len() == 1, "{all:?}");
}

/// Follows a list to its end, two at a time.
async fn whole(app: &HubApp, path: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let told = app.get(&format!("{path}limit=2{cursor}")).await;
        assert_eq!(told.status, 200, "{path}: {}", told.json);
        let page = movements(&told);
        assert!(page.len() <= 2);
        items.extend(page);
        match told.json["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

#[tokio::test]
async fn pages_make_the_whole_list_in_every_order() {
    let app = HubApp::stocked().await;
    three_orders(&app).await;
    for (from, to) in [("LEEDS", "LYON"), ("LYON", "LEEDS"), ("LEEDS", "LYON")] {
        let body = json!({ "from": from, "to": to, "items": [{ "sku": "CUP", "quantity": 1 }] });
        app.stock(from, "CUP", 30).await;
        assert_eq!(app.post("/v1/transfers", body).await.status, 201);
    }
    for (path, sorts) in [
        ("/v1/orders", &["", "-orderDate", "status", "-priority,orderId"][..]),
        ("/v1/products", &["", "-sku", "name", "category", "-version"]),
        ("/v1/warehouses", &["", "-id", "-name", "capacity"]),
        ("/v1/transfers", &["", "-createdAt", "status"]),
        ("/v1/inventory", &["", "-sku", "name", "-quantity", "reservedQuantity,-name", "sku,name"]),
        ("/v1/warehouses/LEEDS/inventory", &["", "-sku", "-quantity", "version", "availableQuantity,-sku"]),
        ("/v1/audit", &[""]),
    ] {
        for sort in sorts {
            let sorted = if sort.is_empty() { format!("{path}?") } else { format!("{path}?sort={sort}&") };
            let mut once = movements(&app.get(&sorted).await);
            let mut paged = whole(&app, &sorted).await;
            once.iter_mut().chain(&mut paged).for_each(forget_time);
            assert_eq!(paged, once, "{sorted}");
            assert!(once.len() >= 2, "{sorted}");
        }
    }
}

#[tokio::test]
async fn entries_that_are_chosen_by_who_and_why_come_page_by_page() {
    let app = HubApp::stocked().await;
    for name in ["CUP", "PAN", "CUP"] {
        app.order(name, 1).await;
        app.stock("LYON", name, 7).await;
    }
    let paged = whole(&app, "/v1/audit?reason=allocate&").await;
    assert_eq!(
        (paged.len(), paged[0]["from"].as_str(), paged[0]["to"].as_str()),
        (3, Some("available"), Some("committed"))
    );
    assert_eq!(paged, movements(&app.get("/v1/audit?reason=allocate").await));
}

/// What a record says of when it was read.
fn forget_time(record: &mut Value) {
    record.as_object_mut().unwrap().remove("asOf");
}

#[tokio::test]
async fn a_warehouse_without_a_node_has_none_to_list() {
    let app = HubApp::stocked().await;
    let told = app.get("/v1/nodes").await;
    assert_eq!((told.status, &told.json), (200, &json!({ "items": [], "nextCursor": null })));
    assert_eq!(app.get("/v1/nodes?sort=-warehouseId&limit=1").await.json["items"], json!([]));
}

#[tokio::test]
async fn lists_are_told_as_csv_page_by_page() {
    let app = HubApp::stocked().await;
    let formula = json!({ "sku": "=1+1", "name": "=cmd()", "price": { "amount": "1.50", "currency": "GBP" } });
    assert_eq!(app.post("/v1/products", formula).await.status, 201);
    let bearer = app.bearer();
    let page = async |path: &str| {
        let request = Request::get(path).header("authorization", &bearer).header("accept", "text/csv");
        let (parts, body) = app.raw(request.body(Body::empty()).unwrap()).await.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        (parts.headers, text)
    };
    let (headers, text) = page("/v1/products?limit=2").await;
    assert!(headers["content-type"].to_str().unwrap().starts_with("text/csv"), "{headers:?}");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "sku,name,price.amount,price.currency,barcodes,version,discontinued");
    assert!(lines[1].starts_with("'=1+1,'=cmd(),1.50,GBP,[],"), "{text}");
    let next = headers["link"].to_str().unwrap().strip_prefix('<').unwrap().split('>').next().unwrap().to_owned();
    let (headers, text) = page(&next).await;
    assert!(!headers.contains_key("link") && text.lines().count() == 3, "{text}");
    for list in ["/v1/orders", "/v1/warehouses", "/v1/transfers", "/v1/audit", "/v1/warehouses/LEEDS/inventory"] {
        let (headers, _) = page(list).await;
        assert!(headers["content-type"].to_str().unwrap().starts_with("text/csv"), "{list}: {headers:?}");
    }
    let (headers, _) = page("/v1/products/CUP").await;
    assert_eq!(headers["content-type"], "application/json", "one thing is no list");
    let (headers, _) = page("/v1/products?limit=0").await;
    assert_eq!(headers["content-type"], "application/problem+json");
}
