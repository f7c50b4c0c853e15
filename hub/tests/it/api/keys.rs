//! Keys and roles over the API: nobody gives what they do not have, and a key is shown once.

use serde_json::{Value, json};

use super::stage::HubApp;

#[tokio::test]
async fn roles_are_listed_with_what_they_allow() {
    let app = HubApp::new();
    let told = app.get("/v1/roles").await;
    assert_eq!(told.ids("role"), ["admin", "planner", "shop", "viewer"]);
    let scopes = |at: usize| told.json["items"][at]["scopes"].as_array().unwrap().clone();
    assert!(scopes(0).contains(&json!("access:write")) && !scopes(1).contains(&json!("access:write")));
    assert_eq!(told.json["nextCursor"], Value::Null);
    let first = app.get("/v1/roles?limit=3").await;
    let rest = app.get(&format!("/v1/roles?cursor={}", first.json["nextCursor"].as_str().unwrap())).await;
    assert_eq!((first.ids("role").len(), rest.ids("role")), (3, vec!["viewer"]));
}

#[tokio::test]
async fn a_key_is_shown_once_and_works_until_it_is_revoked() {
    let app = HubApp::new();
    let body = json!({ "name": "wall", "role": "viewer" }).to_string();
    let headers = [("idempotency-key", "k1")];
    let made = app.send("POST", "/v1/keys", &headers, body.clone()).await;
    assert_eq!((made.status, made.header("cache-control")), (201, "no-store"), "{}", made.json);
    let again = app.send("POST", "/v1/keys", &headers, body).await;
    assert_eq!((again.status, &again.json), (201, &made.json), "one key, however often it is asked for");
    let place = made.header("location").to_owned();
    let shown = app.get(&place).await;
    assert_eq!((shown.status, shown.json.get("key")), (200, None));
    assert_eq!((&shown.json["name"], &shown.json["revokedAt"]), (&json!("wall"), &Value::Null));
    let listed = app.get("/v1/keys").await;
    assert_eq!(listed.ids("name"), ["administrator", "wall"]);
    assert!(listed.json["items"][1].get("key").is_none());

    let bearer = format!("Bearer {}", made.json["key"].as_str().unwrap());
    let with = async |path: &str| app.send("GET", path, &[("authorization", &bearer)], "").await.status;
    assert_eq!((with("/v1/orders").await, with("/v1/keys").await), (200, 403));
    assert_eq!(app.send("DELETE", &place, &[("if-match", "\"7\"")], "").await.slug(), "version-mismatch");
    assert_eq!(app.send("DELETE", &place, &[("if-match", shown.header("etag"))], "").await.status, 204);
    assert_eq!(with("/v1/orders").await, 401, "at once, not within a second");
    assert_eq!(app.send("DELETE", &place, &[], "").await.slug(), "not-found");
    assert!(app.get(&place).await.json["revokedAt"].is_string());
    let told = app.send("DELETE", "/v1/keys/1", &[], "").await;
    assert_eq!((told.status, told.slug()), (409, "wrong-state"), "nobody shuts themselves out");
}

#[tokio::test]
async fn who_may_not_admit_people_makes_no_key() {
    let app = HubApp::new();
    for role in ["planner", "shop", "viewer"] {
        let bearer = format!("Bearer {}", app.key(role));
        let asked = json!({ "name": "mine", "role": role }).to_string();
        let told = app.send("POST", "/v1/keys", &[("authorization", &bearer)], asked).await;
        assert_eq!((told.status, told.slug()), (403, "forbidden"), "{role}");
    }
    assert_eq!(app.get("/v1/keys").await.json["items"].as_array().unwrap().len(), 4);
}
