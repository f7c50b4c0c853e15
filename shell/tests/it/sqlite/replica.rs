//! A replica's store with work in it: LEEDS, written by the hub, with a node's rows and log received.

use std::path::PathBuf;
use std::sync::Arc;

use holdfast_crdt::{
    Account, Cause, Cell, Deed, Millis, Quantity, ReplicaId, SiteId, Sku, Stream, TaskId, WarehouseId,
};
use holdfast_shell::http::principal::{Principal, Scopes};
use holdfast_shell::http::request::Context;
use holdfast_shell::sqlite::{
    LateRows, Opening, PAST_SCHEMA, REPLICA_SCHEMA, Reader, StoreError, create_book, open, save_changes,
};
use holdfast_sync::desk::{Desk, Rows};
use holdfast_sync::mail::{LetterBody, ToNode};
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

pub const HUB: ReplicaId = ReplicaId::new(SiteId::HUB, 1);
pub const NODE: ReplicaId = ReplicaId::new(SiteId(3), 1);
pub const NOW: Millis = Millis(1_700_000_000_000);

pub fn sku(name: &str) -> Sku {
    Sku::new(name).unwrap()
}

pub fn leeds() -> WarehouseId {
    WarehouseId::new("LEEDS").unwrap()
}

pub fn migrations(count: usize) -> Migrations<'static> {
    let later = (1..count).map(|_| M::up("CREATE TABLE later (id INTEGER PRIMARY KEY)"));
    let first = format!("{REPLICA_SCHEMA}{PAST_SCHEMA}");
    // one text for the life of the tests
    static WHOLE: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    Migrations::new(std::iter::once(M::up(WHOLE.get_or_init(|| first))).chain(later).collect())
}

pub const OPENING: Opening = Opening { cache_kib: 1024, schema: 1 };

pub fn context(principal: i64, key: &str, body: u8) -> Context {
    let principal =
        Principal { id: principal, name: "tester".into(), role: "admin".into(), scopes: Scopes::ALL, signed_in: None };
    let key: Option<Arc<str>> = (!key.is_empty()).then(|| key.into());
    let (request_id, path) = ("r".into(), "/v1".into());
    Context { principal, key, fingerprint: [body; 32], if_match: None, request_id, device: None, path }
}

pub struct Replica {
    pub dir: tempfile::TempDir,
    pub connection: Connection,
    pub desk: Desk,
    pub rows: LateRows,
}

/// Rows kept back before the table gets any: so few that it does in every test of more than a few rows.
const ROWS_BEHIND_MAX: usize = 8;

impl Replica {
    /// An empty store with a book for LEEDS.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let connection = open(&dir.path().join("hub.db"), &migrations(1), OPENING).unwrap();
        let mut desk = Desk::default();
        desk.open_book(create_book(&connection, &leeds(), HUB).unwrap());
        let rows = LateRows::open(&connection, ROWS_BEHIND_MAX).unwrap();
        Self { dir, connection, desk, rows }
    }

    /// Five movements and two letters of our own, three movements received.
    pub fn worked() -> Self {
        let mut replica = Self::new();
        replica.post("CUP", Account::Supplier, Account::Available, 9);
        replica.post("PAN", Account::Supplier, Account::Available, 5);
        replica.post("CUP", Account::Available, Account::Committed, 4);
        replica.write(1);
        replica.post("CUP", Account::Available, Account::Damaged, 1);
        replica.post("MUG", Account::Supplier, Account::Available, 1);
        replica.write(2);
        replica.hear_node();
        replica.save().unwrap();
        replica
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("hub.db")
    }

    pub fn post(&mut self, name: &str, from: Account, to: Account, units: u64) {
        let quantity = Quantity::new(units).unwrap();
        let cause = Cause::new("test", "tester").about("R-1");
        self.desk.post(&leeds(), &sku(name), Deed::Move { from, to }, quantity, &cause, NOW).unwrap();
    }

    pub fn write(&mut self, task: u128) {
        let task = TaskId::from_parts(NOW, task);
        self.desk.write(&leeds(), LetterBody::ToNode(ToNode::Cancel { task }));
    }

    /// The node's rows and log, as a link brings them.
    fn hear_node(&mut self) {
        let (mut stream, mut cups, mut pans) = (Stream::new(leeds(), NODE), Cell::default(), Cell::default());
        let deed = Deed::Move { from: Account::Supplier, to: Account::Available };
        let mut entries = Vec::new();
        for (name, cell) in [("CUP", &mut cups), ("PAN", &mut pans)] {
            let quantity = Quantity::new(6).unwrap();
            let entry = stream.post(cell, &sku(name), deed, quantity, &Cause::new("receipt", "floor"), NOW).unwrap();
            entries.push(entry.to_bytes());
        }
        let grant = Deed::Grant { to: SiteId::HUB };
        let two = Quantity::new(2).unwrap();
        let entry = stream.post(&mut cups, &sku("CUP"), grant, two, &Cause::new("share", "floor"), NOW).unwrap();
        entries.push(entry.to_bytes());
        let rows = [("CUP", &cups), ("PAN", &pans)].map(|(name, cell)| (sku(name), cell.row(NODE).unwrap().clone()));
        let news = Rows { owner: NODE, store: 3, through: 3, full: false, rows: rows.into() };
        assert_eq!(self.desk.hear_rows(&leeds(), news).len(), 2);
        self.desk.hear_entries(&leeds(), NODE, 1, &entries, NOW).unwrap();
    }

    pub fn save(&mut self) -> Result<(), StoreError> {
        let changes = self.desk.take_changes();
        let transaction = self.connection.transaction().unwrap();
        save_changes(&transaction, &mut self.rows, &self.desk, &changes)?;
        transaction.commit()?;
        self.rows.committed();
        Ok(())
    }

    /// As a store that was closed in good order.
    pub fn at_rest(mut self) -> Self {
        self.rows.settle(&self.connection).unwrap();
        self
    }

    /// Beside the writer.
    pub fn reader(&self) -> Reader {
        Reader::open(&self.path(), 64, Some(self.rows.kept())).unwrap()
    }
}
