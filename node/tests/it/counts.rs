//! Cycle counts over HTTP: lists, blind counts, and differences that wait for a supervisor.

use serde_json::{Value, json};

use crate::stage::{Answer, Stage, With};

fn counted(lines: &[(&str, u64)]) -> Value {
    let line = |(sku, units): &(&str, u64)| json!({ "sku": sku, "counted": units });
    json!({ "lines": lines.iter().map(line).collect::<Vec<_>>() })
}

async fn as_worker(stage: &Stage, path: &str, body: Value) -> Answer {
    let worker = stage.key("worker");
    stage.send("POST", path, Some(body), With { bearer: Some(&worker), ..With::default() }).await
}

async fn stocked(units: u64) -> Stage {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.product("PAN", &[]).await;
    let body =
        json!({ "reference": "R", "lines": [{ "sku": "CUP", "quantity": units }, { "sku": "PAN", "quantity": 10 }] });
    assert_eq!(stage.post("/v1/receipts", body).await.status, 201);
    stage
}

#[tokio::test]
async fn a_difference_beyond_the_threshold_waits_for_a_supervisor() {
    let stage = stocked(300).await;
    // by the unit a worker may, whatever it is in percent
    assert_eq!(as_worker(&stage, "/v1/counts", counted(&[("PAN", 1)])).await.status, 200);
    let worker = stage.key("worker");
    let with = With { key: Some("c1"), bearer: Some(&worker), ..With::default() };
    let waits = stage.send("POST", "/v1/counts", Some(counted(&[("CUP", 30)])), with).await;
    assert_eq!((waits.status, &waits.json["state"]), (202, &json!("awaiting_approval")), "{}", waits.json);
    assert_eq!(waits.json["lines"][0]["difference"], -270);
    let again = stage.send("POST", "/v1/counts", Some(counted(&[("CUP", 30)])), with).await;
    assert_eq!((again.status, again.replayed, &again.json), (202, true, &waits.json));
    assert_eq!(stage.cell("CUP").await["quantity"], 300);

    let listed = stage.get("/v1/counts?state=awaiting_approval").await.json;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let path = format!("/v1/counts/{}", waits.json["countId"].as_str().unwrap());
    let refused = as_worker(&stage, &format!("{path}/approve"), json!({})).await;
    assert_eq!((refused.status, refused.slug()), (403, "forbidden"));

    // what comes in meanwhile was not there to be counted
    let body = json!({ "reference": "R2", "lines": [{ "sku": "CUP", "quantity": 5 }] });
    assert_eq!(stage.post("/v1/receipts", body).await.status, 201);
    let stale = With { if_match: Some("\"9\""), ..With::default() };
    assert_eq!(stage.send("POST", &format!("{path}/approve"), None, stale).await.status, 412);
    let approved = stage.send("POST", &format!("{path}/approve"), None, With::default()).await;
    assert_eq!((approved.status, &approved.json["state"]), (200, &json!("applied")), "{}", approved.json);
    assert_eq!(approved.json["decidedBy"], "administrator");
    let on_hand = stage.cell("CUP").await["quantity"].as_u64().unwrap();
    let claimed = approved.json["lines"][0]["claimed"].as_u64().unwrap();
    assert_eq!(on_hand - claimed, 35);
    assert_eq!(stage.post(&format!("{path}/approve"), json!({})).await.slug(), "wrong-state");
    assert_eq!(stage.get(&path).await.etag.as_deref(), Some("\"2\""));
    stage.assert_sound();
}

#[tokio::test]
async fn whoever_may_adjust_stock_waits_for_nobody() {
    let stage = stocked(300).await;
    let told = stage.post("/v1/counts", counted(&[("CUP", 30)])).await;
    assert_eq!((told.status, &told.json["lines"][0]["difference"]), (200, &json!(-270)));
}

#[tokio::test]
async fn a_count_that_waits_is_rejected_or_overtaken() {
    let stage = stocked(300).await;
    let id = async || {
        let waits = as_worker(&stage, "/v1/counts", counted(&[("CUP", 30)])).await;
        waits.json["countId"].as_str().unwrap().to_owned()
    };
    let first = id().await;
    let rejected = stage.post(&format!("/v1/counts/{first}/reject"), json!({ "reason": "a slip" })).await;
    assert_eq!((&rejected.json["state"], &rejected.json["reason"]), (&json!("rejected"), &json!("a slip")));
    assert_eq!(stage.cell("CUP").await["quantity"], 300);
    let second = id().await;
    assert_eq!(stage.post("/v1/counts", counted(&[("CUP", 299)])).await.status, 200);
    let late = stage.post(&format!("/v1/counts/{second}/approve"), json!({})).await;
    assert_eq!((late.status, late.slug()), (409, "wrong-state"), "{}", late.json);
    assert_eq!(stage.get(&format!("/v1/counts/{second}")).await.json["state"], "superseded");
    assert_eq!(stage.get("/v1/counts/01ARZ3NDEKTSV4RRFFQ69G5FAV").await.status, 404);
}

