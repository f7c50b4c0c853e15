//! The rights policy that planners set in the warehouse's document, in the place of the node's own options.

use holdfast_crdt::{Author, DocId, Document, Heads, WarehouseId};
use holdfast_node::world::Policy;
use holdfast_sync::{DocumentChanges, Inbound};
use serde_json::{Value, json};

use crate::stage::{Stage, With};

const LEEDS: &str = "/v1/warehouses/LEEDS";

/// The hub's copy of the warehouse.
struct HubCopy {
    id: DocId,
    document: Document,
    clock: u64,
}

impl HubCopy {
    fn new() -> Self {
        let id = DocId::Warehouse(WarehouseId::new("LEEDS").unwrap());
        let mut document = Document::new(&id, Author(7));
        document.patch(json!({ "name": "Leeds" }).as_object().unwrap()).unwrap();
        Self { id, document, clock: 100 }
    }

    /// A planner patches it; what the hub then sends.
    fn patched(&mut self, patch: Value) -> Inbound {
        self.document.patch(patch.as_object().unwrap()).unwrap();
        self.clock += 1;
        let changes = self.document.changes_since(&Heads::default()).unwrap();
        let documents = vec![DocumentChanges { version: self.clock, id: self.id.clone(), changes }];
        Inbound::Documents { through: self.clock, documents }
    }
}

/// A node whose options give the hub all; the floor knows cups and pans.
async fn stage() -> Stage {
    let mut stage = Stage::with_policy(Policy { hub_share: 100, floor_reserve: 0, ..Policy::default() });
    stage.product("CUP", &[]).await;
    stage.product("PAN", &[]).await;
    stage
}

async fn receive(stage: &Stage, name: &str, units: u64) {
    let body = json!({ "reference": "R", "lines": [{ "sku": name, "quantity": units }] });
    let told = stage.post("/v1/receipts", body).await;
    assert_eq!(told.status, 201, "{}", told.json);
}

async fn floor(stage: &Stage, name: &str) -> Value {
    stage.cell(name).await["promisableQuantity"].clone()
}

#[tokio::test]
async fn a_share_that_was_patched_at_the_hub_holds_from_the_next_receipt_on() {
    let (stage, mut hub) = (stage().await, HubCopy::new());
    receive(&stage, "CUP", 10).await;
    assert_eq!(floor(&stage, "CUP").await, 0, "the node's own option");
    stage.hear(hub.patched(json!({ "hubShare": 30 }))).await.unwrap();
    assert_eq!(stage.get(LEEDS).await.json["hubShare"], 30);
    receive(&stage, "CUP", 10).await;
    assert_eq!(floor(&stage, "CUP").await, 7);
    stage.hear(hub.patched(json!({ "hubShare": null }))).await.unwrap();
    assert_eq!(stage.get(LEEDS).await.json.get("hubShare"), None);
    receive(&stage, "CUP", 10).await;
    assert_eq!(floor(&stage, "CUP").await, 7, "all of these are the hub's again");
    stage.assert_sound();
}

#[tokio::test]
async fn what_is_patched_during_a_cut_holds_once_the_link_is_healed_and_over_a_restart() {
    let (stage, mut hub) = (stage().await, HubCopy::new());
    let news = hub.patched(json!({ "hubShare": 50, "floorReserve": 8 }));
    // cut off: what a planner said meanwhile is not known here
    receive(&stage, "CUP", 10).await;
    assert_eq!(floor(&stage, "CUP").await, 0);
    stage.hear(news).await.unwrap();
    receive(&stage, "PAN", 10).await;
    assert_eq!(floor(&stage, "PAN").await, 8, "half of them, down to the reserve");
    let stage = stage.restarted().await;
    receive(&stage, "PAN", 10).await;
    assert_eq!(floor(&stage, "PAN").await, 13);
    stage.assert_sound();
}

#[tokio::test]
async fn quiet_rounds_do_not_undo_the_share_and_give_what_a_greater_one_allows() {
    let (stage, mut hub) = (stage().await, HubCopy::new());
    stage.hear(hub.patched(json!({ "hubShare": 20 }))).await.unwrap();
    receive(&stage, "CUP", 10).await;
    stage.link_up();
    for _ in 0..3 {
        stage.tick().await;
    }
    assert_eq!(floor(&stage, "CUP").await, 8);
    stage.hear(hub.patched(json!({ "hubShare": 60 }))).await.unwrap();
    stage.tick().await;
    stage.tick().await;
    assert_eq!(floor(&stage, "CUP").await, 4, "cups that nobody touched are looked at again");
    stage.hear(hub.patched(json!({ "hubShare": 10 }))).await.unwrap();
    stage.tick().await;
    assert_eq!(floor(&stage, "CUP").await, 4, "the hub is asked for nothing back");
    stage.assert_sound();
}

#[tokio::test]
async fn a_supervisor_sets_it_on_the_floor_and_slips_are_refused() {
    let stage = stage().await;
    for wrong in [json!({ "hubShare": 101 }), json!({ "hubShare": -1 }), json!({ "floorReserve": 1.5 })] {
        let told = stage.send("PATCH", LEEDS, Some(wrong.clone()), With::default()).await;
        assert_eq!((told.status, told.slug()), (422, "invalid-request"), "{wrong}");
    }
    receive(&stage, "CUP", 10).await;
    assert_eq!(floor(&stage, "CUP").await, 0, "what was refused changed nothing");
    for replayed in [false, true] {
        let with = With { key: Some("p1"), ..With::default() };
        let told = stage.send("PATCH", LEEDS, Some(json!({ "hubShare": 0 })), with).await;
        assert_eq!((told.status, told.replayed, &told.json["hubShare"]), (200, replayed, &json!(0)), "{}", told.json);
    }
    receive(&stage, "CUP", 10).await;
    assert_eq!(floor(&stage, "CUP").await, 10);
}
