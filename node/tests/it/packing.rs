//! Packing over HTTP: parcels with weight and a number.

use holdfast_node::core::gs1::check_digit_holds;
use holdfast_node::core::house::House;
use holdfast_node::core::rights::Policy;
use serde_json::{Value, json};

use crate::stage::{Stage, With, task_id};

async fn picked(policy: Policy) -> Stage {
    let mut stage = Stage::with_policy(policy);
    stage.product("CUP", &[]).await;
    stage.hub_stock("CUP", 10, 4).await;
    stage.task(1, &[("CUP", 4)]).await;
    stage
}

fn path(action: &str) -> String {
    format!("/v1/tasks/{}/{action}", task_id(1))
}

fn two_parcels() -> Value {
    let package =
        |grams: u64, units: u64| json!({ "weightGrams": grams, "lines": [{ "sku": "CUP", "quantity": units }] });
    json!({ "packages": [package(750, 3), package(400, 1)] })
}

#[tokio::test]
async fn what_was_picked_is_packed_into_parcels_with_numbers() {
    let house = House { company_prefix: Some("0614141".parse().unwrap()), ..House::default() };
    let stage = picked(Policy { house, ..Policy::default() }).await;
    let early = stage.post(&path("pack"), two_parcels()).await;
    assert_eq!((early.status, early.slug()), (409, "wrong-state"));
    stage.post(&path("pick"), json!({ "lines": [{ "sku": "CUP", "quantity": 4 }] })).await;
    let with = With { key: Some("k1"), ..With::default() };
    let packed = stage.send("POST", &path("pack"), Some(two_parcels()), with).await;
    assert_eq!(packed.status, 200, "{}", packed.json);
    let again = stage.send("POST", &path("pack"), Some(two_parcels()), with).await;
    assert_eq!((again.replayed, &again.json), (true, &packed.json));
    let sscc = |at: usize| packed.json["packages"][at]["sscc"].as_str().unwrap().to_owned();
    assert!(sscc(0) != sscc(1) && check_digit_holds(&sscc(0)) && &sscc(0)[1..8] == "0614141", "{}", packed.json);
    assert_eq!(packed.json["packages"][0]["weightGrams"], 750);
    let scanned = stage.post("/v1/scans", json!({ "code": format!("(00){}", sscc(0)) })).await;
    assert_eq!((&scanned.json["kind"], &scanned.json["taskId"]), (&json!("sscc"), &json!(task_id(1).to_string())));
    let shipped = stage.post(&path("ship"), json!({ "carrier": "Royal Mail" })).await;
    assert_eq!((&shipped.json["outcome"], &shipped.json["packages"]), (&json!("shipped"), &packed.json["packages"]));
    assert_eq!(stage.post(&path("pack"), two_parcels()).await.slug(), "wrong-state");
}

#[tokio::test]
async fn parcels_that_cannot_be_are_refused() {
    let stage = picked(Policy::default()).await;
    stage.post(&path("pick"), json!({ "lines": [{ "sku": "CUP", "quantity": 4 }] })).await;
    let one = |grams: u64, lines: Value| json!({ "packages": [{ "weightGrams": grams, "lines": lines }] });
    for (body, pointer) in [
        (one(0, Value::Null), "/packages/0/weightGrams"),
        (one(7_500_000, Value::Null), "/packages/0/weightGrams"),
        (one(750, json!([{ "sku": "PAN", "quantity": 1 }])), "/packages/0/lines/0/sku"),
        (one(750, json!([{ "sku": "CUP", "quantity": 40 }])), "/packages/0/lines/0/quantity"),
        (one(750, json!([{ "sku": "CUP", "quantity": 3 }])), "/packages"),
        (json!({ "packages": [] }), "/packages"),
    ] {
        let refused = stage.post(&path("pack"), body.clone()).await;
        assert_eq!((refused.status, &refused.json["errors"][0]["pointer"]), (422, &json!(pointer)), "{body}");
    }
    let packed = stage.post(&path("pack"), one(750, Value::Null)).await;
    assert_eq!((packed.status, packed.json["packages"][0].get("sscc")), (200, None), "{}", packed.json);
    let anew = stage.post(&path("pack"), two_parcels()).await;
    assert_eq!(anew.json["packages"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn slips_and_labels_are_printed() {
    let stage = picked(Policy::default()).await;
    stage.post(&path("pick"), json!({ "lines": [{ "sku": "CUP", "quantity": 4 }] })).await;
    assert_eq!(stage.get(&path("labels.pdf")).await.slug(), "wrong-state");
    let packed = stage.post(&path("pack"), two_parcels()).await;
    let slip = stage.bytes(&path("packing-slip.pdf")).await;
    let labels = stage.bytes(&path("labels.pdf")).await;
    let holds = |pdf: &[u8], text: &str| pdf.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(slip.starts_with(b"%PDF-") && holds(&slip, "Household item CUP") && holds(&slip, "A. Buyer"));
    assert!(labels.starts_with(b"%PDF-") && holds(&labels, "/Count 2") && holds(&labels, "0.750 kg"));
    let number = packed.json["packages"][1]["packageId"].as_str().unwrap();
    assert!(holds(&labels, number) && holds(&slip, number));
    assert_eq!(labels, stage.bytes(&path("labels.pdf")).await);
    let scanned = stage.post("/v1/scans", json!({ "code": number })).await;
    assert_eq!((&scanned.json["kind"], &scanned.json["actions"]), (&json!("task"), &json!(["ship"])));

    stage.describe_bins(&[("A-01", 5)]);
    assert!(holds(&stage.bytes("/v1/bins/A-01/label.pdf").await, "Zone A"));
    assert_eq!(stage.get("/v1/bins/Z/label.pdf").await.status, 404);
    assert_eq!(stage.get("/v1/tasks/01ARZ3NDEKTSV4RRFFQ69G5FAV/packing-slip.pdf").await.status, 404);
}
