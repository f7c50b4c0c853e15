//! Nodes as planners and operators administer them: enrolled, fenced, revoked, and shown with their rights.

use serde_json::{Value, json};

use super::stage::HubApp;

const NODE: &str = "/v1/nodes/LEEDS";

#[tokio::test]
async fn a_token_is_given_with_the_command_that_takes_it_and_is_good_once() {
    let app = HubApp::stocked().await;
    let headers = [("idempotency-key", "e1")];
    let told = app.send("POST", "/v1/nodes/LEEDS/enrolments", &headers, "{}").await;
    assert_eq!((told.status, told.header("cache-control")), (201, "no-store"), "{}", told.json);
    let token = told.json["token"].as_str().unwrap().to_owned();
    assert_eq!(told.json["command"], json!(format!("holdfast-node join --data DIR --hub HOST:PORT {token}")));
    assert!(told.json["qr"].as_str().unwrap().contains("<svg") && told.json["expiresAt"].is_string());
    let again = app.send("POST", "/v1/nodes/LEEDS/enrolments", &headers, "{}").await;
    assert_eq!(again.json["token"], json!(token));
    let other = app.post("/v1/nodes/LEEDS/enrolments", json!({})).await;
    assert_ne!(other.json["token"], json!(token));

    assert_eq!(app.get(NODE).await.slug(), "not-found", "nobody has joined yet");
    assert!(app.joins_with(&token).await && !app.joins_with(&token).await);
    assert_eq!(app.get(NODE).await.status, 200);
}

#[tokio::test]
async fn a_node_is_shown_with_its_lanes_its_rights_and_its_policy() {
    let app = HubApp::stocked().await;
    app.join("LEEDS").await;
    app.order("CUP", 3).await;
    let told = app.get(NODE).await;
    assert_eq!(told.json["rights"], json!({ "hubUnits": 11, "floorUnits": 0, "committedUnits": 3 }), "{}", told.json);
    assert_eq!(told.json["policy"], json!({ "hubShare": null, "floorReserve": null }));
    let lanes: Vec<&str> =
        told.json["lanes"].as_array().unwrap().iter().map(|lane| lane["lane"].as_str().unwrap()).collect();
    assert_eq!(lanes, ["cells", "mail", "documents", "history"]);
    assert_eq!((&told.json["warehouseId"], &told.json["online"]), (&json!("LEEDS"), &json!(false)));
    let listed = app.get("/v1/nodes").await.json["items"][0].take();
    for (name, value) in listed.as_object().unwrap() {
        assert_eq!(&told.json[name], value, "{name} is as in the list");
    }
    let patched = app.patch("/v1/warehouses/LEEDS", json!({ "hubShare": 40, "floorReserve": 5 })).await;
    assert_eq!((patched.status, &patched.json["hubShare"]), (200, &json!(40)));
    assert_eq!(app.get(NODE).await.json["policy"], json!({ "hubShare": 40, "floorReserve": 5 }));
    app.patch("/v1/warehouses/LEEDS", json!({ "hubShare": null })).await;
    assert_eq!(app.get(NODE).await.json["policy"], json!({ "hubShare": null, "floorReserve": 5 }));
}

#[tokio::test]
async fn a_fenced_warehouse_promises_nothing_until_it_is_unfenced() {
    let app = HubApp::stocked().await;
    app.join("LEEDS").await;
    let (fence, body) = ("/v1/nodes/LEEDS/fence", json!({ "reason": "a clone was seen" }).to_string());
    let tag = app.get(NODE).await.header("etag").to_owned();
    let headers = [("idempotency-key", "f1"), ("if-match", tag.as_str())];
    let told = app.send("POST", fence, &headers, body.clone()).await;
    assert_eq!((told.status, &told.json["fenced"]), (200, &json!(true)), "{}", told.json);
    assert_eq!(told.json["reason"], "a clone was seen");
    let again = app.send("POST", fence, &headers, body).await;
    assert_eq!((again.status, &again.json, again.header("idempotency-replayed")), (200, &told.json, "true"));
    assert_eq!(app.send("POST", fence, &[("if-match", &tag)], "").await.slug(), "version-mismatch");

    let wish = json!({ "customer": { "name": "A" }, "currency": "GBP", "items": [{ "sku": "PAN", "quantity": 1, "unitPrice": "1" }] });
    assert_eq!(app.post("/v1/orders", wish.clone()).await.slug(), "insufficient-stock", "PAN is in LEEDS only");
    let told = app.post("/v1/nodes/LEEDS/unfence", json!({})).await;
    assert_eq!((told.status, &told.json["fenced"], &told.json["reason"]), (200, &json!(false), &Value::Null));
    assert_eq!(app.post("/v1/orders", wish).await.status, 201);
}

#[tokio::test]
async fn a_revoked_node_is_shut_out_until_another_joins() {
    let app = HubApp::stocked().await;
    app.join("LEEDS").await;
    let told = app.post("/v1/nodes/LEEDS/revoke", json!({})).await;
    assert_eq!((told.status, &told.json["revoked"]), (200, &json!(true)), "{}", told.json);
    app.join("LEEDS").await;
    assert_eq!(app.get(NODE).await.json["revoked"], json!(false));
}

#[tokio::test]
async fn only_who_may_administer_nodes_does() {
    let app = HubApp::stocked().await;
    app.join("LEEDS").await;
    let planner = format!("Bearer {}", app.key("planner"));
    let with = [("authorization", planner.as_str())];
    assert_eq!(app.send("GET", NODE, &with, "").await.status, 200);
    for what in ["enrolments", "revoke", "fence", "unfence"] {
        let told = app.send("POST", &format!("{NODE}/{what}"), &with, "{}").await;
        assert_eq!((told.status, told.slug()), (403, "forbidden"), "{what}");
    }
    assert_eq!(app.get(NODE).await.json["fenced"], json!(false));
}
