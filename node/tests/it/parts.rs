//! Parcels that leave with a part of a task.

use holdfast_crdt::{ReplicaId, SiteId};
use holdfast_sync::Inbound;
use holdfast_sync::mail::{ToHub, ToNode};
use serde_json::{Value, json};

use crate::stage::{Stage, With, task_id};

/// Eight cups for one order, five of them picked.
async fn picking() -> (Stage, String) {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.hub_stock("CUP", 10, 8).await;
    stage.task(1, &[("CUP", 8)]).await;
    let path = format!("/v1/tasks/{}", task_id(1));
    pick(&stage, &path, 5).await;
    (stage, path)
}

async fn pick(stage: &Stage, path: &str, units: u64) {
    let body = json!({ "lines": [{ "sku": "CUP", "quantity": units }] });
    assert_eq!(stage.post(&format!("{path}/pick"), body).await.status, 200);
}

fn part(units: u64) -> Value {
    json!({ "carrier": "van", "lines": [{ "sku": "CUP", "quantity": units }] })
}

fn parts(stage: &Stage) -> usize {
    stage.outbox().iter().filter(|letter| matches!(letter, ToHub::PartShipped { .. })).count()
}

#[tokio::test]
async fn a_part_leaves_once_under_its_key_and_the_rest_follows() {
    let (stage, path) = picking().await;
    let ship = format!("{path}/ship");
    let key = With { key: Some("k1"), ..With::default() };
    let first = stage.send("POST", &ship, Some(part(3)), key).await;
    let again = stage.send("POST", &ship, Some(part(3)), key).await;
    assert_eq!((first.status, again.replayed, &again.json), (200, true, &first.json), "{}", first.json);
    let line = json!({ "sku": "CUP", "quantity": 8, "picked": 5, "short": 0, "shipped": 3 });
    assert_eq!((&first.json["state"], &first.json["lines"][0]), (&json!("picking"), &line));
    assert_eq!((&first.json["parts"][0]["quantity"], parts(&stage)), (&json!(3), 1));
    let cell = stage.cell("CUP").await;
    assert_eq!((&cell["quantity"], &cell["reservedQuantity"]), (&json!(7), &json!(5)));

    let stage = stage.restarted().await;
    assert_eq!(stage.get(&path).await.json["lines"][0]["shipped"], 3);
    pick(&stage, &path, 3).await;
    let whole = stage.post(&ship, json!({})).await;
    assert_eq!((&whole.json["state"], &whole.json["outcome"]), (&json!("done"), &json!("shipped")), "{}", whole.json);
    let Some(ToHub::Shipped { lines, .. }) = stage.outbox().pop() else { panic!("the hub was not told") };
    assert_eq!(lines[0].1.get(), 5);
    assert_eq!(stage.cell("CUP").await["quantity"], 2);
    stage.assert_sound();
}

#[tokio::test]
async fn what_is_not_picked_does_not_leave() {
    let (mut stage, path) = picking().await;
    stage.product("PAN", &[]).await;
    let ship = format!("{path}/ship");
    for (lines, status) in [
        (json!([{ "sku": "CUP", "quantity": 6 }]), 409),
        (json!([{ "sku": "CUP", "quantity": 50 }]), 409),
        (json!([{ "sku": "PAN", "quantity": 1 }]), 422),
        (json!([{ "sku": "CUP", "quantity": 1 }, { "sku": "CUP", "quantity": 1 }]), 422),
    ] {
        let told = stage.post(&ship, json!({ "lines": lines })).await;
        assert_eq!(told.status, status, "{}", told.json);
    }
    assert_eq!((parts(&stage), stage.cell("CUP").await["quantity"].clone()), (0, json!(10)));
}

#[tokio::test]
async fn a_cancel_after_a_part_gives_back_the_rest() {
    let (mut stage, path) = picking().await;
    stage.post(&format!("{path}/ship"), part(3)).await;
    stage.letter(ToNode::Cancel { task: task_id(1) }).await;
    assert_eq!(stage.outbox().last(), Some(&ToHub::Cancelled { task: task_id(1) }));
    let cell = stage.cell("CUP").await;
    assert_eq!((&cell["availableQuantity"], &cell["reservedQuantity"]), (&json!(7), &json!(0)));
    stage.assert_sound();
}

#[tokio::test]
async fn a_restored_hub_is_told_of_what_left_before_of_what_is_left() {
    let (stage, path) = picking().await;
    stage.post(&format!("{path}/ship"), part(3)).await;
    let told = stage.outbox().len();
    let replica = ReplicaId::new(SiteId::HUB, 1).reborn(7);
    stage.hear(Inbound::NewLife { replica, store: 8, lives: Vec::new(), letters: 0 }).await.unwrap();
    let anew = stage.outbox().split_off(told);
    let [ToHub::PartShipped { .. }, ToHub::Held(held), ..] = &anew[..] else { panic!("{anew:?}") };
    assert_eq!(held.task.lines[0].quantity.get(), 5);
}
