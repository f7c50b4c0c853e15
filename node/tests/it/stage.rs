//! A node in a temporary directory, asked over its router, and the hub that a test plays.

use std::sync::Arc;
use std::thread::JoinHandle;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use holdfast_crdt::{
    Account, AllocationId, Cause, Cell, Deed, Hash, Millis, OrderId, Quantity, ReplicaId, SiteId, Sku, Stream, TaskId,
    WarehouseId,
};
use holdfast_node::api::App;
use holdfast_node::core::rights::Policy;
use holdfast_node::engine::{Command, Reply, Seat};
use holdfast_node::keys::FloorKeys;
use holdfast_node::{api, server, store};
use holdfast_shell::clock;
use holdfast_shell::document::Warehouse;
use holdfast_shell::http::kit::{Kit, RateLimit, serve_kit};
use holdfast_shell::link::{LinkEvent, Replica};
use holdfast_shell::shutdown::Shutdown;
use holdfast_shell::sqlite::{DataDir, create_book, create_key, ensure_admin_key, verify_replica};
use holdfast_sync::mail::{Letter, LetterBody, Task, TaskKind, TaskLine, ToHub, ToNode};
use holdfast_sync::{Inbound, Position, ProductRecord, Standing};
use http_body_util::BodyExt;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::{Value, json};
use tower::util::ServiceExt;

const HUB: ReplicaId = ReplicaId::new(SiteId::HUB, 1);
const HUB_STORE: u128 = 7;
const SITE: SiteId = SiteId(3);

pub fn sku(name: &str) -> Sku {
    Sku::new(name).unwrap()
}

pub fn task_id(n: u64) -> TaskId {
    TaskId::from_parts(Millis(1), u128::from(n))
}

pub fn allocation_id(task: u64, line: usize) -> AllocationId {
    AllocationId::from_parts(Millis(task), line as u128)
}

fn warehouse() -> WarehouseId {
    WarehouseId::new("LEEDS").unwrap()
}

pub struct Answer {
    pub status: u16,
    pub json: Value,
    pub etag: Option<String>,
    pub replayed: bool,
}

impl Answer {
    pub fn slug(&self) -> &str {
        self.json["type"].as_str().and_then(|uri| uri.rsplit('/').next()).unwrap_or("")
    }
}

/// What a request carries beside its body.
#[derive(Default, Clone, Copy)]
pub struct With<'a> {
    pub key: Option<&'a str>,
    pub if_match: Option<&'a str>,
    pub bearer: Option<&'a str>,
}

pub struct Stage {
    pub dir: tempfile::TempDir,
    pub app: App,
    pub hub: FakeHub,
    pub shutdown: Shutdown,
    router: Router,
    thread: JoinHandle<()>,
    admin: String,
}

impl Stage {
    pub fn new() -> Self {
        Self::with_policy(Policy::default())
    }

