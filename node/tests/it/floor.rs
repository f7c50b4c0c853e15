//! Receipts, counts, tasks and scans over HTTP.

use holdfast_crdt::{Account, Quantity};
use holdfast_sync::mail::{Progress, ToHub, ToNode};
use serde_json::json;

use crate::stage::{Stage, With, allocation_id, task_id};

fn receipt(quantity: u64) -> serde_json::Value {
    json!({ "reference": "DN-1", "lines": [{ "sku": "CUP", "quantity": quantity, "bin": "A-01" }] })
}

#[tokio::test]
async fn a_receipt_counts_once_under_its_key() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    let with = With { key: Some("k1"), ..With::default() };
    let first = stage.send("POST", "/v1/receipts", Some(receipt(10)), with).await;
    assert_eq!((first.status, first.replayed), (201, false), "{}", first.json);
    let again = stage.send("POST", "/v1/receipts", Some(receipt(10)), with).await;
    assert_eq!((again.status, again.replayed, &again.json), (201, true, &first.json));
    let other = stage.send("POST", "/v1/receipts", Some(receipt(11)), with).await;
    assert_eq!((other.status, other.slug(), other.replayed), (422, "idempotency-key-reused", false));
    let cell = stage.cell("CUP").await;
    assert_eq!((&cell["quantity"], &cell["promisableQuantity"]), (&json!(10), &json!(2)));
    stage.assert_sound();
}

#[tokio::test]
async fn a_refusal_stays_refused_under_its_key() {
    let mut stage = Stage::new();
    let with = With { key: Some("k1"), ..With::default() };
    let refused = stage.send("POST", "/v1/receipts", Some(receipt(1)), with).await;
    assert_eq!((refused.status, refused.slug()), (404, "not-found"));
    assert_eq!(refused.json["errors"][0]["pointer"], "/lines/0/sku");
    stage.product("CUP", &[]).await;
    let again = stage.send("POST", "/v1/receipts", Some(receipt(1)), with).await;
    assert_eq!((again.status, again.replayed), (404, true));
}

#[tokio::test]
async fn a_line_that_cannot_be_spoils_the_whole_receipt() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    let line = |sku: &str, quantity: i64| json!({ "sku": sku, "quantity": quantity });
    for (lines, status) in [
        (json!([line("CUP", 1), line("PAN", 1)]), 404),
        (json!([line("CUP", 1), line("CUP", -1)]), 422),
        (json!([line("CUP", 1), line("CUP", 1_000_000_000)]), 422),
        (json!([]), 422),
    ] {
        let answer = stage.post("/v1/receipts", json!({ "reference": "R", "lines": lines })).await;
        assert_eq!(answer.status, status, "{}", answer.json);
        assert!(!answer.json["errors"].as_array().unwrap().is_empty());
    }
    assert_eq!(stage.cell("CUP").await["quantity"], 0);
}

#[tokio::test]
async fn an_order_is_picked_packed_and_shipped() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.hub_stock("CUP", 10, 4).await;
    stage.task(1, &[("CUP", 1), ("CUP", 3)]).await;
    let listed = stage.get("/v1/tasks?state=open").await;
    let task = &listed.json["items"][0];
    assert_eq!(task["lines"], json!([{ "sku": "CUP", "quantity": 4, "picked": 0, "short": 0 }]));
    let path = format!("/v1/tasks/{}", task_id(1));
    let early = stage.post(&format!("{path}/ship"), json!({})).await;
    assert_eq!((early.status, early.slug()), (409, "wrong-state"));

    let body = json!({ "lines": [{ "sku": "CUP", "quantity": 4 }] });
    let stale = With { if_match: Some("\"9\""), ..With::default() };
    let refused = stage.send("POST", &format!("{path}/pick"), Some(body.clone()), stale).await;
    assert_eq!((refused.status, refused.slug()), (412, "version-mismatch"));
    let tag = stage.get(&path).await.etag.unwrap();
    let fresh = With { if_match: Some(&tag), ..With::default() };
    let picked = stage.send("POST", &format!("{path}/pick"), Some(body.clone()), fresh).await;
    assert_eq!((picked.status, &picked.json["state"]), (200, &json!("packed")), "{}", picked.json);
    assert_eq!(stage.post(&format!("{path}/pick"), body).await.slug(), "wrong-state");

    let shipped = stage.post(&format!("{path}/ship"), json!({ "carrier": "Royal Mail" })).await;
    assert_eq!((&shipped.json["state"], &shipped.json["outcome"]), (&json!("done"), &json!("shipped")));
    let cell = stage.cell("CUP").await;
    assert_eq!((&cell["quantity"], &cell["reservedQuantity"]), (&json!(6), &json!(0)));
    let told = stage.outbox();
    assert!(
        matches!(&told[..], [
        ToHub::Progress { state: Progress::Picking, .. },
        ToHub::Progress { state: Progress::Packed, .. },
        ToHub::Shipped { lines, .. },
    ] if lines.len() == 2),
        "{told:?}"
    );
    stage.assert_sound();
}

