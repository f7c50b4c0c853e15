//! Expected receipts, returns and inspections over HTTP: offline, sent twice, and with what a tired person makes of them.

use holdfast_crdt::{Account, ExpectedReceiptId, Millis, OrderId, Quantity, ReplicaId, SiteId};
use holdfast_node::engine::Command;
use holdfast_node::store;
use holdfast_shell::sqlite::DataDir;
use holdfast_sync::Inbound;
use holdfast_sync::delivery::{Arrived, Expectation, ExpectationKind, ExpectedLine};
use holdfast_sync::mail::{ToHub, ToNode};
use serde_json::{Value, json};

use crate::stage::{Answer, Stage, With, sku};

fn number(n: u128) -> ExpectedReceiptId {
    ExpectedReceiptId::from_parts(Millis(1_700_000_000_000), n)
}

fn expectation(n: u128, kind: ExpectationKind, lines: &[(&str, u64)]) -> ToNode {
    let line = |(name, units): &(&str, u64)| ExpectedLine {
        sku: sku(name),
        quantity: Quantity::new(*units).unwrap(),
        received: 0,
    };
    let lines = lines.iter().map(line).collect();
    ToNode::Expect(Expectation { expected: number(n), kind, due_at: Some(Millis(1_764_576_000_000)), lines })
}

fn purchase() -> ExpectationKind {
    ExpectationKind::Purchase { supplier: "Potters".into() }
}

fn returned() -> ExpectationKind {
    ExpectationKind::Return { order: OrderId::from_parts(Millis(2), 1), customer: "A. Buyer".into() }
}

/// Cups and pans in the catalogue, and ten cups and two pans bought.
async fn expecting() -> Stage {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.product("PAN", &[]).await;
    stage.letter(expectation(1, purchase(), &[("CUP", 10), ("PAN", 2)])).await;
    stage
}

fn receipt(lines: Value) -> Value {
    json!({ "reference": "DN-1", "expectedReceiptId": number(1), "lines": lines })
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}

async fn received(stage: &Stage, body: Value) -> Answer {
    stage.post("/v1/receipts", body).await
}

/// What the hub was told of a delivery: of which, whether it is complete, and its lines.
type Told = (ExpectedReceiptId, bool, Vec<(u64, Arrived)>);

fn told(stage: &Stage) -> Vec<Told> {
    let goods = stage.outbox().into_iter().filter_map(|letter| match letter {
        ToHub::Received(goods) => Some(goods),
        _ => None,
    });
    let lines = |goods: &holdfast_sync::delivery::GoodsReceived| {
        goods.lines.iter().map(|line| (line.quantity.get(), line.condition)).collect()
    };
    goods.map(|goods| (goods.expected, goods.complete, lines(&goods))).collect()
}

#[tokio::test]
async fn what_is_expected_is_listed_and_on_its_way() {
    let mut stage = expecting().await;
    stage.letter(expectation(2, returned(), &[("CUP", 3)])).await;
    let listed = stage.get("/v1/expected-receipts?state=open").await.json;
    let kinds: Vec<_> = listed["items"].as_array().unwrap().iter().map(|item| item["kind"].clone()).collect();
    assert_eq!(kinds, ["purchase", "return"]);
    let one = stage.get(&format!("/v1/expected-receipts/{}", number(1))).await;
    assert_eq!((one.status, one.etag.as_deref(), &one.json["sender"]), (200, Some("\"1\""), &json!("Potters")));
    assert_eq!(one.json["lines"][0], json!({ "sku": "CUP", "expected": 10, "received": 0, "damaged": 0 }));
    assert_eq!(stage.cell("CUP").await["incomingQuantity"], 10, "what a customer may send back is not counted");
    stage.letter(ToNode::ExpectationClosed { expected: number(1) }).await;
    assert_eq!(stage.cell("CUP").await["incomingQuantity"], 0);
    let closed = stage.get("/v1/expected-receipts?state=closed").await.json;
    assert_eq!(closed["items"][0]["expectedReceiptId"], json!(number(1)));
    let page = stage.get("/v1/expected-receipts?limit=1").await.json;
    let next = page["nextCursor"].as_str().unwrap();
    let rest = stage.get(&format!("/v1/expected-receipts?limit=1&cursor={next}")).await.json;
    assert_eq!((&rest["items"][0]["kind"], &rest["nextCursor"]), (&json!("return"), &Value::Null));
}

#[tokio::test]
async fn a_delivery_counts_once_under_its_key() {
    let stage = expecting().await;
    let body =
        receipt(json!([{ "sku": "CUP", "quantity": 6 }, { "sku": "CUP", "quantity": 1, "condition": "damaged" }]));
    let key = With { key: Some("k1"), ..With::default() };
    let first = stage.send("POST", "/v1/receipts", Some(body.clone()), key).await;
    let again = stage.send("POST", "/v1/receipts", Some(body), key).await;
    assert_eq!((first.status, again.replayed, &again.json), (201, true, &first.json), "{}", first.json);
    assert_eq!(first.json["differences"], json!([]));
    let cell = stage.cell("CUP").await;
    assert_eq!(
        (&cell["quantity"], &cell["damagedQuantity"], &cell["incomingQuantity"]),
        (&json!(7), &json!(1), &json!(3))
    );
    let lines = vec![(6, Arrived::Available), (1, Arrived::Damaged)];
    assert_eq!(told(&stage), [(number(1), false, lines)]);
    stage.assert_sound();
}

