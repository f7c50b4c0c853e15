//! A hub and a node over stores on disk, and sessions between them whose frames are handed over at once.

mod stock;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use holdfast_crdt::{DocId, Millis, ReplicaId, SiteId, Sku, WarehouseId};
use holdfast_hub::engine::Deed;
use holdfast_hub::store::{STORE_FILE, SqliteStore, create_enrolment};
use holdfast_hub::{engine as hub, replica as hub_replica, store::queries};
use holdfast_node::engine::{self as node, Edit, FloorOp, NodeEngine, Seat};
use holdfast_node::store as node_store;
use holdfast_node::world as node_world;
use holdfast_sync::{Config, Effect, Inbound, Lane, Session, Source, Standing};
use node_world::{Answer, Context, Engine, Outcome, Principal, Reader, Scopes};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rusqlite::Connection;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Rounds without a word after which nothing is left to say.
const IDLE_ENOUGH: u32 = 50;

type HubEngine = hub::HubEngine<SqliteStore>;

pub struct Rig {
    dir: tempfile::TempDir,
    hub: Option<HubEngine>,
    node: Option<NodeEngine>,
    identity: hub::Identity,
    seat: Seat,
    now: Millis,
    starts: u64,
    pub hub_versions: (u16, u16),
}

fn leeds() -> WarehouseId {
    WarehouseId::new("LEEDS").unwrap()
}

fn sku(name: &str) -> Sku {
    Sku::new(name).unwrap()
}

fn context() -> Context {
    let principal =
        Principal { id: 1, name: "tester".into(), role: "admin".into(), scopes: Scopes::ALL, signed_in: None };
    let (request_id, path) = ("r".into(), "/v1".into());
    Context { principal, key: None, fingerprint: [0; 32], if_match: None, request_id, device: None, path }
}

fn parsed<T: DeserializeOwned>(value: Value) -> Box<T> {
    Box::new(serde_json::from_value(value).unwrap())
}

fn body(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_default()
}