#[tokio::test]
async fn a_letter_sent_again_is_not_applied_again() {
    let mut stage = Stage::new();
    stage.hub_stock("CUP", 10, 4).await;
    stage.task(1, &[("CUP", 4)]).await;
    let cancel = stage.hub.letter(ToNode::Cancel { task: task_id(1) });
    stage.hear(cancel.clone()).await.unwrap();
    let standing = stage.hear(cancel).await.unwrap();
    assert_eq!(standing.heard.letters, 2);
    assert_eq!(stage.outbox(), [ToHub::Cancelled { task: task_id(1) }]);
    assert_eq!(stage.cell("CUP").await["availableQuantity"], 10);
    stage.assert_sound();
}

#[tokio::test]
async fn a_count_that_finds_less_is_claimed_and_paid() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    stage.hub_stock("CUP", 10, 8).await;
    stage.task(1, &[("CUP", 8)]).await;
    let counted = stage.post("/v1/counts", json!({ "lines": [{ "sku": "CUP", "counted": 5 }] })).await;
    let line = json!({ "sku": "CUP", "expected": 10, "counted": 5, "difference": -5, "claimed": 5 });
    assert_eq!(counted.json["lines"][0], line);
    let Some(ToHub::Claim { claim, quantity, .. }) = stage.outbox().pop() else { panic!("no claim") };
    assert_eq!(quantity.get(), 5);

    stage.hub.post("CUP", Account::Available, Account::Loss, 2);
    stage.hub_rows("CUP").await;
    let quantity = |units| Quantity::new(units).unwrap();
    stage.letter(ToNode::ClaimPaid { claim, quantity: quantity(2) }).await;
    let allocation = allocation_id(1, 0);
    stage.letter(ToNode::TakeBack { claim, task: task_id(1), allocation, quantity: quantity(3) }).await;
    assert!(matches!(stage.outbox().last(), Some(ToHub::TakenBack { quantity: 3, .. })));
    let cell = stage.cell("CUP").await;
    assert_eq!((&cell["quantity"], &cell["reservedQuantity"]), (&json!(5), &json!(5)));
    let again = stage.post("/v1/counts", json!({ "lines": [{ "sku": "CUP", "counted": 5 }] })).await;
    assert_eq!(again.json["lines"][0]["difference"], 0);
    stage.assert_sound();
}

