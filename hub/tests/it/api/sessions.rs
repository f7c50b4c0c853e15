//! Browsers at the dashboard: signed in with a key, known by a cookie, and guarded against other sites.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::stage::{HubApp, Told};

/// A browser: what it keeps of signing in.
struct Browser {
    cookie: String,
    csrf: String,
}

impl Browser {
    fn of(told: &Told) -> Self {
        let cookie = told.header("set-cookie").split(';').next().unwrap().to_owned();
        Self { cookie, csrf: told.json["csrfToken"].as_str().unwrap().to_owned() }
    }

    async fn send(&self, app: &HubApp, method: &str, path: &str, more: &[(&str, &str)], body: Value) -> Told {
        let own = [("cookie", self.cookie.as_str()), ("host", "hub"), ("origin", "http://hub")];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        app.send_bare(method, path, &[&own, more].concat(), body).await
    }

    async fn get(&self, app: &HubApp, path: &str) -> Told {
        self.send(app, "GET", path, &[], Value::Null).await
    }

    async fn change(&self, app: &HubApp, method: &str, path: &str, body: Value) -> Told {
        self.send(app, method, path, &[("x-csrf-token", &self.csrf)], body).await
    }
}

async fn sign_in(app: &HubApp, key: &str, headers: &[(&str, &str)]) -> Told {
    app.send_bare("POST", "/v1/session", headers, json!({ "key": key }).to_string()).await
}

async fn signed_in(app: &HubApp, role: &str) -> Browser {
    let told = sign_in(app, &app.key(role), &[]).await;
    assert_eq!(told.status, 201, "{}", told.json);
    Browser::of(&told)
}

