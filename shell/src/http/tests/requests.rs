use super::super::problem::Slug;
use super::super::request::guard;
use super::*;

const LINE: &str = r#"{"sku":"A","quantity":1}"#;

#[tokio::test]
async fn a_fault_in_a_body_is_pointed_at() {
    let app = app();
    let table = [
        ("", (400, "")),
        ("  ", (400, "")),
        (r#"{"items":[{"sku""#, (400, "")),
        (r#"{"items":[]}{"items":[]}"#, (400, "")),
        (r#"{"items":[{"sku":"A","quantity":NaN}]}"#, (400, "")),
        ("[]", (422, "")),
        ("null", (422, "")),
        ("\"order\"", (422, "")),
        ("order", (400, "")),
        ("{}", (422, "/items")),
        (r#"{"items":[],"items":[]}"#, (422, "/items")),
        (r#"{"items":{}}"#, (422, "/items")),
        (r#"{"items":[],"a/b~c":1}"#, (422, "/a~1b~0c")),
        (r#"{"items":[{"sku":"A"}]}"#, (422, "/items/0/quantity")),
        (r#"{"items":[{"sku":"A","quantity":1.5}]}"#, (422, "/items/0/quantity")),
        (r#"{"items":[{"sku":"A","quantity":-1}]}"#, (422, "/items/0/quantity")),
        (r#"{"items":[{"sku":"A","quantity":1e30}]}"#, (422, "/items/0/quantity")),
        (r#"{"items":[{"sku":7,"quantity":1}]}"#, (422, "/items/0/sku")),
        (r#"{"items":[{"sku":"A","quantity":1,"colour":"red"}]}"#, (422, "/items/0/colour")),
    ];
    for (body, (status, pointer)) in table {
        let told = send(&app, "POST", "/v1/orders", body).await;
        assert_eq!(told.fault(), (status, pointer.to_owned()), "{body}");
        assert_eq!(told.json()["instance"], "/v1/orders");
    }
    assert_eq!(send(&app, "POST", "/v1/orders", "[".repeat(100_000)).await.fault().0, 400);
    let deep = format!(r#"{{"items":{}"#, "[".repeat(100_000));
    assert!((400..500).contains(&send(&app, "POST", "/v1/orders", deep).await.fault().0));
    assert_eq!(send(&app, "POST", "/v1/orders", &b"{\"items\":\"\xff\"}"[..]).await.fault().0, 400);
}

#[tokio::test]
async fn a_detail_is_short_and_names_no_types() {
    let app = app();
    let told = send(&app, "POST", "/v1/orders", r#"{"items":[3]}"#).await;
    assert_eq!(told.json()["detail"], "invalid type: integer `3`, expected an object");
    let long = format!(r#"{{"items":"{}"}}"#, "ä".repeat(100_000));
    assert!(send(&app, "POST", "/v1/orders", long).await.body.len() < 2_000);
}

#[tokio::test]
async fn size_and_type_of_a_body_are_checked() {
    let app = app();
    let told = send(&app, "POST", "/v1/small", format!(r#"{{"items":[{LINE},{LINE},{LINE}]}}"#)).await;
    assert_eq!((told.status, told.slug().as_str()), (413, "payload-too-large"));
    assert_eq!(send(&app, "POST", "/v1/small", format!(r#"{{"items":[{LINE}]}}"#)).await.status, 200);
    let authorization = format!("Bearer {ADMIN}");
    let of = |kind| [("authorization", authorization.as_str()), ("content-type", kind)];
    let told = ask(&app, request("POST", "/v1/orders", &of("text/plain"), r#"{"items":[]}"#)).await;
    assert_eq!((told.status, told.slug().as_str()), (415, "unsupported-media-type"));
    for kind in ["application/json; charset=utf-8", "Application/JSON", "application/merge-patch+json"] {
        assert_eq!(ask(&app, request("POST", "/v1/orders", &of(kind), r#"{"items":[]}"#)).await.status, 201, "{kind}");
    }
}

#[tokio::test]
async fn a_change_carries_its_context() {
    let app = app();
    let authorization = format!("Bearer {ADMIN}");
    let headers = [
        ("authorization", authorization.as_str()),
        ("idempotency-key", "k-1"),
        ("if-match", "\"3\""),
        ("x-device-id", "till-7"),
        ("x-request-id", "r-1"),
    ];
    let told = ask(&app, request("POST", "/v1/orders?x=1", &headers, r#"{"items":[]}"#)).await;
    assert_eq!(told.status, 201);
    assert_eq!((told.header("etag"), told.header("location")), ("\"7\"", "/v1/orders/1"));
    assert_eq!(told.header("idempotency-replayed"), "true");
    let seen = told.json();
    let part = |name: &str| seen[name].as_str().unwrap().to_owned();
    assert_eq!((part("key"), part("ifMatch")), ("k-1".into(), "\"3\"".into()));
    assert_eq!((part("device"), part("path"), part("requestId")), ("till-7".into(), "/v1/orders".into(), "r-1".into()));
    let again = ask(&app, request("POST", "/v1/orders", &headers, r#"{"items":[]}"#)).await;
    assert_eq!(again.json()["fingerprint"], seen["fingerprint"]);
    let other = ask(&app, request("POST", "/v1/orders", &headers, r#"{"items":[] }"#)).await;
    assert_ne!(other.json()["fingerprint"], seen["fingerprint"]);
}

#[tokio::test]
async fn an_idempotency_key_is_visible_ascii_of_at_most_255() {
    let app = app();
    let authorization = format!("Bearer {ADMIN}");
    let (most, more) = ("k".repeat(255), "k".repeat(256));
    for (key, status) in [("", 400), ("two words", 400), ("a\tb", 400), (more.as_str(), 400), (most.as_str(), 201)] {
        let headers = [("authorization", authorization.as_str()), ("idempotency-key", key)];
        let told = ask(&app, request("POST", "/v1/orders", &headers, r#"{"items":[]}"#)).await;
        assert_eq!(told.status, status, "{key:.10}");
        if status == 400 {
            assert_eq!(told.fault().1, "idempotency-key");
        }
    }
}

#[tokio::test]
async fn a_change_without_a_body_takes_none_or_an_empty_object() {
    let app = app();
    for body in ["", "{}", " { } "] {
        let told = send(&app, "POST", "/v1/nested/7/cancel", body).await;
        assert_eq!((told.status, told.json()["path"].as_str()), (200, Some("/v1/nested/7/cancel")), "{body}");
    }
    assert_eq!(send(&app, "POST", "/v1/nested/7/cancel", r#"{"why":1}"#).await.fault(), (422, "/why".into()));
}

#[tokio::test]
async fn a_path_that_holds_no_id_names_nothing() {
    let app = app();
    assert_eq!(send(&app, "GET", "/v1/orders/7", "").await.header("etag"), "\"7\"");
    let told = send(&app, "GET", "/v1/orders/seven", "").await;
    assert_eq!((told.status, told.json()["detail"].as_str()), (404, Some("there is no such order")));
    assert_eq!(send(&app, "GET", "/v1/orders/%00%ff%2e%2e%2f", "").await.status, 400);
}

#[test]
fn if_match_names_the_current_version() {
    for sent in [None, Some("*"), Some("\"7\""), Some("\"6\", \"7\"")] {
        assert_eq!(guard(sent, "\"7\""), Ok(()));
    }
    for sent in ["\"6\"", "7", "W/\"7\"", ""] {
        assert_eq!(guard(Some(sent), "\"7\"").unwrap_err().slug, Slug::VersionMismatch);
    }
}

#[test]
fn a_problem_is_the_same_after_it_was_kept() {
    let problem = Problem::new(Slug::InsufficientStock, "too few")
        .with("lines", json!([{"sku": "A", "requested": 3, "promisable": 1}]))
        .field("/items/0", "too many")
        .retry_after(2);
    let binary = postcard::to_stdvec(&problem).unwrap();
    assert_eq!(postcard::from_bytes::<Problem>(&binary).unwrap(), problem);
    let text = serde_json::to_string(&problem).unwrap();
    assert_eq!(serde_json::from_str::<Problem>(&text).unwrap(), problem);
    let shown = problem.to_json("/v1/orders");
    assert_eq!(shown["type"], "https://holdfast.example/problems/insufficient-stock");
    assert_eq!((shown["status"].as_u64(), shown["lines"][0]["promisable"].as_u64()), (Some(409), Some(1)));
}