#[tokio::test]
async fn lists_of_tasks_turn_pages() {
    let mut stage = Stage::new();
    stage.hub_stock("CUP", 10, 5).await;
    for n in 1..=5 {
        stage.task(n, &[("CUP", 1)]).await;
    }
    let (mut seen, mut path) = (Vec::new(), "/v1/tasks?limit=2".to_owned());
    loop {
        let page = stage.get(&path).await.json;
        seen.extend(page["items"].as_array().unwrap().iter().map(|task| task["taskId"].as_str().unwrap().to_owned()));
        match page["nextCursor"].as_str() {
            Some(cursor) => path = format!("/v1/tasks?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, (1..=5).map(|n| task_id(n).to_string()).collect::<Vec<_>>());
    for bad in ["state=bogus", "sort=colour", "limit=0", "cursor=zz", "colour=red"] {
        assert_eq!(stage.get(&format!("/v1/tasks?{bad}")).await.slug(), "invalid-request", "{bad}");
    }
}

#[tokio::test]
async fn scans_say_what_a_code_is() {
    let mut stage = Stage::new();
    stage.product("CUP", &["5012345678900"]).await;
    stage.hub_stock("CUP", 3, 1).await;
    stage.task(1, &[("CUP", 1)]).await;
    let order = stage.get("/v1/tasks").await.json["items"][0]["orderId"].as_str().unwrap().to_owned();
    let cases = [
        ("CUP".to_owned(), "product"),
        ("5012345678900".to_owned(), "product"),
        ("05012345678900".to_owned(), "product"),
        ("(01)05012345678900(10)LOT7".to_owned(), "product"),
        ("(8006)050123456789000102".to_owned(), "product"),
        ("]C10105012345678900".to_owned(), "product"),
        ("https://id.gs1.org/01/05012345678900".to_owned(), "product"),
        ("https://id.gs1.org/".to_owned(), "unknown"),
        ("96385074".to_owned(), "unknown"),
        ("00000096385074".to_owned(), "unknown"),
        ("106141412345678908".to_owned(), "sscc"),
        ("BIN:A-01".to_owned(), "bin"),
        (task_id(1).to_string(), "task"),
        (order, "order"),
        ("whatever".to_owned(), "unknown"),
    ];
    for (code, kind) in cases {
        let answer = stage.post("/v1/scans", json!({ "code": code })).await;
        assert_eq!((answer.status, answer.json["kind"].as_str()), (200, Some(kind)), "{code}: {}", answer.json);
    }
    for bad in [json!({ "code": "5012345678901" }), json!({ "code": "" }), json!({}), json!({ "code": 5 })] {
        assert_eq!(stage.post("/v1/scans", bad).await.slug(), "invalid-request");
    }
}

#[tokio::test]
async fn a_cursor_of_tasks_belongs_to_their_order() {
    let mut stage = Stage::new();
    stage.hub_stock("CUP", 10, 10).await;
    for n in 1..=3 {
        stage.task(n, &[("CUP", 1)]).await;
    }
    let page = stage.get("/v1/tasks?limit=1&sort=releasedAt").await.json;
    let next = page["nextCursor"].as_str().unwrap();
    let told = stage.get(&format!("/v1/tasks?sort=releasedAt&cursor={next}")).await;
    assert_eq!(told.json["items"].as_array().unwrap().len(), 2);
    for sort in ["", "&sort=-releasedAt", "&sort=priority"] {
        let told = stage.get(&format!("/v1/tasks?cursor={next}{sort}")).await;
        assert_eq!((told.status, &told.json["errors"][0]["pointer"]), (422, &json!("cursor")), "{sort}");
    }
}

#[tokio::test]
async fn a_scan_at_a_task_says_whether_it_wants_the_product() {
    let mut stage = Stage::new();
    stage.product("CUP", &["5012345678900"]).await;
    stage.product("PAN", &[]).await;
    stage.hub_stock("CUP", 3, 1).await;
    stage.task(1, &[("CUP", 1)]).await;
    let at = async |code: &str| {
        stage.post("/v1/scans", json!({ "code": code, "context": task_id(1).to_string() })).await.json
    };
    let link = at("https://shop.example/01/05012345678900/10/LOT7?17=261231").await;
    assert_eq!((&link["sku"], &link["inTask"]), (&json!("CUP"), &json!(true)), "{link}");
    assert_eq!(link["gs1"][1], json!({ "ai": "10", "value": "LOT7" }));
    let wrong = at("PAN").await;
    assert_eq!((&wrong["inTask"], &wrong["actions"]), (&json!(false), &json!(["receive", "count"])));
    assert_eq!(stage.post("/v1/scans", json!({ "code": "]E05012345678900" })).await.json["sku"], "CUP");
    assert_eq!(
        stage.post("/v1/scans", json!({ "code": "(02)05012345678900(37)24" })).await.json["needs"],
        json!(["00"])
    );
    for bad in ["(01)05012345678901", "]d20105012345678900\u{1d}17260230", "https://x.example/01/05012345678901"] {
        let told = stage.post("/v1/scans", json!({ "code": bad })).await;
        assert_eq!((told.status, &told.json["errors"][0]["pointer"]), (422, &json!("/code")), "{bad}");
    }
}
