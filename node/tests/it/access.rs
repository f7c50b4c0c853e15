//! Who may work on the floor: people, the devices they share, and how either is let in and shut out. All without the hub.

use axum::body::Body;
use axum::http::Request;
use holdfast_crdt::{Cause, Entry};
use holdfast_node::store;
use holdfast_shell::sqlite::DataDir;
use http_body_util::BodyExt;
use serde_json::{Value, json};

use crate::stage::{Answer, Stage, With};

const TERMINAL: &str = "Terminal 7";

/// What somebody with this key sends.
async fn send(stage: &Stage, key: &str, what: &str, body: Value) -> Answer {
    let (method, path) = what.split_once(' ').unwrap();
    stage.send(method, path, Some(body), With { bearer: Some(key), ..With::default() }).await
}

/// A device that was let in: its number and its key.
async fn device(stage: &Stage, name: &str, role: &str) -> (String, String) {
    let offered = stage.post("/v1/pairings", json!({ "name": name, "role": role })).await;
    assert_eq!(offered.status, 201, "{}", offered.json);
    let claim = format!("/v1/pairings/{}/claim", offered.json["code"].as_str().unwrap());
    let claimed = stranger(stage, &claim, None).await;
    assert_eq!(claimed.status, 201, "{}", claimed.json);
    (text(&claimed.json["deviceId"]), text(&claimed.json["key"]))
}

/// A POST without a key.
async fn stranger(stage: &Stage, path: &str, idempotency_key: Option<&str>) -> Answer {
    let mut request = Request::builder().method("POST").uri(path);
    if let Some(key) = idempotency_key {
        request = request.header("idempotency-key", key);
    }
    let (parts, body) = stage.raw(request.body(Body::empty()).unwrap()).await.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status.as_u16(),
        json: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        etag: None,
        replayed: parts.headers.contains_key("idempotency-replayed"),
    }
}

async fn operator(stage: &Stage, name: &str, role: &str) -> String {
    let body = json!({ "name": name, "role": role, "badge": format!("B-{name}"), "pin": "4711" });
    let added = stage.post("/v1/operators", body).await;
    assert_eq!(added.status, 201, "{}", added.json);
    text(&added.json["operatorId"])
}

async fn token(stage: &Stage, device_key: &str, badge: &str) -> String {
    let told = send(stage, device_key, "POST /v1/sessions", json!({ "badge": badge })).await;
    assert_eq!(told.status, 201, "{}", told.json);
    text(&told.json["token"])
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn receipt() -> Value {
    json!({ "reference": "DN-1", "lines": [{ "sku": "CUP", "quantity": 10 }] })
}

fn last_cause(stage: &Stage) -> Cause {
    let read = |reader: &holdfast_shell::sqlite::Reader| {
        let sql = "SELECT body FROM movements ORDER BY id LIMIT 1";
        Ok(reader.query_row(sql, [], |record| record.get::<_, Vec<u8>>(0))?)
    };
    Entry::from_bytes(&stage.app.0.readers.with(read).unwrap()).unwrap().cause
}

#[tokio::test]
async fn what_is_done_in_a_session_says_who_and_at_which_device() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    let (_, terminal) = device(&stage, TERMINAL, "terminal").await;
    let ann = operator(&stage, "Ann", "worker").await;
    assert_eq!(send(&stage, &terminal, "POST /v1/receipts", receipt()).await.status, 403, "nobody is signed in");
    let told = send(&stage, &terminal, "POST /v1/sessions", json!({ "operatorId": ann, "pin": "4711" })).await;
    assert_eq!((told.status, &told.json["name"], &told.json["device"]), (201, &json!("Ann"), &json!(TERMINAL)));
    let token = text(&told.json["token"]);
    assert_eq!(send(&stage, &token, "POST /v1/receipts", receipt()).await.status, 201);
    let cause = last_cause(&stage);
    assert_eq!((&*cause.actor, cause.device.as_deref()), ("Ann", Some(TERMINAL)));
    let here = stage.send("GET", "/v1/sessions/current", None, With { bearer: Some(&token), ..With::default() }).await;
    assert_eq!((here.status, &here.json["operatorId"]), (200, &json!(ann)));
    assert_eq!(send(&stage, &token, "DELETE /v1/sessions/current", json!({})).await.status, 204);
    assert_eq!(send(&stage, &token, "POST /v1/receipts", receipt()).await.status, 401);
    stage.assert_sound();
}

