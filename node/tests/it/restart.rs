//! What survives the end of a process, and what a restored copy may not do.

use holdfast_crdt::{Millis, Sku};
use holdfast_node::engine::Command;
use holdfast_node::store;
use holdfast_shell::link::{LinkDown, LinkEvent};
use holdfast_shell::sqlite::DataDir;
use holdfast_sync::mail::{Letter, LetterBody, StatedCell, Statement, ToNode};
use holdfast_sync::{Close, Inbound};
use serde_json::json;

use crate::stage::{Stage, With, task_id};

#[tokio::test]
async fn answers_stock_and_tasks_survive_a_restart() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.hub_stock("CUP", 10, 4).await;
    stage.task(1, &[("CUP", 4)]).await;
    let path = format!("/v1/tasks/{}/pick", task_id(1));
    let body = json!({ "lines": [{ "sku": "CUP", "quantity": 4 }] });
    let with = With { key: Some("k1"), ..With::default() };
    let first = stage.send("POST", &path, Some(body.clone()), with).await;
    let stage = stage.restarted().await;
    let again = stage.send("POST", &path, Some(body), with).await;
    assert_eq!((again.replayed, &again.json), (true, &first.json));
    assert_eq!(again.etag, first.etag);
    let shipped = stage.post(&format!("/v1/tasks/{}/ship", task_id(1)), json!({})).await;
    assert_eq!(shipped.status, 200, "{}", shipped.json);
    stage.assert_sound();
}

#[tokio::test]
async fn open_claims_survive_a_restart() {
    let mut stage = Stage::new();
    stage.hub_stock("CUP", 10, 10).await;
    let count = |counted| json!({ "lines": [{ "sku": "CUP", "counted": counted }] });
    stage.post("/v1/counts", count(6)).await;
    let stage = stage.restarted().await;
    let again = stage.post("/v1/counts", count(6)).await;
    assert_eq!((&again.json["lines"][0]["expected"], &again.json["lines"][0]["claimed"]), (&json!(6), &json!(0)));
}

#[tokio::test]
async fn a_restored_copy_spends_nothing_before_it_has_met_its_hub() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    let receipt = json!({ "reference": "R", "lines": [{ "sku": "CUP", "quantity": 10 }] });
    stage.post("/v1/receipts", receipt.clone()).await;
    let data = DataDir::existing(stage.dir.path()).unwrap();
    store::mark_restored(&store::open(&data).unwrap(), true).unwrap();
    let stage = stage.restarted().await;
    let reserve = "/v1/warehouses/LEEDS/inventory/CUP/reserve";
    assert_eq!(stage.post(reserve, json!({ "quantity": 1 })).await.slug(), "fenced");
    let count = json!({ "lines": [{ "sku": "CUP", "counted": 1 }] });
    assert_eq!(stage.post("/v1/counts", count).await.slug(), "fenced");
    assert_eq!(stage.post("/v1/receipts", receipt).await.status, 201, "goods are received by its new life");
    // what it may have spent is not spent by a restart either
    let stage = stage.restarted().await;
    assert_eq!(stage.post(reserve, json!({ "quantity": 1 })).await.slug(), "fenced");
    let recovered = Inbound::Recovered { resume: 0, letters: 0, catalogue: 0 };
    stage.app.0.owner.ask(Command::Heard(recovered)).await.unwrap();
    // nor before the hub has told where it stands: what the copy holds may have been let go
    assert_eq!(stage.post(reserve, json!({ "quantity": 1 })).await.slug(), "fenced");
    let body = LetterBody::ToNode(ToNode::Stated(Statement::default()));
    let told = Inbound::Letters(vec![Letter { seq: 1, after_clock: 0, body }]);
    stage.app.0.owner.ask(Command::Heard(told)).await.unwrap();
    assert_eq!(stage.post(reserve, json!({ "quantity": 1 })).await.status, 201);
    stage.assert_sound();
}

