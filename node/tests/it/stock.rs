//! The inventory API on a node's own rights.

use holdfast_node::core::rights::Policy;
use serde_json::json;

use crate::stage::{FakeHub, Stage, With};

#[tokio::test]
async fn what_the_hub_holds_is_told_apart_from_what_is_not_there() {
    let mut stage = Stage::new();
    stage.hub_stock("CUP", 10, 0).await;
    let path = "/v1/warehouses/LEEDS/inventory/CUP/reserve";
    assert_eq!(stage.post(path, json!({ "quantity": 3 })).await.slug(), "held-by-hub");
    assert_eq!(stage.post(path, json!({ "quantity": 11 })).await.slug(), "insufficient-stock");
    stage.hub_grant("CUP", 3).await;
    assert_eq!(stage.post(path, json!({ "quantity": 3 })).await.status, 201);
    stage.assert_sound();
}

#[tokio::test]
async fn rights_that_arrive_in_time_make_a_refusal_a_success() {
    let mut stage = Stage::new();
    stage.hub_stock("CUP", 10, 0).await;
    stage.link_up();
    let mut asked = stage.app.0.link.subscribe();
    let mut hub = std::mem::replace(&mut stage.hub, FakeHub::new());
    let granting = async {
        let wanted = asked.recv().await.unwrap();
        assert_eq!(wanted[0].1, 3);
        for inbound in hub.grant("CUP", 3) {
            stage.hear(inbound).await.unwrap();
        }
    };
    let path = "/v1/warehouses/LEEDS/inventory/CUP/reserve";
    let (answer, ()) = tokio::join!(stage.post(path, json!({ "quantity": 3 })), granting);
    assert_eq!(answer.status, 201, "{}", answer.json);
    stage.assert_sound();
}

#[tokio::test]
async fn a_refusal_is_kept_only_once_the_hub_was_asked() {
    let mut stage = Stage::new();
    stage.hub_stock("CUP", 10, 0).await;
    stage.link_up();
    let mut asked = stage.app.0.link.subscribe();
    let (path, body) = ("/v1/warehouses/LEEDS/inventory/CUP/reserve", json!({ "quantity": 3 }));
    let with = With { key: Some("k1"), ..With::default() };
    let answer = stage.send("POST", path, Some(body.clone()), with).await;
    assert_eq!((answer.slug(), answer.replayed), ("held-by-hub", false));
    assert!(asked.try_recv().is_ok());
    assert!(stage.send("POST", path, Some(body), with).await.replayed);
}

#[tokio::test]
async fn rights_nobody_needs_on_the_floor_go_to_the_hub() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.post("/v1/receipts", json!({ "reference": "R", "lines": [{ "sku": "CUP", "quantity": 10 }] })).await;
    stage.tick().await;
    assert_eq!(stage.cell("CUP").await["promisableQuantity"], 2, "nothing is granted while the link is down");
    stage.link_up();
    stage.tick().await;
    stage.tick().await;
    assert_eq!(stage.cell("CUP").await["promisableQuantity"], 0);
    stage.assert_sound();
}

/// What the hub grants, it was asked for, or a letter that comes next needs it.
#[tokio::test]
async fn rights_that_the_hub_granted_do_not_go_back_with_the_next_tick() {
    let mut stage = Stage::new();
    stage.hub_stock("CUP", 10, 0).await;
    stage.link_up();
    stage.hub_grant("CUP", 3).await;
    stage.tick().await;
    stage.tick().await;
    assert_eq!(stage.cell("CUP").await["promisableQuantity"], 3);
    stage.assert_sound();
}

#[tokio::test]
async fn the_floor_keeps_its_reserve() {
    let mut stage = Stage::with_policy(Policy { hub_share: 100, floor_reserve: 4, ..Policy::default() });
    stage.product("CUP", &[]).await;
    stage.post("/v1/receipts", json!({ "reference": "R", "lines": [{ "sku": "CUP", "quantity": 10 }] })).await;
    stage.link_up();
    stage.tick().await;
    stage.tick().await;
    assert_eq!(stage.cell("CUP").await["promisableQuantity"], 4);
}

#[tokio::test]
async fn a_node_shows_no_other_warehouse() {
    let stage = Stage::new();
    for (method, path, body) in [
        ("GET", "/v1/warehouses/LYON/inventory", None),
        ("PATCH", "/v1/warehouses/LYON/inventory/CUP", Some(json!({ "adjust": 1, "reason": "x" }))),
    ] {
        let answer = stage.send(method, path, body, With::default()).await;
        assert_eq!((answer.status, answer.slug()), (403, "forbidden"));
    }
}

#[tokio::test]
async fn reservations_expire_by_the_tick() {
    let mut stage = Stage::with_policy(Policy { hub_share: 0, floor_reserve: 0, ..Policy::default() });
    stage.product("CUP", &[]).await;
    stage.post("/v1/receipts", json!({ "reference": "R", "lines": [{ "sku": "CUP", "quantity": 10 }] })).await;
    let path = "/v1/warehouses/LEEDS/inventory/CUP/reserve";
    let held = stage.post(path, json!({ "quantity": 4, "expiresInSeconds": 1 })).await;
    assert_eq!(held.status, 201, "{}", held.json);
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    stage.tick().await;
    assert_eq!(stage.cell("CUP").await["reservedQuantity"], 0);
    stage.assert_sound();
}

#[tokio::test]
async fn an_unknown_sku_is_not_there_and_a_known_one_reads_as_zeros() {
    let mut stage = Stage::new();
    assert_eq!(stage.get("/v1/warehouses/LEEDS/inventory/CUP").await.status, 404);
    stage.product("CUP", &[]).await;
    assert_eq!(stage.cell("CUP").await["quantity"], 0);
}
