//! What planners look at: sums that follow every change.

use serde_json::{Value, json};

use super::stage::{HubApp, wish};

/// The sums of the list are those of each SKU by itself; returns the list.
async fn sums(app: &HubApp) -> Vec<Value> {
    let listed = app.get("/v1/inventory?limit=500").await.json["items"].as_array().unwrap().clone();
    for row in &listed {
        let one = app.get(&format!("/v1/inventory/{}", row["sku"].as_str().unwrap())).await.json;
        for (name, units) in one["total"].as_object().unwrap() {
            assert_eq!(row[name], *units, "{name} of {row}");
        }
        let stocked = one["warehouses"].as_array().unwrap().iter().filter(|at| at["version"] != 0).count();
        assert_eq!(row["warehouses"], stocked, "{row}");
    }
    listed
}

async fn reorder_at(app: &HubApp, place: &str, name: &str, point: Value) {
    let path = format!("/v1/warehouses/{place}/slots/{name}");
    assert_eq!(app.patch(&path, json!({ "reorderPoint": point })).await.status, 200);
}

#[tokio::test]
async fn every_sku_is_listed_with_its_sums_and_they_follow_what_happens() {
    let app = HubApp::stocked().await;
    assert_eq!(app.patch("/v1/products/CUP", json!({ "category": "Kitchen" })).await.status, 200);
    let listed = sums(&app).await;
    let cup = json!({ "sku": "CUP", "name": "A CUP", "category": "Kitchen", "quantity": 15, "reservedQuantity": 0,
        "availableQuantity": 15, "promisableQuantity": 15, "damagedQuantity": 0, "incomingQuantity": 0,
        "warehouses": 2, "belowReorderPoint": 0 });
    assert_eq!(listed[0], cup);
    let names: Vec<&Value> = listed.iter().map(|row| &row["sku"]).collect();
    assert_eq!(names, ["CUP", "MUG", "PAN"], "never stocked, and listed");
    assert_eq!((&listed[1]["quantity"], &listed[1]["warehouses"]), (&json!(0), &json!(0)));

    let order = app.order("CUP", 12).await;
    assert_eq!(sums(&app).await[0]["reservedQuantity"], 12);
    assert_eq!(app.post(&format!("/v1/orders/{order}/cancel"), json!({})).await.status, 200);
    let moved = json!({ "from": "LEEDS", "to": "LYON", "items": [{ "sku": "PAN", "quantity": 3 }] });
    assert_eq!(app.post("/v1/transfers", moved).await.status, 201);
    assert_eq!(app.patch("/v1/warehouses/LEEDS/inventory/CUP", json!({ "damaged": 2 })).await.status, 200);
    let listed = sums(&app).await;
    assert_eq!((&listed[0]["reservedQuantity"], &listed[0]["damagedQuantity"]), (&json!(0), &json!(2)));
    assert_eq!(listed[2]["incomingQuantity"], 3);

    let told = app.post("/v1/products", json!({ "sku": "JUG", "name": "A jug" })).await;
    assert_eq!(told.status, 201);
    app.stock("LYON", "JUG", 4).await;
    assert_eq!(sums(&app).await.len(), 4);
    app.stock("LYON", "JUG", 0).await;
    assert_eq!(app.send("DELETE", "/v1/products/JUG", &[], "").await.status, 204);
    let before = sums(&app).await;
    assert_eq!(before.len(), 3, "what is sold no more is listed no more");
    let app = app.restarted().await;
    assert_eq!(sums(&app).await, before);
}

#[tokio::test]
async fn what_runs_low_is_counted_by_warehouse() {
    let app = HubApp::stocked().await;
    let low = async |app: &HubApp| app.get("/v1/inventory?q=CUP").await.json["items"][0]["belowReorderPoint"].clone();
    reorder_at(&app, "LEEDS", "CUP", json!(10)).await;
    assert_eq!(low(&app).await, 0);
    reorder_at(&app, "LYON", "CUP", json!(6)).await;
    assert_eq!(low(&app).await, 1);
    app.order("CUP", 1).await;
    assert_eq!(low(&app).await, 2);
    let app = app.restarted().await;
    assert_eq!(low(&app).await, 2);
    reorder_at(&app, "LYON", "CUP", Value::Null).await;
    app.stock("LEEDS", "CUP", 50).await;
    assert_eq!(low(&app).await, 0);
}

