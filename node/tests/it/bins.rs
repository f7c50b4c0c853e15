//! Bins over HTTP: receipts, put-away, moves and picks, and what a tired person sends.

use holdfast_node::core::house::House;
use holdfast_node::core::rights::Policy;
use serde_json::{Value, json};

use crate::stage::{Stage, With, task_id};

fn receipt(quantity: u64, bin: Option<&str>) -> Value {
    json!({ "reference": "DN-1", "lines": [{ "sku": "CUP", "quantity": quantity, "bin": bin }] })
}

fn moved(quantity: u64, from: Option<&str>, to: &str) -> Value {
    json!({ "lines": [{ "sku": "CUP", "quantity": quantity, "from": from, "to": to }] })
}

async fn where_is(stage: &Stage, sku: &str) -> Value {
    stage.get(&format!("/v1/warehouses/LEEDS/inventory/{sku}/bins")).await.json
}

#[tokio::test]
async fn goods_are_received_put_away_moved_and_picked_along_the_path() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.describe_bins(&[("A-02", 10), ("A-01", 10), ("A-03", 10)]);
    assert_eq!(stage.post("/v1/receipts", receipt(4, Some("A-01"))).await.status, 201);
    assert_eq!(stage.post("/v1/receipts", receipt(6, None)).await.status, 201);
    let told = where_is(&stage, "CUP").await;
    assert_eq!((&told["bins"][0]["bin"], &told["unplacedQuantity"]), (&json!("A-01"), &json!(6)), "{told}");

    let advice = stage.get("/v1/put-aways?sku=CUP&quantity=12").await.json;
    let wanted = json!([
        { "bin": "A-01", "quantity": 6, "reason": "holds-it" },
        { "bin": "A-02", "quantity": 6, "reason": "empty" },
    ]);
    assert_eq!((&advice["suggestions"], &advice["remainingQuantity"]), (&wanted, &json!(0)));

    let with = With { key: Some("m1"), ..With::default() };
    let first = stage.send("POST", "/v1/moves", Some(moved(6, None, "A-02")), with).await;
    assert_eq!(first.status, 200, "{}", first.json);
    let again = stage.send("POST", "/v1/moves", Some(moved(6, None, "A-02")), with).await;
    assert_eq!((again.replayed, &again.json), (true, &first.json));
    assert_eq!(where_is(&stage, "CUP").await["unplacedQuantity"], 0);
    assert_eq!(stage.post("/v1/moves", moved(1, Some("A-02"), "A-03")).await.status, 200);

    stage.task(1, &[("CUP", 7)]).await;
    let path = format!("/v1/tasks/{}", task_id(1));
    let plan = stage.get(&path).await.json["lines"][0]["bins"].clone();
    assert_eq!(plan, json!([{ "bin": "A-02", "quantity": 5 }, { "bin": "A-01", "quantity": 2 }]));
}

#[tokio::test]
async fn picks_take_from_the_bin_named_or_along_the_path() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.describe_bins(&[("A-01", 10), ("A-02", 10), ("A-03", 10)]);
    stage.hub_stock("CUP", 10, 8).await;
    assert_eq!(stage.post("/v1/moves", moved(6, None, "A-01")).await.status, 200);
    assert_eq!(stage.post("/v1/moves", moved(4, None, "A-02")).await.status, 200);
    stage.task(1, &[("CUP", 8)]).await;
    let path = format!("/v1/tasks/{}/pick", task_id(1));
    let pick = |units: u64, bin: Value| json!({ "lines": [{ "sku": "CUP", "quantity": units, "bin": bin }] });
    for (body, pointer) in [
        (pick(1, json!("A-03")), "/lines/0/bin"),
        (pick(1, json!("Z-99")), "/lines/0/bin"),
        (pick(5, json!("A-02")), "/lines/0/quantity"),
    ] {
        let refused = stage.post(&path, body.clone()).await;
        assert_eq!(refused.json["errors"][0]["pointer"], pointer, "{body}: {}", refused.json);
    }
    assert_eq!(stage.post(&path, pick(3, json!("A-02"))).await.status, 200);
    let picked = stage.post(&path, pick(5, Value::Null)).await;
    assert_eq!((picked.status, &picked.json["state"]), (200, &json!("packed")), "{}", picked.json);
    let told = where_is(&stage, "CUP").await;
    assert_eq!(
        told["bins"],
        json!([
            { "bin": "A-01", "zone": "A", "quantity": 1 },
            { "bin": "A-02", "zone": "A", "quantity": 1 },
        ])
    );
    assert_eq!((&told["pickedQuantity"], &told["unplacedQuantity"]), (&json!(8), &json!(0)));
    stage.assert_sound();
}