#[tokio::test]
async fn too_much_the_wrong_item_and_the_same_parcel_twice_are_asked_about() {
    let stage = expecting().await;
    // a slipped zero
    let slipped =
        received(&stage, receipt(json!([{ "sku": "PAN", "quantity": 2 }, { "sku": "CUP", "quantity": 100 }]))).await;
    assert_eq!((slipped.status, slipped.slug()), (409, "confirmation-required"), "{}", slipped.json);
    assert_eq!(slipped.json["errors"][0]["pointer"], "/lines/1");
    assert_eq!((stage.cell("CUP").await["quantity"].clone(), told(&stage).len()), (json!(0), 0), "nothing has changed");
    let parcel = receipt(json!([{ "sku": "CUP", "quantity": 10 }, { "sku": "PAN", "quantity": 2 }]));
    assert_eq!(received(&stage, parcel.clone()).await.status, 201);
    assert_eq!(received(&stage, parcel.clone()).await.slug(), "confirmation-required");
    let over = received(&stage, with(parcel, "confirm", json!(true))).await;
    assert_eq!(over.json["differences"][0], json!({ "sku": "CUP", "expected": 10, "received": 20, "kind": "over" }));
    assert_eq!(stage.cell("CUP").await["quantity"], 20);
    stage.assert_sound();
}

#[tokio::test]
async fn what_was_never_ordered_is_taken_in_once_that_is_confirmed() {
    let mut stage = expecting().await;
    stage.product("MUG", &[]).await;
    let body = receipt(json!([{ "sku": "MUG", "quantity": 1 }, { "sku": "CUP", "quantity": 4 }]));
    assert_eq!(received(&stage, body.clone()).await.json["errors"][0]["pointer"], "/lines/0");
    let body = with(with(body, "confirm", json!(true)), "complete", json!(true));
    let taken = received(&stage, body).await;
    let kinds: Vec<_> =
        taken.json["differences"].as_array().unwrap().iter().map(|found| found["kind"].clone()).collect();
    assert_eq!(
        (taken.status, kinds),
        (201, vec![json!("under"), json!("under"), json!("unordered")]),
        "{}",
        taken.json
    );
    let one = stage.get(&format!("/v1/expected-receipts/{}", number(1))).await.json;
    assert_eq!((&one["state"], told(&stage)[0].1), (&json!("closed"), true));
    assert_eq!(stage.cell("CUP").await["incomingQuantity"], 0);
}

#[tokio::test]
async fn a_receipt_names_what_it_is_of() {
    let mut stage = expecting().await;
    stage.letter(expectation(2, returned(), &[("CUP", 3)])).await;
    let lines = json!([{ "sku": "CUP", "quantity": 1 }]);
    let unknown = received(&stage, with(receipt(lines.clone()), "expectedReceiptId", json!(number(9)))).await;
    assert_eq!((unknown.status, &unknown.json["errors"][0]["pointer"]), (404, &json!("/expectedReceiptId")));
    let wrong = received(&stage, with(receipt(lines.clone()), "expectedReceiptId", json!(number(2)))).await;
    assert_eq!((wrong.status, wrong.slug()), (409, "wrong-state"));
    let wrong = stage.post(&format!("/v1/returns/{}/receipts", number(1)), json!({ "lines": lines })).await;
    assert_eq!(wrong.status, 404, "a delivery is no return");
}

#[tokio::test]
async fn a_return_is_judged_and_the_hub_is_told() {
    let mut stage = expecting().await;
    stage.letter(expectation(2, returned(), &[("CUP", 3)])).await;
    let path = format!("/v1/returns/{}/receipts", number(2));
    let key = With { key: Some("k1"), ..With::default() };
    let body = json!({ "lines": [{ "sku": "CUP", "quantity": 3, "bin": "R-01" }] });
    let first = stage.send("POST", &path, Some(body.clone()), key).await;
    let again = stage.send("POST", &path, Some(body.clone()), key).await;
    assert_eq!((first.status, again.replayed, &again.json), (201, true, &first.json), "{}", first.json);
    assert_eq!(first.json["lines"][0]["condition"], "quality_control");
    assert_eq!(stage.post(&path, body).await.slug(), "confirmation-required", "the same parcel twice");
    assert_eq!(
        (&stage.cell("CUP").await["quantity"], &stage.cell("CUP").await["availableQuantity"]),
        (&json!(3), &json!(0))
    );

    let judged = json!({ "returnId": number(2), "lines": [
        { "sku": "CUP", "to": "available", "quantity": 2 },
        { "sku": "CUP", "from": "quality_control", "to": "damaged", "quantity": 1 },
    ] });
    let key = With { key: Some("k2"), ..With::default() };
    let first = stage.send("POST", "/v1/inspections", Some(judged.clone()), key).await;
    let again = stage.send("POST", "/v1/inspections", Some(judged), key).await;
    assert_eq!((first.status, again.replayed, &again.json), (201, true, &first.json), "{}", first.json);
    let cell = stage.cell("CUP").await;
    assert_eq!(
        (&cell["availableQuantity"], &cell["damagedQuantity"], &cell["promisableQuantity"]),
        (&json!(2), &json!(1), &json!(1))
    );
    let inspected = stage.outbox().into_iter().filter(|letter| matches!(letter, ToHub::Inspected(_))).count();
    assert_eq!((told(&stage).len(), inspected), (1, 1));
    let more = json!({ "lines": [{ "sku": "CUP", "to": "loss", "quantity": 1 }] });
    let refused = stage.post("/v1/inspections", more).await;
    assert_eq!((refused.slug(), &refused.json["errors"][0]["pointer"]), ("insufficient-stock", &json!("/lines/0")));
    stage.assert_sound();
}