#[tokio::test]
async fn a_sign_in_sent_twice_is_one_and_another_ends_the_one_before() {
    let stage = Stage::new();
    let (_, terminal) = device(&stage, TERMINAL, "terminal").await;
    operator(&stage, "Ann", "worker").await;
    operator(&stage, "Bob", "worker").await;
    let with = With { key: Some("k1"), bearer: Some(&terminal), ..With::default() };
    let badge = |name: &str| Some(json!({ "badge": format!("B-{name}") }));
    let first = stage.send("POST", "/v1/sessions", badge("Ann"), with).await;
    let again = stage.send("POST", "/v1/sessions", badge("Ann"), with).await;
    assert_eq!((again.status, again.replayed, &again.json), (201, true, &first.json));
    let ann = text(&first.json["token"]);
    assert_eq!(send(&stage, &ann, "GET /v1/tasks", Value::Null).await.status, 200);
    token(&stage, &terminal, "B-Bob").await;
    assert_eq!(send(&stage, &ann, "GET /v1/tasks", Value::Null).await.status, 401);
}

/// The queue of a terminal outlives the session it was filled in.
#[tokio::test]
async fn what_a_terminal_sends_again_for_somebody_else_counts_once() {
    let mut stage = Stage::new();
    stage.product("CUP", &[]).await;
    let (_, terminal) = device(&stage, TERMINAL, "terminal").await;
    operator(&stage, "Ann", "worker").await;
    operator(&stage, "Bob", "worker").await;
    for badge in ["B-Ann", "B-Bob"] {
        let token = token(&stage, &terminal, badge).await;
        let with = With { key: Some("q1"), bearer: Some(&token), ..With::default() };
        assert_eq!(stage.send("POST", "/v1/receipts", Some(receipt()), with).await.status, 201);
    }
    assert_eq!(stage.cell("CUP").await["quantity"], 10);
}

#[tokio::test]
async fn five_wrong_pins_lock_across_a_restart() {
    let stage = Stage::new();
    let (_, terminal) = device(&stage, TERMINAL, "terminal").await;
    let ann = operator(&stage, "Ann", "worker").await;
    let with_pin = |pin: &str| json!({ "operatorId": ann, "pin": pin });
    for _ in 0..4 {
        let told = send(&stage, &terminal, "POST /v1/sessions", with_pin("0000")).await;
        assert_eq!((told.status, told.slug()), (401, "unauthorized"));
    }
    let stage = stage.restarted().await;
    assert_eq!(send(&stage, &terminal, "POST /v1/sessions", with_pin("0000")).await.status, 401);
    for body in [with_pin("4711"), json!({ "badge": "B-Ann" })] {
        let told = send(&stage, &terminal, "POST /v1/sessions", body).await;
        assert_eq!((told.status, told.slug()), (429, "rate-limited"), "{}", told.json);
    }
    let shown = stage.get(&format!("/v1/operators/{ann}")).await;
    assert!(shown.json["lockedUntil"].is_string(), "{}", shown.json);
    // a supervisor gives them another PIN
    let path = format!("PATCH /v1/operators/{ann}");
    assert_eq!(send(&stage, &admin(&stage), &path, json!({ "pin": "123456" })).await.status, 200);
    assert_eq!(send(&stage, &terminal, "POST /v1/sessions", with_pin("4711")).await.status, 401);
    assert_eq!(send(&stage, &terminal, "POST /v1/sessions", with_pin("123456")).await.status, 201);
}

#[tokio::test]
async fn who_or_what_is_shut_out_is_out_at_once() {
    let stage = Stage::new();
    let (number, terminal) = device(&stage, TERMINAL, "terminal").await;
    let ann = operator(&stage, "Ann", "worker").await;
    let first = token(&stage, &terminal, "B-Ann").await;
    assert_eq!(send(&stage, &first, "GET /v1/tasks", Value::Null).await.status, 200);
    let path = format!("/v1/operators/{ann}");
    assert_eq!(stage.send("DELETE", &path, None, With::default()).await.status, 204);
    assert_eq!(send(&stage, &first, "GET /v1/tasks", Value::Null).await.status, 401);
    assert_eq!(send(&stage, &terminal, "POST /v1/sessions", json!({ "badge": "B-Ann" })).await.status, 401);
    assert_eq!(stage.send("DELETE", &path, None, With::default()).await.status, 404, "a second time there is nobody");
    assert!(stage.get(&path).await.json["revokedAt"].is_string());

    operator(&stage, "Bob", "worker").await;
    let second = token(&stage, &terminal, "B-Bob").await;
    let path = format!("/v1/devices/{number}");
    let with = With { key: Some("r1"), ..With::default() };
    for replayed in [false, true] {
        let told = stage.send("DELETE", &path, None, with).await;
        assert_eq!((told.status, told.replayed), (204, replayed));
    }
    for key in [&second, &terminal] {
        assert_eq!(send(&stage, key, "GET /v1/tasks", Value::Null).await.status, 401);
    }
    let admin = stage.get("/v1/devices").await.json["items"][0]["deviceId"].clone();
    let own = stage.send("DELETE", &format!("/v1/devices/{}", text(&admin)), None, With::default()).await;
    assert_eq!((own.status, own.slug()), (409, "wrong-state"), "no device shuts itself out");
    // and stays so
    let stage = stage.restarted().await;
    assert_eq!(send(&stage, &terminal, "GET /v1/tasks", Value::Null).await.status, 401);
}

