//! The node as its link sees it, and the link as people see it.

use axum::body::Body;
use axum::http::Request;
use holdfast_crdt::WarehouseId;
use holdfast_node::core::rights::Policy;
use holdfast_node::engine::{Command, Reply};
use holdfast_shell::link::{LinkEvent, Replica};
use holdfast_sync::{Inbound, RightsRequest};
use http_body_util::BodyExt;
use serde_json::json;

use crate::stage::{Stage, sku};

#[tokio::test]
async fn a_request_for_rights_is_answered_once_and_up_to_what_is_there() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.post("/v1/receipts", json!({ "reference": "R", "lines": [{ "sku": "CUP", "quantity": 10 }] })).await;
    for _ in 0..2 {
        let request = RightsRequest { id: 1, wanted: vec![(sku("CUP"), 9)] };
        let Ok(Reply::Granted(answer, standing)) = stage.app.0.owner.insist(Command::Grant(request)).await else {
            panic!()
        };
        assert_eq!(answer.after_clock, standing.position.clock);
        assert_eq!(stage.cell("CUP").await["promisableQuantity"], 1);
    }
    stage.assert_sound();
}

#[tokio::test]
async fn what_waits_for_the_hub_is_counted_until_it_is_acknowledged() {
    let mut stage = Stage::with_policy(Policy { hub_share: 100, floor_reserve: 0, ..Policy::default() });
    stage.product("CUP", &[]).await;
    stage.post("/v1/receipts", json!({ "reference": "R", "lines": [{ "sku": "CUP", "quantity": 10 }] })).await;
    let told = stage.get("/v1/link").await.json;
    assert_eq!(
        (&told["online"], &told["pendingCells"], &told["pendingEntries"]),
        (&json!(false), &json!(1), &json!(2))
    );
    stage.link_up();
    let warehouse = WarehouseId::new("LEEDS").unwrap();
    stage
        .app
        .link_event(&warehouse, LinkEvent::PeerHolds { rows: 2, letters: 0, entries: 2, catalogue: 0, backed_up: 1 });
    let told = stage.get("/v1/link").await.json;
    assert_eq!((&told["online"], &told["pendingCells"], &told["pendingEntries"]), (&json!(true), &json!(0), &json!(0)));
    stage.tick().await;
    let again = stage.restarted().await;
    assert_eq!(again.get("/v1/link").await.json["pendingEntries"], 0, "known across a restart");
}

#[tokio::test]
async fn entries_that_do_not_follow_and_other_warehouses_are_refused() {
    let mut stage = Stage::new();
    stage.hub_stock("CUP", 1, 0).await;
    let owner = holdfast_crdt::ReplicaId::new(holdfast_crdt::SiteId::HUB, 1);
    let gap = Inbound::Entries { owner, first: 9, entries: vec![vec![1]] };
    assert!(stage.hear(gap).await.is_err());
    let lyon = WarehouseId::new("LYON").unwrap();
    assert!(stage.app.standing(&lyon).is_err());
    assert!(stage.app.source(&lyon).is_err());
    let standing = stage.app.standing(&WarehouseId::new("LEEDS").unwrap()).unwrap();
    assert_eq!((standing.heard.entries, standing.heard.head), (1, stage.hub.head()));
    stage.assert_sound();
}

#[tokio::test]
async fn a_terminal_hears_what_happens_and_what_it_missed() {
    let mut stage = Stage::new();
    stage.hub_stock("CUP", 3, 1).await;
    stage.task(1, &[("CUP", 1)]).await;
    let admin = std::fs::read_to_string(stage.dir.path().join("admin.key")).unwrap();
    let request = Request::get("/v1/stream")
        .header("authorization", format!("Bearer {}", admin.trim()))
        .header("last-event-id", "0");
    let response = stage.raw(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), 200);
    let mut body = response.into_body();
    let mut text = String::new();
    while !text.contains("TaskReleased") {
        let frame = body.frame().await.unwrap().unwrap();
        text.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
    }
    assert!(text.contains("event: StockUpdated") && text.contains("\"specversion\":\"1.0\""), "{text}");
    stage.shutdown.trigger();
    while body.frame().await.is_some() {}
}

#[tokio::test]
async fn the_description_is_openapi_3_1() {
    let stage = Stage::new();
    let document = stage.get("/openapi.json").await.json;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["paths"]["/v1/tasks/{taskId}/pick"]["post"].is_object());
}
