//! An engine over a store of its own, with clients, time and mishaps played by the tests.

use std::sync::Arc;

use holdfast_crdt::{Cell, Millis, OrderId, Quantity, Sku, WarehouseId};
use holdfast_hub::core::order::Order;
use holdfast_hub::core::place::OrderRequest;
use holdfast_hub::core::world::World;
use holdfast_hub::engine::{Ask, Command, Deed, HubEngine, Identity, Reply};
use holdfast_hub::store::{OPENING, STORE_FILE, SqliteStore, migrations, queries, verify_orders};
use holdfast_shell::http::answer::{Answer, Outcome};
use holdfast_shell::http::principal::{Principal, Scopes};
use holdfast_shell::http::problem::Slug;
use holdfast_shell::http::request::Context;
use holdfast_shell::owner::Engine;
use holdfast_shell::sqlite::{Finding, Reader, StoreError, StoreSource, events_since, load_cell, open, verify_replica};
use holdfast_shell::stock::{Change, Deal, StockCommand, StockOp};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rusqlite::Connection;
use serde_json::{Value, json};

pub const STORE: u128 = 77;

pub fn sku(name: &str) -> Sku {
    Sku::new(name).unwrap()
}

pub fn at(name: &str) -> WarehouseId {
    WarehouseId::new(name).unwrap()
}

/// A request of one client; `body` stands for what was sent.
pub fn context(key: &str, body: u8) -> Context {
    let principal =
        Principal { id: 1, name: "tester".into(), role: "admin".into(), scopes: Scopes::ALL, signed_in: None };
    let key: Option<Arc<str>> = (!key.is_empty()).then(|| key.into());
    let (request_id, path) = ("r".into(), "/v1".into());
    Context { principal, key, fingerprint: [body; 32], if_match: None, request_id, device: None, path }
}

pub fn ask(context: Context, deed: Deed) -> Command {
    Command::Ask(Ask { context, deed, last: true })
}

pub fn set(name: &str, units: u64) -> StockOp {
    let change = Change::SetOnHand { quantity: units.try_into().unwrap() };
    StockOp::Change(Deal { sku: sku(name), change, reason: None, reference: None })
}

pub fn stock(context: Context, place: &str, op: StockOp) -> Command {
    Command::Stock(StockCommand { context, warehouse: Some(at(place)), op, last: true })
}

pub fn order(lines: &[(&str, u64)], backorder: bool) -> Deed {
    let mut request: OrderRequest = crate::core::wish(lines);
    request.allow_backorder = backorder;
    Deed::Place(Arc::new(request))
}

pub fn warehouse(name: &str) -> Deed {
    Deed::CreateWarehouse(Box::new(serde_json::from_value(json!({ "id": name, "name": name })).unwrap()))
}

fn product(name: &str) -> Deed {
    let body = json!({ "sku": name, "name": format!("A {name}") });
    Deed::CreateProduct(Box::new(serde_json::from_value(body).unwrap()))
}

pub struct Stage {
    pub dir: tempfile::TempDir,
    pub engine: HubEngine<SqliteStore>,
    pub now: Millis,
    started: u64,
}