#[tokio::test]
async fn nobody_gives_what_they_do_not_have() {
    let stage = Stage::new();
    let (_, desk) = device(&stage, "Desk", "supervisor").await;
    let (_, gun) = device(&stage, "Gun 1", "worker").await;
    operator(&stage, "Sue", "supervisor").await;
    operator(&stage, "Vic", "viewer").await;
    let boss = operator(&stage, "Boss", "admin").await;
    let admin = json!({ "name": "Me too", "role": "admin" });
    for (what, body) in [
        ("POST /v1/operators", admin.clone()),
        ("POST /v1/pairings", admin),
        (&format!("PATCH /v1/operators/{boss}"), json!({ "pin": "0000" })),
        (&format!("DELETE /v1/operators/{boss}"), json!({})),
        ("DELETE /v1/devices/1", json!({})),
    ] {
        let told = send(&stage, &desk, what, body).await;
        assert_eq!((told.status, told.slug()), (403, "forbidden"), "{what}");
    }
    let lower = json!({ "name": "New", "role": "worker" });
    assert_eq!(send(&stage, &desk, "POST /v1/operators", lower.clone()).await.status, 201);
    assert_eq!(send(&stage, &gun, "POST /v1/operators", lower.clone()).await.status, 403);
    // a device that was given little stays so, whoever signs in there
    let sue = token(&stage, &gun, "B-Sue").await;
    assert_eq!(send(&stage, &sue, "POST /v1/operators", lower.clone()).await.status, 403);
    let vic = token(&stage, &gun, "B-Vic").await;
    assert_eq!(send(&stage, &vic, "POST /v1/receipts", receipt()).await.status, 403);
    // at a shared terminal people have what is theirs
    let (_, terminal) = device(&stage, TERMINAL, "terminal").await;
    let sue = token(&stage, &terminal, "B-Sue").await;
    assert_eq!(send(&stage, &sue, "POST /v1/operators", lower).await.status, 201);
}

