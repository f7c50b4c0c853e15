//! The schema and how the store is opened.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use holdfast_shell::sqlite::{self, DataDir, Opening, PAST_SCHEMA, REPLICA_SCHEMA, StoreError};
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

/// The store's name in its data directory.
pub const FILE: &str = "node.db";

/// Small, since a node runs beside other things on one small machine.
const CACHE_KIB: u32 = 8 * 1024;
const READER_CACHE_KIB: u32 = 1024;

const FLOOR_SCHEMA: &str = "
CREATE TABLE tasks (
    task_id TEXT PRIMARY KEY, kind TEXT NOT NULL, reference TEXT NOT NULL,
    state INTEGER NOT NULL, ending TEXT, priority INTEGER NOT NULL, released_at INTEGER NOT NULL,
    lines TEXT NOT NULL, shipment TEXT, version INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX tasks_queue ON tasks (state, priority DESC, released_at, task_id);
CREATE INDEX tasks_reference ON tasks (reference);

-- Closed claims stay: a late payment of one is still recognised.
CREATE TABLE claims (claim_id TEXT PRIMARY KEY, sku TEXT NOT NULL, outstanding INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX claims_open ON claims (outstanding) WHERE outstanding > 0;

CREATE TABLE products (
    sku TEXT PRIMARY KEY, name TEXT NOT NULL, barcodes TEXT NOT NULL, discontinued INTEGER NOT NULL, version INTEGER NOT NULL
) WITHOUT ROWID;
-- A GTIN stands here with 14 digits, any other code as it is.
CREATE TABLE barcodes (code TEXT NOT NULL, sku TEXT NOT NULL, PRIMARY KEY (code, sku)) WITHOUT ROWID;
CREATE INDEX barcodes_sku ON barcodes (sku);

-- Where goods of a SKU were last put.
CREATE TABLE bins (sku TEXT PRIMARY KEY, bin TEXT NOT NULL) WITHOUT ROWID;
";

/// Our last letter when a task last changed: tells a hub that was restored which tasks it may have forgotten.
/// After a restore of our own, a task is doubted until the hub has named it.
const TOLD_SCHEMA: &str = "
ALTER TABLE tasks ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0;
";

/// Units of a claim that were withdrawn as more than the books held.
const VOID_SCHEMA: &str = "ALTER TABLE claims ADD COLUMN void INTEGER NOT NULL DEFAULT 0;";

/// What the last count of a SKU has seen of the hub's doing tells better which payments of a claim are to come back.
const COUNTED_SCHEMA: &str = "
ALTER TABLE claims DROP COLUMN void;
CREATE TABLE counted (sku TEXT PRIMARY KEY, incarnation INTEGER NOT NULL, clock INTEGER NOT NULL) WITHOUT ROWID;
";

/// Goods that the hub said are to come, and parcels that left before the rest of their task.
const GOODS_SCHEMA: &str = "
CREATE TABLE expected_receipts (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, due_at INTEGER NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX expected_receipts_due ON expected_receipts (due_at, id);
-- What the hub was told of goods, by the number of its letter: a hub that was restored is told anew of what it forgot.
CREATE TABLE goods_told (seq INTEGER PRIMARY KEY, body BLOB NOT NULL);
ALTER TABLE tasks ADD COLUMN parts TEXT NOT NULL DEFAULT '[]';
";

pub fn migrations() -> Migrations<'static> {
    let steps = [REPLICA_SCHEMA, FLOOR_SCHEMA, PAST_SCHEMA, TOLD_SCHEMA, VOID_SCHEMA, COUNTED_SCHEMA, GOODS_SCHEMA];
    Migrations::new(steps.map(M::up).to_vec())
}

pub const fn reader_cache_kib() -> u32 {
    READER_CACHE_KIB
}

/// Opens the store for writing, making it where there is none. The store holds the node's key: only its owner reads it.
pub fn open(data: &DataDir) -> Result<Connection, StoreError> {
    let path = data.file(FILE);
    let made = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
    made.map_err(|source| StoreError::Io { path: path.clone(), source })?;
    open_at(&path)
}

/// The same at a path that SQLite alone knows of.
pub fn open_at(path: &Path) -> Result<Connection, StoreError> {
    sqlite::open(path, &migrations(), Opening { cache_kib: CACHE_KIB, schema: 7 })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_migrations_are_sound() {
        super::migrations().validate().unwrap();
    }
}
