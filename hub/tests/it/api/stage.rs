//! A hub in a temporary directory, asked over its router.

use std::sync::Arc;
use std::thread::JoinHandle;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, Response};
use holdfast_crdt::WarehouseId;
use holdfast_hub::api;
use holdfast_hub::engine::{Command, Reply};
use holdfast_hub::keys::HubKeys;
use holdfast_hub::server::launch;
use holdfast_hub::service::Hub;
use holdfast_hub::store::{OPENING, STORE_FILE, migrations};
use holdfast_shell::clock;
use holdfast_shell::http::kit::{Kit, RateLimit, serve_kit};
use holdfast_shell::link::{Authority, JoinToken};
use holdfast_shell::shutdown::Shutdown;
use holdfast_shell::sqlite::{DataDir, create_key, ensure_admin_key, open};
use holdfast_sync::DocumentChanges;
use holdfast_sync::effect::Inbound;
use http_body_util::BodyExt;
use metrics_exporter_prometheus::PrometheusBuilder;
use rusqlite::Connection;
use serde_json::{Value, json};
use tower::util::ServiceExt;

/// One answer, read to its end.
pub struct Told {
    pub status: u16,
    pub headers: HeaderMap,
    pub json: Value,
}

impl Told {
    pub fn slug(&self) -> &str {
        self.json["type"].as_str().and_then(|uri| uri.rsplit('/').next()).unwrap_or("")
    }

    /// Where the first fault is, of a problem that says so.
    pub fn pointer(&self) -> &str {
        self.json["errors"][0]["pointer"].as_str().unwrap_or("")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The ids of a list, by the name of their field.
    pub fn ids(&self, name: &str) -> Vec<&str> {
        self.json["items"].as_array().unwrap().iter().map(|item| item[name].as_str().unwrap()).collect()
    }
}

pub struct HubApp {
    pub dir: tempfile::TempDir,
    router: Router,
    hub: Hub,
    thread: JoinHandle<()>,
    admin: String,
}

impl HubApp {
    pub fn new() -> Self {
        Self::open(tempfile::tempdir().unwrap())
    }

    /// LEEDS and LYON, ten cups and four pans in LEEDS, five cups in LYON; mugs nowhere.
    pub async fn stocked() -> Self {
        let app = Self::new();
        for name in ["LEEDS", "LYON"] {
            assert_eq!(app.post("/v1/warehouses", json!({ "id": name, "name": name })).await.status, 201);
        }
        for name in ["CUP", "PAN", "MUG"] {
            assert_eq!(app.post("/v1/products", json!({ "sku": name, "name": format!("A {name}") })).await.status, 201);
        }
        for (place, name, units) in [("LEEDS", "CUP", 10), ("LEEDS", "PAN", 4), ("LYON", "CUP", 5)] {
            app.stock(place, name, units).await;
        }
        app
    }

    fn open(dir: tempfile::TempDir) -> Self {
        let data = DataDir::existing(dir.path()).unwrap();
        let connection = open(&data.file(STORE_FILE), &migrations(), OPENING).unwrap();
        ensure_admin_key(&connection, &data, clock::now()).unwrap();
        let admin = data.read("admin.key").unwrap().unwrap().trim().to_owned();
        let authority = Arc::new(Authority::create(clock::now()).unwrap());
        let (hub, thread, _) = launch(connection, &data, authority, Shutdown::new()).unwrap();
        let (routes, openapi) = api::router(hub.clone());
        let kit = Kit {
            keys: Arc::new(HubKeys::new(&hub)),
            metrics: PrometheusBuilder::new().build_recorder().handle(),
            openapi,
            ready: Arc::new(|| Ok(())),
            rate: RateLimit::default(),
            full: Arc::new(|| false),
        };
        let open = api::open_router(hub.clone());
        Self { dir, router: serve_kit(routes, open, kit), hub, thread, admin }
    }

    /// Ends the hub and starts it again over the same store.
    pub async fn restarted(self) -> Self {
        let Self { dir, router, hub, thread, .. } = self;
        drop((router, hub));
        // two lives of one store would write over each other; in service its lock keeps them apart
        tokio::task::spawn_blocking(|| thread.join().unwrap()).await.unwrap();
        Self::open(dir)
    }

    /// The store, as another process would open it.
    pub fn store(&self) -> Connection {
        Connection::open(self.dir.path().join(STORE_FILE)).unwrap()
    }

    /// A new key of a role; a role that does not exist has no scope at all.
    pub fn key(&self, role: &str) -> String {
        create_key(&self.store(), role, role, clock::now()).unwrap()
    }

    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.admin)
    }

    pub async fn raw(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// As the administrator, unless `headers` name another key.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Told {
        let bearer = self.bearer();
        let own = [("authorization", bearer.as_str())];
        let own = if headers.iter().any(|(name, _)| *name == "authorization") { &[] } else { &own[..] };
        self.send_bare(method, path, &[own, headers].concat(), body).await
    }

    /// With these headers and no key but what they name.
    pub async fn send_bare(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Told {
        let request = Request::builder().method(method).uri(path);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let (parts, body) = self.raw(request.body(body.into()).unwrap()).await.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Told { status: parts.status.as_u16(), headers: parts.headers, json }
    }

    pub async fn get(&self, path: &str) -> Told {
        self.send("GET", path, &[], "").await
    }

    pub async fn post(&self, path: &str, body: Value) -> Told {
        self.send("POST", path, &[], body.to_string()).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Told {
        self.send("PATCH", path, &[], body.to_string()).await
    }

    /// Has a node join the warehouse, with a token that the API gave.
    pub async fn join(&self, place: &str) {
        let told = self.post(&format!("/v1/nodes/{place}/enrolments"), json!({})).await;
        assert_eq!(told.status, 201, "{}", told.json);
        assert!(self.joins_with(told.json["token"].as_str().unwrap()).await);
    }

    /// Whether a node may join with a token.
    pub async fn joins_with(&self, token: &str) -> bool {
        let digest = token.parse::<JoinToken>().unwrap().secret_digest();
        matches!(self.hub.0.owner.ask(Command::UseToken(digest)).await, Ok(Reply::Seat(Ok(_))))
    }

    /// The hub hears what a floor edited.
    pub async fn hear(&self, place: &str, documents: Vec<DocumentChanges>) {
        let heard = Inbound::Documents { through: documents.len() as u64, documents };
        let reply = self.hub.0.owner.ask(Command::Hear(WarehouseId::new(place).unwrap(), heard)).await;
        assert!(matches!(reply, Ok(Reply::Applied(Ok(_)))));
    }

    pub async fn stock(&self, place: &str, name: &str, units: u64) {
        let told =
            self.post(&format!("/v1/warehouses/{place}/inventory"), json!({ "sku": name, "quantity": units })).await;
        assert_eq!(told.status, 200, "{}", told.json);
    }

    /// Places an order; its id.
    pub async fn order(&self, name: &str, units: u64) -> String {
        let told = self.post("/v1/orders", wish(name, units)).await;
        assert_eq!(told.status, 201, "{}", told.json);
        told.json["orderId"].as_str().unwrap().to_owned()
    }
}

pub fn wish(name: &str, units: u64) -> Value {
    json!({ "customer": { "name": "A. Buyer" }, "currency": "GBP", "allowBackorder": true,
        "items": [{ "sku": name, "quantity": units, "unitPrice": "1.00" }] })
}
