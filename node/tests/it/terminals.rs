//! What a browser on the floor needs before anybody works with it: a way in, who may sign in, and what its key is.

use axum::body::Body;
use axum::http::Request;
use holdfast_node::store;
use holdfast_shell::http::serve::OverTls;
use holdfast_shell::sqlite::DataDir;
use http_body_util::BodyExt;
use serde_json::{Value, json};

use crate::stage::{Stage, With};

async fn ask(stage: &Stage, key: &str, path: &str) -> (u16, Value) {
    let told = stage.send("GET", path, None, With { bearer: Some(key), ..With::default() }).await;
    (told.status, told.json)
}

async fn operator(stage: &Stage, name: &str, pin: Option<&str>) -> String {
    let body = json!({ "name": name, "role": "worker", "badge": format!("B-{name}"), "pin": pin });
    let added = stage.post("/v1/operators", body).await;
    assert_eq!(added.status, 201, "{}", added.json);
    added.json["operatorId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_terminal_lists_who_may_sign_in_by_name() {
    let stage = Stage::new();
    let terminal = stage.key("terminal");
    for (name, pin) in [("bea", Some("4711")), ("Cem", None), ("Ann", Some("4712"))] {
        operator(&stage, name, pin).await;
    }
    let gone = operator(&stage, "Dan", None).await;
    stage.send("DELETE", &format!("/v1/operators/{gone}"), None, With::default()).await;

    let (status, first) = ask(&stage, &terminal, "/v1/sessions/operators?limit=2").await;
    let shown = |page: &Value| {
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| (item["name"].as_str().unwrap().to_owned(), item["hasPin"].clone())).collect::<Vec<_>>()
    };
    assert_eq!((status, shown(&first)), (200, vec![("Ann".into(), json!(true)), ("bea".into(), json!(true))]));
    let next = format!("/v1/sessions/operators?limit=2&cursor={}", first["nextCursor"].as_str().unwrap());
    let (_, second) = ask(&stage, &terminal, &next).await;
    assert_eq!((shown(&second), &second["nextCursor"]), (vec![("Cem".into(), json!(false))], &Value::Null));
    let item = first["items"][0].as_object().unwrap();
    assert_eq!(item.keys().collect::<Vec<_>>(), ["hasPin", "name", "operatorId"], "and nothing else of them");
    assert_eq!(ask(&stage, &terminal, "/v1/operators").await.0, 403, "a terminal manages nobody");
    assert_eq!(ask(&stage, &terminal, "/v1/sessions/operators?limit=0").await.0, 422);
    assert_eq!(ask(&stage, &terminal, "/v1/sessions/operators?cursor=x").await.0, 422);
    assert_eq!(ask(&stage, "nobody", "/v1/sessions/operators").await.0, 401);
}

#[tokio::test]
async fn a_key_is_told_what_it_is() {
    let stage = Stage::new();
    let terminal = stage.key("terminal");
    let (status, me) = ask(&stage, &terminal, "/v1/me").await;
    assert_eq!(status, 200, "{me}");
    assert_eq!((&me["name"], &me["device"], &me["role"]), (&json!("terminal"), &json!("terminal"), &json!("terminal")));
    assert_eq!((&me["scopes"], &me["session"]), (&json!(["sessions:write"]), &Value::Null));
    assert_eq!((&me["warehouseId"], &me["warehouseName"]), (&json!("LEEDS"), &Value::Null));
    assert_eq!(me["version"], env!("CARGO_PKG_VERSION"));
    assert!(me["now"].as_str().unwrap().ends_with('Z'), "{me}");

    let ann = operator(&stage, "Ann", None).await;
    let with = With { bearer: Some(&terminal), ..With::default() };
    let session = stage.send("POST", "/v1/sessions", Some(json!({ "badge": "B-Ann" })), with).await.json;
    let (_, there) = ask(&stage, session["token"].as_str().unwrap(), "/v1/me").await;
    assert_eq!((&there["name"], &there["device"]), (&json!("Ann"), &json!("terminal")));
    assert_eq!((&there["role"], &there["deviceId"]), (&json!("worker"), &me["deviceId"]));
    let expected = json!({ "sessionId": session["sessionId"], "operatorId": ann, "expiresAt": session["expiresAt"] });
    assert_eq!(there["session"], expected);
    assert!(there["scopes"].as_array().unwrap().contains(&json!("floor:write")), "{there}");

    let (_, nobody) = ask(&stage, &stage.key("nobody"), "/v1/me").await;
    assert_eq!(nobody["scopes"], json!([]), "any key may ask");
    assert_eq!(ask(&stage, "stranger", "/v1/me").await.0, 401);
}

#[tokio::test]
async fn a_described_warehouse_is_told_by_its_name() {
    let stage = Stage::new();
    let named = stage.send("PATCH", "/v1/warehouses/LEEDS", Some(json!({ "name": "Leeds" })), With::default()).await;
    assert_eq!(named.status, 200, "{}", named.json);
    assert_eq!(stage.get("/v1/me").await.json["warehouseName"], "Leeds");
}

