//! The kit under a small API of its own, called in process.

mod gate;
mod lists;
mod requests;
mod serving;

use std::sync::Arc;

use axum::Router;
use axum::body::Body as RawBody;
use axum::http::{HeaderMap, Request, header};
use axum::response::Response;
use axum::routing::{get, post};
use http_body_util::BodyExt;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::answer::{Answer, Cursor, Limit, ListOrder, listing, parse_sort, resource, respond};
use super::keyring::KeyRing;
use super::kit::{Full, Kit, RateLimit, serve_kit};
use super::params::{Params, PathId};
use super::principal::{Principal, Scope, Scopes, SignedIn, key_digest};
use super::problem::Problem;
use super::request::{Body, Change, NoBody};
use super::scope::{May, OrdersRead, OrdersWrite};
use super::session::{COOKIE, SessionToken};

pub const READER: &str = "reader-key";
pub const ADMIN: &str = "admin-key";
/// The token of a browser's session.
pub const SIGNED_IN: &str = "hfs_session";

struct TwoKeys;

impl KeyRing for TwoKeys {
    fn find(&self, digest: &[u8; 32]) -> Option<Principal> {
        let owner =
            |id, role: &str, scopes| Principal { id, name: role.into(), role: role.into(), scopes, signed_in: None };
        [(READER, owner(1, "viewer", Scopes::of(&[Scope::OrdersRead]))), (ADMIN, owner(2, "admin", Scopes::ALL))]
            .into_iter()
            .find_map(|(key, owner)| (key_digest(key) == *digest).then_some(owner))
    }

    fn find_session(&self, digest: &[u8; 32]) -> Option<Principal> {
        let at = SignedIn { session: "1".into(), device: None };
        let scopes = Scopes::of(&[Scope::OrdersRead, Scope::OrdersWrite]);
        let (name, role) = ("planner".into(), "planner".into());
        (session().digest() == *digest).then_some(Principal { id: 1, name, role, scopes, signed_in: Some(at) })
    }
}

/// The session of [`SIGNED_IN`].
pub fn session() -> SessionToken {
    let cookie = format!("{COOKIE}={SIGNED_IN}");
    SessionToken::shown(&HeaderMap::from_iter([(header::COOKIE, cookie.parse().unwrap())])).unwrap()
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    sku: String,
    quantity: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    items: Vec<Line>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    #[serde(default)]
    limit: Limit,
    cursor: Option<Cursor>,
    sort: Option<String>,
}

async fn place(_: May<OrdersWrite>, change: Change<Order>) -> Result<Response, Problem> {
    let seen = json!({
        "lines": change.body.items.len(), "key": change.context.key, "ifMatch": change.context.if_match,
        "device": change.context.device, "path": change.context.path, "requestId": change.context.request_id,
        "fingerprint": change.context.fingerprint,
    });
    Ok(respond(Ok(Answer::created("/v1/orders/1", &seen).with_etag(7)), change.context.key.is_some()))
}

pub fn order() -> ListOrder {
    ListOrder::of("orders", [("orderId", false)])
}

async fn list(_: May<OrdersRead>, Params(query): Params<Query>) -> Result<Response, Problem> {
    let position: Option<u64> = query.cursor.map(|cursor| cursor.decode(order())).transpose()?;
    let sort = query.sort.map(|text| parse_sort(&text, &["sku", "quantity"])).transpose()?;
    Ok(listing(&json!({"limit": query.limit.get(), "position": position, "sort": sort})))
}

async fn one(PathId(id): PathId<u64>) -> Response {
    resource(&json!({"id": id}), id)
}

async fn cancel(Change { body: NoBody, context }: Change<NoBody>) -> Response {
    listing(&json!({"path": context.path}))
}

async fn small(Body(order): Body<Order, 64>) -> Response {
    listing(&order)
}

async fn broken() -> Response {
    panic!("as the test wants it")
}

pub fn app() -> Router {
    app_at(RateLimit::default())
}

pub fn app_at(rate: RateLimit) -> Router {
    app_with(rate, Arc::new(|| false))
}

pub fn app_with(rate: RateLimit, full: Full) -> Router {
    let nested = Router::new().route("/{id}/cancel", post(cancel));
    let api = Router::new()
        .route("/v1/orders", get(list).post(place))
        .route("/v1/orders/{orderId}", get(one))
        .route("/v1/small", post(small))
        .route("/v1/broken", get(broken))
        .nest("/v1/nested", nested);
    let kit = Kit {
        keys: Arc::new(TwoKeys),
        metrics: PrometheusBuilder::new().build_recorder().handle(),
        openapi: utoipa::openapi::OpenApi::default(),
        ready: Arc::new(|| Err("still loading".to_owned())),
        rate,
        full,
    };
    serve_kit(api, Router::new(), kit)
}

/// One answer, read to its end.
pub struct Told {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Told {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn slug(&self) -> String {
        let kind = self.json()["type"].as_str().unwrap_or_default().to_owned();
        kind.rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// Status and the first error's pointer, of a problem.
    pub fn fault(&self) -> (u16, String) {
        assert_eq!(self.slug(), "invalid-request", "{}", self.json());
        assert_eq!(self.header("content-type"), "application/problem+json");
        (self.status, self.json()["errors"][0]["pointer"].as_str().unwrap().to_owned())
    }
}

pub async fn ask(app: &Router, request: Request<RawBody>) -> Told {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Told { status: parts.status.as_u16(), headers: parts.headers, body }
}

pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<RawBody>) -> Request<RawBody> {
    let start = Request::builder().method(method).uri(path);
    headers.iter().fold(start, |request, (name, value)| request.header(*name, *value)).body(body.into()).unwrap()
}

/// As the administrator, with a JSON body.
pub async fn send(app: &Router, method: &str, path: &str, body: impl Into<RawBody>) -> Told {
    let authorization = format!("Bearer {ADMIN}");
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    ask(app, request(method, path, &headers, body)).await
}