    pub fn with_policy(policy: Policy) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::existing(dir.path()).unwrap();
        let connection = store::open(&data).unwrap();
        create_book(&connection, &warehouse(), ReplicaId::new(SITE, 1)).unwrap();
        store::store_id(&connection, 42).unwrap();
        drop(connection);
        Self::open(dir, policy, FakeHub::new())
    }

    /// Ends the node and starts it again over the same store.
    pub async fn restarted(self) -> Self {
        let Self { dir, hub, app, router, thread, .. } = self;
        drop((app, router));
        // two lives of one store would write over each other; in service its lock keeps them apart
        tokio::task::spawn_blocking(|| thread.join().unwrap()).await.unwrap();
        Self::open(dir, Policy::default(), hub)
    }

    fn open(dir: tempfile::TempDir, policy: Policy, hub: FakeHub) -> Self {
        let data = DataDir::existing(dir.path()).unwrap();
        let connection = store::open(&data).unwrap();
        ensure_admin_key(&connection, &data, clock::now()).unwrap();
        let admin = data.read("admin.key").unwrap().unwrap().trim().to_owned();
        let seat = Seat { warehouse: warehouse(), site: SITE, store: 42, boot: 1 };
        let shutdown = Shutdown::new();
        let (app, thread) = server::launch(connection, &data, seat, policy, shutdown.clone()).unwrap();
        let (routes, openapi) = api::router(app.clone());
        let kit = Kit {
            keys: Arc::new(FloorKeys::new(&app)),
            metrics: PrometheusBuilder::new().build_recorder().handle(),
            openapi,
            ready: Arc::new(|| Ok(())),
            rate: RateLimit::default(),
            full: Arc::new(|| false),
        };
        let router = serve_kit(routes, api::open_router(app.clone()), kit);
        Self { dir, app, hub, shutdown, router, thread, admin }
    }

    pub async fn raw(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn send(&self, method: &str, path: &str, body: Option<Value>, with: With<'_>) -> Answer {
        let text = body.map_or_else(String::new, |json| json.to_string());
        self.ask(method, path, text, with).await
    }

    /// As the administrator, with a body that need not be JSON.
    pub async fn send_text(&self, method: &str, path: &str, body: &str) -> Answer {
        self.ask(method, path, body.to_owned(), With::default()).await
    }

    async fn ask(&self, method: &str, path: &str, body: String, with: With<'_>) -> Answer {
        let bearer = with.bearer.unwrap_or(&self.admin);
        let mut request =
            Request::builder().method(method).uri(path).header("authorization", format!("Bearer {bearer}"));
        for (name, value) in [("idempotency-key", with.key), ("if-match", with.if_match)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let response = self.raw(request.body(Body::from(body)).unwrap()).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status.as_u16(),
            json: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            etag: parts.headers.get("etag").map(|tag| tag.to_str().unwrap().to_owned()),
            replayed: parts.headers.contains_key("idempotency-replayed"),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None, With::default()).await
    }

    /// What is answered to a reading, whatever it is.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let request = Request::builder().uri(path).header("authorization", format!("Bearer {}", self.admin));
        let response = self.raw(request.body(Body::empty()).unwrap()).await;
        response.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body), With::default()).await
    }

    pub async fn cell(&self, name: &str) -> Value {
        self.get(&format!("/v1/warehouses/LEEDS/inventory/{name}")).await.json
    }

    /// The hub puts a product into the catalogue.
    pub async fn product(&mut self, name: &str, barcodes: &[&str]) {
        let inbound = self.hub.product(name, barcodes);
        self.hear(inbound).await.unwrap();
    }

    /// The hub puts units on hand, commits some of them, and all that is known here at once.
    pub async fn hub_stock(&mut self, name: &str, units: u64, committed: u64) {
        self.hub.post(name, Account::Supplier, Account::Available, units);
        self.hub.post(name, Account::Available, Account::Committed, committed);
        self.hub_rows(name).await;
    }

    pub async fn hub_rows(&mut self, name: &str) {
        for inbound in self.hub.news(name) {
            self.hear(inbound).await.unwrap();
        }
    }

    /// The hub grants rights.
    pub async fn hub_grant(&mut self, name: &str, units: u64) {
        for inbound in self.hub.grant(name, units) {
            self.hear(inbound).await.unwrap();
        }
    }

    pub async fn letter(&mut self, body: ToNode) {
        let inbound = self.hub.letter(body);
        self.hear(inbound).await.unwrap();
    }

    /// The warehouse is described: bins of a storage zone A, along the path in this order, with a capacity.
    pub fn describe_bins(&self, bins: &[(&str, u64)]) {
        let bin = |(at, (name, capacity)): (usize, &(&str, u64))| {
            let place =
                json!({ "zone": "A", "sequence": at + 1, "capacity": capacity, "blocked": name.ends_with('!') });
            ((*name).to_owned(), place)
        };
        let bins: serde_json::Map<String, Value> = bins.iter().enumerate().map(bin).collect();
        let described: Warehouse = serde_json::from_value(json!({ "id": "LEEDS", "name": "Leeds", "version": 1,
            "zones": { "A": { "name": "Shelves", "kind": "storage" } }, "bins": bins }))
        .unwrap();
        let data = DataDir::existing(self.dir.path()).unwrap();
        store::show_bins(&store::open(&data).unwrap(), &described).unwrap();
    }

    /// A key of somebody else than the administrator.
    pub fn key(&self, role: &str) -> String {
        let data = DataDir::existing(self.dir.path()).unwrap();
        create_key(&store::open(&data).unwrap(), role, role, clock::now()).unwrap()
    }

    /// The hub sends a task of an order.
    pub async fn task(&mut self, n: u64, lines: &[(&str, u64)]) {
        let line = |(at, (name, units)): (usize, &(&str, u64))| TaskLine {
            allocation: allocation_id(n, at),
            sku: sku(name),
            quantity: Quantity::new(*units).unwrap(),
        };
        let lines = lines.iter().enumerate().map(line).collect();
        let kind =
            TaskKind::Order { order: OrderId::from_parts(Millis(2), u128::from(n)), recipient: "A. Buyer".into() };
        let task = Task { task: task_id(n), kind, priority: 0, released_at: Millis(1_000 + n), lines };
        self.letter(ToNode::Task(task)).await;
    }

    pub async fn hear(&self, inbound: Inbound) -> Result<Standing, String> {
        match self.app.0.owner.insist(Command::Heard(inbound)).await.unwrap() {
            Reply::Applied(applied) => applied,
            other => panic!("{other:?}"),
        }
    }

    pub async fn tick(&self) {
        self.app.0.owner.insist(Command::Tick).await.unwrap();
    }

    /// The link comes up, as its driver says it.
    pub fn link_up(&self) {
        let replica = HUB;
        let peer = Position {
            store: HUB_STORE,
            boot: 1,
            replica,
            clock: 0,
            head: [0; 32],
            digest: 0,
            letters: 0,
            catalogue: 0,
        };
        let (remote, at) = ("127.0.0.1:1".parse().unwrap(), clock::now());
        self.app.link_event(&warehouse(), LinkEvent::Up { peer, agent: "hub".into(), version: 1, remote, at });
    }

    /// What the node has written to the hub.
    pub fn outbox(&self) -> Vec<ToHub> {
        let mut source = self.app.source(&warehouse()).unwrap();
        let told = source.letters_since(0, 1_000).unwrap().into_iter();
        told.filter_map(|letter| match letter.body {
            LetterBody::ToHub(told) => Some(told),
            _ => None,
        })
        .collect()
    }

    /// I-1, I-2, I-10.
    pub fn assert_sound(&self) {
        let findings = self.app.0.readers.with(|connection| verify_replica(connection, |_| ())).unwrap();
        assert!(findings.is_empty(), "{findings:?}");
    }
}