#[tokio::test]
async fn wrong_bins_are_refused_and_change_nothing() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    // nobody has described any bin: any name will do
    assert_eq!(stage.post("/v1/receipts", receipt(1, Some("under the stairs"))).await.status, 201);
    stage.describe_bins(&[("A-01", 10), ("X-01!", 10)]);
    for bin in ["A-1O", "X-01!"] {
        let refused = stage.post("/v1/receipts", receipt(1, Some(bin))).await;
        assert_eq!((refused.status, &refused.json["errors"][0]["pointer"]), (422, &json!("/lines/0/bin")), "{bin}");
        assert!(refused.json["detail"].as_str().unwrap().starts_with("wrong bin"), "{}", refused.json);
    }
    for (body, status, pointer) in [
        (moved(1, None, "A-1O"), 422, "/lines/0/to"),
        (moved(2, Some("under the stairs"), "A-01"), 409, "/lines/0/quantity"),
        (moved(1, Some("A-01"), "A-01"), 422, "/lines/0/to"),
        (moved(1, None, "A-01"), 409, "/lines/0/quantity"),
    ] {
        let refused = stage.post("/v1/moves", body.clone()).await;
        assert_eq!((refused.status, &refused.json["errors"][0]["pointer"]), (status, &json!(pointer)), "{body}");
    }
    let told = where_is(&stage, "CUP").await;
    assert_eq!((&told["bins"][0]["bin"], &told["bins"][0]["quantity"]), (&json!("under the stairs"), &json!(1)));
    assert_eq!(stage.cell("CUP").await["quantity"], 1);
    assert_eq!(stage.post("/v1/moves", moved(1, Some("under the stairs"), "A-01")).await.status, 200);
}

#[tokio::test]
async fn a_pallet_put_away_twice_is_asked_about() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    assert_eq!(stage.post("/v1/receipts", receipt(10, None)).await.status, 201);
    assert_eq!(stage.post("/v1/moves", moved(10, None, "A-01")).await.status, 200);
    let again = stage.post("/v1/moves", moved(10, None, "A-01")).await;
    assert_eq!((again.status, again.slug()), (409, "confirmation-required"));
    let mut body = moved(10, None, "A-01");
    body["confirm"] = json!(true);
    assert_eq!(stage.post("/v1/moves", body).await.status, 200);
    let told = where_is(&stage, "CUP").await;
    assert_eq!((&told["unplacedQuantity"], &told["discrepancy"]), (&json!(0), &json!(10)));
}

#[tokio::test]
async fn a_slipped_zero_is_asked_about_and_changes_nothing() {
    let house = House { confirm_above: 500, ..House::default() };
    let mut stage = Stage::with_policy(Policy { house, ..Policy::default() });
    stage.product("CUP", &[]).await;
    let refused = stage.post("/v1/receipts", receipt(5_000, None)).await;
    assert_eq!((refused.status, refused.slug()), (409, "confirmation-required"), "{}", refused.json);
    assert_eq!(refused.json["errors"][0]["pointer"], "/lines/0/quantity");
    assert_eq!(stage.cell("CUP").await["quantity"], 0);
    let mut body = receipt(5_000, None);
    body["confirm"] = json!(true);
    assert_eq!(stage.post("/v1/receipts", body).await.status, 201);
    let refused = stage.post("/v1/counts", json!({ "lines": [{ "sku": "CUP", "counted": 50_000 }] })).await;
    assert_eq!(
        (refused.slug(), &refused.json["errors"][0]["pointer"]),
        ("confirmation-required", &json!("/lines/0/counted"))
    );
    assert_eq!(stage.post("/v1/moves", moved(501, None, "A-01")).await.slug(), "confirmation-required");
    assert_eq!(stage.cell("CUP").await["quantity"], 5_000);
}

#[tokio::test]
async fn bins_are_listed_along_the_path_and_shown_one_by_one() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.describe_bins(&[("A-02", 10), ("A-01", 8), ("A-03", 10)]);
    assert_eq!(stage.post("/v1/receipts", receipt(4, Some("A-01"))).await.status, 201);
    let (mut seen, mut path) = (Vec::new(), "/v1/bins?limit=2".to_owned());
    loop {
        let page = stage.get(&path).await.json;
        seen.extend(page["items"].as_array().unwrap().iter().map(|bin| bin["bin"].as_str().unwrap().to_owned()));
        match page["nextCursor"].as_str() {
            Some(cursor) => path = format!("/v1/bins?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, ["A-02", "A-01", "A-03"]);
    let found = stage.get("/v1/bins?q=cup&zone=A").await.json;
    assert_eq!((found["items"].as_array().unwrap().len(), &found["items"][0]["fillPercent"]), (1, &json!(50)));
    assert!(stage.get("/v1/bins?zone=B").await.json["items"].as_array().unwrap().is_empty());
    let one = stage.get("/v1/bins/A-01").await;
    assert_eq!((one.status, &one.json["contents"]), (200, &json!([{ "sku": "CUP", "quantity": 4 }])));
    assert_eq!(stage.post("/v1/receipts", receipt(1, Some("A-01"))).await.status, 201);
    assert_ne!(stage.get("/v1/bins/A-01").await.etag, one.etag);
    assert_eq!(stage.get("/v1/bins/Z-99").await.status, 404);
    for bad in ["/v1/put-aways?sku=CUP&quantity=0", "/v1/put-aways?sku=CUP", "/v1/bins?colour=red"] {
        assert_eq!(stage.get(bad).await.slug(), "invalid-request", "{bad}");
    }
    assert_eq!(stage.get("/v1/put-aways?sku=POT&quantity=1").await.status, 404);
}

#[tokio::test]
async fn a_bin_label_is_known_by_its_bare_name() {
    let stage = Stage::new();
    stage.describe_bins(&[("A-02", 10)]);
    for code in ["A-02", "BIN:A-02"] {
        let told = stage.post("/v1/scans", json!({ "code": code })).await;
        assert_eq!((&told.json["kind"], &told.json["bin"]), (&json!("bin"), &json!("A-02")), "{}", told.json);
    }
}