/// Units that were given back: others take their place as far as the floor may spend, and only the rest costs a hold.
#[tokio::test]
async fn no_hold_is_given_up_for_units_that_the_floor_can_take_anew() {
    let mut stage = Stage::new();
    stage.hub_stock("CUP", 10, 0).await;
    stage.hub_grant("CUP", 3).await;
    let mut holds = Vec::new();
    for _ in 0..2 {
        let made = stage.post("/v1/warehouses/LEEDS/inventory/CUP/reserve", json!({ "quantity": 1 })).await;
        holds.push(format!("/v1/reservations/{}", made.json["reservationId"].as_str().unwrap()));
    }
    // the hub expects two that no row has, and the floor has rights to one
    let cell = StatedCell { sku: Sku::new("CUP").unwrap(), expected: 2, bucket: 0 };
    stage.letter(ToNode::Stated(Statement { cells: vec![cell], ..Statement::default() })).await;
    let states = [stage.get(&holds[0]).await.json["state"].clone(), stage.get(&holds[1]).await.json["state"].clone()];
    assert_eq!(states, ["active", "released"]);
    let cell = stage.cell("CUP").await;
    assert_eq!((&cell["reservedQuantity"], &cell["availableQuantity"]), (&json!(3), &json!(7)));
    stage.assert_sound();
}

#[tokio::test]
async fn a_hint_that_the_store_forgot_outlives_a_batch_that_failed() {
    let stage = Stage::new();
    stage.app.0.link.heard(LinkEvent::Down { why: LinkDown::Ended(Close::WeAreRewound), at: Millis(1) });
    let store = store::open(&DataDir::existing(stage.dir.path()).unwrap()).unwrap();
    let poison = "CREATE TRIGGER poison BEFORE INSERT ON meta BEGIN SELECT RAISE(ABORT, 'no'); END";
    store.execute_batch(poison).unwrap();
    assert!(stage.app.0.owner.ask(Command::Tick).await.is_err());
    store.execute_batch("DROP TRIGGER poison").unwrap();
    stage.tick().await;
    let count = json!({ "lines": [{ "sku": "CUP", "counted": 1 }] });
    assert_eq!(stage.post("/v1/counts", count.clone()).await.slug(), "fenced");
    // the next start knows it, too
    let stage = stage.restarted().await;
    assert_eq!(stage.post("/v1/counts", count).await.slug(), "fenced");
}

#[tokio::test]
async fn bins_counts_that_wait_waves_and_parcels_outlive_a_restart() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.describe_bins(&[("A-01", 200)]);
    stage.hub_stock("CUP", 104, 4).await;
    let moved = json!({ "lines": [{ "sku": "CUP", "quantity": 104, "to": "A-01" }] });
    assert_eq!(stage.post("/v1/moves", moved).await.status, 200);
    stage.task(1, &[("CUP", 4)]).await;
    let wave = stage.post("/v1/waves", json!({ "limit": 1 })).await;
    let wave = format!("/v1/waves/{}", wave.json["waveId"].as_str().unwrap());
    let picked = stage.post(&format!("{wave}/pick"), json!({ "lines": [{ "sku": "CUP", "quantity": 4 }] })).await;
    assert_eq!(picked.status, 200, "{}", picked.json);
    let task = format!("/v1/tasks/{}", task_id(1));
    assert_eq!(stage.post(&format!("{task}/pack"), json!({ "packages": [{ "weightGrams": 750 }] })).await.status, 200);
    let worker = stage.key("worker");
    let with = With { bearer: Some(&worker), ..With::default() };
    let count = json!({ "lines": [{ "sku": "CUP", "counted": 4 }] });
    let waits = stage.send("POST", "/v1/counts", Some(count), with).await;
    assert_eq!(waits.status, 202, "{}", waits.json);
    let count = format!("/v1/counts/{}", waits.json["countId"].as_str().unwrap());
    let paths = ["/v1/bins/A-01", &wave, &task, &count].map(str::to_owned);
    let mut before = Vec::new();
    for path in &paths {
        before.push(stage.get(path).await.json);
    }
    let stage = stage.restarted().await;
    for (path, before) in paths.iter().zip(before) {
        assert_eq!(stage.get(path).await.json, before, "{path}");
    }
    assert_eq!(stage.post(&format!("{count}/approve"), json!({})).await.status, 200);
    stage.assert_sound();
}