#[tokio::test]
async fn a_key_is_given_once_and_a_cookie_stands_for_it() {
    let app = HubApp::stocked().await;
    let told = sign_in(&app, &app.key("planner"), &[]).await;
    assert_eq!((told.status, told.header("cache-control")), (201, "no-store"));
    let cookie = told.header("set-cookie");
    assert!(cookie.starts_with("holdfast_session=hfs_"), "{cookie}");
    assert!(cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/; Max-Age=43200"), "{cookie}");
    assert_eq!((&told.json["name"], &told.json["role"]), (&json!("planner"), &json!("planner")));
    assert!(told.json["scopes"].as_array().unwrap().contains(&json!("stock:write")), "{}", told.json);

    let browser = Browser::of(&told);
    let seen = browser.get(&app, "/v1/session").await;
    assert_eq!((seen.status, &seen.json), (200, &told.json), "the page asks again after a reload");
    assert_eq!(browser.get(&app, "/v1/orders").await.status, 200);
    assert_eq!(browser.get(&app, "/v1/keys").await.slug(), "forbidden", "what the key may not do the session may not");
    let placed = browser.change(&app, "POST", "/v1/orders", super::stage::wish("CUP", 1)).await;
    assert_eq!(placed.status, 201, "{}", placed.json);
    assert_eq!(placed.json["history"][0]["actor"], "planner");
}

#[tokio::test]
async fn a_change_that_another_site_began_is_refused() {
    let app = HubApp::stocked().await;
    let browser = signed_in(&app, "planner").await;
    let csrf = ("x-csrf-token", browser.csrf.as_str());
    let other = signed_in(&app, "planner").await;
    let table: [(&str, &[(&str, &str)]); 4] = [
        ("no token", &[]),
        ("another's token", &[("x-csrf-token", &other.csrf)]),
        ("another site", &[csrf, ("sec-fetch-site", "cross-site")]),
        ("a site beside", &[csrf, ("sec-fetch-site", "same-site")]),
    ];
    for (what, headers) in table {
        let told = browser.send(&app, "POST", "/v1/orders", headers, super::stage::wish("CUP", 1)).await;
        assert_eq!((told.status, told.slug()), (403, "forbidden"), "{what}: {}", told.json);
    }
    let foreign = [("origin", "https://evil.example"), ("host", "hub")];
    let told = sign_in(&app, &app.key("planner"), &foreign).await;
    assert_eq!((told.status, told.slug()), (403, "forbidden"), "nobody is signed in by another site");
    assert!(app.get("/v1/orders").await.json["items"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_wrong_key_signs_nobody_in_and_strangers_are_slowed_down() {
    let app = HubApp::new();
    let mut told = sign_in(&app, "hf_wrong", &[]).await;
    assert_eq!((told.status, told.slug(), told.header("set-cookie")), (401, "unauthorized", ""));
    for body in ["", "{}", r#"{"key":""}"#, r#"{"key":"two words"}"#, r#"{"key":7}"#, r#"{"key":"k","name":"n"}"#] {
        told = app.send_bare("POST", "/v1/session", &[], body).await;
        assert!(matches!(told.status, 400 | 422), "{body}: {}", told.json);
    }
    for _ in 0..20 {
        told = sign_in(&app, "hf_wrong", &[]).await;
        if told.status == 429 {
            break;
        }
    }
    assert_eq!((told.status, told.slug()), (429, "rate-limited"));
    assert!(!told.header("retry-after").is_empty());
}

#[tokio::test]
async fn a_sign_in_sent_twice_is_one_session() {
    let app = HubApp::new();
    let (key, headers) = (app.key("viewer"), [("idempotency-key", "s1"), ("x-forwarded-proto", "https")]);
    let [first, second] = [sign_in(&app, &key, &headers).await, sign_in(&app, &key, &headers).await];
    assert_eq!((first.status, &first.json), (second.status, &second.json));
    assert_eq!(second.header("idempotency-replayed"), "true");
    assert_eq!(first.header("set-cookie"), second.header("set-cookie"));
    assert!(first.header("set-cookie").ends_with("; Secure"));
    assert_eq!(sessions(&app), 1);
    let kept: i64 = app
        .store()
        .query_row("SELECT count(*) FROM sessions WHERE instr(hex(digest), hex('hfs_')) > 0", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, 0, "the store keeps no token");
}

fn sessions(app: &HubApp) -> i64 {
    app.store().query_row("SELECT count(*) FROM sessions", [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_session_survives_a_restart_and_ends_when_the_browser_signs_out() {
    let app = HubApp::stocked().await;
    let browser = signed_in(&app, "planner").await;
    let app = app.restarted().await;
    assert_eq!(browser.get(&app, "/v1/session").await.json["csrfToken"], json!(browser.csrf));
    assert_eq!(browser.send(&app, "DELETE", "/v1/session", &[], Value::Null).await.slug(), "forbidden");
    let told = browser.change(&app, "DELETE", "/v1/session", Value::Null).await;
    assert_eq!(told.status, 204, "{}", told.json);
    assert!(told.header("set-cookie").starts_with("holdfast_session=; "), "{}", told.header("set-cookie"));
    assert_eq!(browser.get(&app, "/v1/session").await.status, 401, "at once, not within a second");
    assert_eq!(sessions(&app), 0);
}

#[tokio::test]
async fn a_session_ends_with_its_key() {
    let app = HubApp::new();
    let made = app.post("/v1/keys", json!({ "name": "Ann", "role": "planner" })).await;
    let (key, id) = (made.json["key"].as_str().unwrap(), made.json["keyId"].as_str().unwrap());
    let told = sign_in(&app, key, &[]).await;
    assert_eq!(told.json["keyId"], made.json["keyId"]);
    let browser = Browser::of(&told);
    assert_eq!(browser.get(&app, "/v1/session").await.status, 200);
    assert_eq!(app.send("DELETE", &format!("/v1/keys/{id}"), &[], "").await.status, 204);
    assert_eq!(browser.get(&app, "/v1/session").await.status, 401);
    assert_eq!(sign_in(&app, key, &[]).await.status, 401);
}

#[tokio::test]
async fn a_key_says_whose_it_is_and_is_signed_in_nowhere() {
    let app = HubApp::new();
    let told = app.get("/v1/session").await;
    assert_eq!((told.status, &told.json["expiresAt"]), (200, &Value::Null), "{}", told.json);
    assert!(told.json.get("csrfToken").is_none() && told.json["scopes"].as_array().unwrap().len() > 10);
    let nobody = format!("Bearer {}", app.key("nobody"));
    let told = app.send("GET", "/v1/session", &[("authorization", &nobody)], "").await;
    assert_eq!((told.status, &told.json["scopes"]), (200, &json!([])));
    assert_eq!(app.send("DELETE", "/v1/session", &[], "").await.slug(), "not-found");
}

/// A stream's end is looked for four times a second; machines are slow at times.
const CUT_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_stream_ends_with_the_right_to_it() {
    let app = HubApp::stocked().await;
    let (browser, other) = (signed_in(&app, "viewer").await, signed_in(&app, "planner").await);
    let listening = async |browser: &Browser| {
        let request = Request::builder().uri("/v1/events").header("cookie", &browser.cookie).header("host", "hub");
        let response = app.raw(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), 200);
        response.into_body()
    };
    let (mine, theirs) = (listening(&browser).await, listening(&other).await);
    assert_eq!(browser.change(&app, "DELETE", "/v1/session", Value::Null).await.status, 204);
    timeout(CUT_WITHIN, mine.collect()).await.expect("the stream of who signed out is cut").unwrap();

    // shut out by another process, which tells nobody
    app.store().execute("UPDATE access_keys SET revoked_at = 1 WHERE name = 'planner'", []).unwrap();
    timeout(CUT_WITHIN, theirs.collect()).await.expect("the stream of a revoked key is cut").unwrap();
}