#[tokio::test]
async fn a_pairings_code_lets_one_device_in() {
    let stage = Stage::new();
    let offered = stage.post("/v1/pairings", json!({ "name": "Gun 1", "role": "worker" })).await.json;
    let (code, path) = (text(&offered["code"]), format!("/v1/pairings/{}", text(&offered["pairingId"])));
    assert!(text(&offered["uri"]).starts_with("holdfast://pair?warehouse=LEEDS&code="), "{offered}");
    let picture = Request::get(format!("{path}/qr.svg")).header("authorization", format!("Bearer {}", admin(&stage)));
    let (parts, body) = stage.raw(picture.body(Body::empty()).unwrap()).await.into_parts();
    assert_eq!(parts.headers["content-type"], "image/svg+xml");
    assert!(body.collect().await.unwrap().to_bytes().starts_with(b"<?xml"));

    let claim = format!("/v1/pairings/{}/claim", code.to_lowercase());
    let first = stranger(&stage, &claim, Some("c1")).await;
    let again = stranger(&stage, &claim, Some("c1")).await;
    assert_eq!((first.status, again.replayed, &again.json), (201, true, &first.json));
    let other = stranger(&stage, &claim, Some("c2")).await;
    assert_eq!((other.status, other.slug()), (409, "wrong-state"));
    assert_eq!(stranger(&stage, "/v1/pairings/000000000000/claim", None).await.status, 404);
    let shown = stage.get(&path).await.json;
    assert_eq!((&shown["state"], &shown["deviceId"]), (&json!("claimed"), &first.json["deviceId"]));
    assert_eq!(stage.get(&format!("{path}/qr.svg")).await.slug(), "wrong-state");
    let stage = stage.restarted().await;
    assert_eq!(send(&stage, &text(&first.json["key"]), "GET /v1/tasks", Value::Null).await.status, 200);
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes() {
    let stage = Stage::new();
    let offered = stage.post("/v1/pairings", json!({ "name": "Gun 1", "role": "worker" })).await.json;
    let store = store::open(&DataDir::existing(stage.dir.path()).unwrap()).unwrap();
    store.execute("UPDATE pairings SET made_at = made_at - 600000", []).unwrap();
    let claim = format!("/v1/pairings/{}/claim", text(&offered["code"]));
    assert_eq!(stranger(&stage, &claim, None).await.slug(), "wrong-state");
    let shown = stage.get(&format!("/v1/pairings/{}", text(&offered["pairingId"]))).await.json;
    assert_eq!((&shown["state"], shown.get("code")), (&json!("expired"), None));
}

#[tokio::test]
async fn what_a_tired_person_sends_is_told_to_them() {
    let stage = Stage::new();
    let ann = operator(&stage, "Ann", "worker").await;
    let worn = json!({ "name": "Eve", "role": "worker", "badge": "B-Ann" });
    let told = stage.post("/v1/operators", worn).await;
    assert_eq!((told.status, told.slug(), &told.json["errors"][0]["pointer"]), (409, "conflict", &json!("/badge")));
    for (path, body, pointer) in [
        ("/v1/operators", json!({ "name": "Eve", "role": "worker", "pin": "12" }), "/pin"),
        ("/v1/operators", json!({ "name": "Eve", "role": "terminal" }), "/role"),
        ("/v1/operators", json!({ "name": "", "role": "worker" }), "/name"),
        ("/v1/sessions", json!({ "operatorId": ann }), "/pin"),
        ("/v1/sessions", json!({ "operatorId": "Ann", "pin": "4711" }), "/operatorId"),
        ("/v1/sessions", json!({ "badge": "B-Ann", "pin": "4711" }), ""),
    ] {
        let told = stage.post(path, body.clone()).await;
        assert_eq!((told.status, &told.json["errors"][0]["pointer"]), (422, &json!(pointer)), "{body}: {}", told.json);
    }
    let told =
        stage.send("PATCH", &format!("/v1/operators/{ann}"), Some(json!({ "name": null })), With::default()).await;
    assert_eq!((told.status, &told.json["errors"][0]["pointer"]), (422, &json!("/name")));
    let stale = With { if_match: Some("\"9\""), ..With::default() };
    let told = stage.send("PATCH", &format!("/v1/operators/{ann}"), Some(json!({ "name": "Anna" })), stale).await;
    assert_eq!((told.status, told.slug()), (412, "version-mismatch"));
    let list = stage.get("/v1/operators").await.json;
    assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["name"]), (1, &json!("Ann")));
}

/// A backup holds who works here; the floor signs in before the copy has met its hub.
#[tokio::test]
async fn a_restored_copy_lets_people_in() {
    let stage = Stage::new();
    let (_, terminal) = device(&stage, TERMINAL, "terminal").await;
    operator(&stage, "Ann", "worker").await;
    let data = DataDir::existing(stage.dir.path()).unwrap();
    store::mark_restored(&store::open(&data).unwrap(), true).unwrap();
    let stage = stage.restarted().await;
    let ann = token(&stage, &terminal, "B-Ann").await;
    assert_eq!(send(&stage, &ann, "GET /v1/tasks", Value::Null).await.status, 200);
    let count = json!({ "lines": [{ "sku": "CUP", "counted": 1 }] });
    assert_eq!(send(&stage, &ann, "POST /v1/counts", count).await.slug(), "fenced");
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let stage = Stage::new();
    let (_, terminal) = device(&stage, TERMINAL, "terminal").await;
    operator(&stage, "Ann", "worker").await;
    let token = token(&stage, &terminal, "B-Ann").await;
    let store = store::open(&DataDir::existing(stage.dir.path()).unwrap()).unwrap();
    store.execute("UPDATE sessions SET expires_at = 1", []).unwrap();
    assert_eq!(send(&stage, &token, "GET /v1/tasks", Value::Null).await.status, 401);
    stage.tick().await;
    let left: i64 = store.query_row("SELECT count(*) FROM sessions", [], |record| record.get(0)).unwrap();
    assert_eq!(left, 0);
}

fn admin(stage: &Stage) -> String {
    DataDir::existing(stage.dir.path()).unwrap().read("admin.key").unwrap().unwrap().trim().to_owned()
}