#[tokio::test]
async fn a_list_names_what_to_count_and_keeps_what_is_expected_to_itself() {
    let stage = stocked(300).await;
    assert_eq!(stage.post("/v1/counts", counted(&[("CUP", 300)])).await.status, 200);
    let worker = stage.key("worker");
    let with = With { key: Some("l1"), bearer: Some(&worker), ..With::default() };
    let body = json!({ "size": 1, "by": "age" });
    let list = stage.send("POST", "/v1/count-lists", Some(body.clone()), with).await;
    assert_eq!((list.status, &list.json["lines"]), (201, &json!([{ "sku": "PAN" }])), "{}", list.json);
    let again = stage.send("POST", "/v1/count-lists", Some(body), with).await;
    assert_eq!((again.replayed, &again.json), (true, &list.json));
    let seen = stage.post("/v1/count-lists", json!({ "by": "value", "blind": false })).await;
    assert_eq!(seen.json["lines"][0], json!({ "sku": "CUP", "expectedQuantity": 300 }));

    let mut body = counted(&[("CUP", 300)]);
    body["listId"] = list.json["listId"].clone();
    let stranger = as_worker(&stage, "/v1/counts", body).await;
    assert_eq!((stranger.status, &stranger.json["errors"][0]["pointer"]), (422, &json!("/lines/0/sku")));
    let mut body = counted(&[("PAN", 100)]);
    body["listId"] = list.json["listId"].clone();
    let waits = as_worker(&stage, "/v1/counts", body).await;
    assert_eq!(
        (waits.status, &waits.json["lines"][0]),
        (202, &json!({ "sku": "PAN", "counted": 100 })),
        "{}",
        waits.json
    );
    let path = format!("/v1/counts/{}", waits.json["countId"].as_str().unwrap());
    assert_eq!(stage.get(&path).await.json["lines"][0]["expected"], 10);
    let done = stage.get(&format!("/v1/count-lists/{}", list.json["listId"].as_str().unwrap())).await;
    assert_eq!((&done.json["state"], done.etag.as_deref()), (&json!("done"), Some("\"2\"")));
    assert_eq!(stage.get("/v1/count-lists").await.json["items"].as_array().unwrap().len(), 2);
    let unknown = json!({ "listId": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "lines": [{ "sku": "CUP", "counted": 1 }] });
    assert_eq!(stage.post("/v1/counts", unknown).await.json["errors"][0]["pointer"], "/listId");
    for bad in [json!({ "by": "colour" }), json!({}), json!({ "by": "age", "size": 0 })] {
        assert_eq!(stage.post("/v1/count-lists", bad).await.slug(), "invalid-request");
    }
}

#[tokio::test]
async fn a_bin_is_counted_by_itself() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.describe_bins(&[("A-01", 20), ("A-02", 20)]);
    let line = |units: u64, bin: &str| json!({ "sku": "CUP", "quantity": units, "bin": bin });
    let body = json!({ "reference": "R", "lines": [line(10, "A-01"), line(5, "A-02")] });
    assert_eq!(stage.post("/v1/receipts", body).await.status, 201);
    let list = stage.post("/v1/count-lists", json!({ "by": "both", "zone": "A", "blind": false })).await;
    assert_eq!(list.json["lines"].as_array().unwrap().len(), 2, "{}", list.json);
    let count = |bin: &str| json!({ "lines": [{ "sku": "CUP", "counted": 8, "bin": bin }] });
    let told = stage.post("/v1/counts", count("A-01")).await;
    let wanted = json!({ "sku": "CUP", "bin": "A-01", "expected": 10, "counted": 8, "difference": -2, "claimed": 0 });
    assert_eq!((told.status, &told.json["lines"][0]), (200, &wanted));
    assert_eq!(stage.cell("CUP").await["quantity"], 13);
    let wrong = stage.post("/v1/counts", count("A-1O")).await;
    assert_eq!((wrong.status, &wrong.json["errors"][0]["pointer"]), (422, &json!("/lines/0/bin")));
    stage.assert_sound();
}