impl Stage {
    /// LEEDS and LYON, cups and pans, nothing on hand.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut stage = Self::open(dir, Millis(1_700_000_000_000), 0);
        let deeds = [warehouse("LEEDS"), warehouse("LYON"), product("CUP"), product("PAN")];
        for reply in stage.run(deeds.map(|deed| ask(context("", 0), deed)).into()) {
            assert_eq!(answer(&reply).status, 201);
        }
        stage
    }

    pub fn stocked(lines: &[(&str, &str, u64)]) -> Self {
        let mut stage = Self::new();
        for (place, name, units) in lines {
            let replies = stage.run(vec![stock(context("", 0), place, set(name, *units))]);
            assert_eq!(answer(&replies[0]).status, 200);
        }
        stage
    }

    pub fn products(&mut self, names: &[String]) {
        let asks = names.iter().map(|name| ask(context("", 0), product(name)));
        for reply in self.run(asks.collect()) {
            assert_eq!(answer(&reply).status, 201);
        }
    }

    fn open(dir: tempfile::TempDir, now: Millis, started: u64) -> Self {
        let connection = open(&dir.path().join(STORE_FILE), &migrations(), OPENING).unwrap();
        Self::over(connection, dir, now, started)
    }

    fn over(connection: Connection, dir: tempfile::TempDir, now: Millis, started: u64) -> Self {
        let identity = Identity { store: STORE, boot: u128::from(started) };
        let world = World::new(StdRng::seed_from_u64(started));
        let engine = HubEngine::new(SqliteStore::new(connection).unwrap(), world, identity).unwrap();
        Self { dir, engine, now, started }
    }

    /// Ends the process, as it were, and starts another.
    pub fn restarted(self) -> Self {
        let Self { dir, engine, now, started } = self;
        drop(engine);
        Self::open(dir, now, started + 1)
    }

    /// The same, with a store that may not grow by more than `pages`.
    pub fn confined(self, pages: i64) -> Self {
        let Self { dir, engine, now, started } = self;
        drop(engine);
        let connection = open(&dir.path().join(STORE_FILE), &migrations(), OPENING).unwrap();
        let used: i64 = connection.query_row("PRAGMA page_count", [], |record| record.get(0)).unwrap();
        connection.query_row(&format!("PRAGMA max_page_count = {}", used + pages), [], |_| Ok(())).unwrap();
        Self::over(connection, dir, now, started + 1)
    }

    pub fn try_run(&mut self, commands: Vec<Command>) -> Result<Vec<Reply>, StoreError> {
        self.now.0 += 1;
        self.engine.batch(commands, self.now)
    }

    pub fn run(&mut self, commands: Vec<Command>) -> Vec<Reply> {
        self.try_run(commands).unwrap()
    }

    pub fn one(&mut self, command: Command) -> Reply {
        self.run(vec![command]).remove(0)
    }

    pub fn place(&mut self, lines: &[(&str, u64)], backorder: bool) -> OrderId {
        let reply = self.one(ask(context("", 0), order(lines, backorder)));
        order_id(answer(&reply))
    }

    /// Lets time pass, then ticks.
    pub fn tick_after(&mut self, millis: u64) {
        self.now = self.now.plus(millis);
        self.run(vec![Command::Tick(Vec::new())]);
    }

    /// The store, as another process would open it.
    pub fn store(&self) -> Connection {
        Connection::open(self.dir.path().join(STORE_FILE)).unwrap()
    }

    fn reader(&self) -> Reader {
        Reader::open(&self.dir.path().join(STORE_FILE), 1024, None).unwrap()
    }

    pub fn source(&self, place: &str) -> StoreSource {
        StoreSource::new(self.reader(), at(place), Some(queries::read_products))
    }

    pub fn cell(&self, place: &str, name: &str) -> Cell {
        load_cell(&self.reader(), place, name).unwrap()
    }

    pub fn order(&self, id: OrderId) -> Order {
        queries::order(&self.store(), &id.to_string()).unwrap().unwrap()
    }

    pub fn count(&self, table: &str) -> i64 {
        self.store().query_row(&format!("SELECT count(*) FROM {table}"), [], |record| record.get(0)).unwrap()
    }

    pub fn kinds(&self) -> Vec<String> {
        events_since(&self.store(), 0, 100_000).unwrap().into_iter().map(|event| event.kind).collect()
    }

    /// I-1, I-2, I-7, I-10.
    pub fn findings(&self) -> Vec<Finding> {
        let store = self.store();
        let mut findings = verify_replica(&store, |_| ()).unwrap();
        findings.extend(verify_orders(&store).unwrap());
        findings
    }

    pub fn assert_sound(&self) {
        assert_eq!(self.findings(), []);
    }
}

pub fn outcome(reply: &Reply) -> (&Outcome, bool) {
    match reply {
        Reply::Answered { outcome, replayed } => (outcome, *replayed),
        other => panic!("{other:?}"),
    }
}

pub fn answer(reply: &Reply) -> &Answer {
    outcome(reply).0.as_ref().unwrap()
}

pub fn refusal(reply: &Reply) -> Slug {
    outcome(reply).0.as_ref().unwrap_err().slug
}

pub fn body(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap()
}

pub fn order_id(answer: &Answer) -> OrderId {
    body(answer)["orderId"].as_str().unwrap().parse().unwrap()
}

pub fn units(units: u64) -> Quantity {
    Quantity::new(units).unwrap()
}