/// The other side of the link, in memory.
pub struct FakeHub {
    stream: Stream,
    cells: std::collections::BTreeMap<Sku, Cell>,
    log: Vec<Vec<u8>>,
    sent: u64,
    letters: u64,
    catalogue: u64,
}

impl FakeHub {
    pub fn new() -> Self {
        let stream = Stream::new(warehouse(), HUB);
        Self { stream, cells: Default::default(), log: Vec::new(), sent: 0, letters: 0, catalogue: 0 }
    }

    pub fn head(&self) -> Hash {
        self.stream.head
    }

    fn product(&mut self, name: &str, barcodes: &[&str]) -> Inbound {
        self.catalogue += 1;
        let barcodes = barcodes.iter().map(|code| (*code).into()).collect();
        let record = ProductRecord {
            version: self.catalogue,
            sku: sku(name),
            name: format!("Household item {name}").into(),
            barcodes,
            discontinued: false,
        };
        Inbound::Products { through: self.catalogue, records: vec![record] }
    }

    pub fn post(&mut self, name: &str, from: Account, to: Account, units: u64) {
        self.deed(name, Deed::Move { from, to }, units);
    }

    fn deed(&mut self, name: &str, deed: Deed, units: u64) {
        let Some(quantity) = Quantity::capped(units) else { return };
        let cell = self.cells.entry(sku(name)).or_default();
        let cause = Cause::new("test", "hub");
        let entry = self.stream.post(cell, &sku(name), deed, quantity, &cause, Millis(5)).unwrap();
        self.log.push(entry.to_bytes());
    }

    /// Hands the node rights; what it has to hear of it.
    pub fn grant(&mut self, name: &str, units: u64) -> Vec<Inbound> {
        self.deed(name, Deed::Grant { to: SITE }, units);
        self.news(name)
    }

    /// The row of a cell, and the log up to here.
    fn news(&mut self, name: &str) -> Vec<Inbound> {
        let row = self.cells[&sku(name)].row(HUB).unwrap().clone();
        let rows = vec![(sku(name), row)];
        let entries = self.log.split_off(0);
        let first = self.sent + 1;
        self.sent += entries.len() as u64;
        vec![
            Inbound::Rows { owner: HUB, store: HUB_STORE, through: self.stream.clock, full: false, rows },
            Inbound::Entries { owner: HUB, first, entries },
        ]
    }

    pub fn letter(&mut self, body: ToNode) -> Inbound {
        self.letters += 1;
        let letter = Letter { seq: self.letters, after_clock: self.stream.clock, body: LetterBody::ToNode(body) };
        Inbound::Letters(vec![letter])
    }
}
