use std::num::NonZeroU32;

use super::*;

async fn with_key(path: &str, authorization: &str) -> Told {
    ask(&app(), request("GET", path, &[("authorization", authorization)], "")).await
}

#[tokio::test]
async fn only_a_known_key_passes() {
    let overlong = format!("Bearer {}", "k".repeat(600));
    for sent in ["", "Bearer ", "Bearer nobody", "Basic YTpi", ADMIN, overlong.as_str()] {
        let told = with_key("/v1/orders", sent).await;
        assert_eq!((told.status, told.slug().as_str()), (401, "unauthorized"), "{sent:.20}");
        assert_eq!(told.header("www-authenticate"), "Bearer");
        assert_eq!(told.json()["instance"], "/v1/orders");
        assert!(told.header("x-request-id").len() == 26);
    }
    assert_eq!(with_key("/v1/orders", "bearer reader-key").await.status, 200);
}

#[tokio::test]
async fn a_session_stands_in_the_place_of_a_key() {
    let (app, csrf) = (app(), session().csrf());
    let cookie = format!("theme=dark; {COOKIE}={SIGNED_IN}");
    let with = async |method: &str, more: &[(&str, &str)]| {
        let headers = [&[("cookie", cookie.as_str()), ("host", "hub")], more].concat();
        let told = ask(&app, request(method, "/v1/orders", &headers, r#"{"items":[]}"#)).await;
        (told.status, told.slug())
    };
    let refused = |status: u16, slug: &str| (status, slug.to_owned());
    assert_eq!(with("GET", &[]).await.0, 200);
    assert_eq!(with("POST", &[]).await, refused(403, "forbidden"), "a change needs the page's own token");
    assert_eq!(with("POST", &[("x-csrf-token", "0")]).await, refused(403, "forbidden"));
    assert_eq!(with("POST", &[("x-csrf-token", &csrf)]).await.0, 201);
    assert_eq!(with("GET", &[("origin", "http://hub")]).await.0, 200);
    for foreign in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let told = with("POST", &[("x-csrf-token", &csrf), foreign]).await;
        assert_eq!(told, refused(403, "forbidden"), "{foreign:?}");
    }
    // a key wins, whatever the cookie is worth: the reader may not place orders, and needs no token to be told so
    let reader = format!("Bearer {READER}");
    assert_eq!(with("POST", &[("authorization", &reader), ("x-csrf-token", &csrf)]).await, refused(403, "forbidden"));
    assert_eq!(with("GET", &[("authorization", &reader), ("origin", "https://evil.example")]).await.0, 200);
    for broken in ["Bearer nobody", "Basic YTpi", ""] {
        assert_eq!(with("GET", &[("authorization", broken)]).await, refused(401, "unauthorized"), "{broken}");
    }
}

#[tokio::test]
async fn a_session_opens_nothing_as_a_key_nor_a_key_as_a_session() {
    let app = app();
    for headers in [[("authorization", format!("Bearer {SIGNED_IN}"))], [("cookie", format!("{COOKIE}={ADMIN}"))]] {
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        let told = ask(&app, request("GET", "/v1/orders", &headers, "")).await;
        assert_eq!((told.status, told.slug().as_str()), (401, "unauthorized"), "{headers:?}");
    }
}

#[tokio::test]
async fn a_change_that_would_find_no_room_is_refused_before_it_is_read() {
    let app = app_with(RateLimit::default(), Arc::new(|| true));
    let told = send(&app, "POST", "/v1/orders", "not even JSON").await;
    assert_eq!((told.status, told.slug().as_str(), told.header("retry-after")), (503, "overloaded", "1"));
    assert_eq!(send(&app, "GET", "/v1/orders", "").await.status, 200, "reads wait for no owner");
}

#[tokio::test]
async fn a_scope_that_is_lacking_is_403() {
    let authorization = format!("Bearer {READER}");
    let headers = [("authorization", authorization.as_str())];
    let told = ask(&app(), request("POST", "/v1/orders", &headers, r#"{"items":[]}"#)).await;
    assert_eq!((told.status, told.slug().as_str()), (403, "forbidden"));
}

#[tokio::test]
async fn paths_and_methods_that_are_none() {
    let app = app();
    let told = send(&app, "GET", "/v1/no/such/thing", "").await;
    assert_eq!((told.status, told.slug().as_str()), (404, "not-found"));
    assert_eq!(told.json()["instance"], "/v1/no/such/thing");
    let told = send(&app, "DELETE", "/v1/orders", "").await;
    assert_eq!((told.status, told.slug().as_str()), (405, "method-not-allowed"));
    assert!(told.header("allow").contains("GET"));
    assert_eq!(ask(&app, request("GET", "/v1/no", &[], "")).await.status, 401);
    let told = ask(&app, request("GET", "/no", &[], "")).await;
    assert_eq!((told.status, told.slug().as_str()), (404, "not-found"));
}

#[tokio::test]
async fn some_endpoints_need_no_key() {
    let app = app();
    for path in ["/healthz", "/metrics", "/openapi.json", "/docs"] {
        assert_eq!(ask(&app, request("GET", path, &[], "")).await.status, 200, "{path}");
    }
    let document = ask(&app, request("GET", "/openapi.json", &[], "")).await.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let told = ask(&app, request("GET", "/readyz", &[], "")).await;
    assert_eq!((told.status, told.json()["reason"].as_str()), (503, Some("still loading")));
}

#[tokio::test]
async fn the_documentation_is_a_page_and_its_files() {
    let app = app();
    let get = async |path: &str| ask(&app, request("GET", path, &[], "")).await;
    let page = get("/docs").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(get("/docs/").await.body, page.body);
    let text = String::from_utf8(page.body).unwrap();
    let files: Vec<&str> = text.split('"').filter(|part| part.starts_with("/docs/")).collect();
    assert_eq!(files.len(), 5, "{text}");
    for file in files {
        assert_eq!(get(file).await.status, 200, "{file}");
    }
    let told = get("/docs/nothing.js").await;
    assert_eq!((told.status, told.slug().as_str()), (404, "not-found"));
}

#[tokio::test]
async fn a_request_keeps_its_id_and_its_trace() {
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("00-{trace}-00f067aa0ba902b7-01");
    let headers = [("x-request-id", "friday-1"), ("traceparent", parent.as_str())];
    for path in ["/healthz", "/no", "/v1/orders"] {
        let told = ask(&app(), request("GET", path, &headers, "")).await;
        assert_eq!(told.header("x-request-id"), "friday-1");
        let answered = told.header("traceparent");
        assert!(answered.starts_with(&format!("00-{trace}-")) && answered.ends_with("-01"), "{answered}");
        assert_ne!(answered, parent);
    }
}

#[tokio::test]
async fn ids_and_traces_that_are_unfit_are_replaced() {
    let zeros = "00-00000000000000000000000000000000-00f067aa0ba902b7-01";
    for trace in [zeros, "00-x", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", ""] {
        let headers = [("x-request-id", "two words"), ("traceparent", trace)];
        let told = ask(&app(), request("GET", "/healthz", &headers, "")).await;
        assert_eq!(told.header("x-request-id").len(), 26);
        let answered = told.header("traceparent");
        assert!(
            answered.len() == 55 && answered.starts_with("00-") && !answered.contains(&"0".repeat(32)),
            "{answered}"
        );
    }
}

#[tokio::test]
async fn a_key_above_its_rate_waits() {
    let app = app_at(RateLimit::of(NonZeroU32::MIN));
    let mut last = send(&app, "GET", "/v1/orders/1", "").await;
    assert_eq!(last.status, 200, "the first of a new key");
    // As often as a machine that stalls for seconds might need.
    for _ in 0..1_000 {
        if last.status == 200 {
            last = send(&app, "GET", "/v1/orders/1", "").await;
        }
    }
    assert_eq!((last.status, last.slug().as_str()), (429, "rate-limited"));
    assert_eq!(last.header("retry-after"), "1");
    assert_eq!(last.header("ratelimit"), "\"key\";r=0;t=1");
    assert_eq!(last.header("ratelimit-policy"), "\"key\";q=1;w=1");
    let authorization = format!("Bearer {READER}");
    let other = ask(&app, request("GET", "/v1/orders", &[("authorization", authorization.as_str())], "")).await;
    assert_eq!(other.status, 200, "another key has a rate of its own");
}

#[tokio::test]
async fn a_panic_is_one_requests_own() {
    let app = app();
    let told = send(&app, "GET", "/v1/broken", "").await;
    assert_eq!((told.status, told.slug().as_str()), (500, "internal-error"));
    assert_eq!(send(&app, "GET", "/v1/orders", "").await.status, 200);
}