impl Rig {
    /// LEEDS with its node, cups and pans; they have not met yet.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let identity = hub::Identity { store: 77, boot: 1 };
        let seat = Seat { warehouse: leeds(), site: SiteId(1), store: 42, boot: 1 };
        let now = Millis(1_700_000_000_000);
        let mut rig = Self { dir, hub: None, node: None, identity, seat, now, starts: 1, hub_versions: (1, 4) };
        rig.start_hub();
        rig.ask(Deed::CreateWarehouse(parsed(json!({ "id": "LEEDS", "name": "LEEDS" }))));
        rig.create_product("CUP");
        rig.create_product("PAN");
        let store = Connection::open(rig.path(STORE_FILE)).unwrap();
        assert!(create_enrolment(&store, &leeds(), &[9; 32], rig.now).unwrap());
        let hub::Reply::Seat(Ok(seat)) = rig.at(hub::Command::UseToken([9; 32])) else { panic!("no seat") };
        rig.seat.site = seat.site;
        let found = node_store::open_at(&rig.path(node_store::FILE)).unwrap();
        node_world::create_book(&found, &leeds(), ReplicaId::new(seat.site, 1)).unwrap();
        node_store::store_id(&found, 42).unwrap();
        drop(found);
        rig.start_node();
        rig
    }

    fn path(&self, file: &str) -> PathBuf {
        self.dir.path().join(file)
    }

    fn start_hub(&mut self) {
        self.starts += 1;
        self.identity.boot = u128::from(self.starts);
        let path = self.path(STORE_FILE);
        let connection = holdfast_hub::world::open_at(&path).unwrap();
        let world = holdfast_hub::core::world::World::new(StdRng::seed_from_u64(self.starts));
        self.hub = Some(HubEngine::new(SqliteStore::new(connection).unwrap(), world, self.identity).unwrap());
    }

    fn start_node(&mut self) {
        self.starts += 1;
        self.seat.boot = u128::from(self.starts);
        let connection = node_store::open_at(&self.path(node_store::FILE)).unwrap();
        self.seat.store = node_store::store_id(&connection, u128::from(self.starts) << 64).unwrap();
        let link = Arc::new(node_world::LinkStatus::new(node_store::acknowledged(&connection).unwrap(), self.now));
        let incoming = Arc::new(node_world::Incoming::default());
        let policy = node_world::Policy::default();
        let rng = StdRng::seed_from_u64(self.starts);
        self.node = Some(NodeEngine::open(connection, self.seat.clone(), policy, link, incoming, rng).unwrap());
    }

    pub fn restart_node(&mut self) {
        self.node = None;
        self.start_node();
    }

    fn at(&mut self, command: hub::Command) -> hub::Reply {
        self.now.0 += 1;
        self.hub.as_mut().unwrap().batch(vec![command], self.now).unwrap().remove(0)
    }

    fn ask(&mut self, deed: Deed) -> Value {
        let ask = hub::Ask { context: context(), deed, last: true };
        match self.at(hub::Command::Ask(ask)) {
            hub::Reply::Answered { outcome, .. } => answered(outcome),
            other => panic!("{other:?}"),
        }
    }

    fn on_floor(&mut self, command: node::Command) -> node::Reply {
        self.now.0 += 1;
        self.node.as_mut().unwrap().batch(vec![command], self.now).unwrap().remove(0)
    }

    fn edit(&mut self, edit: Edit) -> Value {
        match self.on_floor(node::Command::Floor { context: context(), op: FloorOp::Edit(edit) }) {
            node::Reply::Answered { outcome, .. } => answered(outcome),
            other => panic!("{other:?}"),
        }
    }

    pub fn create_product(&mut self, name: &str) {
        self.ask(Deed::CreateProduct(parsed(json!({ "sku": name, "name": format!("A {name}") }))));
    }

    pub fn at_hub(&mut self, name: &str, patch: Value) {
        self.ask(Deed::PatchProduct(sku(name), parsed(patch)));
    }

    pub fn at_hub_warehouse(&mut self, patch: Value) {
        self.ask(Deed::PatchWarehouse(leeds(), parsed(patch)));
    }

    /// A node that has heard of no product yet has none to edit.
    pub fn at_node(&mut self, name: &str, patch: Value) {
        if self.node_product(name).is_null() {
            self.meet();
        }
        self.edit(Edit::Product(sku(name), parsed(patch)));
    }

    pub fn at_node_slot(&mut self, name: &str, patch: Value) {
        if self.node_product(name).is_null() {
            self.meet();
        }
        self.edit(Edit::Slot(sku(name), parsed(patch)));
    }

    pub fn at_node_warehouse(&mut self, patch: Value) {
        self.edit(Edit::Warehouse(parsed(patch)));
    }

    pub fn one_more_code_at_hub(&mut self, name: &str, code: &str) -> Value {
        one_more(&self.hub_product(name), code)
    }

    pub fn one_more_code_at_node(&mut self, name: &str, code: &str) -> Value {
        one_more(&self.node_product(name), code)
    }

    fn hub_store(&self) -> Reader {
        Reader::open(&self.path(STORE_FILE), 1024, None).unwrap()
    }

    fn node_reader(&self) -> Reader {
        Reader::open(&self.path(node_store::FILE), 1024, None).unwrap()
    }

    pub fn hub_product(&self, name: &str) -> Value {
        serde_json::to_value(queries::product(&self.hub_store(), name).unwrap()).unwrap()
    }

    pub fn node_product(&self, name: &str) -> Value {
        serde_json::to_value(node_store::shown_product(&self.node_reader(), &sku(name)).unwrap()).unwrap()
    }

    pub fn hub_warehouse(&self) -> Value {
        serde_json::to_value(queries::warehouse(&self.hub_store(), "LEEDS").unwrap()).unwrap()
    }

    pub fn node_warehouse(&self) -> Value {
        serde_json::to_value(node_store::shown_warehouse(&self.node_reader(), &leeds()).unwrap()).unwrap()
    }

    pub fn hub_slot(&self, name: &str) -> Value {
        let query = "SELECT shown FROM documents WHERE id = ?1";
        let shown: String =
            self.hub_store().query_row(query, [format!("slot/LEEDS/{name}")], |record| record.get(0)).unwrap();
        serde_json::from_str(&shown).unwrap()
    }

    /// A product as both sides show it, but for its version.
    pub fn agreed(&self, name: &str) -> Value {
        let plain = |mut product: Value| {
            product.as_object_mut().unwrap().remove("version");
            product
        };
        let (hub, node) = (plain(self.hub_product(name)), plain(self.node_product(name)));
        assert_eq!(hub, node);
        hub
    }

    /// Conflicts of a product: the same on both sides.
    pub fn conflicts(&self, name: &str) -> Vec<Value> {
        let read = |reader: &Reader| {
            let query = "SELECT body FROM documents WHERE id = ?1";
            let bytes: Vec<u8> = reader.query_row(query, [format!("product/{name}")], |record| record.get(0)).unwrap();
            let document = holdfast_crdt::Document::load(&DocId::Product(sku(name)), holdfast_crdt::Author(0), &bytes);
            let conflicts = document.unwrap().conflicts();
            conflicts.iter().map(|conflict| serde_json::to_value(conflict).unwrap()).collect::<Vec<_>>()
        };
        let found = read(&self.hub_store());
        assert_eq!(found, read(&self.node_reader()));
        found
    }

    /// Documents that the node has edited and the hub does not hold, by the clocks of both.
    pub fn pending_at_node(&self) -> u64 {
        let held = self.hub_standing().heard.catalogue;
        self.node_standing().position.catalogue - held
    }

    /// The document clock of each side.
    pub fn clocks(&self) -> (u64, u64) {
        (self.hub_standing().position.catalogue, self.node_standing().position.catalogue)
    }

    fn hub_standing(&self) -> Standing {
        hub_replica::standing_of(&self.hub_store(), self.identity, &leeds()).unwrap().unwrap()
    }

    fn node_standing(&self) -> Standing {
        node_world::standing_of(&self.node_reader(), &self.seat).unwrap().unwrap()
    }

    fn copied(&self, file: &str) -> PathBuf {
        let copy = self.path(&format!("{file}.{}", self.now.0));
        Connection::open(self.path(file)).unwrap().execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
        copy
    }

    pub fn copy_node(&self) -> PathBuf {
        self.copied(node_store::FILE)
    }

    pub fn copy_hub(&self) -> PathBuf {
        self.copied(STORE_FILE)
    }

    pub fn restore_node(&mut self, copy: PathBuf) {
        self.node = None;
        put_back(&copy, &self.path(node_store::FILE));
        self.start_node();
    }

    pub fn restore_hub(&mut self, copy: PathBuf) {
        self.hub = None;
        put_back(&copy, &self.path(STORE_FILE));
        self.identity.store += 1;
        self.start_hub();
    }

    /// A session from hello to the end of what both have to say.
    pub fn meet(&mut self) {
        let config = |versions| Config { versions, ..Config::new("rig") };
        let site = self.seat.site;
        let mut hub = Side {
            session: Session::new(config(self.hub_versions), self.hub_standing(), site, self.now),
            source: Box::new(hub_replica::source_of(self.hub_store(), &leeds())),
        };
        let mut node = Side {
            session: Session::new(config((1, 4)), self.node_standing(), SiteId::HUB, self.now),
            source: Box::new(node_world::source_of(self.node_reader(), &leeds())),
        };
        let mut idle = 0;
        for _ in 0..1_000 {
            self.now.0 += 20;
            let mut moved = self.turn(&mut hub, &mut node, true);
            moved |= self.turn(&mut node, &mut hub, false);
            idle = if moved { 0 } else { idle + 1 };
            // what is paced waits for its turn
            if idle == IDLE_ENOUGH && hub.session.is_up() && node.session.is_up() {
                return;
            }
        }
        panic!("the two have no end of what they say");
    }

    fn turn(&mut self, from: &mut Side, to: &mut Side, is_hub: bool) -> bool {
        let mut moved = false;
        while let Some(effect) = from.session.poll() {
            match effect {
                Effect::Apply(inbound) => {
                    let standing = self.apply(inbound, is_hub);
                    from.session.handle_applied(standing, self.now);
                    moved = true;
                }
                Effect::Closed(why) => panic!("{why}"),
                _ => {}
            }
        }
        let standing = if is_hub { self.hub_standing() } else { self.node_standing() };
        from.session.handle_standing(standing, self.now);
        for lane in Lane::ALL {
            while let Some(frame) = from.session.poll_transmit(lane, from.source.as_mut(), self.now).unwrap() {
                to.session.handle_frame(lane, &frame, self.now).unwrap();
                moved = true;
            }
        }
        moved
    }

    fn apply(&mut self, inbound: Inbound, is_hub: bool) -> Standing {
        match is_hub {
            true => match self.at(hub::Command::Hear(leeds(), inbound)) {
                hub::Reply::Applied(applied) => applied.unwrap(),
                other => panic!("{other:?}"),
            },
            false => match self.on_floor(node::Command::Heard(inbound)) {
                node::Reply::Applied(applied) => applied.unwrap(),
                other => panic!("{other:?}"),
            },
        }
    }
}

struct Side {
    session: Session,
    source: Box<dyn Source>,
}

fn answered(outcome: Outcome) -> Value {
    body(&outcome.unwrap())
}

fn one_more(product: &Value, code: &str) -> Value {
    let mut codes = product["barcodes"].as_array().unwrap().clone();
    codes.push(code.into());
    json!({ "barcodes": codes })
}

fn put_back(copy: &Path, store: &Path) {
    for rest in ["-wal", "-shm"] {
        let mut beside = store.as_os_str().to_owned();
        beside.push(rest);
        let _ = std::fs::remove_file(beside);
    }
    std::fs::copy(copy, store).unwrap();
    node_world::mark_restored(&Connection::open(store).unwrap()).unwrap();
}