/// Makes an offer as somebody who reaches the node under this name.
async fn offered(stage: &Stage, headers: &[(&str, &str)], over_tls: bool) -> Value {
    let mut request = Request::post("/v1/pairings").header("authorization", format!("Bearer {}", admin(stage)));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::from(r#"{"name":"Gun 1","role":"worker"}"#)).unwrap();
    if over_tls {
        request.extensions_mut().insert(OverTls);
    }
    let body = stage.raw(request).await.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&body).unwrap()
}

fn admin(stage: &Stage) -> String {
    DataDir::existing(stage.dir.path()).unwrap().read("admin.key").unwrap().unwrap().trim().to_owned()
}

#[tokio::test]
async fn a_pairing_leads_a_browser_to_where_its_maker_was() {
    let stage = Stage::new();
    for (headers, over_tls, origin) in [
        (&[("host", "10.0.0.5:8090")][..], false, Some("http://10.0.0.5:8090")),
        (&[("host", "leeds.local:8443")], true, Some("https://leeds.local:8443")),
        (&[("host", "leeds.example"), ("x-forwarded-proto", "https")], false, Some("https://leeds.example")),
        (&[("host", "a@b")], false, None),
        (&[], true, None),
    ] {
        let made = offered(&stage, headers, over_tls).await;
        let code = made["code"].as_str().unwrap();
        let expected = origin.map(|origin| format!("{origin}/#/pair?code={code}"));
        assert_eq!(made.get("url").and_then(Value::as_str), expected.as_deref(), "{made}");
        let path = format!("/v1/pairings/{}", made["pairingId"].as_str().unwrap());
        let shown = stage.get(&path).await.json;
        assert_eq!(shown.get("url"), made.get("url"), "whoever looks at it later is led to the same place");
        assert!(stage.bytes(&format!("{path}/qr.svg")).await.starts_with(b"<?xml"));
    }
}

#[tokio::test]
async fn an_offer_that_is_over_leads_nowhere() {
    let stage = Stage::new();
    let made = offered(&stage, &[("host", "10.0.0.5:8090")], false).await;
    let store = store::open(&DataDir::existing(stage.dir.path()).unwrap()).unwrap();
    store.execute("UPDATE pairings SET made_at = made_at - 600000", []).unwrap();
    let shown = stage.get(&format!("/v1/pairings/{}", made["pairingId"].as_str().unwrap())).await.json;
    assert_eq!((shown.get("url"), shown.get("uri")), (None, None));
}

/// An open event stream, as a terminal with this key has it.
async fn listening(stage: &Stage, key: &str) -> Body {
    let request = Request::get("/v1/stream").header("authorization", format!("Bearer {key}"));
    let response = stage.raw(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), 200);
    response.into_body()
}

/// What comes until the stream ends.
async fn rest(mut body: Body) -> String {
    let mut told = String::new();
    while let Some(frame) = body.frame().await {
        told.push_str(std::str::from_utf8(frame.unwrap().data_ref().unwrap()).unwrap());
    }
    told
}

/// How long a stream may outlast the right to it, with room for a busy machine.
const CUT_WITHIN: std::time::Duration = std::time::Duration::from_secs(3);

#[tokio::test]
async fn a_stream_ends_with_the_right_to_it() {
    let stage = Stage::new();
    let (terminal, gun) = (stage.key("terminal"), stage.key("worker"));
    operator(&stage, "Ann", None).await;
    let signed_in = async |stage: &Stage| {
        let with = With { bearer: Some(&terminal), ..With::default() };
        let session = stage.send("POST", "/v1/sessions", Some(json!({ "badge": "B-Ann" })), with).await.json;
        session["token"].as_str().unwrap().to_owned()
    };

    // signed out
    let token = signed_in(&stage).await;
    let (mine, others) = (listening(&stage, &token).await, listening(&stage, &gun).await);
    let out = With { bearer: Some(&token), ..With::default() };
    assert_eq!(stage.send("DELETE", "/v1/sessions/current", None, out).await.status, 204);
    tokio::time::timeout(CUT_WITHIN, rest(mine)).await.expect("the stream of who signed out is cut");

    // somebody else signed in at the device
    let token = signed_in(&stage).await;
    let mine = listening(&stage, &token).await;
    signed_in(&stage).await;
    tokio::time::timeout(CUT_WITHIN, rest(mine)).await.expect("one person works at a device");

    // shut out by another process, which tells nobody
    let store = store::open(&DataDir::existing(stage.dir.path()).unwrap()).unwrap();
    store.execute("UPDATE access_keys SET revoked_at = 1 WHERE name = 'worker'", []).unwrap();
    let told = tokio::time::timeout(CUT_WITHIN, rest(others)).await.expect("the stream of a lost device is cut");
    assert!(told.contains("OperatorSignedOut"), "until then it went on: {told}");
}