#[tokio::test]
async fn skus_are_found_by_a_part_of_their_name_and_sorted_by_their_sums() {
    let app = HubApp::stocked().await;
    let skus = async |query: &str| {
        let told = app.get(&format!("/v1/inventory?{query}")).await;
        told.ids("sku").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    app.order("PAN", 2).await;
    for (query, expected) in [
        ("q=a+pan", &["PAN"][..]),
        ("q=u&sort=-sku", &["MUG", "CUP"]),
        ("q=jug", &[]),
        ("sort=-quantity", &["CUP", "PAN", "MUG"]),
        ("sort=quantity&limit=2", &["MUG", "PAN"]),
        ("sort=-reservedQuantity,-sku", &["PAN", "MUG", "CUP"]),
        ("sort=-name", &["PAN", "MUG", "CUP"]),
    ] {
        assert_eq!(skus(query).await, expected, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sums_that_are_added_up_while_orders_are_placed_miss_none() {
    let app = std::sync::Arc::new(HubApp::stocked().await);
    app.stock("LEEDS", "CUP", 1_000).await;
    let placing: Vec<_> = (0..60)
        .map(|_| {
            let app = app.clone();
            tokio::spawn(async move { assert_eq!(app.post("/v1/orders", wish("CUP", 1)).await.status, 201) })
        })
        .collect();
    assert_eq!(app.get("/v1/inventory").await.status, 200);
    for placed in placing {
        placed.await.unwrap();
    }
    assert_eq!(sums(&app).await[0]["reservedQuantity"], 60);
}

#[tokio::test]
async fn the_overview_tells_of_orders_stock_and_warehouses_as_they_are() {
    let app = HubApp::new();
    let located = json!({ "id": "LEEDS", "name": "Leeds", "location": { "lat": 53.8, "lon": -1.5 }, "capacity": 1000 });
    for place in [located, json!({ "id": "LYON", "name": "Lyon" })] {
        assert_eq!(app.post("/v1/warehouses", place).await.status, 201);
    }
    for name in ["CUP", "MUG"] {
        assert_eq!(app.post("/v1/products", json!({ "sku": name, "name": name })).await.status, 201);
    }
    app.stock("LEEDS", "CUP", 10).await;
    app.stock("LYON", "CUP", 5).await;
    let empty = app.get("/v1/overview").await.json;
    assert_eq!((&empty["orders"]["processing"], &empty["stock"]["quantity"]), (&json!(0), &json!(15)));
    let leeds = json!({ "warehouseId": "LEEDS", "name": "Leeds", "lat": 53.8, "lon": -1.5, "online": false, "hasNode": false,
        "lagSeconds": 0, "pendingCells": 0, "pendingEntries": 0, "fenced": false, "openOrders": 0, "quantity": 10, "capacity": 1000 });
    assert_eq!(empty["warehouses"][0], leeds);
    assert_eq!((&empty["warehouses"][1]["lat"], &empty["warehouses"][1]["capacity"]), (&Value::Null, &Value::Null));

    let key = [("idempotency-key", "once")];
    for _ in 0..2 {
        let told = app.send("POST", "/v1/orders", &key, wish("CUP", 12).to_string()).await;
        assert_eq!(told.status, 201);
    }
    let waits = app.order("MUG", 1).await;
    let dropped = app.order("CUP", 1).await;
    assert_eq!(app.post(&format!("/v1/orders/{dropped}/cancel"), json!({})).await.status, 200);
    reorder_at(&app, "LEEDS", "CUP", json!(30)).await;
    let told = app.get("/v1/overview").await.json;
    let orders = json!({ "pending": 1, "processing": 1, "partially_shipped": 0, "shipped": 0, "delivered": 0, "cancelling": 0,
        "canceled": 1 });
    assert_eq!(told["orders"], orders);
    let stock = json!({ "skus": 2, "quantity": 15, "reservedQuantity": 12, "availableQuantity": 3, "belowReorderPoint": 1, "shortfalls": 0 });
    assert_eq!(told["stock"], stock);
    let open = |at: usize| told["warehouses"][at]["openOrders"].clone();
    assert_eq!((open(0), open(1)), (json!(1), json!(1)), "one order in both");
    let minutes = told["ordersPerMinute"].as_array().unwrap();
    assert_eq!((minutes.len(), minutes.iter().map(|minute| minute["orders"].as_u64().unwrap()).sum::<u64>()), (60, 3));

    assert_eq!(app.post(&format!("/v1/orders/{waits}/cancel"), json!({})).await.status, 200);
    let mut restarted = app.restarted().await.get("/v1/overview").await.json;
    assert_eq!((&restarted["orders"]["pending"], &restarted["orders"]["canceled"]), (&json!(0), &json!(2)));
    assert_eq!(restarted["stock"], stock);
    let mut places = told["warehouses"].clone();
    assert_eq!(restarted["warehouses"].take(), places.take());
}

#[tokio::test]
async fn the_overview_tells_of_a_node_what_the_list_of_nodes_does() {
    let app = HubApp::stocked().await;
    let joined = "INSERT INTO sites (warehouse, site, joined_at, fenced, last_seen) VALUES ('LEEDS', 1, 1, 1, 1)";
    app.store().execute(joined, []).unwrap();
    let node = app.get("/v1/nodes").await.json["items"][0].clone();
    let told = app.get("/v1/overview").await.json;
    let (leeds, lyon) = (&told["warehouses"][0], &told["warehouses"][1]);
    for name in ["online", "fenced", "pendingCells", "pendingEntries"] {
        assert_eq!(leeds[name], node[name], "{name}");
    }
    assert!(leeds["lagSeconds"].as_u64() >= node["lagSeconds"].as_u64() && node["lagSeconds"] != 0);
    assert_eq!((&leeds["hasNode"], &lyon["hasNode"]), (&json!(true), &json!(false)));
    assert_eq!((&leeds["fenced"], &leeds["online"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn refusals_are_counted_by_reason_and_once_a_key() {
    let app = HubApp::stocked().await;
    let mut much = wish("CUP", 99);
    much["allowBackorder"] = json!(false);
    let key = [("idempotency-key", "much")];
    for _ in 0..2 {
        assert_eq!(app.send("POST", "/v1/orders", &key, much.to_string()).await.status, 409);
    }
    assert_eq!(app.post("/v1/orders", much).await.status, 409);
    assert_eq!(app.patch("/v1/warehouses/LEEDS/inventory/CUP", json!({ "adjust": -99 })).await.status, 409);
    assert_eq!(app.post("/v1/warehouses", json!({ "id": "LEEDS", "name": "Leeds" })).await.status, 409);
    let told = app.get("/v1/overview").await.json;
    let refusals = json!([{ "reason": "insufficient-stock", "count": 3 }, { "reason": "conflict", "count": 1 }]);
    assert_eq!(told["refusals"], refusals);
}

#[tokio::test]
async fn the_overview_is_for_keys_that_may_see_all_of_it() {
    let app = HubApp::stocked().await;
    for (role, status) in [("viewer", 200), ("planner", 200), ("shop", 403)] {
        let bearer = format!("Bearer {}", app.key(role));
        let told = app.send("GET", "/v1/overview", &[("authorization", &bearer)], "").await;
        assert_eq!(told.status, status, "{role}");
    }
}

/// LEEDS and LYON where they are, four cups in each, and one pan in LYON.
async fn located() -> HubApp {
    let app = HubApp::new();
    for (id, lat, lon) in [("LEEDS", 53.8, -1.55), ("LYON", 45.76, 4.84)] {
        let place = json!({ "id": id, "name": id, "location": { "lat": lat, "lon": lon } });
        assert_eq!(app.post("/v1/warehouses", place).await.status, 201);
    }
    for name in ["CUP", "PAN"] {
        assert_eq!(app.post("/v1/products", json!({ "sku": name, "name": name })).await.status, 201);
    }
    for (place, name, units) in [("LEEDS", "CUP", 4), ("LYON", "CUP", 4), ("LYON", "PAN", 1)] {
        app.stock(place, name, units).await;
    }
    app
}

/// Where each allocation of the first line is from, why, and how far.
fn reasons(order: &Value) -> Vec<(&str, &str, Option<u64>)> {
    let parts = order["items"][0]["allocations"].as_array().unwrap().iter();
    parts
        .map(|part| {
            let text = |name: &str| part[name].as_str().unwrap_or_default();
            (text("warehouseId"), text("reason"), part["distanceKm"].as_u64())
        })
        .collect()
}

#[tokio::test]
async fn an_order_says_why_it_comes_from_where_it_comes_from() {
    let app = located().await;
    let place = async |name: &str, units: u64, holds: Vec<String>, known: bool| {
        let mut body = wish(name, units);
        if known {
            body["customer"]["address"] = json!({ "lat": 53.8, "lon": -1.55 });
        }
        body["reservationIds"] = json!(holds);
        let told = app.post("/v1/orders", body).await;
        assert_eq!(told.status, 201, "{}", told.json);
        told.json
    };
    let pan = place("PAN", 1, vec![], true).await;
    assert_eq!(reasons(&pan), [("LYON", "only-one-with-all", Some(1_004))]);
    let near = place("CUP", 1, vec![], true).await;
    assert_eq!(reasons(&near), [("LEEDS", "nearest-with-all", Some(0))]);
    let anywhere = place("CUP", 1, vec![], false).await;
    assert_eq!(reasons(&anywhere), [("LYON", "best-stocked-with-all", None)]);
    let held = app.post("/v1/warehouses/LYON/inventory/CUP/reserve", json!({ "quantity": 1 })).await;
    let hold = held.json["reservationId"].as_str().unwrap().to_owned();
    assert_eq!(reasons(&place("CUP", 1, vec![hold], true).await), [("LYON", "held-for-customer", Some(1_004))]);
    let split = place("CUP", 4, vec![], true).await;
    assert_eq!(reasons(&split), [("LEEDS", "fewest-parcels", Some(0)), ("LYON", "fewest-parcels", Some(1_004))]);
    let waits = place("CUP", 3, vec![], true).await;
    assert_eq!(reasons(&waits), [("LYON", "most-of-the-rest", Some(1_004))]);
    app.stock("LEEDS", "CUP", 20).await;
    let path = format!("/v1/orders/{}", waits["orderId"].as_str().unwrap());
    let filled = app.get(&path).await.json;
    assert_eq!(reasons(&filled)[1], ("LEEDS", "backorder-filled", Some(0)));

    // as an order of an earlier version stands in the store
    let forget = "UPDATE orders SET body = json_remove(body, '$.lines[0].allocations[0].reason', '$.lines[0].allocations[0].distance_km')";
    assert!(app.store().execute(forget, []).unwrap() > 0);
    let old = app.get(&path).await.json;
    assert_eq!(old["items"][0]["allocations"][0].get("reason"), None);
    assert_eq!(app.post(&format!("{path}/cancel"), json!({})).await.status, 200);
}

#[tokio::test]
async fn an_order_that_waits_is_tried_again_once_a_key() {
    let app = HubApp::stocked().await;
    let waits = app.order("MUG", 2).await;
    let path = format!("/v1/orders/{waits}/retry");
    let key = [("idempotency-key", "again")];
    let first = app.send("POST", &path, &key, "").await;
    assert_eq!((first.status, &first.json["status"], first.header("etag")), (200, &json!("pending"), "\"1\""));
    app.stock("LEEDS", "MUG", 2).await;
    let second = app.send("POST", &path, &key, "").await;
    assert_eq!((second.status, &second.json), (200, &first.json), "the same answer");
    assert_eq!(second.header("idempotency-replayed"), "true");
    let stale = app.send("POST", &path, &[("if-match", "\"1\"")], "").await;
    assert_eq!((stale.status, stale.slug()), (412, "version-mismatch"));
    for _ in 0..2 {
        let done = app.send("POST", &path, &[("idempotency-key", "once-more")], "").await;
        assert_eq!((done.status, done.slug()), (409, "wrong-state"), "it waits for nothing");
    }
}

#[tokio::test]
async fn the_log_is_proved_while_the_hub_works() {
    let app = HubApp::stocked().await;
    app.order("CUP", 12).await;
    let path = "/v1/audit/verification";
    let (first, second) = tokio::join!(app.get(path), app.get(path));
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!(first.json, second.json, "one run for both");
    let entries = app.get("/v1/audit?limit=500").await.json["items"].as_array().unwrap().clone();
    assert_eq!((&first.json["verified"], &first.json["findings"]), (&json!(true), &json!([])));
    assert_eq!(first.json["entries"], entries.len());
    for log in first.json["logs"].as_array().unwrap() {
        let of = |entry: &&Value| entry["warehouseId"] == log["warehouseId"];
        assert_eq!(log["head"], entries.iter().find(of).unwrap()["hash"], "the newest entry of {log}");
        assert_eq!((&log["entries"], &log["site"]), (&json!(entries.iter().filter(of).count()), &json!(0)));
    }
    assert!(app.store().execute("UPDATE movements SET reference = 'other' WHERE id = 1", []).unwrap() > 0);
    let found = app.get(path).await.json;
    assert_eq!(found["verified"], false);
    assert!(
        found["findings"].as_array().unwrap().iter().any(|text| text.as_str().unwrap().starts_with("I-10:")),
        "{found}"
    );
}