#[tokio::test]
async fn a_return_that_nobody_has_heard_of_is_taken_in_once_that_is_confirmed() {
    let mut stage = expecting().await;
    let path = format!("/v1/returns/{}/receipts", number(2));
    let body = json!({ "reference": "RMA 7", "lines": [{ "sku": "CUP", "quantity": 2, "condition": "available" }] });
    assert_eq!(stage.post(&path, body.clone()).await.slug(), "confirmation-required");
    assert!(told(&stage).is_empty());
    let taken = stage.post(&path, with(body, "confirm", json!(true))).await;
    assert_eq!((taken.status, &taken.json["differences"][0]["kind"]), (201, &json!("unordered")));
    assert_eq!((stage.cell("CUP").await["quantity"].clone(), told(&stage).len()), (json!(2), 1));
    stage.letter(expectation(2, returned(), &[("CUP", 3)])).await;
    let one = stage.get(&format!("/v1/expected-receipts/{}", number(2))).await.json;
    assert_eq!(
        (&one["state"], &one["lines"][0]["received"]),
        (&json!("open"), &json!(2)),
        "what came is not forgotten"
    );
    stage.assert_sound();
}

#[tokio::test]
async fn what_the_hub_set_apart_is_the_hubs_to_put_back() {
    let mut stage = expecting().await;
    stage.hub_stock("CUP", 10, 0).await;
    stage.hub.post("CUP", Account::Available, Account::Damaged, 2);
    stage.hub_rows("CUP").await;
    let body = json!({ "lines": [{ "sku": "CUP", "from": "damaged", "to": "available", "quantity": 1 }] });
    let refused = stage.post("/v1/inspections", body).await;
    assert_eq!((refused.status, refused.slug()), (409, "held-by-hub"), "{}", refused.json);
}

#[tokio::test]
async fn what_is_expected_outlives_a_restart() {
    let stage = expecting().await;
    received(&stage, receipt(json!([{ "sku": "CUP", "quantity": 4 }]))).await;
    let stage = stage.restarted().await;
    assert_eq!(stage.cell("CUP").await["incomingQuantity"], 6);
    let rest = received(&stage, receipt(json!([{ "sku": "CUP", "quantity": 7 }]))).await;
    assert_eq!(rest.slug(), "confirmation-required");
    assert_eq!(received(&stage, receipt(json!([{ "sku": "CUP", "quantity": 6 }]))).await.status, 201);
}

#[tokio::test]
async fn a_restored_copy_expects_what_the_hub_names_again() {
    let stage = expecting().await;
    let data = DataDir::existing(stage.dir.path()).unwrap();
    store::mark_restored(&store::open(&data).unwrap(), true).unwrap();
    let mut stage = stage.restarted().await;
    let taken = received(&stage, receipt(json!([{ "sku": "CUP", "quantity": 4 }]))).await;
    assert_eq!(taken.status, 201, "goods are received all the same: {}", taken.json);
    let recovered = Inbound::Recovered { resume: 1, letters: 0, catalogue: 0 };
    stage.app.0.owner.ask(Command::Heard(recovered)).await.unwrap();
    assert_eq!(stage.cell("CUP").await["incomingQuantity"], 0);
    stage.letter(expectation(1, purchase(), &[("CUP", 10), ("PAN", 2)])).await;
    assert_eq!(stage.cell("CUP").await["incomingQuantity"], 6);
}

#[tokio::test]
async fn a_restored_hub_is_told_anew_of_what_came_after_its_copy() {
    let stage = expecting().await;
    received(&stage, receipt(json!([{ "sku": "CUP", "quantity": 4 }]))).await;
    received(&stage, receipt(json!([{ "sku": "CUP", "quantity": 6 }]))).await;
    let replica = ReplicaId::new(SiteId::HUB, 1).reborn(7);
    // its copy knows of the first
    stage.hear(Inbound::NewLife { replica, store: 8, lives: Vec::new(), letters: 1 }).await.unwrap();
    let units: Vec<_> = told(&stage).into_iter().map(|(.., lines)| lines[0].0).collect();
    assert_eq!(units, [4, 6, 6]);
    stage.assert_sound();
}
